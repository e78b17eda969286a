/** The strings of a job as one text: a look at that is cheaper than one at each of them, and says no of nearly every job. */
import type { PlistNode } from '../plist/node.ts';

/** Monsters are not copied; a binary file can name one long string a million times. */
const LONGEST = 1 << 20;

/** Every string below a node, names included, one to a line; undefined for a monster. */
export function textOfStrings(node: PlistNode): string | undefined {
  const text = withStringsOf(node, '');
  return text.length > LONGEST ? undefined : text;
}

function withStringsOf(node: PlistNode, before: string): string {
  let text = before;
  if (node.kind === 'string') {
    text += `${node.value}\n`;
  } else if (node.kind === 'array') {
    for (const item of node.items) if (text.length <= LONGEST) text = withStringsOf(item, text);
  } else if (node.kind === 'dict') {
    for (const { key, value } of node.entries)
      if (text.length <= LONGEST) text = withStringsOf(value, `${text}${key}\n`);
  }
  return text;
}
