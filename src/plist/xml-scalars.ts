/**
 * The contents of `<integer>`, `<real>`, `<date>` and `<data>`, read as CFPropertyList.c reads them (`parseIntegerTag`,
 * `parseRealTag`, `parseDateTag`, `parseDataTag` of swift-corelibs-foundation). `start` is the
 * offset of the element, `from` and `to` are those of its content; `source.pos` stands behind it.
 */
import { integerOf } from './value.ts';
import { skipSpace } from './xml-names.ts';
import type { XmlSource } from './xml-source.ts';

/** White space before an integer or a real, by CoreFoundation's own notion of it: `isWhitespace`, `__CFIsWhitespace`. */
function isLooseSpace(code: number): boolean {
  if (code < 0x21 || code === 0x7f) return true;
  return code >= 0x2000 && (code <= 0x200b || code === 0x205f || code === 0x3000);
}

function skipLooseSpace(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isLooseSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The value of a digit of the base, or -1. */
function digitOf(code: number, base: number): number {
  let digit = -1;
  if (code >= 48 && code <= 57) digit = code - 48;
  else if (code >= 97 && code <= 102) digit = code - 87;
  else if (code >= 65 && code <= 70) digit = code - 55;
  return digit < base ? digit : -1;
}

/** Longest digit strings that can still lie within 64 bits, leading zeros left out. */
const MOST_DECIMALS = 20;
const MOST_HEX_DIGITS = 16;

/**
 * An integer: white space, a sign, white space, then decimal digits or `0x` and hexadecimal ones, and nothing after.
 * @returns the value, or undefined when it was reported and no value can be guessed
 */
export function readInteger(source: XmlSource, start: number, from: number, to: number): number | bigint | undefined {
  const { text } = source;
  let at = skipLooseSpace(text, from, to);
  if (at === to) {
    source.errors.add('empty-integer', start, source.pos);
    return undefined;
  }
  const sign = text.charCodeAt(at);
  const negative = sign === 45;
  if (negative || sign === 43) at = skipLooseSpace(text, at + 1, to);
  const hex = text.charCodeAt(at) === 48 && (text.charCodeAt(at + 1) | 32) === 120;
  if (hex) at += 2;
  const base = hex ? 16 : 10;
  const first = at;
  while (at < to && text.charCodeAt(at) === 48) at++;
  const digits = at;
  let value = 0;
  for (; at < to; at++) {
    const digit = digitOf(text.charCodeAt(at), base);
    if (digit < 0) break;
    value = value * base + digit;
  }
  if (at === first || at < to) return badInteger(source, from, to, first, at, negative ? -value : value);
  if (value <= Number.MAX_SAFE_INTEGER) return negative && value !== 0 ? -value : value;
  return wideInteger(source, from, to, text.slice(digits, at), hex, negative);
}

function wideInteger(
  source: XmlSource,
  from: number,
  to: number,
  digits: string,
  hex: boolean,
  negative: boolean,
): number | bigint | undefined {
  if (digits.length <= (hex ? MOST_HEX_DIGITS : MOST_DECIMALS)) {
    const magnitude = BigInt(hex ? `0x${digits}` : digits);
    if (magnitude <= (negative ? 2n ** 63n : 2n ** 64n - 1n)) return integerOf(negative ? -magnitude : magnitude);
  }
  source.errors.add('integer-out-of-range', from, to, source.excerpt(from, to));
  return undefined;
}

/** Reports what is wrong with an integer; white space after the digits is refused, but there `value` is clear. */
function badInteger(
  source: XmlSource,
  from: number,
  to: number,
  first: number,
  at: number,
  value: number,
): number | undefined {
  const { text } = source;
  const written = `"${source.excerpt(from, to)}"`;
  source.errors.add('bad-integer', from, to, written);
  const isClear = at > first && skipSpace(text, at) >= to && Number.isSafeInteger(value);
  return isClear ? value : undefined;
}

const WORDS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Infinity,
  '+inf': Infinity,
  '-inf': -Infinity,
  infinity: Infinity,
  '+infinity': Infinity,
  '-infinity': -Infinity,
};
const REAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A real: the words for infinity and not-a-number in any case, or white space and what C's strtod takes of decimals. */
export function readReal(
  source: XmlSource,
  start: number,
  content: string,
  from: number,
  to: number,
): number | undefined {
  const word = content.length <= 9 ? content.toLowerCase() : '';
  if (Object.hasOwn(WORDS, word)) return WORDS[word];
  const number = content.slice(skipLooseSpace(content, 0, content.length));
  if (REAL.test(number)) return Number(number);
  if (number === '') {
    source.errors.add('empty-real', start, source.pos);
    return undefined;
  }
  source.errors.add('bad-real', from, to, `"${source.excerpt(from, to)}"`);
  const bare = number.trim();
  return REAL.test(bare) ? Number(bare) : undefined;
}

