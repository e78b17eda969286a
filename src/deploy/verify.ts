/** Did what was loaded come up? All services are watched in one common window after the last bootstrap. */
import { isDict } from '../plist/value.ts';
import { isKeptByExit } from './desired.ts';
import { isResting, isThrottled } from './moment.ts';
import { Asker, askJob } from './observe-loaded.ts';
import type { DesiredJob, LoadState, Machine, Target } from './types.ts';

/** Why a job did not come up, a clause, or that it can not be told. */
export type Verdict =
  | { readonly is: 'up'; readonly note?: string }
  | { readonly is: 'failed' | 'unknown'; readonly cause: string };

/** Milliseconds between two looks. */
const LOOK_EVERY = 500;
const MIN_WINDOW = 10;
const MAX_WINDOW = 15;

/** Seconds to watch for: long enough for a crash within the throttle to show. */
function windowOf(jobs: readonly DesiredJob[]): number {
  const throttles = jobs.map(({ dict }) => (typeof dict.ThrottleInterval === 'number' ? dict.ThrottleInterval : 0));
  return Math.min(Math.max(MIN_WINDOW, ...throttles), MAX_WINDOW);
}

/**
 * Watches jobs that were just loaded. A job that must stay fails as soon as its process is gone, it runs for the
 * second time, or launchd puts its start off; the others when they are not loaded, or their run at load failed.
 * @returns a verdict for each job, by label
 */
export async function verifyJobs(
  machine: Machine,
  target: Target,
  jobs: readonly DesiredJob[],
): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  const watched = new Map(jobs.map((job) => [job.label, new Watched(job)]));
  const end = machine.waiting.now() + windowOf(jobs) * 1000;
  for (;;) {
    // Of one round only: a launchctl that is silent now may answer the next time.
    const asker = new Asker(machine.launchctl);
    for (const [label, job] of watched) {
      const verdict = job.look(await askJob(asker, target.domain, label));
      if (verdict === undefined) continue;
      verdicts.set(label, verdict);
      watched.delete(label);
    }
    if (watched.size === 0 || machine.waiting.now() >= end) break;
    await machine.waiting.sleep(Math.min(LOOK_EVERY, Math.max(end - machine.waiting.now(), 1)));
  }
  for (const [label, job] of watched) verdicts.set(label, job.atTheEnd());
  return verdicts;
}

type Loaded = Extract<LoadState, { is: 'loaded' }>;

class Watched {
  readonly #job: DesiredJob;
  #pid: number | undefined;
  #last: LoadState | undefined;

  constructor(job: DesiredJob) {
    this.#job = job;
  }

  /** What this look decides; undefined: nothing yet. */
  look(state: LoadState): Verdict | undefined {
    if (state.is === 'unknown') return undefined; // launchctl may answer the next time
    this.#last = state;
    if (state.is === 'absent') return failed('it is no longer loaded');
    return stays(this.#job) ? this.#lookAtResident(state) : lookAtOther(this.#job, state);
  }

  #lookAtResident({ printed }: Loaded): Verdict | undefined {
    const { pid, runs } = printed;
    if (runs !== undefined && runs > 1) return failed(`it was started ${runs} times${endOf(printed)}`);
    if (isThrottled(printed)) return failed(`it ended${endOf(printed)}, and launchd waits before the next start`);
    if (this.#pid !== undefined && pid !== this.#pid) return failed(`its process is gone${endOf(printed)}`);
    if (pid === undefined && (runs ?? 0) > 0 && isResting(printed)) return failed(`it ended${endOf(printed)}`);
    this.#pid ??= pid;
    return undefined;
  }

  /** The window is over and nothing was wrong: is there anything that is right? */
  atTheEnd(): Verdict {
    if (this.#last?.is !== 'loaded') return { is: 'unknown', cause: 'launchctl did not say whether it came up' };
    if (!stays(this.#job) || this.#pid !== undefined) return { is: 'up' };
    const { printed } = this.#last;
    if (printed.pended) return failed(`launchd holds its start back (${printed.pendedReason ?? 'pended'})`);
    if (printed.state === undefined && printed.runs === undefined)
      return { is: 'unknown', cause: 'launchctl print shows no state of it' };
    return failed('it was not started');
  }
}

/** Is its process expected to stay? Of PathState alone the paths decide, and between the turns of a schedule it ends. */
function stays({ kind, dict: { KeepAlive } }: DesiredJob): boolean {
  return kind === 'daemon' && (!isDict(KeepAlive) || isKeptByExit(KeepAlive));
}

/** Does launchd start it when it is loaded? A condition of KeepAlive implies RunAtLoad (launchd.plist(5)). */
function runsAtLoad({ dict: { RunAtLoad, KeepAlive } }: DesiredJob): boolean {
  return RunAtLoad === true || (isDict(KeepAlive) && isKeptByExit(KeepAlive));
}

/** A job that starts and ends: it is loaded, and a run at load must not have failed. */
function lookAtOther(job: DesiredJob, { printed }: Loaded): Verdict | undefined {
  const { lastExit } = printed;
  const hasFailed = lastExit?.kind === 'signal' || (lastExit?.kind === 'exit' && lastExit.code !== 0);
  const isRun = runsAtLoad(job);
  if (isRun && hasFailed) return failed(`its run at load failed${endOf(printed)}`);
  // A run at load may still be under way: the window decides.
  if (isRun) return undefined;
  // How print shows a calendar is known from one secondary report: nothing is rolled back for its absence.
  const hasCalendar = job.dict.StartCalendarInterval !== undefined;
  if (!hasCalendar || !printed.isComplete || printed.triggers.length > 0) return { is: 'up' };
  return { is: 'up', note: 'launchctl print shows no calendar trigger; let the linter look at its schedule.' };
}

function failed(cause: string): Verdict {
  return { is: 'failed', cause };
}

/** ", with exit 78 EX_CONFIG", as far as launchd says it. */
function endOf({ lastExit, lastExitReason }: Loaded['printed']): string {
  if (lastExitReason !== undefined) return ` (${lastExitReason})`;
  if (lastExit?.kind === 'exit') return ` with exit ${lastExit.code}${lastExit.name ? ` (${lastExit.name})` : ''}`;
  if (lastExit?.kind === 'signal') return ` by ${lastExit.signal ?? `signal ${lastExit.number}`}`;
  return '';
}
