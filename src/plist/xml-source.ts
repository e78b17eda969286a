/** The text being read, the place in it, and what was found on the way: shared by all parts of the XML reader. */
import { FindingList } from './xml-findings.ts';
import { XML_ERRORS, XML_NOTES } from './xml-messages.ts';
import { type ElementName, elementNamed, isSpace, nameEnd, nextBracket, skipSpace } from './xml-names.ts';

/** A comment of an XML file, `start` and `end` as in every span, `text` without `<!--` and `-->`. */
export interface XmlComment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What an end tag turned out to be: `end` is where reading goes on. */
export interface EndTag {
  /** The known element of exactly that name, if it is one. */
  readonly known: ElementName | undefined;
  readonly name: string;
  readonly end: number;
}

const DECLARATION = /^<\?xml[\s?]/;
const INSTRUCTION = /^<\?[A-Za-z_:\u0080-\uffff][\w:.\u0080-\uffff-]*(?:\s|\?>|$)/;

const CONTROL_CHARACTERS: readonly string[] = [
  ...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).filter((text) => !isSpace(text.charCodeAt(0))),
  '\ufffe',
  '\uffff',
];

export class XmlSource {
  readonly text: string;
  readonly length: number;
  readonly errors: FindingList<keyof typeof XML_ERRORS>;
  readonly notes: FindingList<keyof typeof XML_NOTES>;
  readonly comments: XmlComment[] = [];
  /** Where reading goes on. */
  pos = 0;
  /** Nothing more can be made of the rest of the text. */
  stopped = false;
  /** Tags that run over a `<`: harmless when all else is well, and the cause of the trouble when it is not. */
  readonly suspects: { readonly start: number; readonly end: number; readonly name: string }[] = [];

  /** Does `]]>` occur anywhere? Then texts are searched for it. */
  readonly cdataEnds: boolean;
  /** The code of each character up to U+00FE; another number from 128 on for any other that is not ASCII. */
  readonly codes: Uint8Array;
  #nextAmpersand = -1;

  /** @param bytes of the text, where it is known what they are */
  constructor(text: string, maxFindings: number, bytes?: Uint8Array) {
    this.text = text;
    this.codes = bytes?.length === text.length ? bytes : codesOf(text);
    this.length = text.length;
    this.cdataEnds = text.includes(']]>');
    this.errors = new FindingList(XML_ERRORS, maxFindings);
    this.notes = new FindingList(XML_NOTES, maxFindings);
  }

  /** The offset of the first `&` from `from` on, or the length of the text; `from` must never go back. */
  nextAmpersand(from: number): number {
    if (this.#nextAmpersand < from) {
      const found = this.text.indexOf('&', from);
      this.#nextAmpersand = found < 0 ? this.length : found;
    }
    return this.#nextAmpersand;
  }

  /** The characters between the offsets, taken as they are: a `]]>` among them is noted. */
  characters(start: number, end: number): string {
    this.noteCdataEnd(start, end);
    return this.text.slice(start, end);
  }

  /** Notes the first `]]>` among the characters between the offsets. */
  noteCdataEnd(start: number, end: number): void {
    if (!this.cdataEnds) return;
    const found = this.text.slice(start, end).indexOf(']]>');
    if (found >= 0) this.notes.add('cdata-end-in-text', start + found, start + found + 3);
  }

  /** A piece of the text for the message of an error; empty when no message will be made of it. */
  excerpt(start: number, end: number): string {
    return this.errors.clip(this.text.slice(start, end));
  }

  /** Gives up: the rest of the text belongs to a construct that never ends. */
  stop(): void {
    this.pos = this.length;
    this.stopped = true;
  }

