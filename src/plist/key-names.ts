/** One text for each name of a key, however many files have it: names are compared and looked up for every key. */

/** Longest name kept, and how many: what a run keeps is at most some hundred kilobytes, whatever it reads. */
const LONGEST = 48;
const SLOTS = 1024;

const kept = new Array<string | undefined>(SLOTS).fill(undefined);

/**
 * The characters of `text` from `start` to `end`; of a short name that was read before, the very same string, whose
 * hash is known, and that is not cut out of its text again.
 */
export function keyName(text: string, start: number, end: number): string {
  const length = end - start;
  if (length === 0 || length > LONGEST) return text.slice(start, end);
  const middle = text.charCodeAt(start + (length >> 1));
  const mixed = text.charCodeAt(start) + middle * 7 + text.charCodeAt(end - 1) * 43 + length * 151;
  const slot = mixed & (SLOTS - 1);
  const known = kept[slot];
  if (known === undefined) {
    const [name] = Object.keys({ [text.slice(start, end)]: 0 });
    // As the name of a property it is a string of its own: a slice would keep the whole text of its file.
    kept[slot] = name;
    return name!;
  }
  return known.length === length && text.startsWith(known, start) ? known : text.slice(start, end);
}
