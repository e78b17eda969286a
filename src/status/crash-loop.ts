/** Does a job end and start again and again? launchd gives no times, so starts are counted against uptime. Pure. */
import type { PrintedService } from '../launchd/printed-service.ts';
import { DEFAULT_THROTTLE, durationName } from '../launchd/throttle.ts';
import type { SeenJob } from './seen.ts';

/** Fewer starts than this are no loop yet. */
const LEAST_STARTS = 3;
/** A process that is up for longer has come up, whatever was before; times the throttle where that is longer. */
const SHORT_UPTIME_SECONDS = 60;
const SHORT_UPTIME_THROTTLES = 2;
/** Starts are counted within this time, or so many throttles. */
const WINDOW_SECONDS = 600;
const WINDOW_THROTTLES = 20;

/**
 * Why it is a crash loop, a clause; undefined where it is none or nothing shows it. With an earlier reading the starts
 * since then decide; without one, several starts since it was loaded, a short uptime and an end that nobody asked for.
 * @param uptime seconds; undefined while it does not run, and where the system does not tell
 */
export function crashLoop(
  { pid, runs, minimumRuntime, lastExit }: PrintedService,
  uptime: number | undefined,
  { readings }: SeenJob,
  now: number,
): string | undefined {
  if (runs === undefined || lastExit === undefined || lastExit.kind === 'never') return undefined;
  const throttle = minimumRuntime ?? DEFAULT_THROTTLE;
  const isUp = uptime !== undefined && uptime >= Math.max(SHORT_UPTIME_SECONDS, SHORT_UPTIME_THROTTLES * throttle);
  if (isUp) return undefined;
  const window = Math.max(WINDOW_SECONDS, WINDOW_THROTTLES * throttle) * 1000;
  const inWindow = readings.find(({ at }) => at >= now - window);
  const before = readings.findLast(({ at }) => at < now - window);
  if (inWindow && runs - inWindow.runs >= LEAST_STARTS) {
    const seconds = Math.max(1, Math.round((now - inWindow.at) / 1000));
    return `it was started ${runs - inWindow.runs} times in the last ${roughly(seconds)}`;
  }
  // It was seen long ago with nearly as many starts: that is no loop.
  if (before && runs - before.runs < LEAST_STARTS) return undefined;
  // SIGTERM is how people and launchd stop a job.
  const wasAsked = lastExit.kind === 'signal' && lastExit.signal === 'SIGTERM';
  // A process whose age is not known may be an old one.
  if (runs < LEAST_STARTS || wasAsked || (pid !== undefined && uptime === undefined)) return undefined;
  const up = uptime === undefined ? 'and is down now' : `and the last start is ${roughly(uptime)} ago`;
  return `it was started ${runs} times since it was loaded, ${up}`;
}

function roughly(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 120 ? `${whole} s` : durationName(Math.round(whole / 60) * 60);
}