  /**
   * Passes the comment that starts at `pos`.
   * @param from where its end may begin at the earliest: between elements CFPropertyList.c takes `<!--->` as a whole
   * comment, before the root element it does not.
   */
  skipComment(from: number): void {
    const { text, pos } = this;
    const close = text.indexOf('-->', from);
    if (close < 0) {
      this.errors.add('unterminated-comment', pos, Math.min(pos + 4, this.length));
      this.stop();
      return;
    }
    const end = close + 3;
    this.comments.push({ start: pos, end, text: text.slice(Math.min(pos + 4, close), close) });
    // `--->` and `<!--->` count as well: there the first hyphens are not the ones that end the comment.
    if (close < pos + 4 || text.indexOf('--', pos + 4) !== close) this.notes.add('comment-double-hyphen', pos, end);
    this.pos = end;
  }

  /**
   * Passes the processing instruction that starts at `pos`; its end begins at `from` or later.
   * @param welcome may it be an XML declaration?
   */
  skipInstruction(from: number, welcome = false): void {
    const { text, pos, notes } = this;
    const close = text.indexOf('?>', from);
    if (close < 0) {
      this.errors.add('unterminated-instruction', pos, Math.min(pos + 2, this.length));
      this.stop();
      return;
    }
    const end = close + 2;
    if (this.isDeclaration()) {
      if (!welcome) notes.add('misplaced-declaration', pos, end);
    } else if (!INSTRUCTION.test(text.slice(pos, Math.min(end, pos + 100)))) {
      notes.add('malformed-instruction', pos, end);
    }
    this.pos = end;
  }

  /** Does an XML declaration start at `pos`, rather than an instruction such as `<?xml-stylesheet`? */
  isDeclaration(): boolean {
    return DECLARATION.test(this.text.slice(this.pos, this.pos + 6));
  }

  /** Reports the markup from `pos` on that has no business here, and passes it up to its `>`. */
  skipMarkup(reason: string): void {
    const { text, pos } = this;
    const close = nextBracket(text, pos + 1);
    this.pos = close < this.length && text.charCodeAt(close) === 62 ? close + 1 : close;
    this.errors.add('stray-markup', pos, this.pos, `${this.excerpt(pos, this.pos)} ${reason}`);
  }

  /** Reads the end tag whose `</` stands at `start`; a malformed one is reported. Does not move `pos`. */
  endTag(start: number): EndTag {
    const { text } = this;
    const nameStart = start + 2;
    const stop = nameEnd(text, nameStart);
    const name = text.slice(nameStart, Math.min(stop, nameStart + 40));
    const at = skipSpace(text, stop);
    const known = elementNamed(name);
    if (stop > nameStart && text.charCodeAt(at) === 62) return { known, name, end: at + 1 };
    const bracket = nextBracket(text, at);
    if (bracket >= this.length || text.charCodeAt(bracket) === 60) {
      this.errors.add('unterminated-tag', start, bracket);
      return { known, name, end: bracket };
    }
    this.errors.add('malformed-tag', start, bracket + 1, `${this.excerpt(start, bracket + 1)} is not an end tag`);
    return { known, name, end: bracket + 1 };
  }

  /** Says of every tag that runs over a `<` what it was: the cause of errors, or only bad XML. */
  judgeSuspects(): void {
    const broken = this.errors.count > 0;
    for (const { start, end, name } of this.suspects) {
      if (broken) this.errors.add('unterminated-tag', start, end);
      else this.notes.add('malformed-attributes', start, end, name);
    }
  }

  /** Notes every character that XML 1.0 cannot hold; CFPropertyList.c does not look at them. */
  noteControlCharacters(): void {
    const { text, length, notes } = this;
    // Searching for one character at a time is several times faster than a regular expression for all of them.
    let first = 0;
    while (first < CONTROL_CHARACTERS.length && !text.includes(CONTROL_CHARACTERS[first]!)) first++;
    if (first === CONTROL_CHARACTERS.length) return;
    for (let at = 0; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code < 32 ? isSpace(code) : code < 0xfffe) continue;
      notes.add('control-character', at, at + 1, `U+${code.toString(16).toUpperCase().padStart(4, '0')}`);
    }
  }
}

function codesOf(text: string): Uint8Array {
  const codes = new Uint8Array(text.length);
  for (let at = 0; at < codes.length; at++) codes[at] = Math.min(text.charCodeAt(at), 255);
  return codes;
}
