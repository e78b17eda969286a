/**
 * The elements that nearly all property lists are made of, written as nearly all write them, in one loop: V8 is done with
 * optimizing one long loop after a few files, where many small functions take hundreds. What is not plain is left to
 * the rest of the reader, which reads the plain too and says of it the same.
 */
import { keyName } from './key-names.ts';
import type { PlistNode } from './node.ts';
import { closesAt, isSpace } from './xml-names.ts';
import type { XmlSource } from './xml-source.ts';
import { type ElementStack, put } from './xml-stack.ts';
import { withFewReferences } from './xml-text.ts';

const LESS = 60;
const GREATER = 62;
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
 *
 * Characters are looked at in `source.codes`, numbers in a row: for each look at a character of a string V8 writes out all
 * the forms that a string can have, which took it longer than to read a hundred files.
 */
export function readPlain(source: XmlSource, stack: ElementStack): void {
  if (source.cdataEnds) return;
  const { text, codes, notes } = source;
  let at = source.pos;
  let frame = stack.top;
  let ampersand = source.nextAmpersand(at);
  while (frame !== undefined) {
    let code = codes[at]!;
    while (code <= 32 && isSpace(code)) code = codes[++at]!;
    if (code !== LESS) break;
    // In one place for all: a call that is met late, in a file unlike those before, costs what was optimized until then.
    if (ampersand < at) ampersand = source.nextAmpersand(at);
    code = codes[at + 1]!;
    if (code === SLASH) {
      if (!closesAt(text, at, frame.name)) break;
      at += frame.name.length + 3;
      stack.close(at);
      frame = stack.top;
    } else if (frame.name === 'dict' && frame.key === undefined) {
      const open = at + 5;
      if (!restOfKeyTag(codes, at + 1)) break;
      const close = text.indexOf('<', open);
      if (close < 0 || ampersand < close || codes[close + 1] !== SLASH || !restOfKeyTag(codes, close + 2)) break;
      frame.key = keyName(text, open, close);
      frame.keyStart = at;
      at = close + 6;
      frame.keyEnd = at;
    } else if (code === LETTER_D || code === LETTER_A) {
      const name = code === LETTER_D ? 'dict' : 'array';
      if (!text.startsWith(code === LETTER_D ? 'ict>' : 'rray>', at + 2)) break;
      const start = at;
      at += name.length + 2;
      stack.open(name, start, at, false);
      if (source.stopped) return;
      frame = stack.top;
    } else {
      if (frame.name === 'plist') break;
      const node = code === LETTER_S ? plainString(text, codes, at, ampersand) : plainScalar(text, codes, at);
      if (node === undefined) break;
      put(frame, node, notes);
      at = node.end;
    }
  }
  source.pos = at;
}

/** Does `key>` stand at `at`? */
function restOfKeyTag(codes: Uint8Array, at: number): boolean {
  return codes[at] === 107 && codes[at + 1] === 101 && codes[at + 2] === 121 && codes[at + 3] === GREATER;
}

/** Does `string>` stand at `at`? */
function restOfStringTag(codes: Uint8Array, at: number): boolean {
  return (
    codes[at] === 115 &&
    codes[at + 1] === 116 &&
    codes[at + 2] === 114 &&
    codes[at + 3] === 105 &&
    codes[at + 4] === 110 &&
    codes[at + 5] === 103 &&
    codes[at + 6] === GREATER
  );
}

/**
 * The string whose `<` stands at `start`, or undefined.
 * @param ampersand the first from `start` on
 */
function plainString(text: string, codes: Uint8Array, start: number, ampersand: number): PlistNode | undefined {
  const open = start + 8;
  if (!restOfStringTag(codes, start + 1)) return undefined;
  const close = text.indexOf('<', open);
  if (close < 0 || codes[close + 1] !== SLASH || !restOfStringTag(codes, close + 2)) return undefined;
  const value = ampersand > close ? text.slice(open, close) : withFewReferences(text, open, ampersand, close);
  return value === undefined ? undefined : { kind: 'string', start, end: close + 9, value };
}

/** The decimal integer, `<true/>` or `<false/>` whose `<` stands at `start`, or undefined. */
function plainScalar(text: string, codes: Uint8Array, start: number): PlistNode | undefined {
  const code = codes[start + 1];
  if (code === LETTER_I) return text.startsWith('nteger>', start + 2) ? plainInteger(text, codes, start) : undefined;
  const value = code === LETTER_T;
  const end = start + (value ? 7 : 8);
  if (!text.startsWith(value ? 'true/>' : 'false/>', start + 1)) return undefined;
  return { kind: 'boolean', start, end, value };
}

function plainInteger(text: string, codes: Uint8Array, start: number): PlistNode | undefined {
  const negative = codes[start + 9] === 45;
  const first = start + (negative ? 10 : 9);
  let at = first;
  let value = 0;
  for (; at - first <= MOST_DIGITS; at++) {
    const code = codes[at]!;
    if (!(code >= 48 && code <= 57)) break;
    value = value * 10 + code - 48;
  }
  if (at === first || at - first > MOST_DIGITS || !text.startsWith('</integer>', at)) return undefined;
  return { kind: 'integer', start, end: at + 10, value: negative && value !== 0 ? -value : value };
}
