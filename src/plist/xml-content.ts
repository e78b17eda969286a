/**
 * The root element and all within it: containers on an explicit stack, so that no depth of nesting can exhaust the
 * program's own. What is taken and what is refused follows `getContentObject`, `parseXMLElement` and the functions
 * below them in CFPropertyList.c (swift-corelibs-foundation), which launchd's property lists were read with.
 */
import type { PlistNode } from './node.ts';
import {
  closesAt,
  type ElementName,
  elementAt,
  elementIgnoringCase,
  endTagAt,
  nameEnd,
  nextBracket,
  skipSpace,
} from './xml-names.ts';
import { readPlain } from './xml-plain.ts';
import { PLIST_TAG, trimEnd } from './xml-prolog.ts';
import { readData, readDate, readInteger, readReal } from './xml-scalars.ts';
import type { XmlSource } from './xml-source.ts';
import { ElementStack } from './xml-stack.ts';
import { readText } from './xml-text.ts';

const LESS = 60;
const GREATER = 62;
const SLASH = 47;
const BANG = 33;
const QUESTION = 63;

/** How far the end tag of an unknown element is looked for, and for how many of them: keeps the reader linear. */
const LOOK_AHEAD = 65536;
const MOST_LOOKS = 100;
const MOST_SUSPECTS = 1000;

