/** The content of `<string>` and `<key>`: characters, references, CDATA, and what people write there by mistake. */
import { closesAt, type ElementName, elementAt, elementNamed, nameEnd } from './xml-names.ts';
import type { XmlSource } from './xml-source.ts';

const ENTITIES = [
  ['amp;', '&'],
  ['lt;', '<'],
  ['gt;', '>'],
  ['quot;', '"'],
  ['apos;', "'"],
] as const;

/** More digits than this in a numeric reference are refused by CFPropertyList.c. */
const MOST_DIGITS = 8;
const LONGEST_ENTITY = 32;
/** Pieces of one text that are kept before they are joined: bounds memory in a text made of references. */
const MANY_PIECES = 4096;

/** So many references of one text are read without taking note of its pieces. */
const FEW_REFERENCES = 8;

/** So many pieces are simply put one after the other. */
const FEW_PIECES = 32;

/** A text put together from pieces in time linear in its length. */
class Pieces {
  #few = '';
  #count = 0;
  #parts: string[] | undefined;
  #joined: string[] | undefined;

  add(part: string): void {
    if (this.#count++ < FEW_PIECES) this.#few += part;
    else this.#addToMany(part);
  }

  #addToMany(part: string): void {
    if (part === '') return;
    this.#parts ??= [];
    this.#parts.push(part);
    if (this.#parts.length < MANY_PIECES) return;
    this.#joined ??= [];
    this.#joined.push(this.#parts.join(''));
    this.#parts = undefined;
  }

  join(): string {
    if (this.#count <= FEW_PIECES) return this.#few;
    return this.#few + (this.#joined?.join('') ?? '') + (this.#parts?.join('') ?? '');
  }
}

/** What stands around the text. An object and no function: V8 collects one that is made for each file much later. */
export interface OpenElements {
  /** Is an element of this name open? */
  isOpen(name: ElementName): boolean;
}

/**
 * Reads the content of the element `name` and its end tag; `source.pos` is left behind the end tag.
 * @param start offset of the start tag @param open offset just past it
 */
export function readText(
  source: XmlSource,
  name: ElementName,
  start: number,
  open: number,
  around: OpenElements,
): string {
  const { text } = source;
  const close = text.indexOf('<', open);
  if (close >= 0 && source.nextAmpersand(open) > close && closesAt(text, close, name)) {
    source.pos = close + name.length + 3;
    return source.characters(open, close);
  }
  return new TextReader(source, name, start, open, around).read();
}

/**
 * The text between the offsets, with its references read; undefined when one is not of the five names, or there are many.
 * @param first offset of the first `&`
 */
export function withFewReferences(text: string, open: number, first: number, close: number): string | undefined {
  let value = '';
  let from = open;
  let ampersand = first;
  for (let count = 0; count < FEW_REFERENCES; count++) {
    const entity = entityAt(text, ampersand + 1);
    if (entity === undefined) return undefined;
    value += text.slice(from, ampersand) + entity[1];
    from = ampersand + 1 + entity[0].length;
    ampersand = text.indexOf('&', from);
    if (ampersand < 0 || ampersand > close) return value + text.slice(from, close);
  }
  return undefined;
}

/** The entity whose name stands at `at`, if it is one of the five. */
function entityAt(text: string, at: number): (typeof ENTITIES)[number] | undefined {
  for (let i = 0; i < ENTITIES.length; i++) {
    const entity = ENTITIES[i]!;
    if (text.startsWith(entity[0], at)) return entity;
  }
  return undefined;
}

class TextReader {
  readonly #source: XmlSource;
  readonly #name: ElementName;
  readonly #start: number;
  readonly #open: number;
  readonly #around: OpenElements;
  readonly #pieces = new Pieces();
  /** Elements of foreign names that were opened inside this text: their end tags are not reported again. */
  #foreign = 0;
  #cutShort = false;
  #over = false;
  #from: number;

  constructor(source: XmlSource, name: ElementName, start: number, open: number, around: OpenElements) {
    this.#source = source;
    this.#name = name;
    this.#start = start;
    this.#open = open;
    this.#around = around;
    this.#from = open;
  }

  read(): string {
    const { text, length } = this.#source;
    let bracket = -1;
    for (;;) {
      if (bracket < this.#from) {
        const found = text.indexOf('<', this.#from);
        bracket = found < 0 ? length : found;
      }
      const ampersand = this.#source.nextAmpersand(this.#from);
      const stop = Math.min(bracket, ampersand);
      this.#pieces.add(this.#source.characters(this.#from, stop));
      this.#from = stop;
      if (stop === length) this.#unclosed();
      else if (stop === ampersand) this.#reference();
      else this.#markup();
      if (this.#over) return this.#cutShort ? this.#pieces.join().trimEnd() : this.#pieces.join();
    }
  }

  /** The text runs into something that cannot belong to it: it ends here, and nothing is passed. */
  #unclosed(): void {
    this.#source.errors.add('unclosed-element', this.#start, this.#open, this.#name);
    this.#source.pos = this.#from;
    this.#cutShort = true;
    this.#over = true;
  }

  /** Reads what follows the `<` at `#from`. */
  #markup(): void {
    const code = this.#source.text.charCodeAt(this.#from + 1);
    if (code === 47) this.#endTag();
    else if (code === 33) this.#declaration();
    else if (code === 63) this.#refused('?>', 'unterminated-instruction', 'is not allowed inside text');
    else this.#startTag();
  }

  #endTag(): void {
    const source = this.#source;
    const name = source.text.slice(this.#from + 2, nameEnd(source.text, this.#from + 2));
    const known = elementNamed(name);
    if (known === undefined && this.#foreign > 0) {
      this.#foreign--;
      this.#literal(2);
      return;
    }
    if (known !== undefined && known !== this.#name && this.#around.isOpen(known)) {
      this.#unclosed();
      return;
    }
    const tag = source.endTag(this.#from);
    if (tag.known !== this.#name) {
      const what = `<${this.#name}> ends with ${source.excerpt(this.#from, tag.end)}`;
      source.errors.add('mismatched-end-tag', this.#from, tag.end, what);
    }
    source.pos = tag.end;
    this.#over = true;
  }

  #startTag(): void {
    const { text, errors } = this.#source;
    if (elementAt(text, this.#from + 1) !== undefined) {
      this.#unclosed();
      return;
    }
    errors.add('bare-less-than', this.#from, this.#from + 1);
    const code = text.charCodeAt(this.#from + 1) | 32;
    if (code >= 97 && code <= 122) this.#foreign++;
    this.#literal(1);
  }

  #stop(): void {
    this.#source.stop();
    this.#over = true;
  }

  /** Keeps the next characters as they are. */
  #literal(count: number): void {
    const to = this.#from + count;
    this.#pieces.add(this.#source.text.slice(this.#from, to));
    this.#from = to;
  }

  #declaration(): void {
    const source = this.#source;
    const { text } = source;
    const start = this.#from;
    if (text.startsWith('<!--', start)) {
      this.#refused('-->', 'unterminated-comment', "is not allowed inside text: Apple's reader refuses comments there");
    } else if (text.startsWith('<![CDATA[', start)) {
      const close = text.indexOf(']]>', start + 9);
      if (close < 0) {
        source.errors.add('unterminated-cdata', start, start + 9);
        this.#stop();
        return;
      }
      this.#pieces.add(text.slice(start + 9, close));
      this.#from = close + 3;
    } else {
      source.pos = start;
      source.skipMarkup('is not allowed inside text');
      this.#from = source.pos;
    }
  }

  /** Passes markup that ends with `close` and has no place in a text. */
  #refused(close: string, unterminated: 'unterminated-comment' | 'unterminated-instruction', reason: string): void {
    const source = this.#source;
    const start = this.#from;
    const found = source.text.indexOf(close, start + 2);
    if (found < 0) {
      source.errors.add(unterminated, start, start + (close === '-->' ? 4 : 2));
      this.#stop();
      return;
    }
    this.#from = found + close.length;
    source.errors.add('stray-markup', start, this.#from, `${source.excerpt(start, this.#from)} ${reason}`);
  }

  /** Reads the reference whose `&` stands at `#from`; one that means nothing stays in the text as it is. */
  #reference(): void {
    const { text } = this.#source;
    const start = this.#from;
    const code = text.charCodeAt(start + 1);
    if (code === 35) {
      this.#number();
      return;
    }
    if (code >= 97 && code <= 122) {
      const entity = entityAt(text, start + 1);
      if (entity !== undefined) {
        this.#pieces.add(entity[1]);
        this.#from = start + 1 + entity[0].length;
        return;
      }
    }
    this.#otherAmpersand();
  }

  /** A numeric reference: at most eight digits. CFPropertyList.c takes none at all as U+0000. */
  #number(): void {
    const source = this.#source;
    const { text } = source;
    const start = this.#from;
    const hex = text.charCodeAt(start + 2) === 120;
    const first = start + (hex ? 3 : 2);
    let at = first;
    while (at - first < MOST_DIGITS && /[0-9a-fA-F]/.test(text.charAt(at))) at++;
    const digits = text.slice(first, at);
    const code = digits === '' ? 0 : /^\d+$/.test(digits) || hex ? Number.parseInt(digits, hex ? 16 : 10) : -1;
    const surrogate = code >= 0xd800 && code <= 0xdfff;
    if (text.charCodeAt(at) !== 59 || code < 0 || code > 0x10ffff || surrogate) {
      const end = text.charCodeAt(at) === 59 ? at + 1 : at;
      source.errors.add('bad-character-reference', start, end, source.excerpt(start, end));
      this.#literal(end - start);
      return;
    }
    this.#from = at + 1;
    this.#pieces.add(String.fromCodePoint(code));
    const control = code < 32 ? code !== 9 && code !== 10 && code !== 13 : code === 0xfffe || code === 0xffff;
    if (control)
      source.notes.add('control-character', start, at + 1, `U+${code.toString(16).toUpperCase().padStart(4, '0')}`);
  }

  /** An `&` that starts no reference, or an unknown one. */
  #otherAmpersand(): void {
    const source = this.#source;
    const { text } = source;
    const start = this.#from;
    let at = start + 1;
    while (at - start <= LONGEST_ENTITY && isAlphanumeric(text.charCodeAt(at))) at++;
    if (at === start + 1) {
      source.errors.add('bare-ampersand', start, at);
    } else if (text.charCodeAt(at) === 59) {
      source.errors.add('unknown-entity', start, at + 1, text.slice(start, at + 1));
    } else {
      const forgotten = ENTITIES.find(([name]) => text.startsWith(name.slice(0, -1), start + 1))?.[0];
      source.errors.add('bare-ampersand', start, start + 1, forgotten ? `, and &${forgotten} needs its semicolon` : '');
    }
    this.#literal(1);
  }
}

function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
