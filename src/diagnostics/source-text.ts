/** A text with a name, and the way from an offset in it to line and column. */

/** 1-based line and column; a column counts UTF-16 code units, as editors' protocols and SARIF do by default. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export class SourceText {
  readonly file: string;
  readonly text: string;
  #starts: Uint32Array | undefined;

  /** @param file the path as the user gave it @param text the decoded text, without a byte-order mark */
  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** Offsets at which the lines begin. A line ends at LF, CRLF or a lone CR. */
  get lineStarts(): Uint32Array {
    if (this.#starts) return this.#starts;
    const { text } = this;
    let starts = new Uint32Array(1024);
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
    const starts = this.lineStarts;
    const at = Math.min(Math.max(offset, 0), this.text.length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - starts[low]! + 1 };
  }

  /** The line alone: without a table of all lines, for a text of which nothing else may be asked. */
  lineAt(offset: number): number {
    const { text } = this;
    if (this.#starts || text.includes('\r')) return this.positionAt(offset).line;
    let line = 1;
    for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
    return line;
  }

  /** The text of a 1-based line, without its line ending; undefined past the end. */
  lineText(line: number): string | undefined {
    const starts = this.lineStarts;
    const start = starts[line - 1];
    if (start === undefined) return undefined;
    return this.text.slice(start, starts[line] ?? this.text.length).replace(/(?<![\r\n])[\r\n]+$/, '');
  }
}
