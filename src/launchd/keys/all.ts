/**
 * The tables as one, family by family: a top-level key and the keys below it. The built program has this module's answers
 * as text and parses a family when it is asked for (`scripts/plugins.mjs`): most runs want a dozen of them.
 */
import { formerKeys } from './former.ts';
import { internalKeys } from './internal.ts';
import { lifeCycleKeys } from './life-cycle.ts';
import { logKeys } from './logs.ts';
import { otherKeys } from './other.ts';
import { environmentKeys, identityKeys, programKeys } from './program.ts';
import { resourceKeys } from './resources.ts';
import type { KeyRow } from './row.ts';
import { scheduleKeys } from './schedule.ts';
import { triggerKeys } from './triggers.ts';

/** By UTF-16 code unit, name by name: a key stands before its members. */
function comparePaths(a: KeyRow, b: KeyRow): number {
  const at = a.path.findIndex((name, index) => name !== b.path[index]);
  if (at < 0) return a.path.length - b.path.length;
  const other = b.path[at];
  return other !== undefined && a.path[at]! < other ? -1 : 1;
}

const families = new Map<string, KeyRow[]>();
for (const row of [
  ...identityKeys,
  ...programKeys,
  ...environmentKeys,
  ...lifeCycleKeys,
  ...scheduleKeys,
  ...triggerKeys,
  ...resourceKeys,
  ...logKeys,
  ...[...otherKeys, ...internalKeys, ...formerKeys].sort(comparePaths),
]) {
  const name = row.path[0]!;
  families.set(name, [...(families.get(name) ?? []), row]);
}

/** In canonical order: group by group, and what belongs to no group alphabetically at the end. */
export const topLevelNames: readonly string[] = [...families.keys()];

/**
 * The row of a top-level key and of every key below it, a key before its members, the same rows each time; nothing for
 * another name.
 */
export function familyOf(name: string): readonly KeyRow[] | undefined {
  return families.get(name);
}