const DATE = /^(-?\d{1,6})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/;
const LONGEST_DATE = 64;

/**
 * A date. CFPropertyList.c takes the form `YYYY-MM-DDThh:mm:ssZ` with any number of year digits and does not look at
 * the fields: the 30th of February becomes the 1st of March. Fields out of range are refused here, since the file
 * surely means something else.
 */
export function readDate(source: XmlSource, start: number, from: number, to: number): Date | undefined {
  const content = to - from <= LONGEST_DATE ? source.text.slice(from, to) : '';
  const exact = dateOf(content);
  if (exact) return exact;
  if (from === to) source.errors.add('empty-date', start, source.pos);
  else source.errors.add('bad-date', from, to, `"${source.excerpt(from, to)}"`);
  return dateOf(content.trim());
}

function dateOf(content: string): Date | undefined {
  const fields = DATE.exec(content);
  if (!fields) return undefined;
  const [, year, month, day, hour, minute, second] = fields.map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year!, month! - 1, day!);
  date.setUTCHours(hour!, minute!, second!);
  const kept =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month! - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  return kept ? date : undefined;
}

const SIXTY_FOUR = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Value of a base64 character by its code, 255 for all others; `=` counts as zero, as in CFPropertyList.c. */
const BASE64 = new Uint8Array(128).fill(255);
for (let i = 0; i < 64; i++) BASE64[SIXTY_FOUR.charCodeAt(i)] = i;
BASE64[61] = 0;

/**
 * Base64 with white space anywhere. CFPropertyList.c skips every other ASCII character and drops a group of fewer than
 * four characters at the end without a word; both are noted. Characters beyond ASCII are refused.
 */
export function readData(source: XmlSource, from: number, to: number): Uint8Array | undefined {
  const { text } = source;
  const bytes = new Uint8Array(Math.ceil(((to - from) * 3) / 4));
  let length = 0;
  let group = 0;
  let count = 0;
  let padding = 0;
  let skipped = -1;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128) {
      source.errors.add('bad-data', at, at + 1, `the character ${String.fromCodePoint(text.codePointAt(at)!)}`);
      return undefined;
    }
    const space = code === 32 || (code >= 9 && code <= 13);
    if (code === 61) padding++;
    else if (!space) padding = 0;
    const value = BASE64[code]!;
    if (value === 255) {
      if (!space && skipped < 0) skipped = at;
      continue;
    }
    group = ((group << 6) | value) & 0xffffff;
    count++;
    if ((count & 3) !== 0) continue;
    bytes[length++] = group >> 16;
    if (padding < 2) bytes[length++] = (group >> 8) & 255;
    if (padding < 1) bytes[length++] = group & 255;
  }
  if (skipped >= 0) {
    const what = `"${text.charAt(skipped)}" is not base64: Apple's reader skips such characters, others refuse them.`;
    source.notes.add('lossy-data', skipped, skipped + 1, what);
  }
  if ((count & 3) !== 0) {
    source.notes.add(
      'lossy-data',
      from,
      to,
      "The last group of base64 is not of four characters: Apple's reader drops it.",
    );
  }
  return bytes.slice(0, length);
}
