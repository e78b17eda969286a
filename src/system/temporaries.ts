/** Half-written files: how they are named, so that launchd never loads one, and how they go. */
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { namesIn } from './names-in.ts';

const MOST_OF_A_NAME = 200;
const TEMPORARY = /^\.(.+)\.[0-9a-f]{12}\.tmp$/s;

/** Beside `path`. launchd loads every *.plist it finds in its folders, so the name must not end so. */
export function temporaryFor(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, MOST_OF_A_NAME)}.${unlikeOthers()}.tmp`);
}

/** Twelve hex digits that no other file beside is likely to have; `wx` makes sure. node:crypto would cost each start 3 ms. */
function unlikeOthers(): string {
  return Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0');
}

/** Removes a half-written file; what forbade writing it may forbid this too, and was told already. */
export function discard(path: string): void {
  try {
    fs.rmSync(path, { force: true });
  } catch {
    // removeTemporaries of a later run finds it
  }
}

/**
 * Removes what writers that were killed left half-written in a folder. Nobody may be writing these files now.
 * @param of names of the files that were to be written; left out: of every file
 */
export function removeTemporaries(folder: string, of?: ReadonlySet<string>): void {
  const cut = of && new Set([...of].map((name) => name.slice(0, MOST_OF_A_NAME)));
  for (const name of namesIn(folder)) {
    const [, whole] = TEMPORARY.exec(name) ?? [];
    if (whole !== undefined && (cut?.has(whole) ?? true)) discard(join(folder, name));
  }
}
