/** Finds files below a folder, one at a time, in the same order on every machine. */
import * as fs from 'node:fs';
import { type FileProblem, problemOf } from './files.ts';

/** A file to read. `open` differs from `path` where the name is not UTF-8 and has no exact text. */
export interface FoundFile {
  readonly path: string;
  readonly open: string | Buffer;
}

/** Folders that hold other people's files, and no job that launchd would load. */
const SKIPPED = new Set(['node_modules', '.git', '.hg', '.svn']);

/**
 * Walks `folder` depth first, names sorted by code unit. Links to folders are not followed, so that no circle is
 * walked; links to files are. What can not be read is given as a problem, and the walk goes on.
 * @param wanted says by its name whether a file is looked for
 */
export function* walk(folder: string, wanted: (name: string) => boolean): Generator<FoundFile | FileProblem> {
  yield* walkBytes(folder, folder, wanted);
}

function* walkBytes(
  shown: string,
  open: string | Buffer,
  wanted: (name: string) => boolean,
): Generator<FoundFile | FileProblem> {
  let entries: fs.Dirent[] | fs.Dirent<Buffer>[];
  try {
    entries = fs.readdirSync(open, { withFileTypes: true });
    // A name that is not UTF-8 comes with a replacement character, and could not be opened by it.
    if (entries.some(({ name }) => name.includes('\uFFFD')))
      entries = fs.readdirSync(open, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    yield problemOf(error, shown);
    return;
  }
  const sorted = entries
    .map((entry) => ({ entry, name: entry.name.toString() }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const { entry, name } of sorted) {
    const path = joined(shown, name);
    const target =
      typeof entry.name === 'string' && typeof open === 'string'
        ? joined(open, entry.name)
        : joinedBytes(open, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED.has(name)) yield* walkBytes(path, target, wanted);
    } else if (wanted(name) && !isLinkToFolder(entry, target)) {
      yield { path, open: target };
    }
  }
}

function isLinkToFolder(entry: fs.Dirent | fs.Dirent<Buffer>, target: string | Buffer): boolean {
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
