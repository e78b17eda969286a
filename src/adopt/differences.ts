/** The proof: what comes out of services.yaml, key by key against what went in. */
import { compareKeys } from '../launchd/keys.ts';
import { isSameValue } from '../plist/same-value.ts';
import type { PlistDict } from '../plist/value.ts';

/** A top-level key that is not what it was, and why. */
export interface Difference {
  readonly key: string;
  readonly why: string;
}

/**
 * Where two jobs differ. Only the order of keys says nothing here: an array of one calendar entry is not that entry,
 * and an integer no real.
 */
export function differencesOf(original: PlistDict, rendered: PlistDict): readonly Difference[] {
  const keys = [...new Set([...Object.keys(original), ...Object.keys(rendered)])].sort(compareKeys);
  return keys.flatMap((key) => {
    const before = Object.hasOwn(original, key) ? original[key] : undefined;
    const after = Object.hasOwn(rendered, key) ? rendered[key] : undefined;
    if (before !== undefined && after !== undefined && isSameValue(before, after)) return [];
    return [{ key, why: whyDifferent(key, before !== undefined, after !== undefined) }];
  });
}

function whyDifferent(key: string, wasThere: boolean, isThere: boolean): string {
  if (key === 'Label' && !wasThere)
    return 'The property list has no Label, without which launchd refuses it; svc writes one.';
  if (!wasThere) return 'The key is added.';
  return isThere ? 'The value is another one.' : 'The key is lost.';
}
