/** Strings and numbers where a key takes one or an array of them. */
import type { NodeOf, PlistNode } from '../plist/node.ts';

/** The strings of a value that is one, or an array of some; values of other kinds are left out. */
export function stringsIn(
  node: PlistNode,
  path: readonly string[],
): readonly { readonly node: NodeOf<'string'>; readonly path: readonly string[] }[] {
  if (node.kind === 'string') return [{ node, path }];
  if (node.kind !== 'array') return [];
  return node.items.flatMap((item, i) => (item.kind === 'string' ? [{ node: item, path: [...path, String(i)] }] : []));
}
