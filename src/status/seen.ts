/**
 * What earlier calls of `svc status` saw of the counter `runs`: launchd itself remembers no times. A reading is kept for
 * each number that was seen, with the moment at which it was seen first.
 */

/** The counter of a job as it stood. */
export interface Reading {
  /** When this number was seen first, in milliseconds since 1970 UTC. */
  readonly at: number;
  readonly runs: number;
}

/** The readings of one load of a job, oldest first; the numbers rise. */
export interface SeenJob {
  readonly readings: readonly Reading[];
  /** The login session it was loaded in, where launchctl tells one. */
  readonly session?: number;
}

export type SeenJobs = ReadonlyMap<string, SeenJob>;

export const NOTHING_SEEN: SeenJob = { readings: [] };

/** So many readings of a job are kept: enough to see how fast it rises. */
const MOST_READINGS = 8;
const MOST_JOBS = 10_000;
const OLDEST_MS = 400 * 86_400_000;

/** What an older reading must not lie behind to count: launchd counts from the load of a job. */
export interface LoadFacts {
  readonly now: number;
  /** The latest moment by which the job must have been loaded anew: a start of the machine, a new property list. */
  readonly loadedAfter: number;
  /** The login session it is loaded in: each login loads agents anew, and their counters begin at 0. */
  readonly session?: number;
}

/**
 * The readings that still speak of the job as it is loaded now: none before the machine or the file was new, none of
 * another login, none of a higher number (it was loaded anew since), none of the future (the clock was set back).
 */
export function stillValid(seen: SeenJob, runs: number | undefined, facts: LoadFacts): SeenJob {
  const { session } = facts;
  const fresh = session === undefined ? NOTHING_SEEN : { readings: [], session };
  const last = seen.readings.at(-1);
  if (runs === undefined || last === undefined || last.runs > runs || last.at > facts.now) return fresh;
  if (seen.session !== undefined && session !== undefined && seen.session !== session) return fresh;
  return { ...seen, ...fresh, readings: seen.readings.filter(({ at }) => at > facts.loadedAfter) };
}

/** The readings with what is seen now: a number that was seen before keeps its first moment. */
export function withReading(seen: SeenJob, runs: number, now: number): SeenJob {
  if (seen.readings.at(-1)?.runs === runs) return seen;
  return { ...seen, readings: [...seen.readings, { at: now, runs }].slice(-MOST_READINGS) };
}

/** The file `seen.json` of the state folder as text. */
export function seenText(jobs: SeenJobs): string {
  const all = [...jobs].map(([label, { session, readings }]) => ({ label, session, readings }));
  return `${JSON.stringify({ version: 1, jobs: all })}\n`;
}

/** Reads that text. What is damaged, of another version or too old counts as not seen. Never throws. */
export function readSeenText(text: string, now: number): Map<string, SeenJob> {
  const jobs = new Map<string, SeenJob>();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return jobs;
  }
  if (!isRecord(value) || value.version !== 1 || !Array.isArray(value.jobs)) return jobs;
  for (const job of value.jobs.slice(0, MOST_JOBS) as unknown[]) {
    if (!isRecord(job) || typeof job.label !== 'string' || !Array.isArray(job.readings)) continue;
    const readings = risingReadings(job.readings.slice(-MOST_READINGS));
    const last = readings.at(-1);
    const session = Number.isSafeInteger(job.session) ? { session: job.session as number } : {};
    if (last !== undefined && last.at > now - OLDEST_MS) jobs.set(job.label, { ...session, readings });
  }
  return jobs;
}

/** Those that are readings, or none where their order makes no sense. */
function risingReadings(values: readonly unknown[]): readonly Reading[] {
  const readings = values.flatMap((one) => {
    if (!isRecord(one)) return [];
    const { at, runs } = one;
    const isSound = Number.isSafeInteger(at) && Number.isSafeInteger(runs) && (runs as number) >= 0;
    return isSound ? [{ at: at as number, runs: runs as number }] : [];
  });
  const isRising = readings.every(({ at, runs }, i) => {
    const before = readings[i - 1];
    return before === undefined || (at >= before.at && runs > before.runs);
  });
  return isRising ? readings : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
