/**
 * Signs: what stands in a job wherever a rule about words has something to find. One look at a file says which signs it
 * shows, and most rules about words are not asked at all.
 */
import type { DictNode } from '../plist/node.ts';
import { textOfStrings } from './job-text.ts';

/**
 * A bit of what {@link signsInFile} gives. A sign is made of pieces, and shown where one of them stands.
 */
export type Sign = number;

/** Every sign: what can not be looked at may hold anything. */
const ALL_SIGNS: Sign = -1;

/** Signs stand above the eight bits of a character. */
const FIRST = 8;
const LAST = 31;
let next = FIRST;

/** Beside white space. */
const BETWEEN_WORDS = '\'"`=,;<>()[]{}|&';

/** What each character is taken for, and the signs that it shows alone. */
const characters = new Int32Array(256);
for (let code = 0; code < 256; code++) characters[code] = folded(code);

/**
 * Small letters for capital ones, 0 for any digit, a space for what stands between words, for `<`, `>` and `&` too, and for
 * what is not ASCII.
 */
function folded(code: number): number {
  if (code >= 65 && code <= 90) return code + 32;
  if (code >= 48 && code <= 57) return 48;
  return code <= 32 || code >= 127 || BETWEEN_WORDS.includes(String.fromCharCode(code)) ? 32 : code;
}

/** Texts of four characters, each a number, in an open hash table, and the signs that each is a piece of. */
const BITS = 11;
const texts = new Int32Array(1 << BITS);
const signsOfText = new Int32Array(1 << BITS);

/** Spreads texts over the table: 2 to the 32 by the golden ratio. */
const SPREAD = 0x9e3779b1;

/** Pieces of two characters, looked for by themselves. */
const pairs: { readonly pair: string; readonly sign: Sign }[] = [];

/** Where a text is in the table, or is to be. */
function slotOf(text: number): number {
  let slot = Math.imul(text, SPREAD) >>> (32 - BITS);
  while (texts[slot] !== 0 && texts[slot] !== text) slot = (slot + 1) & ((1 << BITS) - 1);
  return slot;
}

/**
 * Makes a sign.
 * @param pieces single characters and pairs as they are written, and texts of four characters, folded (see above): `i_ke` is
 * a piece of API_KEY, ` sk-` of a word that begins with `sk-`. `<` is written `&lt;`, as in a file: `lt y` is a piece of
 * `<your name>`. A pair is dearer than the others.
 */
export function signOf(pieces: readonly string[]): Sign {
  if (next > LAST) throw new Error('more signs than bits');
  const sign = 1 << next++;
  for (const piece of pieces) {
    if (piece.length === 1) characters[piece.charCodeAt(0)]! |= sign;
    else if (piece.length === 2) pairs.push({ pair: piece, sign });
    else addText(piece, sign);
  }
  return sign;
}

function addText(piece: string, sign: Sign): void {
  let text = 0;
  for (let i = 0; i < piece.length; i++) {
    const code = piece.charCodeAt(i);
    if (piece.length !== 4 || folded(code) !== code) throw new Error(`${JSON.stringify(piece)} is no piece of a sign`);
    text = (text << 8) | code;
  }
  const slot = slotOf(text);
  texts[slot] = text;
  signsOfText[slot]! |= sign;
}

/** Escapes and sections, behind which anything may stand. */
const HIDING = signOf(['#', '[']);
const NOT_ASCII = 1 << next++;
for (let code = 128; code < 256; code++) characters[code]! |= NOT_ASCII;
/** A string of so many bytes. */
export const LONG = 1 << next++;
export const LONG_FROM = 4096;

/** The signs of an XML file. @param text what was read from the bytes */
export function signsInFile(bytes: Uint8Array, text: string): number {
  // In ASCII bytes are characters; in all else they may be anything.
  let signs = bytes.length === text.length ? signsIn(bytes) : NOT_ASCII;
  if ((signs & NOT_ASCII) !== 0) signs = signsIn(encoded(text));
  if ((signs & HIDING) !== 0 && (text.includes('&#') || text.includes('<![CDATA['))) return ALL_SIGNS;
  return signs | pairsIn(text);
}

/** The signs of a job that was not read from XML. */
export function signsInJob(dict: DictNode): number {
  const text = textOfStrings(dict);
  if (text === undefined) return ALL_SIGNS;
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return signsIn(encoded(escaped)) | pairsIn(text);
}

function pairsIn(text: string): number {
  let signs = 0;
  for (const { pair, sign } of pairs) if (text.includes(pair)) signs |= sign;
  return signs;
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function signsIn(bytes: Uint8Array): number {
  const { length } = bytes;
  // Taken out of the module once: V8 looks them up anew for every character else.
  const signsAlone = characters;
  const hashed = texts;
  let signs = length >= LONG_FROM ? LONG : 0;
  let text = 0x20202020;
  for (let i = 0; i < length; i++) {
    const code = bytes[i]!;
    if (code === LESS) {
      i += tagAt(bytes, i);
      text = 0x20202020;
      continue;
    }
    const character = signsAlone[code]!;
    signs |= character;
    text = (text << 8) | (character & 0xff);
    if (hashed[Math.imul(text, SPREAD) >>> (32 - BITS)] !== 0) signs |= signsOfText[slotOf(text)]!;
  }
  return signs & -(1 << FIRST);
}

const LESS = 60;
const SLASH = 47;

/** How many characters behind the `<` at `at` belong to the tag of a key or a string, which most tags are; 0 of others. */
function tagAt(bytes: Uint8Array, at: number): number {
  let next = bytes[at + 1];
  const slash = next === SLASH ? 1 : 0;
  if (slash) next = bytes[at + 2];
  if (next === 107) return 4 + slash;
  return next === 115 ? 7 + slash : 0;
}
