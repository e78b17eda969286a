/**
 * Binary property lists (`bplist00`) to nodes, within bounds that hold for any bytes.
 *
 * The format knows objects by number, so one object may stand in many places, in itself too. An object is decoded
 * once and its node shared; the tree that comes of it when every reference is written out is what the limits count.
 */
import { keyName } from './key-names.ts';
import { isRepeated } from './keys-seen.ts';
import type { DictEntry, PlistNode, ReadResult, StringNode, SyntaxFinding } from './node.ts';
import { type BinaryContainer, type BinaryProblem, type Built, built, readObject } from './read-binary-object.ts';
import { type BinaryLayout, binaryFinding, readLayout, readUint, versionNote } from './read-binary-trailer.ts';

export interface BinaryLimits {
  /** How deep values may nest; the root has depth 0. Apple's reader takes 512, which is the default. */
  readonly maxDepth?: number;
  /** Nodes of the tree with every shared object counted wherever it stands; 1,000,000 when not given. */
  readonly maxNodes?: number;
}

const DEFAULT_DEPTH = 512;
const DEFAULT_NODES = 1_000_000;
/** With a key for each node, more would overflow the largest Map there is (2^24 entries). */
const MOST_NODES = 8_000_000;
/** Bytes of text and data that the written-out tree may hold beyond the file's own size. */
const SPARE_BYTES = 64 * 1024 * 1024;
const MOST_FINDINGS = 100;
const MOST_ROOM = 4096;

interface BuiltString extends Built {
  readonly node: StringNode;
}

function isString(known: Built | string | undefined): known is BuiltString {
  return typeof known === 'object' && known.node.kind === 'string';
}

/** An array or dict whose members are being read. */
interface Frame {
  readonly object: number;
  readonly count: number;
  /** Byte offset of the first reference to a member (of a dict: to a value). */
  readonly refsStart: number;
  /** The keys of a dict, undefined where one could not be read; absent in an array. */
  readonly keys: (string | undefined)[] | undefined;
  readonly items: PlistNode[];
  readonly entries: DictEntry[];
  /** Entries whose key the dict had before. */
  readonly repeats: DictEntry[];
  /** What {@link isRepeated} knows of the keys. */
  seen: number;
  keySet: Set<string> | undefined;
  next: number;
  nodes: number;
  bytes: number;
  height: number;
}

/**
 * Reads a binary property list. Never throws; time and memory are bounded by the size of the file and the limits.
 *
 * Accepts what CFBinaryPList.c accepts, but for what no job holds (null, UIDs, sets, keys that are no strings),
 * dates beyond JavaScript's, integers beyond 64 bits and widths no writer uses. Dates lose fractions of a second.
 *
 * When a key is repeated Apple's binary reader keeps the first entry (`CFDictionaryAddValue`), its XML reader the
 * last: the entries of such a dict are ordered so that the one that counts is the last of its name, as for every
 * dict node.
 *
 * @returns the root with every offset -1; best effort beside errors, absent when a limit or the frame of the file is
 * broken. Codes of errors: `not-binary`, `unsupported-version`, `truncated-file`, `bad-trailer`, `bad-offset`,
 * `bad-reference`, `bad-count`, `truncated-object`, `unknown-object`, `unsupported-object`, `bad-integer`,
 * `bad-real`, `bad-date`, `bad-string`, `bad-key`, `cyclic-object`, `too-deep`, `too-many-nodes`, `too-large`,
 * `too-many-errors`; of notes: `binary-version`, `repeated-key`, `lone-surrogate`, `wide-integer`, `too-many-notes`.
 */
export function readBinaryPlist(bytes: Uint8Array, limits: BinaryLimits = {}): ReadResult {
  const layout = readLayout(bytes);
  if ('code' in layout) return { errors: [layout], notes: [] };
  return new BinaryReader(layout, limits).read();
}

class BinaryReader {
  readonly #layout: BinaryLayout;
  readonly #maxDepth: number;
  readonly #maxNodes: number;
  readonly #maxBytes: number;
  /** By number. A file with more objects than any job has gets no room for all of them before they are met. */
  readonly #objects: (Built | 'open' | 'failed' | undefined)[];
  readonly #frames: Frame[] = [];
  readonly #errors: SyntaxFinding[] = [];
  readonly #notes: SyntaxFinding[] = [];
  #stopped = false;
  /** Members of all arrays and dicts opened so far: never more than the nodes of the written-out tree. */
  #members = 1;
  /** Bytes of text and data looked at so far: objects that overlap in the file count each time. */
  #looked = 0;

