/** A text with a name, and the way from an offset in it to line and column. */

/** 1-based line and column; a column counts UTF-16 code units, as editors' protocols and SARIF do by default. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Characters in which lines are counted each time: most texts are short, and asked for few places. */
const COUNTED = 8192;

export class SourceText {
  readonly file: string;
  readonly text: string;
  /** The beginning, where counting LFs finds its lines; empty where a CR may end one. */
  readonly #head: string;
  /** Made when a place behind the head is asked for: to make it takes longer than to read most texts. */
  #starts: Uint32Array | undefined;
  /** Offsets at which the lines of the head begin, as far as somebody asked. */
  readonly #lines = [0];

  /** @param file the path as the user gave it @param text the decoded text, without a byte-order mark */
  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    const head = text.slice(0, COUNTED);
    this.#head = head.includes('\r') ? '' : head;
  }

  /** Offsets at which the lines begin. A line ends at LF, CRLF or a lone CR. */
  get lineStarts(): Uint32Array {
    if (this.#starts) return this.#starts;
    const { text } = this;
    let starts = new Uint32Array(Math.min(1024, text.length + 1));
    let count = 1;
    const hasReturns = text.includes('\r');
    for (let i = 0; i < text.length; i++) {
      if (!hasReturns) {
        i = text.indexOf('\n', i);
        if (i < 0) break;
      }
      const code = text.charCodeAt(i);
      if (code !== 10 && (code !== 13 || text.charCodeAt(i + 1) === 10)) continue;
      if (count === starts.length) {
        const wider = new Uint32Array(count * 2);
        wider.set(starts);
        starts = wider;
      }
      starts[count++] = i + 1;
    }
    this.#starts = starts.subarray(0, count);
    return this.#starts;
  }

  /** Where `offset` stands; offsets past the end stand at the end. */
  positionAt(offset: number): Position {
    const at = Math.min(Math.max(offset, 0), this.text.length);
    if (at <= this.#head.length) {
      const line = this.#lineInHead(at);
      return { line, column: at - this.#lines[line - 1]! + 1 };
    }
    const starts = this.lineStarts;
    const index = lastUpTo(at, starts);
    return { line: index + 1, column: at - starts[index]! + 1 };
  }

  /** The line of {@link positionAt}. */
  lineAt(offset: number): number {
    if (offset < 0 || offset > this.#head.length) return this.positionAt(offset).line;
    return this.#lineInHead(offset);
  }

  /** The offset at which a 1-based line begins; undefined past the end. */
  startOf(line: number): number | undefined {
    if (line < 1) return undefined;
    const lines = this.#lines;
    if (line > lines.length) this.#goDown(this.#head.length, line);
    if (line <= lines.length) return lines[line - 1];
    return this.#head.length === this.text.length ? undefined : this.lineStarts[line - 1];
  }

  #lineInHead(at: number): number {
    const lines = this.#lines;
    if (at < lines[lines.length - 1]!) return lastUpTo(at, lines) + 1;
    this.#goDown(at, Number.POSITIVE_INFINITY);
    return lines.length;
  }

  /** Looks for lines that begin in the head and not behind the offset `last`, up to so many. */
  #goDown(last: number, most: number): void {
    const lines = this.#lines;
    const head = this.#head;
    let start = lines[lines.length - 1]!;
    while (lines.length < most) {
      const end = head.indexOf('\n', start);
      if (end < 0 || end >= last) break;
      start = end + 1;
      lines.push(start);
    }
  }

  /** The text of a 1-based line, without its line ending; undefined past the end. */
  lineText(line: number): string | undefined {
    const start = this.startOf(line);
    if (start === undefined) return undefined;
    const end = this.text.indexOf('\n', start);
    const text = this.text.slice(start, end < 0 ? undefined : end);
    const cr = text.indexOf('\r');
    return cr < 0 ? text : text.slice(0, cr);
  }
}

/** The index of the last of ascending numbers that is not above `most`, as the first surely is not. */
function lastUpTo(most: number, numbers: ArrayLike<number>): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle]! <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}
