/**
 * Signs: what stands in a job wherever a rule about words has something to find. One look at a file says which signs it
 * shows, and most rules about words are not asked at all.
 */
import { once } from '../launchd/once.ts';
import type { DictNode } from '../plist/node.ts';
import { textOfStrings } from './job-text.ts';

/** A bit of what {@link signsInFile} gives. */
export type Sign = number;

/** Every sign: what can not be looked at may hold anything. */
const ALL_SIGNS = -1;

interface Piece {
  readonly piece: string;
  readonly sign: Sign;
}

const pieces: Piece[] = [];

/** Signs stand above the eight bits of a character. */
const FIRST = 8;
const LAST = 31;
let next = FIRST;

/**
 * Makes a sign, which is shown where one of its pieces stands.
 * @param made of single characters and pairs as they are written, and of texts of four characters as {@link foldedCharacters} has
 * them: `i_ke` is a piece of API_KEY, ` sk-` of a word that begins with `sk-`. `<` is written `&lt;`, as in a file: `t in`
 * is a piece of `<INSERT name>`. A pair is dearer than the others.
 */
export function signOf(made: readonly string[]): Sign {
  if (next > LAST) throw new Error('more signs than bits');
  const sign = 1 << next++;
  for (const piece of made) pieces.push({ piece, sign });
  return sign;
}

/** Escapes and sections, behind which anything may stand. */
const HIDING = signOf(['#', '[']);
/** Bytes of a long string, and what shows that there may be one. */
export const LONG = 4096;
export const LONG_SIGN = signOf([]);
/** A character that is not ASCII. */
const FOREIGN = signOf([]);

/** The signs of an XML file. @param text what was read from the bytes */
export function signsInFile(bytes: Uint8Array, text: string): number {
  // In ASCII bytes are characters; in all else they may be anything.
  let signs = bytes.length === text.length ? signsIn(bytes) : FOREIGN;
  if ((signs & FOREIGN) !== 0) signs = signsIn(encoded(text));
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

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function pairsIn(text: string): number {
  let signs = 0;
  for (const { piece, sign } of pairs()) if (text.includes(piece)) signs |= sign;
  return signs;
}

const pairs = once(() => pieces.filter(({ piece }) => piece.length === 2));

const LESS = 60;
const SLASH = 47;

/** Characters that are looked at in one go. */
const STRETCH = 64;
const SPACES = 0x20202020;

/**
 * Tags are passed over, and no text goes on behind one: where a string holds a `<` it is written as a reference, and
 * sections hide. The inner loop is without branches, which V8 makes three times as fast, and has {@link slotOf} spelt out: a call for
 * each character is what one file costs most, before V8 has compiled anything.
 */
function signsIn(bytes: Uint8Array): number {
  const { characters, isTaken } = tables();
  const { length } = bytes;
  let signs = length >= LONG ? LONG_SIGN : 0;
  let text = SPACES;
  let at = 0;
  while (at < length) {
    if (bytes[at] === LESS) {
      at += 1 + nameLength(bytes, at + 1);
      text = SPACES;
      continue;
    }
    const from = at;
    const before = text;
    const end = Math.min(at + STRETCH, length);
    let taken = 0;
    do {
      const character = characters[bytes[at]!]!;
      signs |= character;
      text = (text << 8) | (character & 0xff);
      taken |= isTaken[Math.imul(text, SPREAD) >>> SLOT_SHIFT]!;
      at++;
    } while (at < end && bytes[at] !== LESS);
    if (taken !== 0) signs |= signsOfTexts(bytes, from, at, before);
  }
  return signs & -(1 << FIRST);
}

/** The signs of the texts of four characters that end from `from` to `to`. @param before the one that ends before */
function signsOfTexts(bytes: Uint8Array, from: number, to: number, before: number): number {
  const { characters, isTaken, signsOfText } = tables();
  let signs = 0;
  let text = before;
  for (let at = from; at < to; at++) {
    text = (text << 8) | (characters[bytes[at]!]! & 0xff);
    if (isTaken[slotOf(text)] !== 0) signs |= signsOfText.get(text) ?? 0;
  }
  return signs;
}

const SLOT_BITS = 15;
const SLOT_SHIFT = 32 - SLOT_BITS;
/** Spreads texts, each a number, evenly: 2 to the 32 by the golden ratio. */
const SPREAD = 0x9e3779b1;

function slotOf(text: number): number {
  return Math.imul(text, SPREAD) >>> SLOT_SHIFT;
}

/** How long the name is in the tag of a key or a string, which most tags are, a slash before it included; 0 of others. */
function nameLength(bytes: Uint8Array, at: number): number {
  const slash = bytes[at] === SLASH ? 1 : 0;
  const letter = bytes[at + slash];
  if (letter === 107) return 3 + slash;
  return letter === 115 ? 6 + slash : 0;
}

/** Beside white space. */
const BETWEEN_WORDS = '\'"`=,;<>()[]{}|&';
const SPACE = 32;

/**
 * What each character is taken for: small letters for capital ones, 0 for any digit, a space for what stands between words
 * and for what is not ASCII.
 */
function foldedCharacters(): Int32Array {
  const characters = new Int32Array(256).fill(SPACE, 0, 128).fill(SPACE | FOREIGN, 128);
  for (let code = SPACE + 1; code < 127; code++) characters[code] = code;
  for (let code = 48; code <= 57; code++) characters[code] = 48;
  for (let code = 65; code <= 90; code++) characters[code] = code + 32;
  for (let i = 0; i < BETWEEN_WORDS.length; i++) characters[BETWEEN_WORDS.charCodeAt(i)] = SPACE;
  return characters;
}

interface Tables {
  /** What a character is taken for, and the signs that it shows alone. */
  readonly characters: Int32Array;
  /** 1 at the slots of pieces: most texts have another. */
  readonly isTaken: Uint8Array;
  readonly signsOfText: ReadonlyMap<number, number>;
}

let made: Tables | undefined;

/** Not by {@link once}: V8 would compile the making of the tables into every function that asks for them. */
function tables(): Tables {
  made ??= madeTables();
  return made;
}

function madeTables(): Tables {
  const characters = foldedCharacters();
  const isTaken = new Uint8Array(1 << SLOT_BITS);
  const signsOfText = new Map<number, number>();
  for (const { piece, sign } of pieces) {
    if (piece.length === 1) characters[piece.charCodeAt(0)]! |= sign;
    if (piece.length <= 2) continue;
    const text = numberOf(piece, characters);
    isTaken[slotOf(text)] = 1;
    signsOfText.set(text, (signsOfText.get(text) ?? 0) | sign);
  }
  return { characters, isTaken, signsOfText };
}

function numberOf(piece: string, characters: Int32Array): number {
  let text = 0;
  for (let i = 0; i < piece.length; i++) {
    const code = piece.charCodeAt(i);
    if (piece.length !== 4 || (characters[code]! & 0xff) !== code)
      throw new Error(`${JSON.stringify(piece)} is no piece of a sign`);
    text = (text << 8) | code;
  }
  return text;
}
