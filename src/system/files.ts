/** The file system, with its refusals as values. Nothing of the user's is ever half written. */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Why the machine refused. `missing` and `not-a-file` are the caller's mistake, the others the machine's. */
export interface FileProblem {
  readonly kind: 'missing' | 'not-a-file' | 'too-large' | 'refused';
  readonly path: string;
  /** The system's code (ENOENT, EACCES …), or '' where svc itself refused. */
  readonly code: string;
  /** A sentence for a person, without the path. */
  readonly message: string;
}

const WORDS: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'the operation is not permitted',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file of that name is in the way',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  EIO: 'the disk reports an error',
};

/** A system error as a problem; anything else is a bug and is thrown on. */
export function problemOf(error: unknown, path: string): FileProblem {
  const code = (error as NodeJS.ErrnoException)?.code;
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) throw error;
  const kind = code === 'ENOENT' ? 'missing' : code === 'EISDIR' ? 'not-a-file' : 'refused';
  return { kind, path, code, message: WORDS[code] ?? `the system answers ${code}` };
}

/**
 * Reads a regular file whole.
 * @param maxBytes a larger file is refused by its size, unread
 */
export function readBytes(path: string, maxBytes: number): Uint8Array | FileProblem {
  try {
    const stat = fs.statSync(path);
    if (stat.isDirectory()) return { kind: 'not-a-file', path, code: 'EISDIR', message: 'it is a folder, not a file' };
    if (stat.size > maxBytes) {
      return { kind: 'too-large', path, code: '', message: `it has ${stat.size} bytes, and the limit is ${maxBytes}` };
    }
    return fs.readFileSync(path);
  } catch (error) {
    return problemOf(error, path);
  }
}

export function isProblem(value: unknown): value is FileProblem {
  return typeof value === 'object' && value !== null && 'kind' in value && 'message' in value && 'code' in value;
}

/** Text of a UTF-8 file; undefined when there is none. */
export function readTextIfThere(path: string): string | undefined | FileProblem {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    const problem = problemOf(error, path);
    return problem.code === 'ENOENT' || problem.code === 'ENOTDIR' ? undefined : problem;
  }
}

/** Names in a folder, sorted by code unit; empty when there is no such folder. */
export function listFolder(path: string): readonly string[] | FileProblem {
  try {
    return fs.readdirSync(path).sort();
  } catch (error) {
    const problem = problemOf(error, path);
    return problem.code === 'ENOENT' ? [] : problem;
  }
}

/** Makes a folder and those above it, mode 0755. */
export function makeFolder(path: string): FileProblem | undefined {
  try {
    fs.mkdirSync(path, { recursive: true, mode: 0o755 });
    return undefined;
  } catch (error) {
    const problem = problemOf(error, path);
    return problem.code === 'EEXIST' ? { ...problem, message: 'it is a file, not a folder' } : problem;
  }
}

/**
 * Writes a file so that at every moment either the old one or the new one is whole: beside, sync, rename.
 * @param mode permissions of the result, whatever the umask
 */
export function writeFileAtomic(path: string, text: string, mode = 0o644): FileProblem | undefined {
  const folder = dirname(path);
  // launchd loads every *.plist it finds in its folders, so the name of a half-written file must not end so.
  const temporary = join(folder, `.${basename(path).slice(0, 200)}.${randomBytes(6).toString('hex')}.tmp`);
  let handle: number | undefined;
  try {
    handle = fs.openSync(temporary, 'wx', mode);
    fs.writeFileSync(handle, text);
    fs.fchmodSync(handle, mode);
    fs.fsyncSync(handle);
    fs.closeSync(handle);
    handle = undefined;
    fs.renameSync(temporary, path);
    syncFolder(folder);
    return undefined;
  } catch (error) {
    if (handle !== undefined) fs.closeSync(handle);
    fs.rmSync(temporary, { force: true });
    return problemOf(error, path);
  }
}

/** Makes a rename last through a power cut; not every file system lets a folder be synced. */
function syncFolder(folder: string): void {
  try {
    const handle = fs.openSync(folder, 'r');
    fs.fsyncSync(handle);
    fs.closeSync(handle);
  } catch {
    // The file itself is synced; its name is then as durable as the file system makes it.
  }
}

/** The nearest file of this name in `folder` or above it. */
export function findUpwards(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, name);
    if (fs.existsSync(path)) return path;
    if (dirname(at) === at) return undefined;
  }
}
