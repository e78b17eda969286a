/** Strings and numbers where a key takes one or an array of them. */
import type { NodeOf, PlistNode } from '../plist/node.ts';

/** A string of a value, and its path within the value. */
export interface StringWithin {
  readonly node: NodeOf<'string'>;
  readonly within: readonly string[];
}

const ITSELF: readonly string[] = [];

/** The strings of a value that is one, or an array of some; values of other kinds are left out. */
export function stringsIn(node: PlistNode): readonly StringWithin[] {
  if (node.kind === 'string') return [{ node, within: ITSELF }];
  if (node.kind !== 'array') return [];
  return node.items.flatMap((item, i) => (item.kind === 'string' ? [{ node: item, within: [String(i)] }] : []));
}
