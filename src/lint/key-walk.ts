/** The keys of a job beside their rows in the registry: one walk a job, for every rule about keys. */
import {
  childKeys,
  type KeyRow,
  keyByAnyCase,
  matchesType,
  memberRow,
  memberRows,
  topLevelKey,
} from '../launchd/keys.ts';
import { misspellingOf } from '../launchd/misspellings.ts';
import { once } from '../launchd/once.ts';
import type { DictEntry, PlistNode } from '../plist/node.ts';
import { countingEntries, type Job, perJob } from './job.ts';

/** A key of a job, or of a dict inside it whose names launchd gives a meaning. */
export class KeyUse {
  readonly entry: DictEntry;
  readonly found: FoundRow;
  /** The key whose value holds it, and where in an array of dicts. */
  readonly above: KeyUse | undefined;
  readonly index: number | undefined;

  constructor(entry: DictEntry, found: FoundRow, above: KeyUse | undefined, index: number | undefined) {
    this.entry = entry;
    this.found = found;
    this.above = above;
    this.index = index;
  }

  /** Its row; for a wrong letter case the row that was meant; undefined for a name that is no key there. */
  get row(): KeyRow | undefined {
    return this.found.row;
  }

  /** The row of the dict it stands in; undefined at the top level. */
  get parent(): KeyRow | undefined {
    return this.above?.row;
  }

  /** Key path as it stands in the file, indexes of arrays included. Made when asked for: most keys are fine. */
  get path(): readonly string[] {
    const above = this.above?.path ?? [];
    return this.index === undefined ? [...above, this.entry.key] : [...above, String(this.index), this.entry.key];
  }
}

/** One that has a row. */
export type KnownKey = KeyUse & { readonly row: KeyRow };

/** Is there anything to look at in the value of a key? */
type ValueTest = (value: PlistNode) => boolean;
/**
 * Is there anything to look at in keys of this row? Its answer can be a test of their values.
 * @param isMiscased the name has the letters of its row in another case, where case counts
 */
type RowTest = (row: KeyRow, isMiscased: boolean) => boolean | ValueTest;
/** Without a row for a name that is no key. */
type KeyTest = (row: KeyRow | undefined, isMiscased: boolean) => boolean | ValueTest;

/** Gives those keys of a job that pass a test, in the order of the file; of a repeated key the one that counts. */
export interface KeyQuery<Use extends KeyUse = KeyUse> {
  (job: Job): readonly Use[];
  /** Set in {@link keyBitsOf} of every job with such a key. */
  readonly bit: number;
}

/** A test of values, and its bit. */
interface Ask {
  readonly bit: number;
  readonly test: ValueTest;
}

/** What rules look for among the keys; a bit each. */
const tests: KeyTest[] = [];
/** Sets of top-level keys that rules need or want to be absent; a bit each. */
const nameSets: (readonly string[])[] = [];
const BITS = 32;

/** A row a key was found to have, and what there is to say of such a row, worked out once. */
export class FoundRow {
  readonly row: KeyRow | undefined;
  /** Are there keys in its value, when that is a dict, or an array of some? */
  readonly inDict: boolean;
  readonly inArray: boolean;
  /** Of the keys in it those that were asked for by their exact names. */
  readonly members = new Map<string, FoundRow>();
  /** Bit by bit, which of the tests it passes whatever the value. */
  readonly bits: number;
  /** Those that depend on the value, with their bits. */
  readonly asks: readonly Ask[];
  /** Which of the sets of top-level names it is in. */
  readonly names: number;

  constructor(row: KeyRow | undefined, isMiscased: boolean) {
    this.row = row;
    const isOpen = row !== undefined && isEntered(row);
    this.inDict = isOpen && takes(row, 'dict');
    this.inArray = isOpen && takes(row, 'array');
    this.names = row?.path.length === 1 && !isMiscased ? setsWith(row.key) : 0;
    let bits = 0;
    const asks: Ask[] = [];
    // Plain loops: a run that lints one file makes two dozen of these before V8 has compiled anything.
    for (let i = 0; i < tests.length; i++) {
      const answer = tests[i]!(row, isMiscased);
      if (answer === true) bits |= 1 << i;
      else if (answer !== false) asks.push({ bit: 1 << i, test: answer });
    }
    this.bits = bits;
    this.asks = asks;
  }

  /** Which of the tests a key of this row with this value passes. */
  bitsFor(value: PlistNode): number {
    let { bits } = this;
    const { asks } = this;
    for (let i = 0; i < asks.length; i++) if (asks[i]!.test(value)) bits |= asks[i]!.bit;
    return bits;
  }
}

function takes(row: KeyRow, kind: 'dict' | 'array'): boolean {
  return row.types.some((type) => matchesType(type, kind));
}

/** The bits of the sets that hold a name. */
function setsWith(name: string): number {
  let bits = 0;
  for (let i = 0; i < nameSets.length; i++) if (nameSets[i]!.includes(name)) bits |= 1 << i;
  return bits;
}

/** Dicts that rules of their own look into: calendar-value, env-value-not-string. */
const LEFT_TO_OTHERS = new Set(['StartCalendarInterval', 'EnvironmentVariables']);

function isEntered(row: KeyRow): boolean {
  return row.status !== 'internal' && !LEFT_TO_OTHERS.has(row.key) && memberRows(row).length > 0;
}

/** What one look at all keys of a job tells. */
export class KeyBits {
  /** The bits of the queries that some key of it passes. */
  queries = 0;
  /** The bits of the sets of top-level names that it has one of. */
  names = 0;