  constructor(layout: BinaryLayout, limits: BinaryLimits) {
    this.#layout = layout;
    this.#maxDepth = limits.maxDepth ?? DEFAULT_DEPTH;
    this.#maxNodes = Math.min(limits.maxNodes ?? DEFAULT_NODES, MOST_NODES);
    this.#maxBytes = layout.bytes.length + SPARE_BYTES;
    this.#objects = new Array(Math.min(layout.objectCount, MOST_ROOM)).fill(undefined);
  }

  read(): ReadResult {
    const version = versionNote(this.#layout.bytes);
    if (version) this.#note(version);
    const { topObject } = this.#layout;
    this.#visit(topObject);
    for (let frame = this.#frames.at(-1); frame && !this.#stopped; frame = this.#frames.at(-1)) {
      if (frame.next < frame.count) this.#readMember(frame);
      else this.#close(frame);
    }
    const root = this.#objects[topObject];
    const findings = { errors: this.#errors, notes: this.#notes };
    return this.#stopped || typeof root !== 'object' ? findings : { root: root.node, ...findings };
  }

  /** Decodes an object met for the first time; of an array or dict, opens a frame for its members. */
  #visit(object: number): void {
    if (this.#frames.length > this.#maxDepth) {
      this.#tooDeep(object);
      return;
    }
    const read = readObject(this.#layout, object);
    if (read.type === 'built' || read.type === 'problem') this.#remember(object, read);
    else this.#open(object, read);
  }

  #remember(object: number, read: Built | BinaryProblem): void {
    this.#looked += read.bytes;
    if (this.#looked > this.#maxBytes) {
      this.#tooLarge(object);
    } else if (read.type === 'problem') {
      this.#objects[object] = 'failed';
      this.#error(read.problem);
    } else {
      this.#objects[object] = read;
      if (read.note) this.#note(read.note);
    }
  }

  #open(object: number, read: BinaryContainer): void {
    this.#members += read.count;
    if (this.#members > this.#maxNodes) {
      this.#tooManyNodes(object);
      return;
    }
    this.#objects[object] = 'open';
    const isDict = read.type === 'dict';
    const frame: Frame = {
      object,
      count: read.count,
      refsStart: read.refsStart + (isDict ? read.count * this.#layout.refSize : 0),
      keys: isDict ? [] : undefined,
      items: [],
      entries: [],
      repeats: [],
      seen: 0,
      keySet: undefined,
      next: 0,
      nodes: 1,
      bytes: 0,
      height: 0,
    };
    this.#frames.push(frame);
    if (frame.keys) this.#readKeys(frame, frame.keys, read.refsStart);
  }

  #readKeys(frame: Frame, keys: (string | undefined)[], refsStart: number): void {
    const { refSize } = this.#layout;
    for (let i = 0; i < frame.count && !this.#stopped; i++) {
      const object = this.#reference(frame.object, refsStart + i * refSize);
      const read = object === undefined ? undefined : this.#readKey(frame.object, object);
      const key = read?.node.value;
      keys.push(key === undefined ? undefined : keyName(key, 0, key.length));
      if (read) frame.bytes += read.bytes;
    }
  }

