/** What several rules ask of a job: what starts it again, how long launchd waits, which keys are meant. */
import { misspellingOf } from '../launchd/misspellings.ts';
import { leavesToRecycle } from '../launchd/recycling.ts';
import type { ScheduleKey } from '../launchd/starting-keys.ts';
import { DEFAULT_THROTTLE } from '../launchd/throttle.ts';
import { entryOf } from '../plist/node.ts';
import { type Job, perJob, type Spot, spotOfValue } from './job.ts';
import { unknownKeysAnd } from './key-walk.ts';
import { RECYCLING_SIGN } from './known-signs.ts';

/** Members of KeepAlive that restart nothing: inert ones, and one that only delays. */
const RESTART_NOTHING = new Set(['NetworkState', 'OtherJobActive', 'AfterInitialDemand']);

/** The conditions of a KeepAlive dict that restart the job; any one of them is enough (launchd.plist(5)). */
export interface RestartConditions {
  readonly successfulExit?: boolean;
  readonly crashed?: boolean;
  /** PathState, OtherJobEnabled, or a member that is not known or has a wrong kind. */
  readonly others: boolean;
}

/** The conditions of KeepAlive when it is a dict with at least one that counts. */
export const restartConditions = perJob((job): RestartConditions | undefined => {
  const { keepAlive } = job;
  if (typeof keepAlive !== 'object') return undefined;
  let found: { successfulExit?: boolean; crashed?: boolean; others: boolean } | undefined;
  for (const { key, value } of keepAlive.entries) {
    if (RESTART_NOTHING.has(key)) continue;
    found ??= { others: false };
    if (key === 'SuccessfulExit' && value.kind === 'boolean') found.successfulExit = value.value;
    else if (key === 'Crashed' && value.kind === 'boolean') found.crashed = value.value;
    else found.others = true;
  }
  return found;
});

/** Does KeepAlive start it again after an end, always or under a condition? */
export function isRestarted(job: Job): boolean {
  return job.keepAlive === true || restartConditions(job) !== undefined;
}

/** The value of a member of KeepAlive; KeepAlive itself when it has no such member. */
export function atCondition(job: Job, name: string): Spot {
  const dict = job.ofKind('KeepAlive', 'dict');
  const entry = dict && entryOf(dict, name);
  return entry ? spotOfValue(entry, ['KeepAlive', name]) : job.at('KeepAlive');
}

/** Has it a time to run at that launchd takes: an interval of a second or more, a calendar with an entry? */
export function hasSchedule(job: Job): boolean {
  return job.calendar.length > 0 || (job.integer('StartInterval') ?? 0) > 0;
}

/** The top-level key of its schedule: the calendar before the interval. */
export function scheduleKey(job: Job): ScheduleKey {
  return job.calendar.length > 0 ? 'StartCalendarInterval' : 'StartInterval';
}

/**
 * Seconds launchd leaves between two starts: 10 without the key or with a negative one. Undefined when the key has
 * a wrong kind, which another rule speaks of.
 */
export function throttleOf(job: Job): number | undefined {
  if (!job.has('ThrottleInterval')) return DEFAULT_THROTTLE;
  const seconds = job.integer('ThrottleInterval');
  return seconds !== undefined && seconds < 0 ? DEFAULT_THROTTLE : seconds;
}

/** Names at the top level that are no keys as they are written. */
const misnamed = unknownKeysAnd((_row, isMiscased) => isMiscased);

const keysMisnamed = perJob((job): ReadonlySet<string> => {
  const meant = misnamed(job)
    .filter(({ parent }) => parent === undefined)
    .map(({ row, entry }) => row?.key ?? misspellingOf([entry.key])?.right?.[0]);
  return new Set(meant.filter((key) => key !== undefined));
});

/**
 * Does a job hold a top-level key, or seem to mean it? A name in the wrong case or misspelt counts as the key it stands
 * for, so that only the rule on that name speaks.
 */
export function isMeant(job: Job, key: string): boolean {
  return job.has(key) || keysMisnamed(job).has(key);
}

/** Does its program leave with exit 0 to be started afresh? */
export function recycles(job: Job): boolean {
  const { args } = job;
  if (!args || !job.shows(RECYCLING_SIGN)) return false;
  const variables = job.ofKind('EnvironmentVariables', 'dict')?.entries ?? [];
  return leavesToRecycle(
    args,
    new Map(variables.flatMap(({ key, value }) => (value.kind === 'string' ? [[key, value.value]] : []))),
  );
}
