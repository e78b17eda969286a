/**
 * The end of a log file, and what is added to it. The file may be cut off, renamed, deleted and made anew at any time:
 * what was open is read to its end before the next one, and files that came and went between two looks are found again
 * by {@link openMissed}.
 */
import * as fs from 'node:fs';
import { type FileProblem, isProblem, problemOf } from './files.ts';
import { type LineKind, LineSplitter } from './line-splitter.ts';
import { type Generation, keyOf, openGeneration, openMissed, rotatedKeys } from './log-generations.ts';

/** missing: there is no file (yet, any more) · refused: see {@link FileProblem}. The others speak for themselves. */
export type TailEvent =
  | { readonly kind: 'missing' | 'appeared' | 'truncated' | 'replaced' }
  | { readonly kind: 'refused'; readonly problem: FileProblem };

/** Where lines go, without their line feeds. */
export interface TailSink {
  line(line: Buffer, kind: LineKind): void;
  /** Called after each bit that was read: the lines must be taken by then, their bytes are used again. */
  flush(): void;
  event(event: TailEvent): void;
}

interface OpenFile extends Generation {
  readonly lines: LineSplitter;
  /** When it last grew, by the clock given to {@link Tail.poll}. */
  grewAt: number;
}

const CHUNK = 64 * 1024;
/** Most that one call reads of a file, so that several files get their turn. */
const TURN = 4 * 1024 * 1024;
/** Milliseconds that a renamed file is read on after it last grew: its writer may not have opened the new one yet. */
const LINGER = 5000;
/** Milliseconds that a log may be away before it is said to be: a rotation renames first, then makes the new one. */
const AWAY = 1000;

const buffer = Buffer.allocUnsafe(CHUNK);

/** One log. `poll` is to be called again and again; nothing happens in between. */
export class Tail {
  readonly path: string;
  readonly #sink: TailSink;
  #current: OpenFile | undefined;
  /** Rotated away, oldest first. The last one stays open: launchd's own writers never open a log anew. */
  #before: OpenFile[] = [];
  #known = new Set<string>();
  #sizeAtStart = 0;
  #awaySince: number | undefined;
  #isAway = false;
  #refusal: string | undefined;
  #rotatedAt = Number.NEGATIVE_INFINITY;

  constructor(path: string, sink: TailSink) {
    this.path = path;
    this.#sink = sink;
  }

