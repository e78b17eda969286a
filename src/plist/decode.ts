/** From the bytes of a file to its text, as CoreFoundation decides (CFPropertyList.c). */
import { byteOrderMark, latin1, type Unicode } from './decode-format.ts';
import type { SyntaxFinding } from './node.ts';

export { detectFormat, type PlistFormat } from './decode-format.ts';

/** A decoded text, or the reason why there is none. */
export type DecodedText =
  | { readonly text: string }
  | {
      /** What is wrong; its span is in `lossyText`. */
      readonly error: SyntaxFinding;
      /** The text with U+FFFD for what could not be decoded: to show the place, never to take values from. */
      readonly lossyText: string;
    };

/** Fatal, so that no byte is lost in silence; a byte-order mark is taken off before. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LOSSY_UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Decodes the text of an XML or OpenStep property list. The byte-order mark decides, then the encoding that an XML
 * declaration at the very start names, else it is UTF-8 (`encodingForXMLData` of CFPropertyList.c). The mark is no
 * part of the text. UTF-16 without a mark is an error: Apple's reader drops its first character, then refuses it.
 * Bytes that are not UTF-8 are an error wherever they stand; Apple's reader looks at strings and keys only.
 *
 * @returns the text, or an error: `invalid-utf8` and `invalid-encoding` name the byte offset and line:column of the
 * first bad byte, `unknown-encoding` the name in the declaration, `utf16-without-bom` says what to write
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const mark = byteOrderMark(bytes);
  if (mark === undefined) {
    if ((bytes[0] === 60 && bytes[1] === 0) || (bytes[0] === 0 && bytes[1] === 60)) return withoutMark(bytes);
    const declared = declaredEncoding(bytes);
    return declared === undefined ? decodeUtf8(bytes, 0) : decodeDeclared(bytes, declared);
  }
  const { encoding, length } = mark;
  if (encoding === 'utf-8') return decodeUtf8(bytes, length);
  return encoding.startsWith('utf-16') ? decodeUtf16(bytes, encoding, length) : decodeUtf32(bytes, encoding, length);
}

function decodeUtf8(bytes: Uint8Array, skip: number): DecodedText {
  const body = skip === 0 ? bytes : bytes.subarray(skip);
  try {
    return { text: UTF8.decode(body) };
  } catch (error) {
    const bad = firstInvalidUtf8(body);
    if (bad >= body.length) throw error;
    const before = UTF8.decode(body.subarray(0, bad));
    const byte = `0x${body[bad]!.toString(16).toUpperCase().padStart(2, '0')}`;
    const what = `The byte ${byte} at offset ${bad + skip}, ${place(before)}, is not UTF-8.`;
    return failure('invalid-utf8', what, before.length, LOSSY_UTF8.decode(body));
  }
}

/** How many bytes the UTF-8 sequence at `at` has, or 0 when it is none: the table of well-formed sequences of Unicode. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const count = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (count === 0 || at + count > bytes.length) return 0;
  const second = bytes[at + 1]!;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let i = 2; i < count; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0;
  return count;
}

function firstInvalidUtf8(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const count = sequenceLength(bytes, at);
    if (count === 0) return at;
    at += count;
  }
  return at;
}

function decodeUtf16(bytes: Uint8Array, encoding: Unicode, skip: number): DecodedText {
  const body = bytes.subarray(skip);
  try {
    return { text: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(body) };
  } catch {
    const lossyText = new TextDecoder(encoding, { ignoreBOM: true }).decode(body);
    // Each unit that is half a pair, and an odd last byte, became one U+FFFD; a U+FFFD of the file's own is intact.
    let unit = 0;
    const high = encoding === 'utf-16le' ? 1 : 0;
    for (; unit < lossyText.length; unit++) {
      const code = (body[unit * 2 + high]! << 8) | body[unit * 2 + 1 - high]!;
      if (lossyText.charCodeAt(unit) === 0xfffd && (code !== 0xfffd || unit * 2 + 1 >= body.length)) break;
    }
    const where = `at byte offset ${unit * 2 + skip}, ${place(lossyText.slice(0, unit))}`;
    return failure('invalid-encoding', `There is half a UTF-16 character ${where}.`, unit, lossyText);
  }
}

function decodeUtf32(bytes: Uint8Array, encoding: Unicode, skip: number): DecodedText {
  const body = bytes.subarray(skip);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const parts: string[] = [];
  let bad = -1;
  for (let at = 0; at < body.length; at += 4) {
    const code = at + 4 > body.length ? -1 : view.getUint32(at, encoding === 'utf-32le');
    const valid = code >= 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    if (!valid && bad < 0) bad = at;
    parts.push(valid ? String.fromCodePoint(code) : '\ufffd');
  }
  const text = parts.join('');
  if (bad < 0) return { text };
  const before = parts.slice(0, bad / 4).join('');
  const where = `at byte offset ${bad + skip}, ${place(before)}`;
  return failure('invalid-encoding', `There is no UTF-32 character ${where}.`, before.length, text);
}

/** UTF-16 by its look: `encodingForXMLData` sees it too, but skips two bytes for a mark that is not there. */
function withoutMark(bytes: Uint8Array): DecodedText {
  const lossyText = new TextDecoder(bytes[0] === 0 ? 'utf-16be' : 'utf-16le').decode(bytes);
  const message = "The file looks like UTF-16 and has no byte-order mark: Apple's reader refuses it.";
  return failure('utf16-without-bom', message, 0, lossyText);
}

