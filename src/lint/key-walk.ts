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
import type { DictEntry, DictNode, PlistNode } from '../plist/node.ts';
import { countingEntries, perJob } from './job.ts';

/** A key of a job, or of a dict inside it whose names launchd gives a meaning. */
export interface KeyUse {
  /** Key path as it stands in the file, indexes of arrays included. */
  readonly path: readonly string[];
  readonly entry: DictEntry;
  /** Its row; for a wrong letter case the row that was meant; undefined for a name that is no key there. */
  readonly row: KeyRow | undefined;
  /** The name has the letters of its row in another case, where case counts. */
  readonly isMiscased: boolean;
  /** The row of the dict it stands in; undefined at the top level. */
  readonly parent: KeyRow | undefined;
}

/** Dicts that rules of their own look into: calendar-value, env-value-not-string. */
const LEFT_TO_OTHERS = new Set(['StartCalendarInterval', 'EnvironmentVariables']);

const topLevelByLetters = once(() => new Map(childKeys([]).map((row) => [row.key.toLowerCase(), row])));

/**
 * Every key of `job` that the registry has an opinion on, in the order of the file; of a repeated key the one that
 * counts. Names in dicts that take any name are no keys. Dicts of internal keys are not entered: what is in them is
 * not documented.
 */
export const keysOf = perJob((job): readonly KeyUse[] => {
  const found: KeyUse[] = [];
  walkDict(job.dict, [], undefined, found);
  return found;
});

function walkDict(dict: DictNode, path: readonly string[], parent: KeyRow | undefined, found: KeyUse[]): void {
  for (const entry of countingEntries(dict)) {
    const { row, isMiscased } = rowFor(entry.key, parent);
    if (!row && parent?.open) continue;
    const at = [...path, entry.key];
    found.push({ path: at, entry, row, isMiscased, parent });
    if (row && isEntered(row)) walkValue(entry.value, at, row, found);
  }
}

function rowFor(name: string, parent: KeyRow | undefined): Pick<KeyUse, 'row' | 'isMiscased'> {
  const exact = parent ? memberRow(parent, name) : topLevelKey(name);
  if (exact) return { row: exact, isMiscased: false };
  const meant = parent ? keyByAnyCase(name, parent.path) : topLevelByLetters().get(name.toLowerCase());
  return { row: meant, isMiscased: meant !== undefined };
}

function isEntered(row: KeyRow): boolean {
  return row.status !== 'internal' && !LEFT_TO_OTHERS.has(row.key) && memberRows(row).length > 0;
}

function walkValue(node: PlistNode, path: readonly string[], row: KeyRow, found: KeyUse[]): void {
  if (!row.types.some((type) => matchesType(type, node.kind))) return;
  if (node.kind === 'dict') walkDict(node, path, row, found);
  if (node.kind !== 'array') return;
  for (const [i, item] of node.items.entries()) {
    if (item.kind === 'dict') walkDict(item, [...path, String(i)], row, found);
  }
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
