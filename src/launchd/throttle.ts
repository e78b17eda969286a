/** ThrottleInterval: the least time from one start of a job to the next, whatever starts it. */
import { topLevelKey } from './keys.ts';

/** Seconds when the key is absent, and the floor below which svc warns. Source: launchd.plist(5). */
export const DEFAULT_THROTTLE = topLevelKey('ThrottleInterval')!.default as number;

const DAY_SECONDS = 86_400;

/**
 * How many starts a day a throttle of so many seconds allows when the program fails at once. 0 is about one second:
 * a secondary report on recent macOS, and respawns about every second in openclaw/openclaw PR 66538.
 */
export function startsADay(seconds: number): number {
  return Math.floor(DAY_SECONDS / Math.max(seconds, 1));
}

/** A length of time in the largest unit that fits: "90 s", "5 min", "12 h", "7 days". */
export function durationName(seconds: number): string {
  const days = seconds / DAY_SECONDS;
  if (seconds >= DAY_SECONDS && Number.isInteger(days)) return days === 1 ? '1 day' : `${days} days`;
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
