/** Tells keys that a dict has twice, for the readers. */
import type { DictEntry } from './node.ts';

/** From this many entries on a dict keeps a set of its keys; below, looking through the entries is faster. */
const MANY_ENTRIES = 24;

/** A dict that is being read. */
export interface KeysSeen {
  /** An entry for each key that was asked for, if only for the first time. */
  readonly entries: readonly DictEntry[];
  /** A bit for each key that was asked for, shared by several; 0 at first. */
  seen: number;
  keySet: Set<string> | undefined;
}

/**
 * Was the dict given this key before? Asked once for each key, in turn. A bit for each length and last character says no
 * for most; then the lengths are compared, which settles most of what is left without a call.
 */
export function isRepeated(dict: KeysSeen, key: string): boolean {
  const { length } = key;
  const bit = 1 << (length * 5 + key.charCodeAt(length - 1));
  const { seen, entries, keySet } = dict;
  dict.seen = seen | bit;
  if ((seen & bit) === 0) {
    keySet?.add(key);
    return false;
  }
  if (entries.length < MANY_ENTRIES) {
    for (let i = 0; i < entries.length; i++) {
      const other = entries[i]!.key;
      if (other.length === length && other === key) return true;
    }
    return false;
  }
  const keys = keySet ?? new Set(entries.map((entry) => entry.key));
  dict.keySet = keys;
  const { size } = keys;
  keys.add(key);
  return keys.size === size;
}
