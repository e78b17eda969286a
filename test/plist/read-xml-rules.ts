/**
 * What CFPropertyList.c takes, once more and as plainly as can be: a recursive acceptor over regular expressions that
 * knows nothing of values, places or recovery. The reader is held against it.
 */

/** `stricter`: Apple's reader takes the text, ours refuses it on purpose. */
export type Verdict = 'accept' | 'refuse' | 'stricter';

class Refused extends Error {}

const SPACE = /[ \t\n\r]*/y;
const LOOSE = '[\\0- \\x7f\\u2000-\\u200b\\u205f\\u3000]*';
const INTEGER = new RegExp(`${LOOSE}([+-]?)${LOOSE}(0[xX][0-9a-fA-F]+|[0-9]+)`, 'y');
const REAL = new RegExp(
  `^(?:[+-]?inf(?:inity)?|nan|${LOOSE}[+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:e[+-]?[0-9]+)?)$`,
  'i',
);

class Acceptor {
  stricter = false;
  readonly #text: string;
  #pos = 0;

  constructor(text: string) {
    this.#text = text;
  }

  file(): void {
    for (;;) {
      this.#take(SPACE);
      if (this.#text.startsWith('<!--', this.#pos)) this.#past('-->', 4);
      else if (this.#text.startsWith('<!', this.#pos)) this.#doctype();
      else if (this.#text.startsWith('<?', this.#pos)) this.#past('?>', 2);
      else if (this.#text.startsWith('<', this.#pos)) break;
      else throw new Refused();
    }
    this.#element();
  }

  #take(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.#pos;
    const match = pattern.exec(this.#text);
    if (!match) throw new Refused();
    this.#pos = pattern.lastIndex;
    return match;
  }

  #past(close: string, least: number): void {
    const found = this.#text.indexOf(close, this.#pos + least);
    if (found < 0) throw new Refused();
    this.#pos = found + close.length;
  }

  #doctype(): void {
    this.#take(/<!DOCTYPE[^>[]*/y);
    if (this.#take(/[>[]/y)[0] === '>') return;
    for (;;) {
      this.#take(SPACE);
      const next = this.#text.slice(this.#pos, this.#pos + 4);
      if (next.startsWith('%')) this.#past(';', 1);
      else if (next.startsWith('<?')) this.#past('?>', 2);
      else if (next === '<!--') this.#past('-->', 4);
      else if (next.startsWith('<!')) this.#markup();
      else break;
    }
    this.#take(/\][ \t\n\r]*>/y);
  }

  #markup(): void {
    if (this.#text.startsWith('<!ENTITY', this.#pos)) this.stricter = true;
    this.#past('>', 2);
  }

  /** One thing between elements: an element, or the end tag of what it stands in. */
  #content(): 'key' | 'value' | 'end' {
    for (;;) {
      this.#take(SPACE);
      const next = this.#text.slice(this.#pos, this.#pos + 4);
      if (next.startsWith('<?')) this.#past('?>', 1);
      else if (next === '<!--') this.#past('-->', 3);
      else if (next.startsWith('</')) return 'end';
      else if (next.startsWith('<') && !next.startsWith('<!')) return this.#element();
      else throw new Refused();
    }
  }

  #close(name: string): void {
    this.#take(new RegExp(`</${name}[ \\t\\n\\r]*>`, 'y'));
  }

  #element(): 'key' | 'value' {
    const inner = this.#take(/<([^>]*)>/y)[1]!;
    const selfClosed = inner.endsWith('/');
    const spaced = /^([^ \t\n\r]*)[ \t\n\r]/.exec(inner);
    const name = spaced ? spaced[1]! : selfClosed ? inner.slice(0, -1) : inner;
    if (selfClosed) {
      if (!['array', 'dict', 'key', 'string', 'true', 'false'].includes(name)) throw new Refused();
    } else {
      this.#inside(name);
      this.#close(name);
    }
    return name === 'key' ? 'key' : 'value';
  }

  #inside(name: string): void {
    if (name === 'plist') {
      if (this.#content() === 'end' || this.#content() !== 'end') throw new Refused();
    } else if (name === 'array') {
      while (this.#content() !== 'end');
    } else if (name === 'dict') {
      this.#dict();
    } else if (name === 'key' || name === 'string') {
      this.#string();
    } else if (name === 'integer') {
      this.#integer();
    } else if (name === 'real') {
      if (!REAL.test(this.#string())) throw new Refused();
    } else if (name === 'date') {
      this.#date();
    } else if (name === 'data') {
      this.#take(/[^<\u0080-\uffff]*/y);
    } else if (name !== 'true' && name !== 'false') {
      throw new Refused();
    }
  }

  #dict(): void {
    for (;;) {
      const key = this.#content();
      if (key === 'end') return;
      if (key !== 'key') throw new Refused();
      const value = this.#content();
      if (value === 'end') throw new Refused();
      if (value === 'key') this.stricter = true;
    }
  }

  #string(): string {
    let text = '';
    for (;;) {
      text += this.#take(/[^<&]*/y)[0];
      if (this.#text.startsWith('<![CDATA[', this.#pos)) {
        const start = this.#pos + 9;
        this.#past(']]>', 9);
        text += this.#text.slice(start, this.#pos - 3);
      } else if (this.#text.startsWith('&', this.#pos)) {
        text += this.#reference();
      } else {
        return text;
      }
    }
  }

  #reference(): string {
    const [, hex, digits, name] = this.#take(/&(?:#x([0-9a-fA-F]{0,8})|#([0-9]{0,8})|(lt|gt|amp|quot|apos));/y);
    if (name !== undefined) return '?';
    const code = hex !== undefined ? Number.parseInt(hex || '0', 16) : Number(digits);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new Refused();
    return String.fromCodePoint(code);
  }

  #integer(): void {
    const [, sign, digits] = this.#take(INTEGER);
    if (BigInt(digits!) > (sign === '-' ? 2n ** 63n : 2n ** 64n - 1n)) throw new Refused();
  }

  #date(): void {
    const content = this.#take(/-?[0-9]*-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z/y)[0];
    const [, sign, year, rest] = /^(-?)([0-9]*)(-.*)$/.exec(content)!;
    const iso = `${sign === '' ? '+' : '-'}${year!.padStart(6, '0')}${rest!.replace('Z', '.000Z')}`;
    const date = new Date(iso);
    if (year === '' || Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(rest!.slice(4, 6)))
      this.stricter = true;
    else if (rest!.includes('T24')) this.stricter = true;
  }
}

/** The verdict of CFPropertyList.c on a text. */
export function verdictOf(text: string): Verdict {
  const acceptor = new Acceptor(text);
  try {
    acceptor.file();
  } catch (error) {
    if (error instanceof Refused) return 'refuse';
    throw error;
  }
  return acceptor.stricter ? 'stricter' : 'accept';
}
