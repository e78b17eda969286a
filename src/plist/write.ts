/** Values to XML property lists, through the `plist` library, with its traps closed. */
import { build } from 'plist';
import { commentText, illegalXmlCharacter } from './text.ts';
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
  const reals = new RealMarks();
  const texts: string[] = [];
  collectTexts(root, texts, '', 0);
  reals.avoid(texts);
  // Apple's reader refuses an empty <data/> in one tag. No text can look like it: its < is written &lt;.
  const xml = reals.restore(build(prepare(root, reals) as never)).replaceAll('<data/>', '<data></data>');
  return `${withComment(xml, options.comment ?? [])}\n`;
}

function withComment(xml: string, lines: readonly string[]): string {
  if (lines.length === 0) return xml;
  const comment = `<!--\n${lines.map((line) => `  ${commentText(line)}`.trimEnd()).join('\n')}\n-->\n`;
  const at = xml.indexOf('<plist');
  return xml.slice(0, at) + comment + xml.slice(at);
}

const MAX_DEPTH = 512;

/** Checks every value below `value` and gathers its strings and keys. */
function collectTexts(value: unknown, texts: string[], path: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new PlistValueError(path, `nested more than ${MAX_DEPTH} levels deep`);
  const problem = problemOf(value);
  if (problem !== undefined) throw new PlistValueError(path, problem);
  if (typeof value === 'string') texts.push(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) collectTexts(value[i], texts, join(path, String(i)), depth + 1);
  } else if (kindOf(value as PlistValue) === 'dict') {
    for (const [key, item] of Object.entries(value as PlistDict)) {
      const bad = illegalXmlCharacter(key);
      if (bad) throw new PlistValueError(path, `the key ${JSON.stringify(key)} holds ${bad}, which XML can not`);
      texts.push(key);
      collectTexts(item, texts, join(path, key), depth + 1);
    }
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
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

/** The same tree as the library takes it: arrays that are mutable, reals without a fraction behind a mark. */
function prepare(value: PlistValue, reals: RealMarks): unknown {
  if (value instanceof PlistReal) return reals.mark(value.value);
  if (typeof value === 'number') return Object.is(value, -0) ? 0 : value;
  if (Array.isArray(value)) return value.map((item) => prepare(item, reals));
  if (kindOf(value) !== 'dict') return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value as PlistDict)) copy[key] = prepare(item, reals);
  return copy;
}

/**
 * The library decides by the fraction whether a number is a real, so 1.0 would become `<integer>1</integer>`, another
 * key kind for launchd. Reals therefore go through it as strings that occur nowhere else, and are made reals after.
 */
class RealMarks {
  #prefix = 'real:';
  #used = false;

  avoid(texts: readonly string[]): void {
    while (texts.some((text) => text.startsWith(this.#prefix))) this.#prefix = `_${this.#prefix}`;
  }

  mark(value: number): string {
    this.#used = true;
    return `${this.#prefix}${value}`;
  }

  restore(xml: string): string {
    if (!this.#used) return xml;
    return xml.replaceAll(new RegExp(`<string>${this.#prefix}([^<]*)</string>`, 'g'), '<real>$1</real>');
  }
}
