/** Evidence made up for tests of verdicts: one service, and what is said of it. */
import type { LoadState, ObservedJob } from '../../src/deploy/types.ts';
import { openTimeZone, type TimeZone } from '../../src/launchd/time-zone.ts';
import { readPlist } from '../../src/plist/read.ts';
import { jobSchedule } from '../../src/status/schedule.ts';
import { NOTHING_SEEN } from '../../src/status/seen.ts';
import type { Circumstances, JobEvidence, JobStatus } from '../../src/status/types.ts';
import { judge } from '../../src/status/verdict.ts';
import { fileOf, jobOf, loadedAs, planOf, recordOf } from '../deploy/situations.ts';

/** Sunday, on the day the clock of Berlin is put forward. */
export const NOW = Date.UTC(2026, 2, 29, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function zoneOf(name: string): TimeZone {
  const reading = openTimeZone(name);
  if (!('zone' in reading)) throw new Error(name);
  return reading.zone;
}

export const CIRCUMSTANCES: Circumstances = {
  now: NOW,
  zone: zoneOf('UTC'),
  bootedAt: NOW - 30 * DAY,
  awakeSince: NOW - 30 * DAY,
  domain: { kind: 'gui', uid: 501 },
};

/** `state = not running` and so on, as lines of print, in place of what a running job prints. */
export function printedState(...lines: readonly string[]): string {
  return lines.map((line) => `\t${line}`).join('\n');
}

export interface Made extends Partial<Omit<JobEvidence, 'plan' | 'observed'>> {
  readonly observed?: Partial<ObservedJob>;
  readonly around?: Partial<Circumstances>;
}

/** A service that is loaded as it should be and prints these lines, unless something else is said. */
export function statusOf(body: string, lines: readonly string[], made: Made = {}): JobStatus {
  const job = jobOf(body);
  const circumstances = { ...CIRCUMSTANCES, ...made.around };
  const observed = {
    file: fileOf(job.path, job.text),
    loaded: loadedWith(body, lines),
    ...made.observed,
  };
  const plan = planOf(job, observed, { record: recordOf(job, job.text) });
  const { root } = readPlist(new TextEncoder().encode(job.text));
  if (root?.kind !== 'dict') throw new Error('no dict');
  const schedule = jobSchedule(root, { from: circumstances.now, zone: circumstances.zone, count: 1 });
  const { observed: _, around: __, ...rest } = made;
  return judge(
    { plan, observed: plan.observed, kind: job.kind, programs: [], logs: [], schedule, seen: NOTHING_SEEN, ...rest },
    circumstances,
  );
}

/** The job of a body as launchctl prints it with these lines for state, pid, runs and end. */
export function loadedWith(body: string, lines: readonly string[]): LoadState {
  const job = jobOf(body);
  const loaded = loadedAs(job.label, job.path, job.dict, { kind: 'gui', uid: 501 }, printedState(...lines));
  if (loaded.is !== 'loaded') return loaded;
  // Of what stands twice the first counts, and the sample prints a running job.
  const { state: _, pid: __, ...printed } = loaded.printed;
  const given = new Map(lines.map((line) => line.split(' = ') as [string, string]));
  const [state, pid] = [given.get('state'), given.get('pid')];
  return {
    ...loaded,
    printed: { ...printed, ...(state !== undefined && { state }), ...(pid !== undefined && { pid: Number(pid) }) },
  };
}