  /** The string that object `object` is; undefined, and an error once said, when it is none. */
  #readKey(dict: number, object: number): BuiltString | undefined {
    if (this.#objects[object] === undefined) {
      const read = readObject(this.#layout, object);
      if (read.type === 'built' || read.type === 'problem') this.#remember(object, read);
    }
    const known = this.#objects[object];
    if (known === 'failed') return undefined;
    if (isString(known)) return known;
    if (!this.#stopped) {
      const what = typeof known === 'object' ? known.node.kind : 'array or dict';
      this.#fail(
        'bad-key',
        `Object ${dict} is a dict with object ${object} as a key, of kind ${what}; only a string can be one.`,
      );
    }
    return undefined;
  }

  /** Reads the next member of `frame`. An array or dict not met before is opened, and met again once it is done. */
  #readMember(frame: Frame): void {
    const at = frame.refsStart + frame.next * this.#layout.refSize;
    const object = this.#reference(frame.object, at);
    if (object !== undefined) {
      const known = this.#objects[object];
      if (known === undefined) {
        this.#visit(object);
        const met = this.#objects[object];
        if (met === undefined || met === 'open') return;
        if (met !== 'failed') this.#attach(frame, object, met);
      } else if (known === 'open') {
        this.#fail('cyclic-object', `Object ${object} contains itself, through object ${frame.object} (byte ${at}).`);
      } else if (known !== 'failed') {
        this.#attach(frame, object, known);
      }
    }
    frame.next++;
  }

  /** The object number at byte `at`; undefined, and an error, when there is no such object. */
  #reference(holder: number, at: number): number | undefined {
    const object = readUint(this.#layout.bytes, at, this.#layout.refSize);
    if (object < this.#layout.objectCount) return object;
    const last = this.#layout.objectCount - 1;
    this.#fail('bad-reference', `Object ${holder} refers to an object past the last, ${last} (byte ${at}).`);
    return undefined;
  }

  #attach(frame: Frame, object: number, member: Built): void {
    frame.nodes += member.nodes;
    frame.bytes += member.bytes;
    if (member.height >= frame.height) frame.height = member.height + 1;
    if (this.#frames.length + member.height > this.#maxDepth) this.#tooDeep(object);
    else if (frame.nodes > this.#maxNodes) this.#tooManyNodes(frame.object);
    else if (frame.bytes > this.#maxBytes) this.#tooLarge(frame.object);
    else if (frame.keys) this.#addEntry(frame, frame.keys[frame.next], member.node);
    else frame.items.push(member.node);
  }

  #addEntry(frame: Frame, key: string | undefined, value: PlistNode): void {
    if (key === undefined) return;
    const entry = { key, keyStart: -1, keyEnd: -1, value };
    if (!isRepeated(frame, key)) {
      frame.entries.push(entry);
      return;
    }
    frame.repeats.push(entry);
    const message = `Object ${frame.object} is a dict that has the key ${quoted(key)} again: in a binary file Apple's reader keeps the first value, others, such as plistlib, keep the last.`;
    const help = 'Convert the file with plutil -convert xml1, and check which value is left.';
    this.#note(binaryFinding('repeated-key', message, help));
  }

  #close(frame: Frame): void {
    const entries = frame.repeats.length > 0 ? frame.repeats.concat(frame.entries) : frame.entries;
    const node: PlistNode = frame.keys
      ? { kind: 'dict', start: -1, end: -1, entries }
      : { kind: 'array', start: -1, end: -1, items: frame.items };
    this.#objects[frame.object] = built(node, frame.bytes, frame.nodes, frame.height);
    this.#frames.pop();
  }

  #tooDeep(object: number): void {
    this.#stop('too-deep', `Object ${object} stands more than ${this.#maxDepth} levels deep.`);
  }

  #tooManyNodes(object: number): void {
    const message = `Object ${object} makes more than ${this.#maxNodes} values of the file, each counted wherever it is referred to.`;
    this.#stop('too-many-nodes', message);
  }

  #tooLarge(object: number): void {
    const message = `Object ${object} makes more than ${this.#maxBytes} bytes of text and data of the file, shared and overlapping parts counted each time.`;
    this.#stop('too-large', message);
  }

  #fail(code: string, message: string): void {
    this.#error(binaryFinding(code, message));
  }

  #error(finding: SyntaxFinding): void {
    if (this.#stopped) return;
    if (this.#errors.length < MOST_FINDINGS) this.#errors.push(finding);
    else this.#stop('too-many-errors', `After ${MOST_FINDINGS} errors the rest of the objects was not read.`);
  }

  #stop(code: string, message: string): void {
    const help = code === 'too-many-errors' ? undefined : SMALLER;
    if (!this.#stopped) this.#errors.push(binaryFinding(code, message, help));
    this.#stopped = true;
  }

  #note(finding: SyntaxFinding): void {
    if (this.#notes.length < MOST_FINDINGS) this.#notes.push(finding);
    else if (this.#notes.length === MOST_FINDINGS) {
      this.#notes.push(binaryFinding('too-many-notes', `More than ${MOST_FINDINGS} notes: the rest is not listed.`));
    }
  }
}

/** The way out where a limit was passed. */
const SMALLER = 'Write the job anew as XML: it needs a few kilobytes and a handful of levels.';

/** A key for a message: quoted, escaped, and cut when long. */
function quoted(key: string): string {
  return JSON.stringify(key.length > 60 ? `${key.slice(0, 60)}…` : key);
}
