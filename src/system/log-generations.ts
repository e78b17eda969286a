/** The files that were a log before it was rotated: found again beside it, oldest first. */
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type FileProblem, isProblem, problemOf } from './files.ts';

/** A file that is open for reading, and how far it was read. */
export interface Generation {
  readonly handle: number;
  /** Tells the file from all others, also from a later one with its inode number. */
  readonly key: string;
  readonly born: bigint;
  offset: number;
}

/** What a rotation puts behind the name: a number or a date, or a word for "the one before". Never `.err`, say. */
const ROTATED = /^[._-](?:\d[\w.:-]*|old|prev|bak)$/i;
/** Copies of what was there already. */
const COMPRESSED = /\.(?:gz|bz2|xz|zst|lz4|Z)$/i;

/** Opens a regular file; a pipe or device is none, it would never end. `undefined`: there is no such file. */
export function openGeneration(path: string): Generation | FileProblem | undefined {
  let handle: number | undefined;
  try {
    handle = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    const stat = fs.fstatSync(handle, { bigint: true });
    if (stat.isFile()) return { handle, key: keyOf(stat), born: stat.birthtimeNs, offset: 0 };
    fs.closeSync(handle);
    const message = stat.isDirectory() ? 'it is a folder, not a file' : 'it is no regular file';
    return { kind: 'not-a-file', path, code: '', message };
  } catch (error) {
    if (handle !== undefined) fs.closeSync(handle);
    const problem = problemOf(error, path);
    return problem.kind === 'missing' ? undefined : problem;
  }
}

/** Inode numbers are given out again as soon as a file is gone; the time of birth is not. */
export function keyOf(stat: fs.BigIntStats): string {
  return `${stat.dev}:${stat.ino}:${stat.birthtimeNs}`;
}

/** Files beside the log that a rotation may have made of it: their keys. */
export function rotatedKeys(path: string): Set<string> {
  const keys = new Set<string>();
  for (const name of rotatedNames(path)) {
    const stat = fs.statSync(name, { bigint: true, throwIfNoEntry: false });
    if (stat) keys.add(keyOf(stat));
  }
  return keys;
}

/**
 * Opens what was the log for a moment and is rotated away already, and notes it in `known`. Names move while this
 * looks, so it looks until nothing new turns up.
 */
export function openMissed(path: string, known: Set<string>): Generation[] {
  const missed: { readonly name: string; readonly file: Generation }[] = [];
  for (let round = 0, found = -1; found !== missed.length && round < MOST_ROUNDS; round++) {
    found = missed.length;
    for (const name of rotatedNames(path)) {
      const stat = fs.statSync(name, { bigint: true, throwIfNoEntry: false });
      if (!stat?.isFile() || known.has(keyOf(stat))) continue;
      const file = openGeneration(name);
      if (file === undefined || isProblem(file)) continue;
      if (known.has(file.key)) fs.closeSync(file.handle);
      else {
        known.add(file.key);
        missed.push({ name, file });
      }
    }
  }
  return missed.sort((a, b) => olderFirst(a.file, b.file) || olderName(a.name, b.name)).map(({ file }) => file);
}

const MOST_ROUNDS = 10;

function olderFirst(a: Generation, b: Generation): number {
  return a.born < b.born ? -1 : a.born > b.born ? 1 : 0;
}

/** Clocks of file systems are coarse. `log.2` is older than `log.1`, `log-20260101` than `log-20260102`. */
function olderName(a: string, b: string): number {
  const number = (name: string) => Number(/\.(\d{1,6})$/.exec(name)?.[1] ?? Number.NaN);
  const difference = number(b) - number(a);
  return Number.isNaN(difference) ? (a < b ? -1 : 1) : difference;
}

function rotatedNames(path: string): string[] {
  const [folder, base] = [dirname(path), basename(path)];
  try {
    return fs
      .readdirSync(folder)
      .filter((name) => name.startsWith(base) && ROTATED.test(name.slice(base.length)) && !COMPRESSED.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
