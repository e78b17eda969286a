/**
 * Did a job run when it was due? Evidence in this order: the counter `runs` as it was seen earlier, then the time at
 * which its logs were written. A job that leaves neither is not called late: nobody can know. Pure.
 */
import { type Fire, isApproximate, previousFire } from '../launchd/calendar-fires.ts';
import { durationName } from '../launchd/throttle.ts';
import { clockName, dayName } from './clock-words.ts';
import type { Circumstances, JobEvidence, LogFacts } from './types.ts';

/** `why` is a sentence. */
export type Timeliness =
  /** Nothing was due since it can have been loaded, or something shows that it ran. */
  { readonly is: 'fine' } | { readonly is: 'late' | 'unprovable'; readonly why: string };

const FINE: Timeliness = { is: 'fine' };

/** Milliseconds after a run was due in which it need not show yet: launchd coalesces timers, and programs take time. */
const GRACE = 5 * 60_000;
/** Turns of StartInterval that must be missing. */
const MISSED_TURNS = 2;
const INTERVAL_GRACE = 60_000;

type Evidence = Pick<JobEvidence, 'schedule' | 'seen' | 'logs' | 'installedAt'> & {
  readonly runs: number | undefined;
  /** StartInterval in seconds. */
  readonly interval: number | undefined;
};

/** Judges a loaded job that does not run now. */
export function timeliness(evidence: Evidence, circumstances: Circumstances): Timeliness {
  const { entries } = evidence.schedule;
  const due = previousFire(entries, circumstances.now - GRACE, circumstances.zone);
  if (due) return calendarTimeliness(evidence, due, circumstances);
  return entries.length === 0 && evidence.interval !== undefined
    ? intervalTimeliness(evidence, evidence.interval, circumstances)
    : FINE;
}

function calendarTimeliness(evidence: Evidence, due: Fire, { bootedAt, ...rest }: Circumstances): Timeliness {
  const { runs, seen, logs, installedAt = Number.NEGATIVE_INFINITY } = evidence;
  if (installedAt > due.at) return FINE;
  const written = newestLog(logs);
  if (written !== undefined && written >= due.at) return FINE;
  const moment = momentName(due.at, due.offset);
  const last = seen.readings.at(-1);
  // A new number was seen first after the run was due: it ran in between.
  if (last && last.at > due.at && seen.readings.length > 1) return FINE;
  // launchd was seen to be off by a clock change; such a run is not held against the clock.
  if (isApproximate(due)) {
    return {
      is: 'unprovable',
      why: `Whether the run due ${moment} took place is not known: the clock changes near it.`,
    };
  }
  if (last && last.at < due.at && last.runs === runs) {
    const counted = momentName(last.at, rest.zone.offsetAt(last.at));
    return { is: 'late', why: `It was due ${moment}, and launchd has counted no run since ${counted}.` };
  }
  // It ran since the last start of the machine or the last install without writing: its logs tell nothing.
  const isSilent = written === undefined || ((runs ?? 0) > 0 && written < Math.max(bootedAt, installedAt));
  if (isSilent) {
    const why = `Whether the run due ${moment} took place can not be told: it left nothing in a log, and svc had not looked before.`;
    return { is: 'unprovable', why };
  }
  const off =
    bootedAt > due.at ? ' The machine was started after that: runs missed while it was off are not made up.' : '';
  const wrote = momentName(written, rest.zone.offsetAt(written));
  return { is: 'late', why: `It was due ${moment}, and its logs were last written ${wrote}.${off}` };
}

function intervalTimeliness(
  { runs, seen, logs }: Evidence,
  seconds: number,
  { now, awakeSince }: Circumstances,
): Timeliness {
  const patience = MISSED_TURNS * seconds * 1000 + INTERVAL_GRACE;
  const written = newestLog(logs);
  if (written !== undefined && written >= now - patience) return FINE;
  const last = seen.readings.at(-1);
  if (!last || last.runs !== runs) return FINE;
  // A turn that falls into sleep is lost, so time asleep does not count.
  const waited = now - Math.max(last.at, awakeSince);
  if (waited <= patience) return FINE;
  const every = durationName(seconds);
  const minutes = durationName(Math.floor(waited / 60_000) * 60);
  return { is: 'late', why: `It is due every ${every}, and launchd has counted no run in the last ${minutes}.` };
}

/** When one of its own logs was last written; undefined where it has none, or none that it ever wrote. */
export function newestLog(logs: readonly LogFacts[]): number | undefined {
  const times = logs.filter(({ bytes, isShared }) => bytes > 0 && !isShared).map(({ writtenAt }) => writtenAt);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** "on Sun 2026-03-29 at 03:00" */
export function momentName(at: number, offset: number): string {
  return `on ${dayName(at + offset)} at ${clockName(at + offset)}`;
}