  /** Opens the log at its last `count` lines, which `catchUp` shows. @param now milliseconds of any clock that only goes forward */
  start(count: number, now: number): void {
    this.#known = rotatedKeys(this.path);
    const file = this.#open();
    if (file === undefined) {
      this.#isAway = true;
      if (this.#refusal === undefined) this.#sink.event({ kind: 'missing' });
      return;
    }
    this.#current = opened(file, now);
    this.#known.add(file.key);
    try {
      const { size } = fs.fstatSync(file.handle);
      file.offset = count === 0 ? size : startOfLast(file.handle, size, count);
      this.#current.offset = file.offset;
      this.#sizeAtStart = size;
    } catch (error) {
      this.#tell(problemOf(error, this.path));
    }
  }

  /** Shows a turn's worth of what was there at the start. @returns whether there is more of it */
  catchUp(now: number): boolean {
    try {
      return this.#current !== undefined && this.#read(this.#current, now, this.#sizeAtStart);
    } catch (error) {
      this.#tell(problemOf(error, this.path));
      return false;
    }
  }

  /** Reads what has come since, in all generations of the log. @returns whether there is more to read at once */
  poll(now: number): boolean {
    try {
      for (const file of [...this.#before]) if (this.#read(file, now)) return true;
      this.#dropIdle(now);
      if (this.#current && this.#read(this.#current, now)) return true;
      return this.#look(now);
    } catch (error) {
      this.#tell(problemOf(error, this.path));
      return false;
    }
  }

  /** Shows what has no line feed and closes the files. */
  end(): void {
    for (const file of [...this.#before, ...(this.#current ? [this.#current] : [])]) this.#close(file);
    this.#before = [];
    this.#current = undefined;
  }

  /** Is the file that was read still the log? */
  #look(now: number): boolean {
    const stat = fs.statSync(this.path, { bigint: true, throwIfNoEntry: false });
    const current = this.#current;
    if (stat && current?.key === keyOf(stat)) {
      this.#awaySince = undefined;
      if (Number(stat.size) < current.offset) this.#truncated(current);
      // A rotation that went on while it was looked at may have left something behind.
      return now - this.#rotatedAt < LINGER && this.#addBefore(openMissed(this.path, this.#known), now);
    }
    if (!stat) {
      this.#awaySince ??= now;
      if (!this.#isAway && now - this.#awaySince >= AWAY) {
        this.#isAway = true;
        this.#sink.event({ kind: 'missing' });
      }
      return false;
    }
    return this.#replaced(now);
  }

  #truncated(file: OpenFile): void {
    this.#flushHeld(file);
    file.offset = 0;
    // Who copies before cutting off (copytruncate) leaves a file beside whose lines were shown already.
    for (const key of rotatedKeys(this.path)) this.#known.add(key);
    this.#sink.event({ kind: 'truncated' });
  }

  /** Another file has the name. What came in between is read before it. */
  #replaced(now: number): boolean {
    const file = this.#open();
    if (file === undefined) return false;
    const isOurs = this.#known.has(file.key);
    this.#known.add(file.key);
    const missed = openMissed(this.path, this.#known);
    // One that was renamed back: what it held was shown, or was there before we looked.
    if (isOurs) file.offset = this.#offsetOf(file);
    this.#sink.event({ kind: this.#isAway ? 'appeared' : 'replaced' });
    this.#isAway = false;
    this.#awaySince = undefined;
    this.#rotatedAt = now;
    if (this.#current) this.#before.push(this.#current);
    this.#current = opened(file, now);
    this.#addBefore(missed, now);
    return true;
  }

  #offsetOf(file: Generation): number {
    const at = this.#before.findIndex(({ key }) => key === file.key);
    const [open] = at < 0 ? [] : this.#before.splice(at, 1);
    if (open) fs.closeSync(open.handle);
    return open?.offset ?? fs.fstatSync(file.handle).size;
  }

  /** Files that were the log once. @returns whether there are any */
  #addBefore(files: readonly Generation[], now: number): boolean {
    this.#before.push(...files.map((file) => opened(file, now)));
    return files.length > 0;
  }

  #open(): Generation | undefined {
    const file = openGeneration(this.path);
    if (!isProblem(file)) {
      if (file) this.#refusal = undefined;
      return file;
    }
    this.#tell(file);
    return undefined;
  }

  /** Says once why a file can not be read. */
  #tell(problem: FileProblem): void {
    if (this.#refusal === problem.code) return;
    this.#refusal = problem.code;
    this.#sink.event({ kind: 'refused', problem });
  }

  /** Reads up to a turn's worth, at most to `end`. @returns whether there may be more */
  #read(file: OpenFile, now: number, end = Number.POSITIVE_INFINITY): boolean {
    for (let turn = 0; turn < TURN && file.offset < end; ) {
      const count = fs.readSync(file.handle, buffer, 0, Math.min(CHUNK, end - file.offset), file.offset);
      if (count === 0) return false;
      file.offset += count;
      file.grewAt = now;
      turn += count;
      file.lines.push(buffer.subarray(0, count), (line, kind) => this.#sink.line(line, kind));
      this.#sink.flush();
    }
    return file.offset < end;
  }

  #dropIdle(now: number): void {
    const idle = this.#before.filter(({ grewAt }) => now - grewAt >= LINGER);
    for (const file of idle) {
      if (file !== this.#before.at(-1)) this.#close(file);
      else this.#flushHeld(file);
    }
    this.#sink.flush();
    this.#before = this.#before.filter((file) => !idle.includes(file) || file === this.#before.at(-1));
  }

  #flushHeld(file: OpenFile): void {
    file.lines.end((line, kind) => this.#sink.line(line, kind));
  }

  #close(file: OpenFile): void {
    this.#flushHeld(file);
    this.#sink.flush();
    fs.closeSync(file.handle);
  }
}

function opened(file: Generation, now: number): OpenFile {
  return { ...file, lines: new LineSplitter(), grewAt: now };
}

/** Where the last `count` lines begin; a piece without a line feed at the end is a line. */
function startOfLast(handle: number, size: number, count: number): number {
  let left = count;
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - CHUNK);
    const read = fs.readSync(handle, buffer, 0, end - from, from);
    for (let at = read - 1; at >= 0; at--) {
      // The line feed at the very end closes the last line.
      if (buffer[at] !== 10 || from + at === size - 1) continue;
      left--;
      if (left === 0) return from + at + 1;
    }
    end = from;
  }
  return 0;
}
