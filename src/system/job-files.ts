/** Property lists of jobs as they lie on disk: looked at, never through a link, never waited for. */
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isJobFileName } from '../launchd/domains.ts';
import { type FileProblem, problemOf, readLink, realPathOf } from './files.ts';

/** 4 MiB: no job that people write comes near, and folders of launchd are read whole. */
const MAX_BYTES = 4 * 1024 * 1024;

export interface JobFile {
  readonly path: string;
  /** Absent when it could not be read. */
  readonly bytes?: Uint8Array;
  readonly isSymlink: boolean;
  readonly mode: number;
  readonly uid: number;
  /** Why it could not be read, a clause. */
  readonly problem?: string;
}

/** The file at `path` itself: where it is a link, the link. Undefined: there is none. */
export function readJobFile(path: string): JobFile | undefined {
  let facts: Pick<JobFile, 'path' | 'isSymlink' | 'mode' | 'uid'> = { path, isSymlink: false, mode: 0, uid: -1 };
  try {
    const stat = fs.lstatSync(path);
    facts = { path, isSymlink: stat.isSymbolicLink(), mode: stat.mode & 0o7777, uid: stat.uid };
    if (facts.isSymlink) return facts;
    if (!stat.isFile()) return { ...facts, problem: stat.isDirectory() ? 'it is a folder' : 'it is no regular file' };
    return { ...facts, ...readHere(path) };
  } catch (error) {
    const problem = problemOf(error, path);
    return problem.kind === 'missing' ? undefined : { ...facts, problem: problem.message };
  }
}

/** Reads what `lstat` saw: a link or a pipe that took its place meanwhile is not followed and not waited for. */
function readHere(path: string): Pick<JobFile, 'bytes' | 'problem'> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  const handle = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = fs.fstatSync(handle);
    if (!stat.isFile()) return { problem: 'it is no regular file' };
    if (stat.size > MAX_BYTES) return { problem: `it has ${stat.size} bytes, too many for a property list of a job` };
    return { bytes: fs.readFileSync(handle) };
  } finally {
    fs.closeSync(handle);
  }
}

/** Do two paths name the same file, by way of linked folders (`/var` and `/private/var`)? The file need not be there. */
export function isSamePlace(one: string, other: string): boolean {
  if (one === other) return true;
  if (basename(one) !== basename(other)) return false;
  const places = [one, other].map((path) => realPathOf(dirname(path)));
  return places[0] !== undefined && places[0] === places[1];
}

/** The property lists in a folder of launchd; none where there is no such folder. */
export function listJobFiles(folder: string): readonly string[] | { readonly problem: string } {
  try {
    return fs
      .readdirSync(folder)
      .filter(isJobFileName)
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    const problem = problemOf(error, folder);
    return problem.kind === 'missing' ? [] : { problem: problem.message };
  }
}

/** Is there surely nothing at `path`? */
export function isMissing(path: string): boolean {
  try {
    fs.statSync(path);
    return false;
  } catch (error) {
    return problemOf(error, path).kind === 'missing';
  }
}

/**
 * Why nothing in the folder of `path`, or not the file there, can be replaced or removed, as far as the system says so
 * before it is tried: no right to write the folder, a disk that is read-only, a file that is locked (`chflags uchg`).
 */
export function changeProblem(path: string): FileProblem | undefined {
  try {
    // With the dot: of a file in the folder's place it must not be said that it is not executable.
    fs.accessSync(`${dirname(path)}/.`, fs.constants.W_OK | fs.constants.X_OK);
  } catch (error) {
    return problemOf(error, path);
  }
  try {
    fs.accessSync(path, fs.constants.W_OK);
  } catch (error) {
    // Its mode and owner are no matter: what is replaced is the name. EPERM is said of locked files.
    const problem = problemOf(error, path);
    if (problem.code === 'EPERM' && readLink(path) === undefined) return problem;
  }
  return undefined;
}
