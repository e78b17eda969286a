/** What the system refuses, as values: its errors by name and in words. */
import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { printable } from '../launchd/printable.ts';

/** Why the machine refused. `missing` and `not-a-file` are the caller's mistake, the others the machine's. */
export interface FileProblem {
  readonly kind: 'missing' | 'not-a-file' | 'too-large' | 'refused';
  readonly path: string;
  /** The system's code (ENOENT, EACCES …), or '' where svc itself refused. */
  readonly code: string;
  /** Where svc itself refused a folder or file that is there: what of it is wrong. */
  readonly wrong?: 'owner' | 'mode' | 'kind';
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

/** Codes that say: there is no such path, nor can there be. */
const NO_SUCH_PATH = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

/** A system error as a problem; anything else is a bug and is thrown on. */
export function problemOf(error: unknown, path: string): FileProblem {
  // Node asks for no path with a null character in it.
  const isNoPath = (error as NodeJS.ErrnoException)?.code === 'ERR_INVALID_ARG_VALUE' && path.includes('\0');
  const code = isNoPath ? 'ENOENT' : systemCodeOf(error);
  if (code === undefined) throw error;
  const kind = NO_SUCH_PATH.has(code) ? 'missing' : code === 'EISDIR' ? 'not-a-file' : 'refused';
  const nowhere = code === 'ENOENT' ? linkToNowhere(path) : undefined;
  return { kind, path, code, message: nowhere ?? WORDS[code] ?? `the system answers ${code}` };
}

/** Of a path that is not there, where a part of it is a link: a clause that says which, and where it leads. */
export function linkToNowhere(path: string): string | undefined {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    try {
      const target = printable(fs.readlinkSync(at));
      if (fs.existsSync(at)) return undefined;
      const what = at === path ? 'it is' : `${printable(at)} is`;
      return `${what} a symbolic link to ${target}, and there is no such file or folder`;
    } catch (error) {
      // Something else than a link stands there: what lies below it is simply missing.
      if (systemCodeOf(error) !== 'ENOENT') return undefined;
    }
  }
  return undefined;
}

export function isProblem(value: unknown): value is FileProblem {
  return typeof value === 'object' && value !== null && 'kind' in value && 'message' in value && 'code' in value;
}

/**
 * The system's name for an error (ENOENT, EACCES …); undefined for what is none of the system's. Node has no name for
 * some that file systems answer (EDQUOT; ESTALE of a server; EDEADLK of a file that iCloud has not brought), and says
 * "Unknown system error -69".
 */
export function systemCodeOf(error: unknown): string | undefined {
  const { code, errno, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return code;
  if (typeof errno !== 'number' || typeof syscall !== 'string') return undefined;
  const names = Object.entries(process.getBuiltinModule('node:os').constants.errno);
  return names.find(([, number]) => number === -errno)?.[0] ?? 'UNKNOWN';
}
