/**
 * What the readers give: plist values that remember where they stand.
 *
 * Offsets are UTF-16 code units into the text that was read, end exclusive. A value read from a binary property
 * list stands nowhere in a text: its offsets are -1 and findings point at its key path instead.
 *
 * Readers make nodes with their fields in one order (kind, start, end, and what they hold): V8 is quick with objects of up
 * to four shapes in one place, and slow with more.
 */
import { newDict, type PlistDict, type PlistKind, PlistReal, type PlistValue } from './value.ts';

interface Placed {
  /** Offset of the first character of the element (its `<`), or -1. */
  readonly start: number;
  /** Offset just past the element, or -1. */
  readonly end: number;
}

export interface StringNode extends Placed {
  readonly kind: 'string';
  readonly value: string;
}
export interface BooleanNode extends Placed {
  readonly kind: 'boolean';
  readonly value: boolean;
}
export interface IntegerNode extends Placed {
  readonly kind: 'integer';
  /** Exact: a `number` within the safe range, else a `bigint`. */
  readonly value: number | bigint;
}
export interface RealNode extends Placed {
  readonly kind: 'real';
  readonly value: number;
}
export interface DateNode extends Placed {
  readonly kind: 'date';
  readonly value: Date;
}
export interface DataNode extends Placed {
  readonly kind: 'data';
  readonly value: Uint8Array;
}
export interface ArrayNode extends Placed {
  readonly kind: 'array';
  readonly items: readonly PlistNode[];
}
export interface DictNode extends Placed {
  readonly kind: 'dict';
  /** In the order of the file, repeated keys included; the last one of a name is the one that counts. */
  readonly entries: readonly DictEntry[];
}
export interface DictEntry {
  readonly key: string;
  /** Span of the whole `<key>…</key>` element, or -1. */
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: PlistNode;
}

export type PlistNode = StringNode | BooleanNode | IntegerNode | RealNode | DateNode | DataNode | ArrayNode | DictNode;

/** One thing wrong with the form of a file. `start`/`end` as in {@link PlistNode}; -1 in a binary file. */
export interface SyntaxFinding {
  /** Stable code of the problem, kebab-case (`unclosed-element`, `bad-integer` …). */
  readonly code: string;
  /** What is wrong and who minds, in one plain sentence. One line, never coloured. */
  readonly message: string;
  /** What to write instead. */
  readonly help: string;
  readonly start: number;
  readonly end: number;
}

/** What a reader gives back. `root` is absent when nothing could be made of the file. */
export interface ReadResult {
  /** The root value, best effort when there are errors. */
  readonly root?: PlistNode | undefined;
  /** What Apple's reader refuses. Empty means the file is accepted. */
  readonly errors: readonly SyntaxFinding[];
  /** What Apple's reader takes but other readers refuse, or launchd was seen to refuse. */
  readonly notes: readonly SyntaxFinding[];
}

/** The plain value of a node, positions forgotten; of a repeated key the last one wins, as in Apple's reader. */
export function plainValueOf(node: PlistNode): PlistValue {
  switch (node.kind) {
    case 'real':
      return new PlistReal(node.value);
    case 'array':
      return node.items.map(plainValueOf);
    case 'dict': {
      const dict = newDict();
      for (const entry of node.entries) dict[entry.key] = plainValueOf(entry.value);
      return dict satisfies PlistDict;
    }
    default:
      return node.value;
  }
}

/** The entry that counts for `key` (the last of that name), or undefined. Exact case, as launchd reads most keys. */
export function entryOf(dict: DictNode, key: string): DictEntry | undefined {
  return dict.entries.findLast((entry) => entry.key === key);
}

export type NodeOf<K extends PlistKind> = Extract<PlistNode, { kind: K }>;
