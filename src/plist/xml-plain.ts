/**
 * The elements that nearly all property lists are made of, written as nearly all write them, in one loop: V8 is done with
 * optimizing one long loop after a few files, where many small functions take hundreds. What is not plain is left to
 * the rest of the reader, which reads the plain too and says of it the same.
 */
import { keyName } from './key-names.ts';
import type { PlistNode } from './node.ts';
import { closesAt, isSpace, restOfKeyTag, restOfStringTag } from './xml-names.ts';
import type { XmlSource } from './xml-source.ts';
import { type ElementStack, put } from './xml-stack.ts';
import { withFewReferences } from './xml-text.ts';

const LESS = 60;
const SLASH = 47;
const LETTER_A = 97;
const LETTER_D = 100;
const LETTER_I = 105;
const LETTER_S = 115;
const LETTER_T = 116;

/** So many digits are a safe integer, whatever they are. */
const MOST_DIGITS = 15;

/**
 * Reads elements and end tags from `source.pos` on for as long as they are plain: tags without white space, texts of
 * characters and a few references, decimal integers, each where it may stand. Reports at most a repeated key. Leaves
 * `source.pos` at the first thing that is something else, or behind the root element.
 */
export function readPlain(source: XmlSource, stack: ElementStack): void {
  if (source.cdataEnds) return;
  const { text, notes } = source;
  let at = source.pos;
  let frame = stack.top;
  let ampersand = source.nextAmpersand(at);
  while (frame !== undefined) {
    let code = text.charCodeAt(at);
    while (code <= 32 && isSpace(code)) code = text.charCodeAt(++at);
    if (code !== LESS) break;
    // In one place for all: a call that is met late, in a file unlike those before, costs what was optimized until then.
    if (ampersand < at) ampersand = source.nextAmpersand(at);
    code = text.charCodeAt(at + 1);
    if (code === SLASH) {
      if (!closesAt(text, at, frame.name)) break;
      at += frame.name.length + 3;
      stack.close(at);
      frame = stack.top;
    } else if (frame.name === 'dict' && frame.key === undefined) {
      const open = at + 5;
      if (!restOfKeyTag(text, at + 1)) break;
      const close = text.indexOf('<', open);
      if (close < 0 || ampersand < close || text.charCodeAt(close + 1) !== SLASH || !restOfKeyTag(text, close + 2))
        break;
      frame.key = keyName(text, open, close);
      frame.keyStart = at;
      at = close + 6;
      frame.keyEnd = at;
    } else if (code === LETTER_S && frame.name !== 'plist') {
      const open = at + 8;
      if (!restOfStringTag(text, at + 1)) break;
      const close = text.indexOf('<', open);
      if (close < 0 || text.charCodeAt(close + 1) !== SLASH || !restOfStringTag(text, close + 2)) break;
      const value = ampersand > close ? text.slice(open, close) : withFewReferences(text, open, ampersand, close);
      if (value === undefined) break;
      put(frame, { kind: 'string', start: at, end: close + 9, value }, notes);
      at = close + 9;
    } else if (code === LETTER_D && text.startsWith('ict>', at + 2)) {
      stack.open('dict', at, at + 6, false);
      if (source.stopped) return;
      at += 6;
      frame = stack.top;
    } else if (code === LETTER_A && text.startsWith('rray>', at + 2)) {
      stack.open('array', at, at + 7, false);
      if (source.stopped) return;
      at += 7;
      frame = stack.top;
    } else {
      const node = frame.name === 'plist' ? undefined : plainScalar(text, at, code);
      if (node === undefined) break;
      put(frame, node, notes);
      at = node.end;
    }
  }
  source.pos = at;
}

/** The decimal integer, `<true/>` or `<false/>` whose `<` stands at `start`, before the character `code`, or undefined. */
function plainScalar(text: string, start: number, code: number): PlistNode | undefined {
  if (code === LETTER_I) return text.startsWith('nteger>', start + 2) ? plainInteger(text, start) : undefined;
  const value = code === LETTER_T;
  const end = start + (value ? 7 : 8);
  if (!text.startsWith(value ? 'true/>' : 'false/>', start + 1)) return undefined;
  return { kind: 'boolean', start, end, value };
}

function plainInteger(text: string, start: number): PlistNode | undefined {
  const negative = text.charCodeAt(start + 9) === 45;
  const first = start + (negative ? 10 : 9);
  let at = first;
  let value = 0;
  for (; at - first <= MOST_DIGITS; at++) {
    const code = text.charCodeAt(at);
    if (!(code >= 48 && code <= 57)) break;
    value = value * 10 + code - 48;
  }
  if (at === first || at - first > MOST_DIGITS || !text.startsWith('</integer>', at)) return undefined;
  return { kind: 'integer', start, end: at + 10, value: negative && value !== 0 ? -value : value };
}
