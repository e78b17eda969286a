/** KeepAlive: does a job that is not running want to run? Conditions are ORed (launchd.plist(5)). */
import { existsSync } from 'node:fs';
import type { ExitStatus, KeepAliveConditions } from './types.ts';

/** Signals that count as a crash; a kill or an exit code does not. Source: launchd-842 core.c, MAN26. */
const CRASHES = new Set(['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGFPE', 'SIGBUS', 'SIGSEGV', 'SIGSYS']);

/** @param last how the last run ended; undefined before the first */
export function keepAliveWants(
  keepAlive: true | KeepAliveConditions | undefined,
  last: ExitStatus | undefined,
): boolean {
  if (typeof keepAlive !== 'object') return keepAlive === true;
  const { successfulExit, crashed, pathState } = keepAlive;
  if (last !== undefined && successfulExit === isSuccess(last)) return true;
  if (last !== undefined && crashed === isCrash(last)) return true;
  return [...(pathState ?? [])].some(([path, wanted]) => existsSync(path) === wanted);
}

function isSuccess(status: ExitStatus): boolean {
  return 'code' in status && status.code === 0;
}

function isCrash(status: ExitStatus): boolean {
  return 'signal' in status && CRASHES.has(status.signal);
}
