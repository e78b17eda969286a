/** A loaded state: in the word that reports show, and whether it lasts. */
import { type PrintedService, stopSignalOf } from '../launchd/printed-service.ts';
import type { JobMoment } from './outcome.ts';
import type { LoadState } from './types.ts';

/** Has launchd begun to stop it? */
export function isEnding(state: LoadState): boolean {
  return state.is === 'loaded' && stopSignalOf(state.printed) !== undefined;
}

/** States without a process, and none on its way: `waiting` in older releases. The list of words is open. Source: PRINT. */
const RESTING: ReadonlySet<string> = new Set(['not running', 'waiting', 'exited', 'spawn failed']);

/** Does a loaded job surely have no process, nor one on its way? */
export function isResting({ state }: Pick<PrintedService, 'state'>): boolean {
  return state !== undefined && RESTING.has(state);
}

/**
 * Does launchd wait for the throttle before it starts the job again? `spawn scheduled` is printed of a first start as
 * well, which is about to come (PRINT).
 */
export function isThrottled({ state, runs, lastExit }: PrintedService): boolean {
  return state === 'spawn scheduled' && runs !== 0 && lastExit?.kind !== 'never';
}

/** running, not running, spawn scheduled … as launchd says it; `not loaded`; `unknown`. */
export function momentOf(state: LoadState): JobMoment {
  switch (state.is) {
    case 'absent':
      return { state: 'not loaded' };
    case 'unknown':
      return { state: 'unknown' };
    case 'loaded': {
      const { pid, state: word } = state.printed;
      return { state: word ?? 'loaded', ...(pid !== undefined && { pid }) };
    }
  }
}
