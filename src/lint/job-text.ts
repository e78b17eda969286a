/** The strings of a job as one text: a look at that is cheaper than one at each of them, and says no of nearly every job. */
import type { DictNode, PlistNode } from '../plist/node.ts';

/** Monsters are not copied; a binary file can name one long string a million times. */
const LONGEST = 1 << 20;

/** Every string below a dict, names included, one to a line; undefined for a monster. */
export function textOfStrings(dict: DictNode): string | undefined {
  const strings: string[] = [];
  return addStringsIn(dict, strings, 0) > LONGEST ? undefined : strings.join('\n');
}

/** Gives `before` and the length of the strings it added; adds no more once that is too long. */
function addStringsIn(node: PlistNode, strings: string[], before: number): number {
  let length = before;
  if (length > LONGEST) return length;
  if (node.kind === 'string') {
    strings.push(node.value);
    length += node.value.length + 1;
  } else if (node.kind === 'array') {
    for (const item of node.items) length = addStringsIn(item, strings, length);
  } else if (node.kind === 'dict') {
    for (const { key, value } of node.entries) {
      strings.push(key);
      length = addStringsIn(value, strings, length + key.length + 1);
    }
  }
  return length;
}
