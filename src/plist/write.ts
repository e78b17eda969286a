/** Values to XML property lists, in the very form that the `plist` library gives them (its tests compare the two). */
import { commentText, illegalXmlCharacter, isPlain } from './text.ts';
import { INTEGER_MAX, INTEGER_MIN, kindOf, type PlistDict, PlistReal, type PlistValue } from './value.ts';

/** A value that no property list can hold, with the key path where it stands. */
export class PlistValueError extends TypeError {
  readonly keyPath: string;
  constructor(keyPath: string, problem: string) {
    super(`${keyPath === '' ? 'the root' : keyPath}: ${problem}`);
    this.name = 'PlistValueError';
    this.keyPath = keyPath;
  }
}

export interface WriteOptions {
  /** Lines of one comment after the DOCTYPE. Any text is safe here: it can not end the comment. */
  readonly comment?: readonly string[];
}

/**
 * Writes `root` as an XML property list: XML 1.0, UTF-8, Apple's DOCTYPE, two-space indent, a final newline.
 * The same value gives the same bytes everywhere; reading them gives the same value back.
 *
 * @throws PlistValueError for null, undefined, NaN, infinities, fractions that are not a {@link PlistReal}, integers
 * outside −2^63…2^64−1, dates XML can not say, foreign objects (Map, functions …) and characters XML can not hold.
 */
export function writePlist(root: PlistDict, options: WriteOptions = {}): string {
  const lines = [...HEAD];
  const comment = options.comment ?? [];
  if (comment.length > 0) lines.push('<!--', ...comment.map((line) => `  ${commentText(line)}`.trimEnd()), '-->');
  lines.push('<plist version="1.0">');
  writeValue(root, { path: undefined, name: '', depth: 0 }, lines);
  return `${lines.join('\n')}\n</plist>\n`;
}

const HEAD = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
];

const MAX_DEPTH = 512;

/** Where a value stands; its key path is only put together for an error. */
interface Place {
  readonly path: Place | undefined;
  readonly name: string;
  readonly depth: number;
}

function pathOf({ path, name }: Place): string {
  const above = path ? pathOf(path) : '';
  return above === '' ? name : `${above}.${name}`;
}

function writeValue(value: PlistValue, place: Place, lines: string[]): void {
  const { depth } = place;
  if (depth > MAX_DEPTH) throw new PlistValueError(pathOf(place), `nested more than ${MAX_DEPTH} levels deep`);
  const problem = problemOf(value);
  if (problem !== undefined) throw new PlistValueError(pathOf(place), problem);
  const indent = '  '.repeat(depth + 1);
  if (Array.isArray(value)) {
    if (value.length === 0) return void lines.push(`${indent}<array/>`);
    lines.push(`${indent}<array>`);
    // By index, since an array with holes has nothing there, which is an error and not passed over.
    for (let i = 0; i < value.length; i++)
      writeValue(value[i], { path: place, name: String(i), depth: depth + 1 }, lines);
    lines.push(`${indent}</array>`);
  } else if (kindOf(value) === 'dict') {
    writeDict(value as PlistDict, place, lines);
  } else {
    lines.push(indent + scalar(value));
  }
}

function writeDict(dict: PlistDict, place: Place, lines: string[]): void {
  const indent = '  '.repeat(place.depth + 1);
  const entries = Object.entries(dict);
  if (entries.length === 0) return void lines.push(`${indent}<dict/>`);
  lines.push(`${indent}<dict>`);
  for (const [key, item] of entries) {
    const bad = illegalXmlCharacter(key);
    if (bad) throw new PlistValueError(pathOf(place), `the key ${JSON.stringify(key)} holds ${bad}, which XML can not`);
    lines.push(`${indent}  ${element('key', escaped(key))}`);
    writeValue(item, { path: place, name: key, depth: place.depth + 1 }, lines);
  }
  lines.push(`${indent}</dict>`);
}

/** A value that is no container and has no problem, as an element. */
function scalar(value: PlistValue): string {
  if (typeof value === 'string') return element('string', escaped(value));
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
  // -0 is an integer like any other, and 0 its only name.
  if (typeof value === 'number') return element('integer', String(Object.is(value, -0) ? 0 : value));
  if (typeof value === 'bigint') return element('integer', String(value));
  if (value instanceof PlistReal) return element('real', realText(value));
  if (value instanceof Date) return element('date', value.toISOString().replace(/\.\d{3}Z$/, 'Z'));
  // Apple's reader refuses an empty <data/> in one tag.
  return `<data>${base64(value as Uint8Array)}</data>`;
}

/** A real in decimal digits that are read back as exactly this number, the sign of a zero included. */
export function realText({ value }: PlistReal): string {
  return Object.is(value, -0) ? '-0.0' : String(value);
}

function element(name: string, text: string): string {
  return text === '' ? `<${name}/>` : `<${name}>${text}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };

function escaped(text: string): string {
  return isPlain(text) ? text : text.replace(/[&<>\r]/g, (character) => ESCAPES[character]!);
}

/** Bytes as base64, on one line. */
export function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** What keeps `value` itself (not its members) out of a property list. */
function problemOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return `${value} has no place in a property list`;
  switch (typeof value) {
    case 'boolean':
      return undefined;
    case 'string': {
      const bad = illegalXmlCharacter(value);
      return bad && `the text holds ${bad}, which XML can not`;
    }
    case 'number':
      if (!Number.isFinite(value)) return `${value} is no number of a property list`;
      if (!Number.isInteger(value)) return `${value} is not an integer: write new PlistReal(${value}) for a real`;
      return Number.isSafeInteger(value) ? undefined : `${value} is not exact: write it as a bigint`;
    case 'bigint':
      return value < INTEGER_MIN || value > INTEGER_MAX ? `${value} does not fit in 64 bits` : undefined;
    case 'object':
      return problemOfObject(value);
    default:
      return `a ${typeof value} has no place in a property list`;
  }
}

function problemOfObject(value: object): string | undefined {
  if (value instanceof PlistReal) {
    return Number.isFinite(value.value) ? undefined : `${value.value} is no real of a property list`;
  }
  if (value instanceof Date) {
    const year = value.getUTCFullYear();
    if (Number.isNaN(year)) return 'an invalid date';
    if (value.getUTCMilliseconds() !== 0) return 'a date of a property list has whole seconds';
    return year < 1 || year > 9999 ? `the year ${year} does not fit YYYY-MM-DDThh:mm:ssZ` : undefined;
  }
  if (value instanceof Uint8Array || Array.isArray(value)) return undefined;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return undefined;
  return `a ${value.constructor?.name ?? 'foreign object'} has no place in a property list: use a plain object`;
}