/**
 * The encoding that `<?xml … encoding="…"` at the very start names, or undefined. As in CFPropertyList.c the search
 * ends at the first `?` or `>`, and no white space may stand around the `=`.
 */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] !== 60 || bytes[1] !== 63 || bytes[2] !== 120) return undefined;
  if (isUsual(bytes)) return 'UTF-8';
  let end = 5;
  while (end < bytes.length && bytes[end] !== 63 && bytes[end] !== 62) end++;
  return /^<\?xml.*?encoding=(["'])(.*?)\1/s.exec(latin1(bytes.subarray(0, Math.min(end, LONGEST_DECLARATION))))?.[2];
}

/** Do the bytes begin as nearly every property list does? */
function isUsual(bytes: Uint8Array): boolean {
  for (let i = 0; i < USUAL.length; i++) if (bytes[i] !== USUAL.charCodeAt(i)) return false;
  return true;
}

const USUAL = '<?xml version="1.0" encoding="UTF-8"';
const LONGEST_DECLARATION = 1024;
const UTF8_NAME = /^utf-?8$/i;
const WIDE_NAME = /^(?:utf-?(?:16|32|7)|iso-10646|ucs-|unicode)/i;
const ASCII_NAME = /^(?:us-ascii|ascii|us|ansi_x3\.4-19(?:68|86)|iso646-us|iso-ir-6|cp367)$/i;
const LATIN1_NAME = /^(?:iso[-_]?8859-1(?::1987)?|latin-?1|l1|iso-ir-100|cp819|ibm819)$/i;
/** Names that CoreFoundation knows and the encoding standard of the web does not. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  macroman: 'macintosh',
  'mac-roman': 'macintosh',
  cp1252: 'windows-1252',
};

function decodeDeclared(bytes: Uint8Array, name: string): DecodedText {
  if (UTF8_NAME.test(name)) return decodeUtf8(bytes, 0);
  // The encoding standard of the web reads Latin-1 and ASCII as windows-1252, CoreFoundation does not.
  if (LATIN1_NAME.test(name)) return { text: latin1(bytes) };
  if (ASCII_NAME.test(name)) {
    const bad = bytes.findIndex((byte) => byte >= 0x80);
    if (bad < 0) return { text: latin1(bytes) };
    const text = latin1(bytes);
    const what = `The file says it is ${name}, but the byte at offset ${bad}, ${place(text.slice(0, bad))}, is none.`;
    return failure('invalid-encoding', what, bad, text, 1, DECLARE_UTF8);
  }
  const lossyText = LOSSY_UTF8.decode(bytes);
  const at = lossyText.indexOf('encoding=') + 'encoding="'.length;
  const wide = WIDE_NAME.test(name);
  if (!wide) {
    try {
      const label = OTHER_NAMES[name.toLowerCase()] ?? name;
      return { text: new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes) };
    } catch (error) {
      // A RangeError says that the name is unknown, anything else that the bytes do not fit.
      if (error instanceof RangeError) {
        const what = `The encoding "${name}" is unknown.`;
        return failure('unknown-encoding', what, at, lossyText, name.length, DECLARE_UTF8);
      }
    }
  }
  const what = `The file says it is ${name}, but its bytes are not.`;
  return failure('invalid-encoding', what, at, lossyText, name.length, DECLARE_UTF8);
}

const SAVE_AS_UTF8 = 'Save the file as UTF-8.';
const DECLARE_UTF8 = 'Write encoding="UTF-8" and save the file as UTF-8.';

function failure(
  code: string,
  message: string,
  start: number,
  lossyText: string,
  length = 1,
  help = SAVE_AS_UTF8,
): DecodedText {
  const end = Math.min(start + length, lossyText.length);
  return { error: { code, message, help, start: Math.min(start, end), end }, lossyText };
}

/** Line and column of what follows `before`. */
function place(before: string): string {
  const lines = before.split(/\r\n|\r|\n/);
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}
