/** Finds files below a folder, one at a time, in the same order on every machine. */
import * as fs from 'node:fs';
import { type FileProblem, problemOf } from './files.ts';

/** A file to read. `open` differs from `path` where the name is not UTF-8 and has no exact text. */
export interface FoundFile {
  readonly path: string;
  readonly open: string | Buffer;
  /** A regular file, and no link to one. */
  readonly isRegular: boolean;
}

type Entry = fs.Dirent | fs.Dirent<Buffer>;

/** Folders that hold other people's files, and no job that launchd would load. */
const SKIPPED = new Set(['node_modules', '.git', '.hg', '.svn']);

/**
 * Walks `folder` depth first, names sorted by code unit. Links to folders are not followed, so that no circle is
 * walked; links to files are. What can not be read is given as a problem, and the walk goes on.
 * @param wanted says by its name whether a file is looked for
 */
export function walk(folder: string, wanted: (name: string) => boolean): Generator<FoundFile | FileProblem> {
  return walkBytes(folder, folder, wanted);
}

function* walkBytes(
  shown: string,
  open: string | Buffer,
  wanted: (name: string) => boolean,
): Generator<FoundFile | FileProblem> {
  let entries: Entry[];
  try {
    entries = fs.readdirSync(open, { withFileTypes: true });
    // A name that is not UTF-8 comes with a replacement character, and could not be opened by it.
    if (entries.some(({ name }) => name.includes('\uFFFD')))
      entries = fs.readdirSync(open, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    yield problemOf(error, shown);
    return;
  }
  for (const entry of entries.sort(byName)) {
    const name = entry.name.toString();
    const isFolder = entry.isDirectory();
    if (isFolder ? SKIPPED.has(name) : !wanted(name)) continue;
    const path = joined(shown, name);
    const isExact = typeof entry.name === 'string' && typeof open === 'string';
    const target = !isExact ? joinedBytes(open, entry.name) : shown === open ? path : joined(open, name);
    if (isFolder) yield* walkBytes(path, target, wanted);
    else if (!isLinkToFolder(entry, target)) yield { path, open: target, isRegular: entry.isFile() };
  }
}

function byName(a: Entry, b: Entry): number {
  const one = a.name.toString();
  const other = b.name.toString();
  return one < other ? -1 : one > other ? 1 : 0;
}

function isLinkToFolder(entry: Entry, target: string | Buffer): boolean {
  if (!entry.isSymbolicLink()) return false;
  try {
    return fs.statSync(target).isDirectory();
  } catch {
    return false; // a link to nowhere or to itself: reading it will tell
  }
}

function joined(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

function joinedBytes(folder: string | Buffer, name: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), Buffer.from(name)]);
}
