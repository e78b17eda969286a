/** In a template: the values of which nothing is said, since what they will be is not known. */
import type { DictNode, PlistNode } from '../plist/node.ts';
import type { Spot } from './job.ts';
import { holdsPlaceholder, placeholderInKey } from './placeholder.ts';

export class HeldValues {
  readonly #dict: DictNode;
  /** Members by name of the dicts that were looked into: a hostile one has a hundred thousand, each with a finding. */
  readonly #members = new Map<DictNode, ReadonlyMap<string, PlistNode>>();

  constructor(dict: DictNode) {
    this.#dict = dict;
  }

  /** Does the key or value at a spot hold a placeholder? Not when the job as a whole is meant. */
  isHeld({ path }: Spot): boolean {
    if (path.length === 0) return false;
    if (path.some((name) => placeholderInKey(name) !== undefined)) return true;
    let node: PlistNode | undefined = this.#dict;
    for (const name of path) {
      if (node?.kind === 'dict') node = this.#membersOf(node).get(name);
      else if (node?.kind === 'array') node = node.items[Number(name)];
      else break;
    }
    return node !== undefined && holdsPlaceholder(node);
  }

  #membersOf(dict: DictNode): ReadonlyMap<string, PlistNode> {
    let members = this.#members.get(dict);
    if (!members) {
      members = new Map(dict.entries.map((entry) => [entry.key, entry.value])); // the last of a name counts
      this.#members.set(dict, members);
    }
    return members;
  }
}
