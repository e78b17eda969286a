/** The strings of a job as one text: a look at that is cheaper than one at each of them, and says no of nearly every job. */
import type { PlistNode } from '../plist/node.ts';

/** Monsters are not copied; a binary file can name one long string a million times. */
const LONGEST = 1 << 20;

/** Every string below a node, names included, one to a line; undefined for a monster. */
export function textOfStrings(node: PlistNode): string | undefined {
  const strings: string[] = [];
  return lengthOf(node, strings, 0) > LONGEST ? undefined : strings.join('\n');
}

/** Adds the strings below a node, and gives `length` plus their length with line ends; stops where it is too much. */
function lengthOf(node: PlistNode, strings: string[], length: number): number {
  if (length > LONGEST) return length;
  if (node.kind === 'string') {
    strings.push(node.value);
    return length + node.value.length + 1;
  }
  let sum = length;
  if (node.kind === 'array') {
    for (const item of node.items) sum = lengthOf(item, strings, sum);
  } else if (node.kind === 'dict') {
    for (const { key, value } of node.entries) {
      strings.push(key);
      sum = lengthOf(value, strings, sum + key.length + 1);
    }
  }
  return sum;
}
