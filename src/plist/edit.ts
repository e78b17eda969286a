/** Changes a few places of a text and leaves every other byte of its file as it was. */
import { byteOrderMark } from './decode-format.ts';

/** Replaces the characters `start` to `end` (UTF-16 code units, end exclusive) by `text`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Do two edits touch the same place? Two insertions at one offset do: their order would be a guess. */
export function overlap(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}

/**
 * The text with every edit made, in any order given; offsets are those of the text before.
 * @throws RangeError for edits that overlap or lie outside the text
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let done = 0;
  for (const [i, edit] of sorted.entries()) {
    const before = sorted[i - 1];
    if (edit.start < 0 || edit.end < edit.start || edit.end > text.length)
      throw new RangeError(`edit ${edit.start}–${edit.end} lies outside a text of ${text.length} characters`);
    if (before && overlap(before, edit))
      throw new RangeError(`the edits at ${before.start} and ${edit.start} of a text overlap`);
    parts.push(text.slice(done, edit.start), edit.text);
    done = edit.end;
  }
  parts.push(text.slice(done));
  return parts.join('');
}

/**
 * A way to encode texts as a file is encoded, its byte-order mark included: UTF-8, or UTF-16 with a mark.
 * @param bytes the file @param text what was decoded from it, without the mark
 * @returns undefined where the bytes are not what UTF-8 or UTF-16 makes of the text (Latin-1, UTF-32 …)
 */
export function encoderLike(bytes: Uint8Array, text: string): ((text: string) => Uint8Array) | undefined {
  const mark = byteOrderMark(bytes);
  const encoding = mark?.encoding ?? 'utf-8';
  if (encoding === 'utf-32le' || encoding === 'utf-32be') return undefined;
  const head = bytes.subarray(0, mark?.length ?? 0);
  const encode = (body: string) => joined(head, encoding === 'utf-8' ? UTF8.encode(body) : utf16(body, encoding));
  return isSame(encode(text), bytes) ? encode : undefined;
}

const UTF8 = new TextEncoder();

function utf16(text: string, encoding: 'utf-16le' | 'utf-16be'): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const high = encoding === 'utf-16le' ? 1 : 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[i * 2 + high] = code >> 8;
    bytes[i * 2 + 1 - high] = code & 0xff;
  }
  return bytes;
}

function joined(head: Uint8Array, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
