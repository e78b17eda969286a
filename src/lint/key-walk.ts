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
import { fitsShape, shapeOfRow, type ValueShape } from '../launchd/value-shape.ts';
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

  /** Is its value of a kind that its row takes, all that it holds looked at? */
  get fits(): boolean {
    const { shape } = this.found;
    return shape === undefined || fitsShape(this.entry.value, shape);
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

/** @param isMiscased the name has the letters of its row in another case, where case counts */
type RowTest = (row: KeyRow, isMiscased: boolean) => boolean;
/** Without a row for a name that is no key. */
type KeyTest = (row: KeyRow | undefined, isMiscased: boolean) => boolean;

/** A row a key was found to have, and what there is to say of such a row, worked out once. */
interface FoundRow {
  readonly row: KeyRow | undefined;
  /** Bit by bit, which of the {@link tests} it passes. */
  readonly passes: number;
  readonly shape: ValueShape | undefined;
  /** Are there keys in its value, when that is a dict, or an array of some? */
  readonly inDict: boolean;
  readonly inArray: boolean;
  /** Of the keys in it those that were asked for by their exact names. */
  readonly names: Map<string, FoundRow>;
}

/** What rules look for among the keys; a bit each. */
const tests: KeyTest[] = [];
const MOST_TESTS = 31;

/** Dicts that rules of their own look into: calendar-value, env-value-not-string. */
const LEFT_TO_OTHERS = new Set(['StartCalendarInterval', 'EnvironmentVariables']);

const topLevelByLetters = once(() => new Map(childKeys([]).map((row) => [row.key.toLowerCase(), row])));

/** The keys of a job, and the tests that at least one of them passes. */
class Walk {
  readonly uses: KeyUse[] = [];
  passes = 0;

  enter(entries: readonly DictEntry[], above: KeyUse | undefined, index: number | undefined): void {
    const parent = above?.found;
    for (const entry of entries) {
      const found = rowFor(entry.key, parent);
      if (!found.row && parent?.row?.open) continue;
      const use = new KeyUse(entry, found, above, index);
      this.uses.push(use);
      this.passes |= found.passes;
      const { value } = entry;
      if (value.kind === 'dict' && found.inDict) this.enter(countingEntries(value), use, undefined);
      else if (value.kind === 'array' && found.inArray) this.#enterItems(value.items, use);
    }
  }

  #enterItems(items: readonly PlistNode[], above: KeyUse): void {
    // Not with entries(): that makes an array for each item.
    for (let i = 0; i < items.length; i++) {
      const item = items[i]!;
      if (item.kind === 'dict') this.enter(countingEntries(item), above, i);
    }
  }
}

const walkOf = perJob((job): Walk => {
  const walk = new Walk();
  walk.enter(job.entries, undefined, undefined);
  return walk;
});

/**
 * Every key of `job` that the registry has an opinion on, in the order of the file; of a repeated key the one that
 * counts. Names in dicts that take any name are no keys. Dicts of internal keys are not entered: what is in them is
 * not documented.
 */
export function keysOf(job: Job): readonly KeyUse[] {
  return walkOf(job).uses;
}

/**
 * Makes a way to ask a job for those of its keys whose row passes a test. Of most jobs none does, and nothing is looked
 * through. A rule makes it once: `const deprecatedKeys = keysWhere((row) => row.status === 'deprecated')`.
 * @param test asked once for each row, so it must depend on nothing else
 */
export function keysWhere(test: RowTest): (job: Job) => readonly KnownKey[] {
  const passing = asking((row, isMiscased) => row !== undefined && test(row, isMiscased));
  return passing as (job: Job) => readonly KnownKey[];
}

/** The same, and the names that are no keys. */
export function unknownKeysAnd(test: RowTest): (job: Job) => readonly KeyUse[] {
  return asking((row, isMiscased) => row === undefined || test(row, isMiscased));
}

function asking(test: KeyTest): (job: Job) => readonly KeyUse[] {
  if (tests.length === MOST_TESTS) throw new Error('more tests of keys than bits');
  const bit = 1 << tests.length;
  tests.push(test);
  for (const made of [topLevel, ofRow, ofMeantRow]) made.clear();
  return (job) => {
    const { uses, passes } = walkOf(job);
    return (passes & bit) === 0 ? NO_USES : uses.filter(({ found }) => (found.passes & bit) !== 0);
  };
}

const NO_USES: readonly KeyUse[] = [];

/** Top-level keys that were asked for by their exact names. */
const topLevel = new Map<string, FoundRow>();
/** Each row once; undefined stands for none. */
const ofRow = new Map<KeyRow | undefined, FoundRow>();
/** The same for names in the wrong case. */
const ofMeantRow: typeof ofRow = new Map();

function rowFor(name: string, parent: FoundRow | undefined): FoundRow {
  return (parent?.names ?? topLevel).get(name) ?? lookUp(name, parent);
}

function lookUp(name: string, parent: FoundRow | undefined): FoundRow {
  const above = parent?.row;
  const exact = above ? memberRow(above, name) : topLevelKey(name);
  if (exact) {
    const found = onceFor(exact, false);
    // Free names are without number, and are not kept.
    if (exact.path.at(-1) === name) (parent?.names ?? topLevel).set(name, found);
    return found;
  }
  const meant = above ? keyByAnyCase(name, above.path) : topLevelByLetters().get(name.toLowerCase());
  return onceFor(meant, meant !== undefined);
}

function onceFor(row: KeyRow | undefined, isMiscased: boolean): FoundRow {
  const made = isMiscased ? ofMeantRow : ofRow;
  let found = made.get(row);
  if (!found) {
    found = foundRow(row, isMiscased);
    made.set(row, found);
  }
  return found;
}

function foundRow(row: KeyRow | undefined, isMiscased: boolean): FoundRow {
  let passes = 0;
  for (const [i, test] of tests.entries()) if (test(row, isMiscased)) passes |= 1 << i;
  const takes = (kind: 'dict' | 'array') =>
    row !== undefined && isEntered(row) && row.types.some((type) => matchesType(type, kind));
  const shape = row && shapeOfRow(row);
  return { row, passes, shape, inDict: takes('dict'), inArray: takes('array'), names: new Map() };
}

function isEntered(row: KeyRow): boolean {
  return row.status !== 'internal' && !LEFT_TO_OTHERS.has(row.key) && memberRows(row).length > 0;
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