  look(entries: readonly DictEntry[], parent: FoundRow | undefined): void {
    for (let i = 0; i < entries.length; i++) {
      const { key, value } = entries[i]!;
      const found = rowFor(key, parent);
      if (!found.row && parent?.row?.open) continue;
      this.queries |= found.bitsFor(value);
      this.names |= found.names;
      if (value.kind === 'dict') {
        if (found.inDict) this.look(value.entries, found);
      } else if (value.kind === 'array' && found.inArray) {
        for (const item of value.items) if (item.kind === 'dict') this.look(item.entries, found);
      }
    }
  }
}

/** Of most jobs hardly a bit is set, and no rule goes through the keys again. */
export const keyBitsOf = perJob((job): KeyBits => {
  const bits = new KeyBits();
  bits.look(job.dict.entries, undefined);
  return bits;
});

/**
 * Every key of `job` that the registry has an opinion on, in the order of the file; of a repeated key the one that
 * counts. Names in dicts that take any name are no keys. Dicts of internal keys are not entered: what is in them is
 * not documented.
 */
export const keysOf = perJob((job): readonly KeyUse[] => {
  const uses: KeyUse[] = [];
  enter(countingEntries(job.dict), undefined, undefined, uses);
  return uses;
});

function enter(
  entries: readonly DictEntry[],
  above: KeyUse | undefined,
  index: number | undefined,
  uses: KeyUse[],
): void {
  const parent = above?.found;
  for (const entry of entries) {
    const found = rowFor(entry.key, parent);
    if (!found.row && parent?.row?.open) continue;
    const use = new KeyUse(entry, found, above, index);
    uses.push(use);
    const { value } = entry;
    if (value.kind === 'dict' && found.inDict) enter(countingEntries(value), use, undefined, uses);
    else if (value.kind === 'array' && found.inArray) enterItems(value.items, use, uses);
  }
}

function enterItems(items: readonly PlistNode[], above: KeyUse, uses: KeyUse[]): void {
  for (const [i, item] of items.entries()) if (item.kind === 'dict') enter(countingEntries(item), above, i, uses);
}

/**
 * Makes a way to ask a job for those of its keys whose row, and value, pass a test. A rule makes it once:
 * `const deprecatedKeys = keysWhere((row) => row.status === 'deprecated')`.
 * @param test asked once for each row, so it must depend on nothing else; a test of values it gives is asked for each key
 */
export function keysWhere(test: RowTest): KeyQuery<KnownKey> {
  return asking((row, isMiscased) => row !== undefined && test(row, isMiscased)) as KeyQuery<KnownKey>;
}

/** The same, and the names that are no keys. */
export function unknownKeysAnd(test: RowTest): KeyQuery {
  return asking((row, isMiscased) => row === undefined || test(row, isMiscased));
}

function asking(test: KeyTest): KeyQuery {
  const bit = bitFor(test, tests);
  const query = (job: Job) =>
    (keyBitsOf(job).queries & bit) === 0
      ? NO_USES
      : keysOf(job).filter(({ found, entry }) => (found.bitsFor(entry.value) & bit) !== 0);
  return Object.assign(query, { bit });
}

const NO_USES: readonly KeyUse[] = [];

/** The bit in {@link KeyBits.names} that is set of a job with one of these top-level keys; made once for each set. */
export function bitOfNames(names: readonly string[]): number {
  const at = nameSets.findIndex((known) => known.join() === names.join());
  return at < 0 ? bitFor(names, nameSets) : 1 << at;
}

function bitFor<Wanted>(wanted: Wanted, list: Wanted[]): number {
  if (list.length === BITS) throw new Error('more is asked of keys than there are bits');
  list.push(wanted);
  for (const made of [topLevel, ofRow, ofMeantRow]) made.clear();
  return 1 << (list.length - 1);
}

const topLevelByLetters = once(() => new Map(childKeys([]).map((row) => [row.key.toLowerCase(), row])));

/** Top-level keys that were asked for by their exact names. */
const topLevel = new Map<string, FoundRow>();
/** Each row once; undefined stands for none. */
const ofRow = new Map<KeyRow | undefined, FoundRow>();
/** The same for names in the wrong case. */
const ofMeantRow: typeof ofRow = new Map();

function rowFor(name: string, parent: FoundRow | undefined): FoundRow {
  return (parent?.members ?? topLevel).get(name) ?? lookUp(name, parent);
}

function lookUp(name: string, parent: FoundRow | undefined): FoundRow {
  const above = parent?.row;
  const exact = above ? memberRow(above, name) : topLevelKey(name);
  if (exact) {
    const found = onceFor(exact, false);
    // Free names are without number, and are not kept.
    if (exact.path.at(-1) === name) (parent?.members ?? topLevel).set(name, found);
    return found;
  }
  const meant = above ? keyByAnyCase(name, above.path) : topLevelByLetters().get(name.toLowerCase());
  return onceFor(meant, meant !== undefined);
}

function onceFor(row: KeyRow | undefined, isMiscased: boolean): FoundRow {
  const made = isMiscased ? ofMeantRow : ofRow;
  let found = made.get(row);
  if (!found) {
    found = new FoundRow(row, isMiscased);
    made.set(row, found);
  }
  return found;
}

/** The key whose dict this one stands in, for messages; undefined at the top level. */
export function dictName({ parent }: KeyUse): string | undefined {
  return parent?.path[0];
}

/** An unknown name in a dict of limits: `out-of-range` speaks of it, unless it is a known misspelling. */
export function isUnknownResource({ row, parent, entry }: KeyUse): boolean {
  if (row || (parent?.key !== 'SoftResourceLimits' && parent?.key !== 'HardResourceLimits')) return false;
  return misspellingOf([...parent.path, entry.key]) === undefined;
}
