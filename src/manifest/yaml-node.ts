/**
 * The YAML tree svc works on: every key and value with its span, scalars with the text they were written as.
 * It knows nothing of the library that read it (see `yaml-reader.ts`).
 */

import { quoted } from '../launchd/quoted.ts';

interface Placed {
  /** Offset into the text of the file, in UTF-16 code units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** An explicit tag that keeps a plist kind YAML's core schema would lose. */
export type PlistTag = 'float' | 'timestamp' | 'binary';

export interface YamlScalar extends Placed {
  readonly kind: 'scalar';
  /** By YAML 1.2's core schema; an explicitly tagged float, timestamp or binary keeps its text. */
  readonly value: string | number | boolean | null;
  /** The text as written, quotes and escapes resolved: `1.10` stays `1.10`. */
  readonly source: string;
  readonly tag?: PlistTag;
}
export interface YamlList extends Placed {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}
export interface YamlMap extends Placed {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
}
export interface YamlEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: YamlNode;
}
export type YamlNode = YamlScalar | YamlList | YamlMap;

/** A step down a YAML tree: the name of a key or the index of an item. */
export type PathStep = string | number;

/** Entries of a map that are looked through one by one; one of thousands of services is asked for thousands of times. */
const FEW = 16;
const indexes = new WeakMap<YamlMap, ReadonlyMap<string, YamlEntry>>();

/** The entry of `key`, the first of several; or undefined. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  if (node.entries.length <= FEW) return node.entries.find((entry) => entry.key === key);
  let index = indexes.get(node);
  if (!index) {
    index = new Map([...node.entries].reverse().map((entry) => [entry.key, entry]));
    indexes.set(node, index);
  }
  return index.get(key);
}

/** The node that stands at `path`, or the deepest one on the way to it. */
export function nodeAt(root: YamlNode, path: readonly PathStep[]): YamlNode {
  let node = root;
  for (const step of path) {
    const next = node.kind === 'list' ? node.items[Number(step)] : entryOf(node, String(step))?.value;
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** Span of the key that `path` ends with; where it ends with an index or a missing key, that of the nearest node. */
export function keySpanAt(root: YamlNode, path: readonly PathStep[]): Placed {
  const last = path.at(-1);
  const parent = nodeAt(root, path.slice(0, -1));
  const entry = typeof last === 'string' ? entryOf(parent, last) : undefined;
  return entry ? { start: entry.keyStart, end: entry.keyEnd } : nodeAt(root, path);
}

/** The tree as plain JavaScript values (maps without prototype), for the schema. */
export function plainOf(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plainOf);
    case 'map': {
      const plain: Record<string, unknown> = Object.create(null);
      for (const entry of node.entries) plain[entry.key] = plainOf(entry.value);
      return plain;
    }
  }
}

/** What a node is, in the words of an error message. */
export function describe(node: YamlNode): string {
  if (node.kind === 'map') return node.entries.length === 0 ? 'an empty map' : 'a map';
  if (node.kind === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.value === null) return node.source === '~' ? 'nothing (in YAML a bare ~ means that)' : 'nothing';
  if (typeof node.value === 'string') return node.source === '' ? 'an empty text' : `the text ${quoted(node.source)}`;
  return `the ${typeof node.value === 'boolean' ? 'boolean' : 'number'} ${node.source}`;
}
