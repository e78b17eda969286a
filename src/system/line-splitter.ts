/** Bytes to lines, of bounded length. */

/** Longest line that is handed on in one piece: 1 MiB. */
export const MAX_LINE = 1024 * 1024;

const LINE_FEED = 10;

/** line: up to its line feed · piece: of a line that is too long, more follows · rest: no line feed came. */
export type LineKind = 'line' | 'piece' | 'rest';

type OnLine = (line: Buffer, kind: LineKind) => void;

/** Takes bytes as they come and hands on whole lines; what has no line feed yet is held back. */
export class LineSplitter {
  #held: Buffer[] = [];
  #size = 0;

  /**
   * Hands on each line without its line feed. One longer than {@link MAX_LINE} comes in pieces.
   * @param chunk may be reused afterwards: what is held back is copied
   */
  push(chunk: Buffer, onLine: OnLine): void {
    let from = 0;
    while (from < chunk.length) {
      const end = chunk.indexOf(LINE_FEED, from);
      const room = MAX_LINE - this.#size;
      const stop = Math.min(end < 0 ? chunk.length : end, from + room);
      const isWhole = stop === end;
      if (!isWhole && stop - from < room) {
        this.#hold(chunk.subarray(from, stop));
        return;
      }
      onLine(this.#taken(chunk.subarray(from, stop)), isWhole ? 'line' : 'piece');
      from = isWhole ? stop + 1 : stop;
    }
  }

  /** Hands on what is held back, if anything: no more will come. */
  end(onLine: OnLine): void {
    if (this.#size > 0) onLine(this.#taken(Buffer.alloc(0)), 'rest');
  }

  #hold(part: Buffer): void {
    this.#held.push(Buffer.from(part));
    this.#size += part.length;
    // Many small parts cost more than their bytes.
    if (this.#held.length > 256) this.#held = [Buffer.concat(this.#held)];
  }

  #taken(rest: Buffer): Buffer {
    if (this.#size === 0) return rest;
    const line = Buffer.concat([...this.#held, rest]);
    this.#held = [];
    this.#size = 0;
    return line;
  }
}
