/** Of a key that a dict holds more than once the last one counts, at the place of the first, as in Apple's XML reader. */

interface Keyed {
  readonly key: string;
}

/** So many keys are sooner compared with one another than put into a map. */
const FEW = 24;

/** The entries that count, one for each key, in the order of the dict: `entries` itself where no key is repeated. */
export function countingOf<Entry extends Keyed>(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length <= FEW && !repeatsKey(entries)) return entries;
  const byKey = new Map<string, Entry>();
  for (const entry of entries) byKey.set(entry.key, entry);
  return byKey.size === entries.length ? entries : [...byKey.values()];
}

function repeatsKey(entries: readonly Keyed[]): boolean {
  for (let i = 1; i < entries.length; i++) {
    const { key } = entries[i]!;
    for (let before = 0; before < i; before++) if (entries[before]!.key === key) return true;
  }
  return false;
}
