/** The elements that are open, and the rules of what may stand in which. */

import { isRepeated } from './keys-seen.ts';
import type { DictEntry, PlistNode } from './node.ts';
import { type ContainerName, closesAt, type ElementName, isContainer, skipSpace } from './xml-names.ts';
import type { EndTag, XmlSource } from './xml-source.ts';

const NO_ITEMS: PlistNode[] = [];
const NO_ENTRIES: DictEntry[] = [];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** An element that is open. */
export interface Frame {
  readonly name: ContainerName;
  readonly start: number;
  readonly tagEnd: number;
  /** The node being filled; `<plist>` has none, it hands its value on to what it stands in. */
  readonly node: Mutable<PlistNode> | undefined;
  readonly items: PlistNode[];
  readonly entries: DictEntry[];
  /** The key that waits for its value, with its span. */
  key: string | undefined;
  keyStart: number;
  keyEnd: number;
  /** The key that got its value last: a value right after it is one too many. */
  lastKey: string | undefined;
  /** Does a `<plist>` have its value? */
  filled: boolean;
  /** What {@link isRepeated} knows of the keys. */
  seen: number;
  keySet: Set<string> | undefined;
}

export class ElementStack {
  root: PlistNode | undefined;
  /** The innermost element that is open. */
  top: Frame | undefined;
  readonly #source: XmlSource;
  readonly #maxDepth: number;
  readonly #frames: Frame[] = [];
  /** How many of each name are open. Not by name in one record: V8 is slow with a key that changes. */
  #plists = 0;
  #arrays = 0;
  #dicts = 0;

  constructor(source: XmlSource, maxDepth: number) {
    this.#source = source;
    this.#maxDepth = maxDepth;
  }

  isOpen(name: ElementName): boolean {
    return isContainer(name) && this.#count(name) > 0;
  }

