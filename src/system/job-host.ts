/** What a machine tells of the files and the process of one job, for `svc why` and `svc doctor`. Nothing is changed. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { fileFacts } from './file-facts.ts';
import { readHost } from './host.ts';
import { processFacts } from './processes.ts';

/** What a job does with a path: start it, write it, or go through it. */
export type PathUse = 'execute' | 'write' | 'search';

const ACCESS: Readonly<Record<PathUse, number>> = {
  execute: fs.constants.X_OK,
  write: fs.constants.W_OK,
  search: fs.constants.X_OK,
};

/** Clock ticks a second in /proc, for whatever processor (USER_HZ). Source: proc(5), time(7). */
const LINUX_TICKS = 100;
/** The first line of a script is not longer; the kernel reads no more of it either. */
const FIRST_LINE = 512;

/** {@link readHost}, and what only a single job is worth. Each answer is that of the moment. */
export function readJobHost() {
  return {
    ...readHost(),
    isMac: process.platform === 'darwin',
    mayUse,
    isQuarantined,
    modifiedAt,
    changedAt: (path: string) => fileFacts(path)?.changedAt,
    startedAt,
    interpreterOf,
  };
}

export type JobHost = ReturnType<typeof readJobHost>;

/** May whoever runs svc do that? Access lists count. Undefined: the system does not tell. */
function mayUse(path: string, use: PathUse): boolean | undefined {
  try {
    fs.accessSync(path, ACCESS[use]);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? false : undefined;
  }
}

/** Does the file have com.apple.quarantine? Undefined off macOS, and where xattr(1) does not say. */
function isQuarantined(path: string): boolean | undefined {
  if (process.platform !== 'darwin') return undefined;
  try {
    execFileSync('/usr/bin/xattr', ['-p', 'com.apple.quarantine', path], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      timeout: 5000,
    });
    return true;
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    return /No such xattr/i.test(stderr ?? '') ? false : undefined;
  }
}

/** When the file was last written, milliseconds since 1970; links are followed. */
function modifiedAt(path: string): number | undefined {
  try {
    return fs.statSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}

/** When a process started, milliseconds since 1970, to the second; undefined where there is none. */
function startedAt(pid: number): number | undefined {
  const started = processFacts(pid)?.started;
  if (started === undefined) return undefined;
  if (process.platform !== 'linux') {
    const at = Date.parse(`${started} UTC`);
    return Number.isNaN(at) ? undefined : at;
  }
  try {
    const uptime = Number(fs.readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
    const ticks = Number(started.slice(started.lastIndexOf(':') + 1));
    const at = Date.now() - (uptime - ticks / LINUX_TICKS) * 1000;
    return Number.isFinite(at) ? at : undefined;
  } catch {
    return undefined;
  }
}

/** The program that the first line of a script names (`#!/bin/sh -e`); undefined for other files. */
function interpreterOf(path: string): string | undefined {
  let handle: number | undefined;
  try {
    handle = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    if (!fs.fstatSync(handle).isFile()) return undefined;
    const buffer = Buffer.alloc(FIRST_LINE);
    const line = buffer.toString('utf8', 0, fs.readSync(handle, buffer, 0, FIRST_LINE, 0)).split('\n')[0] ?? '';
    return /^#![ \t]*(\/[^\s]+)/.exec(line)?.[1];
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}
