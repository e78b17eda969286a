/** One engine a folder: two would fight over the overrides and start the same jobs. */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { isOwnerAlive, ownerIn, ownOwner } from './owner.ts';

const NAME = 'standin.lock';

/** Takes the lock of a folder. @returns how to give it back @throws Error when a living engine holds it */
export function lockFolder(folder: string): () => void {
  const lock = join(folder, NAME);
  const token = randomBytes(6).toString('hex');
  const mine = `${JSON.stringify({ ...ownOwner(), token })}\n`;
  const draft = `${lock}.${token}`;
  // Linked into place whole: nobody ever reads a lock that is half written.
  fs.writeFileSync(draft, mine, { mode: 0o600 });
  try {
    for (let tries = 0; tries < 20; tries++) {
      try {
        fs.linkSync(draft, lock);
        return () => release(lock, mine);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      recover(folder, lock, `${draft}.stale`);
    }
    throw new Error(`${folder}: its lock could not be taken.`);
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** Takes a dead owner's lock away; of several that try, one succeeds, and a lock made meanwhile is put back. */
function recover(folder: string, lock: string, aside: string): void {
  const text = readIfThere(lock);
  if (text === undefined) return;
  const owner = ownerIn(text);
  if (owner && isOwnerAlive(owner)) {
    throw new Error(
      `${folder} is in use by another stand-in (pid ${owner.pid}). Give each its own folder, or stop it.`,
    );
  }
  try {
    fs.renameSync(lock, aside);
    if (readIfThere(aside) !== text) fs.linkSync(aside, lock);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

function release(lock: string, mine: string): void {
  if (readIfThere(lock) === mine) fs.rmSync(lock, { force: true });
}

function readIfThere(path: string): string | undefined {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
