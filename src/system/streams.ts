/** stdout and stderr, written at once. Node's own streams are not touched: making them costs each start several ms. */
import * as fs from 'node:fs';

export const STDIN = 0;
export const STDOUT = 1;
export const STDERR = 2;
export type Stream = typeof STDOUT | typeof STDERR;

/** Milliseconds to wait for a reader whose pipe is full and does not block. */
const PATIENCE = 5;

/**
 * Writes everything, or throws the system's error: EPIPE where the reader went away, ENOSPC on a full disk.
 * Waits for a slow reader.
 */
export function writeAll(stream: Stream, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(stream, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      pause();
    }
  }
}

/** Lets the other side go on. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE);
}

/** Is a stream a terminal? */
export function isTerminal(stream: Stream | typeof STDIN): boolean {
  // Files and pipes, the many cases, are told without node:tty, which takes the network with it.
  const stat = fs.fstatSync(stream);
  if (!stat.isCharacterDevice() || stat.rdev === fs.statSync('/dev/null').rdev) return false;
  return process.getBuiltinModule('node:tty').isatty(stream);
}

/** Columns of the terminal that a stream is; 80 where it is none or does not tell. */
export function terminalColumns(stream: Stream): number {
  // Some terminals say that they have no columns at all.
  return (isTerminal(stream) && (stream === STDOUT ? process.stdout : process.stderr).columns) || 80;
}

/** Longest answer that is taken. */
const LONGEST_LINE = 4096;

/** The next line of a terminal, without its end; undefined at the end of input (Ctrl-D). */
export function readLine(): string | undefined {
  const bytes = Buffer.alloc(LONGEST_LINE);
  for (;;) {
    try {
      // A terminal hands over one line at a time.
      const count = fs.readSync(STDIN, bytes, 0, LONGEST_LINE, null);
      return count === 0 ? undefined : bytes.toString('utf8', 0, count).replace(/\r?\n$/, '');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return undefined;
      pause();
    }
  }
}

/** Columns that sentences are wrapped to: what is no terminal gets each of them on one line. */
export function proseColumns(stream: Stream): number {
  return isTerminal(stream) ? terminalColumns(stream) : Number.POSITIVE_INFINITY;
}