/** Longer ones are not looked into: a regular expression has no memory for them. */
const LONGEST_ATTRIBUTES = 4096;
const ATTRIBUTES = /^(?:\s+[A-Za-z_:][\w:.-]*\s*=\s*(?:"(?:[^"<&]|&#?\w+;)*"|'(?:[^'<&]|&#?\w+;)*'))*\s*\/?$/;

/**
 * Reads the element at `source.pos` with all that it holds.
 * @param maxDepth how deep values may nest; the root has depth 0
 * @returns the root, best effort
 */
export function readContent(source: XmlSource, maxDepth: number): PlistNode | undefined {
  return new ContentReader(source, maxDepth).read();
}

class ContentReader {
  readonly #source: XmlSource;
  readonly #stack: ElementStack;
  #looks = 0;

  constructor(source: XmlSource, maxDepth: number) {
    this.#source = source;
    this.#stack = new ElementStack(source, maxDepth);
  }

  read(): PlistNode | undefined {
    const source = this.#source;
    const stack = this.#stack;
    const { text, length } = source;
    if (text.startsWith(PLIST_TAG, source.pos))
      this.#element('plist', source.pos, source.pos + PLIST_TAG.length, false);
    else this.#startTag();
    while (stack.top !== undefined && !source.stopped) {
      readPlain(source, stack);
      // The loop of plain elements stops short of what needs a closer look: it gets one here, and then it goes on.
      if (stack.top === undefined || source.stopped) break;
      const at = skipSpace(text, source.pos);
      source.pos = at;
      if (at >= length) stack.endOfText();
      else if (text.charCodeAt(at) !== LESS) this.#strayText();
      else this.#markup(text.charCodeAt(at + 1));
    }
    return stack.root;
  }

  #markup(code: number): void {
    if (code === SLASH) this.#stack.endTag();
    else if (code === BANG) this.#declaration();
    // From the next character on: between elements CFPropertyList.c takes `<?>` as a whole instruction.
    else if (code === QUESTION) this.#source.skipInstruction(this.#source.pos + 1);
    else this.#startTag();
  }

  #strayText(): void {
    const source = this.#source;
    const { text, pos, errors, length } = source;
    const found = text.indexOf('<', pos);
    source.pos = found < 0 ? length : found;
    const end = trimEnd(text, pos, source.pos);
    errors.add('stray-text', pos, end, `"${source.excerpt(pos, end)}"`);
  }

  #declaration(): void {
    const source = this.#source;
    const { text, pos, errors } = source;
    if (text.startsWith('<!--', pos)) {
      source.skipComment(pos + 3);
    } else if (text.startsWith('<![CDATA[', pos)) {
      const close = text.indexOf(']]>', pos);
      if (close < 0) {
        errors.add('unterminated-cdata', pos, pos + 9);
        source.stop();
        return;
      }
      source.pos = close + 3;
      errors.add('stray-markup', pos, source.pos, 'CDATA may stand only inside <string> or <key>');
    } else if (text.startsWith('<!DOCTYPE', pos)) {
      const close = nextBracket(text, pos + 9);
      source.pos = text.charCodeAt(close) === GREATER ? close + 1 : close;
      errors.add('misplaced-doctype', pos, source.pos);
    } else {
      source.skipMarkup('is not allowed between elements');
    }
  }

  /** Reads the start tag at `source.pos`, and of a scalar all of it. */
  #startTag(): void {
    const source = this.#source;
    const { text, pos } = source;
    const name = elementAt(text, pos + 1);
    if (name === undefined) {
      this.#foreignTag();
      return;
    }
    const after = pos + 1 + name.length;
    const code = text.charCodeAt(after);
    if (code === GREATER) this.#element(name, pos, after + 1, false);
    else if (code === SLASH) this.#element(name, pos, after + 2, true);
    else this.#tagWithSpace(name, pos, after);
  }

  /** A start tag with white space or attributes after its name. */
  #tagWithSpace(name: ElementName, start: number, after: number): void {
    const source = this.#source;
    const { text } = source;
    const close = text.indexOf('>', after);
    if (close < 0) {
      source.errors.add('unterminated-tag', start, nextBracket(text, after));
      source.stop();
      return;
    }
    this.#attributes(name, start, after, close);
    // CFPropertyList.c ends a tag at the first `>`, in quotes or not, and looks only at the character before it.
    this.#element(name, start, close + 1, text.charCodeAt(close - 1) === SLASH);
  }

  #attributes(name: ElementName, start: number, from: number, to: number): void {
    const { text, suspects, notes } = this.#source;
    const written = text.slice(from, to);
    const less = written.indexOf('<');
    if (less >= 0) {
      const end = trimEnd(text, start, from + less);
      if (suspects.length < MOST_SUSPECTS) suspects.push({ start, end, name });
    } else if (written.length <= LONGEST_ATTRIBUTES && !ATTRIBUTES.test(written)) {
      notes.add('malformed-attributes', start, to + 1, name);
    }
  }

  /** A tag that is none of a property list: reported, and passed with all that it holds where its end is near. */
  #foreignTag(): void {
    const source = this.#source;
    const { text, pos, length } = source;
    const end = nameEnd(text, pos + 1);
    const bracket = nextBracket(text, end);
    if (end === pos + 1) {
      this.#namelessTag(bracket);
      return;
    }
    if (bracket >= length || text.charCodeAt(bracket) === LESS) {
      source.errors.add('unterminated-tag', pos, trimEnd(text, pos, bracket));
      source.pos = bracket;
      return;
    }
    const name = text.slice(pos + 1, Math.min(end, pos + 41));
    const meant = elementIgnoringCase(name);
    source.errors.add('unknown-element', pos, bracket + 1, name);
    const selfClosed = text.charCodeAt(bracket - 1) === SLASH;
    if (meant !== undefined) {
      this.#element(meant, pos, bracket + 1, selfClosed);
      return;
    }
    source.pos = selfClosed ? bracket + 1 : this.#pastForeign(text.slice(pos + 1, end), bracket + 1);
    this.#stack.place(undefined, undefined, pos, bracket + 1);
  }

  /** A `<` without a name right after it; `bracket` is the next `<` or `>`. A run of `<` is one finding. */
  #namelessTag(bracket: number): void {
    const source = this.#source;
    const { text, pos } = source;
    let end = bracket;
    if (text.charCodeAt(bracket) === GREATER) end++;
    else while (text.charCodeAt(end + 1) === LESS) end++;
    source.errors.add('malformed-tag', pos, end, `${source.excerpt(pos, end)} has no name right after its <`);
    source.pos = end;
  }

  /** The offset past the end tag of the unknown element `name`, or `from` when none is near. */
  #pastForeign(name: string, from: number): number {
    if (this.#looks++ >= MOST_LOOKS || name.length > 100) return from;
    const { text } = this.#source;
    const ahead = text.slice(from, from + LOOK_AHEAD);
    const close = ahead.indexOf(`</${name}>`);
    return close < 0 ? from : from + close + name.length + 3;
  }

  #element(name: ElementName, start: number, open: number, selfClosed: boolean): void {
    const source = this.#source;
    const stack = this.#stack;
    source.pos = open;
    switch (name) {
      case 'string': {
        const value = selfClosed ? '' : readText(source, name, start, open, stack);
        stack.place({ kind: 'string', start, end: source.pos, value }, name, start, source.pos);
        return;
      }
      case 'key': {
        const key = selfClosed ? '' : readText(source, name, start, open, stack);
        stack.key(key, start, source.pos);
        return;
      }
      case 'true':
      case 'false':
        if (!selfClosed) this.#openBoolean(name, start, open);
        stack.place({ kind: 'boolean', start, end: source.pos, value: name === 'true' }, name, start, source.pos);
        return;
      case 'plist':
      case 'array':
      case 'dict':
        stack.open(name, start, open, selfClosed);
        return;
      default: {
        if (selfClosed) source.errors.add(`empty-${name}`, start, open);
        const node = selfClosed ? undefined : this.#scalar(name, start, open);
        stack.place(node, name, start, source.pos);
      }
    }
  }

  /** An integer, real, date or data with content, or undefined when no value can be made of it. */
  #scalar(name: 'integer' | 'real' | 'date' | 'data', start: number, open: number): PlistNode | undefined {
    const source = this.#source;
    const { text, errors } = source;
    let close = text.indexOf('<', open);
    let content = '';
    if (close >= 0 && name !== 'real' && closesAt(text, close, name)) {
      source.pos = close + name.length + 3;
    } else {
      const before = errors.count;
      content = readText(source, name, start, open, this.#stack);
      if (errors.count > before) return undefined;
      close = text.lastIndexOf('<', source.pos - 1);
    }
    const end = source.pos;
    if (name === 'integer') {
      const value = readInteger(source, start, open, close);
      return value === undefined ? undefined : { kind: 'integer', start, end, value };
    }
    if (name === 'real') {
      const value = readReal(source, start, content, open, close);
      return value === undefined ? undefined : { kind: 'real', start, end, value };
    }
    if (name === 'date') {
      const value = readDate(source, start, open, close);
      return value === undefined ? undefined : { kind: 'date', start, end, value };
    }
    const value = readData(source, open, close);
    return value === undefined ? undefined : { kind: 'data', start, end, value };
  }

  /** `<true>` or `<false>` that is not closed in its own tag. */
  #openBoolean(name: 'true' | 'false', start: number, open: number): void {
    const source = this.#source;
    const { text } = source;
    const end = endTagAt(text, open, name);
    if (end >= 0) {
      source.pos = end;
      source.notes.add('bool-not-self-closed', start, end, name);
      return;
    }
    const next = text.indexOf('<', open);
    const later = next < 0 ? -1 : endTagAt(text, next, name);
    if (later >= 0) {
      source.pos = later;
      source.errors.add('bool-not-empty', start, later, name);
    } else {
      source.errors.add('unclosed-element', start, open, name);
    }
  }
}
