/** An `environmentFile` on this machine, by the rules that its launcher goes by at each start. Nothing is changed. */
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { LARGEST_ENVIRONMENT_FILE, readEnvironmentFile } from '../launchd/environment-file.ts';
import { modeText } from '../launchd/masks.ts';
import { linkToNowhere } from './file-problem.ts';
import { isProblem, readBytes } from './files.ts';

const MODES = [0o600, 0o400];

/**
 * Why the launcher would refuse the file: a clause that holds no word of what stands in it; undefined: it would not, or
 * that can not be told from here, since the caller is not the one the file is for.
 * @param uid whom the job runs as
 */
export function environmentFileProblem(path: string, uid: number): string | undefined {
  try {
    const folder = dirname(path);
    const real = fs.realpathSync(folder);
    const way = foldersProblem(folder, uid) ?? (real === folder ? undefined : foldersProblem(real, uid));
    return way ?? fileProblem(path, uid) ?? contentProblem(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return linkToNowhere(path) ?? 'there is no such file';
    if (typeof code !== 'string') throw error;
    return uid === process.geteuid?.() ? `it can not be read (${code})` : undefined;
  }
}

/** Whoever may write a folder, or owns it, can put another file in place of the one in it. */
function foldersProblem(folder: string, uid: number): string | undefined {
  let at = '/';
  for (const part of ['', ...folder.split('/').filter(Boolean)]) {
    at = join(at, part);
    const stat = fs.lstatSync(at);
    if (stat.uid !== 0 && stat.uid !== uid) return `the folder ${at} belongs to uid ${stat.uid}`;
    if (stat.isSymbolicLink()) continue;
    if ((stat.mode & 0o1000) === 0 && (stat.mode & 0o022) !== 0) return `others may write the folder ${at}`;
    if (isShut(stat, uid)) return `the job's user (uid ${uid}) may not look into the folder ${at}`;
  }
  return undefined;
}

/** Groups are not looked into: only what is sure is said. */
function isShut({ mode, uid: owner }: fs.Stats, uid: number): boolean {
  return uid !== 0 && (mode & (owner === uid ? 0o100 : 0o011)) === 0;
}

/** The first folder on the way to a launcher that the job's user can not pass; undefined: there is none. */
export function shutFolder(launcher: string, uid: number): string | undefined {
  let at = '/';
  for (const part of ['', ...dirname(launcher).split('/').filter(Boolean)]) {
    at = join(at, part);
    const stat = fs.statSync(at, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    if (isShut(stat, uid)) return at;
  }
  return undefined;
}

function fileProblem(path: string, uid: number): string | undefined {
  const stat = fs.lstatSync(path);
  if (stat.isSymbolicLink()) return 'it is a symbolic link';
  if (!stat.isFile()) return 'it is no regular file';
  const mode = stat.mode & 0o7777;
  if (!MODES.includes(mode)) return `its mode is ${modeText(mode)}, neither 0600 nor 0400`;
  return stat.uid === uid ? undefined : `it belongs to uid ${stat.uid}, and the job runs as uid ${uid}`;
}

function contentProblem(path: string): string | undefined {
  const bytes = readBytes(path, LARGEST_ENVIRONMENT_FILE);
  if (isProblem(bytes)) {
    if (bytes.kind !== 'refused') return bytes.message;
    throw Object.assign(new Error(bytes.message), { code: bytes.code });
  }
  const { problems } = readEnvironmentFile(bytes);
  if (problems.length === 0) return undefined;
  return problems
    .slice(0, MOST_TOLD)
    .map(({ line, message }) => `line ${line}: ${message}`)
    .join('; ');
}

const MOST_TOLD = 5;
