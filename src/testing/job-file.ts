/** What launchd asks of the file a job comes from, before it reads it. */
import * as fs from 'node:fs';
import { isProblem, readBytes } from '../system/files.ts';
import type { Semantics } from './semantics.ts';

/** Property lists of jobs are small; a larger file is none. */
const MAX_BYTES = 2 ** 24;

export interface JobFileRules {
  readonly fileOwner: number;
  readonly root: string;
  readonly semantics: Semantics;
}

/** The bytes, or the code launchd refuses with: 108 no such file, 122 bad ownership or permissions. */
export function readJobFile(
  path: string,
  rules: JobFileRules,
): { readonly bytes: Uint8Array } | { readonly code: number; readonly why: string } {
  const link = statOf(path, fs.lstatSync);
  const stat = link?.isSymbolicLink() ? statOf(path, fs.statSync) : link;
  if (!link || !stat) return { code: 108, why: 'There is no such file.' };
  if (link.isSymbolicLink() && rules.semantics.symlinkedPlist === 'refused')
    return { code: 122, why: 'It is a symbolic link.' };
  if (!stat.isFile()) return { code: 108, why: 'It is no regular file.' };
  if (stat.mode & 0o022) return { code: 122, why: 'Others than its owner may write it.' };
  if (!isOwnerRight(stat.uid, path, rules)) return { code: 122, why: `It belongs to uid ${stat.uid}.` };
  if ((stat.mode & 0o044) === 0 && rules.semantics.ownerOnlyPlist === 'refused')
    return { code: 122, why: 'Only its owner may read it (openclaw PR 104228).' };
  const bytes = readBytes(path, MAX_BYTES);
  return isProblem(bytes) ? { code: 109, why: bytes.message } : { bytes };
}

function statOf(path: string, read: typeof fs.statSync | typeof fs.lstatSync): fs.Stats | undefined {
  try {
    return read(path);
  } catch {
    return undefined; // no such file, or no such name
  }
}

/** In /Library the file is root's; elsewhere it is the loading user's. */
function isOwnerRight(uid: number, path: string, { fileOwner, root }: JobFileRules): boolean {
  if (uid === fileOwner) return true;
  return uid === 0 && path.startsWith(`${root === '/' ? '' : root}/Library/`);
}
