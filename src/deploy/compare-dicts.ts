/** Two property lists of a job, key by key, by what they say to launchd. */
import { compareKeys } from '../launchd/keys.ts';
import { isSameValue } from '../plist/same-value.ts';
import { isDict, type PlistDict, type PlistValue } from '../plist/value.ts';

/** Keys where launchd takes one value for a list of one. Source: launchd.plist(5). */
const ONE_OR_MANY = new Set(['StartCalendarInterval', 'LimitLoadToSessionType']);

/** Do two property lists say the same? Key order says nothing, nor does one entry of a calendar in an array. */
export function isSameDict(one: PlistDict, other: PlistDict): boolean {
  return differingKeys(one, other).length === 0;
}

/**
 * Where two property lists differ: key paths, in the order of the registry. Members of dicts are told apart, arrays
 * are taken whole, and a dict that only one of them has gives its members.
 */
export function differingKeys(one: PlistDict, other: PlistDict): readonly (readonly string[])[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort(compareKeys);
  return names.flatMap((name) => {
    const [a, b] = [own(one, name), own(other, name)];
    if (a !== undefined && b !== undefined && isSameValue(normal(name, a), normal(name, b))) return [];
    return membersOf([name], a, b);
  });
}

function membersOf(
  path: readonly string[],
  a: PlistValue | undefined,
  b: PlistValue | undefined,
): (readonly string[])[] {
  if (a !== undefined && b !== undefined && isSameValue(a, b)) return [];
  const dicts = [a, b].filter(isDict);
  const isAllDicts = dicts.length > 0 && [a, b].every((value) => value === undefined || isDict(value));
  const names = new Set(dicts.flatMap((dict) => Object.keys(dict)));
  // An empty dict has no member that could be named.
  if (!isAllDicts || names.size === 0 || dicts.some((dict) => Object.keys(dict).length === 0)) return [[...path]];
  return [...names].flatMap((name) => membersOf([...path, name], memberOf(a, name), memberOf(b, name)));
}

function memberOf(value: PlistValue | undefined, name: string): PlistValue | undefined {
  return isDict(value) ? own(value, name) : undefined;
}

/** A member by name: dicts of the user may hold `constructor`. */
function own(dict: PlistDict, name: string): PlistValue | undefined {
  return Object.hasOwn(dict, name) ? dict[name] : undefined;
}

/** The value at a key path; undefined where there is none. */
export function valueAt(dict: PlistDict, path: readonly string[]): PlistValue | undefined {
  return path.reduce<PlistValue | undefined>((value, name) => memberOf(value, name), dict);
}

function normal(key: string, value: PlistValue): PlistValue {
  return ONE_OR_MANY.has(key) && Array.isArray(value) && value.length === 1 ? value[0] : value;
}
