/** The time that svc waits by. */
import { setTimeout as after } from 'node:timers/promises';
import type { Waiting } from '../launchd/port.ts';

/**
 * Opens the clock of svc's own waits.
 * @param scale real seconds that one of svc's seconds takes (SVC_TIME_SCALE), 0.01 to 1. now() and sleep() both speak
 * of svc's milliseconds, so that deadlines keep their proportions.
 */
export function openWaiting(scale = 1): Waiting {
  return {
    now: () => performance.now() / scale,
    sleep: async (ms) => {
      await after(Math.max(0, ms) * scale);
    },
  };
}
