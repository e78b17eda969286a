/**
 * The registry of launchd.plist keys: one row a key, in the order in which a rendered property list holds them.
 * Schema fields, type checks, lint rules on keys, the key table in the docs and the editor's schema are made of it.
 * The rows stand in `keys/`, a file for each group; the ids of their sources are spelt out in `sources.ts`.
 */
import { familyOf, topLevelNames } from './keys/all.ts';
import type { KeyRow } from './keys/row.ts';
import { kindOfType } from './keys/type-names.ts';
import { once } from './once.ts';

export type { FieldForm, KeyGroup, KeyRow, KeyScope, KeyStatus } from './keys/row.ts';
export type { KindName, TypeName } from './keys/type-names.ts';
export { elementTypes, kindOfType, matchesType } from './keys/type-names.ts';

/** Every key, in canonical order: group by group, and what belongs to no group alphabetically at the end. */
export const launchdKeys = once((): readonly KeyRow[] => topLevelNames.flatMap((name) => familyOf(name)!));

/** A key with the rows below it. Names are looked up in maps, so `__proto__` and the like are no keys. */
interface Level {
  readonly row: KeyRow;
  readonly members: Map<string, Level>;
  /** Those of the members. */
  readonly rows: KeyRow[];
  /** Does the name of a member match in any case? */
  anyCase: boolean;
}

/** Top-level keys that were asked for. */
const known = new Map<string, Level>();
const levels = new Map<KeyRow, Level>();

function topLevel(name: string): Level | undefined {
  let level = known.get(name);
  if (level) return level;
  const [row, ...below] = familyOf(name) ?? [];
  if (!row) return undefined;
  level = levelFor(row);
  for (const member of below) {
    const parent = member.path.slice(1, -1).reduce((above, step) => above.members.get(step)!, level);
    parent.members.set(member.path.at(-1)!, levelFor(member));
    parent.rows.push(member);
    if (member.anyCase) parent.anyCase = true;
  }
  known.set(name, level);
  return level;
}

function levelFor(row: KeyRow): Level {
  const level = { row, members: new Map(), rows: [], anyCase: false };
  levels.set(row, level);
  return level;
}

const topLevelRows = once(() => topLevelNames.map((name) => topLevel(name)!.row));
const rankByName = once(() => new Map(topLevelNames.map((name, rank) => [name, rank])));

/** Sorts top-level key names into canonical order; names that are no keys come last, by code unit. */
export function compareKeys(a: string, b: string): number {
  const rankOfA = rankByName().get(a) ?? topLevelNames.length;
  const rankOfB = rankByName().get(b) ?? topLevelNames.length;
  if (rankOfA !== rankOfB) return rankOfA - rankOfB;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The row of a top-level key, by its exact letters. */
export function topLevelKey(name: string): KeyRow | undefined {
  return topLevel(name)?.row;
}

/**
 * The row of what stands at `path` in a property list. A free name finds the row of `*`, array indexes on the way
 * are passed over (`StartCalendarInterval.0.Hour`), limits match in any letter case as launchd has it.
 * @returns undefined for an unknown name, and for an element of an array: the array's `elementTypes` speak of it
 */
export function rowAt(path: readonly string[]): KeyRow | undefined {
  const place = locate(path);
  return place?.element ? undefined : place?.level.row;
}

/** The rows right below `path` (as in {@link rowAt}, elements of arrays included); the top-level keys for `[]`. */
export function childKeys(path: readonly string[]): readonly KeyRow[] {
  if (path.length === 0) return topLevelRows();
  const place = locate(path);
  return place ? place.level.rows : [];
}

/** The row of a member of a key, as {@link rowAt} finds it; `parent` is a row of this registry. */
export function memberRow(parent: KeyRow, name: string): KeyRow | undefined {
  return memberNamed(levels.get(parent)!, name)?.row;
}

/** The rows right below a key; `row` is one of this registry. */
export function memberRows(row: KeyRow): readonly KeyRow[] {
  return levels.get(row)!.rows;
}

/**
 * The key below `parent` (left out: a top-level one) that has these letters in any case, exact ones included.
 * Names that users choose (`*`) are no keys here.
 */
export function keyByAnyCase(name: string, parent: readonly string[] = []): KeyRow | undefined {
  return name === '*' ? undefined : childKeys(parent).find((row) => sameLetters(row, name));
}

/** The rows that have a field in services.yaml, in canonical order. */
export const fieldRows = once((): readonly KeyRow[] => topLevelRows().filter((row) => row.field !== undefined));

interface Place {
  readonly level: Level;
  /** Is it an element of the array there, and not the value itself? */
  readonly element: boolean;
}

/** Finds the level of the registry that speaks of `path`, which has a name at least. */
function locate([name, ...names]: readonly string[]): Place | undefined {
  const top = name === undefined ? undefined : topLevel(name);
  let place = top && { level: top, element: false };
  for (const name of names) {
    if (!place) return undefined;
    const { level, element }: Place = place;
    if (!element && isIndexInto(level, name)) {
      place = { level, element: true };
      continue;
    }
    const member = memberNamed(level, name);
    place = member && { level: member, element: false };
  }
  return place;
}

function isIndexInto(level: Level, name: string): boolean {
  const takesArray = level.row.types.some((type) => kindOfType(type) === 'array');
  return takesArray && /^\d+$/.test(name);
}

/** A member by its exact name, else one whose name matches in any case, else that of free names. */
function memberNamed(level: Level, name: string): Level | undefined {
  const { members } = level;
  if (members.size === 0) return undefined;
  return members.get(name) ?? (level.anyCase ? memberInAnyCase(level, name) : undefined) ?? members.get('*');
}

function memberInAnyCase({ members }: Level, name: string): Level | undefined {
  for (const member of members.values()) if (member.row.anyCase && sameLetters(member.row, name)) return member;
  return undefined;
}

function sameLetters(row: KeyRow, name: string): boolean {
  return row.path.at(-1)!.toLowerCase() === name.toLowerCase();
}
