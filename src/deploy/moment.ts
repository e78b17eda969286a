/** A loaded state in the word that reports show. */
import type { JobMoment } from './outcome.ts';
import type { LoadState } from './types.ts';

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
