/**
 * The value type behind everything svc writes as a property list.
 *
 * A JavaScript `number` cannot say whether 1 is an integer or a real, and launchd drops a key whose kind is wrong
 * (a `<real>` has no importer at all in launchd-842). So a plain `number` or a `bigint` is always a plist integer,
 * and a real is said out loud with {@link PlistReal}. There is no null, no undefined and no Map in a plist.
 */

/** A plist `<real>`: a finite number, written as a real even when it has no fraction. */
export class PlistReal {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Anything a property list can hold. Integers are `number` (safe) or `bigint`; dates are whole seconds, UTC. */
export type PlistValue =
  | string
  | boolean
  | number
  | bigint
  | PlistReal
  | Date
  | Uint8Array
  | readonly PlistValue[]
  | PlistDict;

/** A plist `<dict>`: a plain object, written in the order of its keys. */
export interface PlistDict {
  readonly [key: string]: PlistValue;
}

/** The kinds of plist value, by the names launchd.plist(5) and the plist DTD use (`boolean` is true or false). */
export type PlistKind = 'string' | 'boolean' | 'integer' | 'real' | 'date' | 'data' | 'array' | 'dict';

/** The smallest and largest integers Apple's readers take: a signed 64-bit minimum, an unsigned 64-bit maximum. */
export const INTEGER_MIN = -(2n ** 63n);
export const INTEGER_MAX = 2n ** 64n - 1n;

/** Says which kind of plist value `value` is. */
export function kindOf(value: PlistValue): PlistKind {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'integer';
  if (value instanceof PlistReal) return 'real';
  if (value instanceof Date) return 'date';
  if (value instanceof Uint8Array) return 'data';
  return Array.isArray(value) ? 'array' : 'dict';
}

/** Is `value` a dict? (Arrays, dates, data and reals are objects too; this tells them apart.) */
export function isDict(value: PlistValue | undefined): value is PlistDict {
  return value !== undefined && kindOf(value) === 'dict';
}

/** An empty dict that any key name fits into, `__proto__` included. */
export function newDict(): Record<string, PlistValue> {
  return Object.create(null) as Record<string, PlistValue>;
}

/** An integer as the narrowest JavaScript type that holds it exactly. */
export function integerOf(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}
