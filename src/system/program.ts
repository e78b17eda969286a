/** The program of a job on this machine: where it is, and whether the system could start it. */
import * as fs from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { DEFAULT_PATH } from '../launchd/job-setup.ts';
import { linkToNowhere } from './file-problem.ts';

/** The absolute path of a program that can be started, or why there is none: a clause. */
export type Located = { readonly path: string } | { readonly why: string };

/**
 * Looks a program up as launchd does: a bare name in launchd's own PATH, never in the job's (openclaw #40659); a path
 * that is not absolute from `/`.
 */
export function locateProgram(program: string): Located {
  if (isAbsolute(program)) return checked(program);
  if (program.includes('/')) return checked(join('/', program));
  for (const folder of DEFAULT_PATH.split(':')) {
    const found = checked(join(folder, program));
    if ('path' in found) return found;
  }
  return { why: `it is in none of ${DEFAULT_PATH}, where launchd looks` };
}

function checked(path: string): Located {
  const why = whyNot(path);
  return why === undefined ? { path } : { why };
}

function whyNot(path: string): string | undefined {
  try {
    const stat = fs.statSync(path);
    if (stat.isDirectory()) return 'it is a folder';
    if (!stat.isFile()) return 'it is no regular file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') return 'a folder above it may not be searched';
    return linkToNowhere(path) ?? 'there is no such file';
  }
  try {
    fs.accessSync(path, fs.constants.X_OK);
  } catch {
    return 'it is not executable';
  }
  return whyNotStarted(path);
}

/** Longest first line that is looked at; the kernels take less. */
const FIRST_LINE = 1024;

/** An executable file may still be text without `#!`, or name an interpreter that is not there. */
function whyNotStarted(path: string): string | undefined {
  const head = headOf(path);
  if (head === undefined) return undefined; // executable and not readable: a binary can be that
  if (head.length === 0) return 'it is empty';
  const line = /^#!\s*([^\s\0]+)/.exec(head.toString('latin1'))?.[1];
  if (line !== undefined) {
    const interpreter = Buffer.from(line, 'latin1').toString('utf8');
    return isAbsolute(interpreter) && !isExecutable(interpreter)
      ? `its interpreter ${interpreter} is not there or not executable`
      : undefined;
  }
  // A text is started by shells only. Every binary format has a NUL within its head.
  return head.includes(0) ? undefined : 'it is a text without #! in its first line, which only a shell would start';
}

function headOf(path: string): Buffer | undefined {
  let handle: number | undefined;
  try {
    handle = fs.openSync(path, 'r');
    const buffer = Buffer.alloc(FIRST_LINE);
    return buffer.subarray(0, fs.readSync(handle, buffer, 0, FIRST_LINE, 0));
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}

function isExecutable(path: string): boolean {
  try {
    fs.accessSync(path, fs.constants.X_OK);
    return fs.statSync(path).isFile();
  } catch {
    return false;
  }
}