  #count(name: ContainerName): number {
    if (name === 'dict') return this.#dicts;
    return name === 'array' ? this.#arrays : this.#plists;
  }

  #recount(name: ContainerName, by: 1 | -1): void {
    if (name === 'dict') this.#dicts += by;
    else if (name === 'array') this.#arrays += by;
    else this.#plists += by;
  }

  /** Opens `<plist>`, `<array>` or `<dict>`; a self-closed one is complete at once. */
  open(name: ContainerName, start: number, tagEnd: number, selfClosed: boolean): void {
    const source = this.#source;
    const { errors, notes } = source;
    const frames = this.#frames;
    if (name === 'plist') {
      if (frames.length > 0) notes.add('nested-plist', start, tagEnd);
      if (selfClosed) {
        errors.add('no-root', start, tagEnd, 'The <plist> is empty');
        return;
      }
    }
    if (frames.length - (frames[0]?.name === 'plist' ? 1 : 0) > this.#maxDepth) {
      errors.add('too-deep', start, tagEnd, String(this.#maxDepth));
      source.stop();
      return;
    }
    const items: PlistNode[] = name === 'array' ? [] : NO_ITEMS;
    const entries: DictEntry[] = name === 'dict' ? [] : NO_ENTRIES;
    let node: Mutable<PlistNode> | undefined;
    if (name === 'array') node = { kind: 'array', start, end: tagEnd, items };
    else if (name === 'dict') node = { kind: 'dict', start, end: tagEnd, entries };
    if (node) this.place(node, name, start, tagEnd);
    if (selfClosed) return;
    this.#recount(name, 1);
    const frame: Frame = {
      name,
      start,
      tagEnd,
      node,
      items,
      entries,
      key: undefined,
      keyStart: 0,
      keyEnd: 0,
      lastKey: undefined,
      filled: false,
      seen: 0,
      keySet: undefined,
    };
    frames.push(frame);
    this.top = frame;
  }

  /**
   * Puts a value where it stands.
   * @param node undefined for a value that could not be read, which was reported: it takes its place all the same
   * @param name the element, undefined for one that property lists do not know
   */
  place(node: PlistNode | undefined, name: ElementName | undefined, start: number, end: number): void {
    const frames = this.#frames;
    let at = frames.length - 1;
    for (; at >= 0 && frames[at]!.name === 'plist'; at--) {
      const plist = frames[at]!;
      if (plist.filled) {
        this.#source.errors.add('second-root', start, end);
        return;
      }
      plist.filled = true;
    }
    if (at < 0) {
      this.root = node;
      return;
    }
    const frame = frames[at]!;
    if (frame.name === 'dict' && frame.key === undefined) this.#keyless(frame, name, start, end);
    else if (node) put(frame, node, this.#source.notes);
    else {
      frame.lastKey = frame.key;
      frame.key = undefined;
    }
  }

  /** A value in a dict where no key waits for it. */
  #keyless(frame: Frame, name: ElementName | undefined, start: number, end: number): void {
    const { errors } = this.#source;
    if (name === undefined) return;
    if (frame.lastKey === undefined) errors.add('value-without-key', start, end, name);
    else errors.add('second-value', start, end, errors.clip(frame.lastKey));
  }

  /** Takes a `<key>`; outside a dict it is a string. */
  key(key: string, start: number, end: number): void {
    const { errors, notes } = this.#source;
    const frame = this.top;
    if (frame?.name !== 'dict') {
      notes.add('key-outside-dict', start, end);
      this.place({ kind: 'string', start, end, value: key }, 'key', start, end);
      return;
    }
    // CFPropertyList.c takes a second key in a row as the string value of the first. Nobody means that.
    if (frame.key !== undefined) errors.add('key-without-value', frame.keyStart, frame.keyEnd, errors.clip(frame.key));
    frame.key = key;
    frame.keyStart = start;
    frame.keyEnd = end;
  }

  /** Reads the end tag at `source.pos` and closes what it closes. */
  endTag(): void {
    const source = this.#source;
    const { text, pos, errors } = source;
    const frame = this.top!;
    if (closesAt(text, pos, frame.name)) {
      source.pos = pos + frame.name.length + 3;
      this.close(source.pos);
      return;
    }
    const tag = source.endTag(pos);
    const { known } = tag;
    source.pos = tag.end;
    if (known === frame.name) {
      this.close(tag.end);
    } else if (known !== undefined && this.isOpen(known) && !this.#closesTooMuch(known, tag.end)) {
      while (this.top!.name !== known) this.#unclosed(pos);
      this.close(tag.end);
    } else if (this.#isMistyped(frame, tag)) {
      errors.add('mismatched-end-tag', pos, tag.end, `<${frame.name}> ends with ${source.excerpt(pos, tag.end)}`);
      this.close(tag.end);
    } else {
      errors.add('stray-end-tag', pos, tag.end, source.excerpt(pos, tag.end));
    }
  }

  /** Reports everything still open. */
  endOfText(): void {
    while (this.#frames.length > 0) this.#unclosed(this.#source.length);
  }

  /** Would this end tag, meant for something else, close the root value although the file goes on? */
  #closesTooMuch(known: ElementName, end: number): boolean {
    return isContainer(known) && this.#root?.name === known && this.#count(known) === 1 && this.#goesOn(end);
  }

  /** The root value, where it is a container. */
  get #root(): Frame | undefined {
    return this.#frames[0]?.name === 'plist' ? this.#frames[1] : this.#frames[0];
  }

  /** Does more than the end of the file follow? */
  #goesOn(from: number): boolean {
    const { text, length } = this.#source;
    const next = skipSpace(text, from);
    return next < length && !text.startsWith('</plist', next);
  }

  /** Is the end tag the one of `frame`, with the wrong name? Else it closes nothing. */
  #isMistyped(frame: Frame, tag: EndTag): boolean {
    if (tag.known === undefined) return tag.name.charAt(0).toLowerCase() === frame.name.charAt(0);
    if (!isContainer(tag.known) || (frame === this.#root && this.#goesOn(tag.end))) return false;
    const { text } = this.#source;
    const next = skipSpace(text, tag.end);
    return this.#count(frame.name) > 1 || !closesAt(text, next, frame.name);
  }

  #unclosed(end: number): void {
    const { name, start, tagEnd } = this.top!;
    this.#source.errors.add('unclosed-element', start, tagEnd, name);
    this.close(end);
  }

  /** Closes the innermost element, which ends at `end`. */
  close(end: number): void {
    const { errors } = this.#source;
    const frames = this.#frames;
    const frame = frames.pop()!;
    this.top = frames[frames.length - 1];
    this.#recount(frame.name, -1);
    if (frame.node) frame.node.end = end;
    if (frame.key !== undefined) errors.add('key-without-value', frame.keyStart, frame.keyEnd, errors.clip(frame.key));
    if (frame.name === 'plist' && !frame.filled)
      errors.add('no-root', frame.start, frame.tagEnd, 'The <plist> is empty');
  }
}

/** Puts a value into the array, or into the dict with the key that waits for it; notes a key that the dict had before. */
export function put(frame: Frame, node: PlistNode, notes: XmlSource['notes']): void {
  const { key, entries } = frame;
  if (key === undefined) {
    frame.items.push(node);
    return;
  }
  frame.key = undefined;
  frame.lastKey = key;
  if (isRepeated(frame, key)) notes.add('repeated-key', frame.keyStart, frame.keyEnd, notes.clip(key));
  entries.push({ key, keyStart: frame.keyStart, keyEnd: frame.keyEnd, value: node });
}
