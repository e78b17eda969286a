/** When two plist values are the same. */
import { isDict, kindOf, type PlistDict, PlistReal, type PlistValue } from './value.ts';

/** Are two values the same to launchd? An integer is no real, and an array of the same things in another order another. */
export function isSameValue(a: PlistValue, b: PlistValue): boolean {
  if (kindOf(a) !== kindOf(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => isSameValue(one, b[i]));
  if (isDict(a) && isDict(b)) return isSameMembers(a, b);
  if (a instanceof PlistReal && b instanceof PlistReal) return Object.is(a.value, b.value);
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return a.length === b.length && a.every((byte, i) => byte === b[i]);
  }
  return typeof a === 'string' || typeof a === 'boolean' ? a === b : BigInt(a as number) === BigInt(b as number);
}

function isSameMembers(a: PlistDict, b: PlistDict): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && isSameValue(a[name]!, b[name]!));
}
