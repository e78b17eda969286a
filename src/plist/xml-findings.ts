/** Collects findings up to a limit, so that a hostile file cannot fill memory with complaints about itself. */
import type { SyntaxFinding } from './node.ts';
import type { Wording } from './xml-messages.ts';

/** Longest piece of the file that a message quotes. */
const LONGEST = 40;

const NONE: readonly SyntaxFinding[] = [];

export class FindingList<Code extends string> {
  /** How many findings there were, those beyond the limit included. */
  count = 0;
  readonly #wording: Readonly<Record<Code, Wording>>;
  readonly #limit: number;
  #list: SyntaxFinding[] | undefined;
  #lastStart = 0;
  #lastEnd = 0;

  constructor(wording: Readonly<Record<Code, Wording>>, limit: number) {
    this.#wording = wording;
    this.#limit = limit;
  }

  /** A piece of text for a message: one line, not too long; empty when the next finding is only counted. */
  clip(text: string): string {
    if (this.count >= this.#limit) return '';
    // A cut between the halves of a surrogate pair would leave half a character.
    const cut = text.length > LONGEST ? `${text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')}…` : text;
    return cut.replace(/[\s\u0000-\u001f\u007f]+/g, ' ');
  }

  /** Adds a finding; beyond the limit it is only counted. `what` fills the message of the code. */
  add(code: Code, start: number, end: number, what = ''): void {
    this.count++;
    if (this.count <= this.#limit) {
      const [message, help] = this.#wording[code](what);
      this.#list ??= [];
      this.#list.push({ code, message, help, start, end });
    } else {
      this.#lastStart = start;
      this.#lastEnd = end;
    }
  }

  /** The findings in the order of the text; where some were left out, a last one with `overflow` as its code says so. */
  finish(overflow: string): readonly SyntaxFinding[] {
    if (this.count === 0) return NONE;
    const list = (this.#list ?? []).sort((a, b) => a.start - b.start || a.end - b.end);
    const more = this.count - list.length;
    if (more > 0) {
      const message = `${more} more of this kind follow${more === 1 ? 's' : ''}, up to here.`;
      const help = 'Mend the first ones and check again.';
      list.push({ code: overflow, message, help, start: this.#lastStart, end: this.#lastEnd });
    }
    return list;
  }
}
