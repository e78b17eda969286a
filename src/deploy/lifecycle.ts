/** start, stop, restart, enable, disable: what launchd is told, and what of it survives a logout and a reboot. */
import { domainTarget, serviceTarget } from '../launchd/domains.ts';
import { DEFAULT_THROTTLE } from '../launchd/throttle.ts';
import { sentenceOf } from '../launchd/word-list.ts';
import { isForDomain, unknownElsewhere } from './judge-label.ts';
import { askLoadState } from './load-state.ts';
import {
  disableJob,
  enableJob,
  kickstartJob,
  loadJob,
  removalDeadline,
  removeJob,
  type StepResult,
  toStep,
} from './loading.ts';
import { isEnding, isResting, momentOf } from './moment.ts';
import type { DoneAction, JobError, JobOutcome, ResultName } from './outcome.ts';
import { Patience } from './patience.ts';
import { StepLog } from './steps.ts';
import { svcLine } from './svc-line.ts';
import type { DesiredJob, LoadState, Machine, ObservedJob, Target } from './types.ts';

export type LifecycleVerb = 'start' | 'stop' | 'restart' | 'enable' | 'disable';

/** A service as the verbs need it. */
export interface Subject {
  readonly service: string;
  readonly label: string;
  /** KeepAlive is true or has conditions. */
  readonly isKeptAlive: boolean;
  /** launchd starts it at load or by the clock, without something else that happens. */
  readonly startsByItself: boolean;
  /** By the clock alone. */
  readonly isTimed: boolean;
  /** Seconds. */
  readonly throttle: number;
  /** It is loaded in the other domain of the user, and its property list does not ask for that. */
  readonly strayLoad?: Loaded;
  readonly observed: ObservedJob;
}

/** A declared service with what the machine shows of it. */
export function subjectOf(job: DesiredJob, observed: ObservedJob): Subject {
  const { service, label, dict } = job;
  const { elsewhere } = observed;
  const { KeepAlive, OnDemand, RunAtLoad, ThrottleInterval, StartInterval, StartCalendarInterval } = dict;
  const hasConditions = typeof KeepAlive === 'object' && Object.keys(KeepAlive).length > 0;
  // OnDemand is the former inverse of KeepAlive.
  const isKeptAlive = KeepAlive === true || hasConditions || (KeepAlive === undefined && OnDemand === false);
  const startsAtLoad = isKeptAlive || RunAtLoad === true;
  const isTimed = !startsAtLoad && (StartInterval !== undefined || StartCalendarInterval !== undefined);
  const startsByItself = startsAtLoad || isTimed;
  const throttle = typeof ThrottleInterval === 'number' ? ThrottleInterval : DEFAULT_THROTTLE;
  const isStray = elsewhere?.is === 'loaded' && !isForDomain(job, elsewhere);
  const stray = isStray && { strayLoad: elsewhere };
  return { service, label, isKeptAlive, startsByItself, isTimed, throttle, observed, ...stray };
}

interface Result {
  readonly result: ResultName;
  readonly survives?: { readonly logout: boolean; readonly reboot: boolean };
  readonly isTimed?: boolean;
  readonly error?: JobError;
  readonly notes?: readonly string[];
}

type Loaded = Extract<LoadState, { is: 'loaded' }>;

/** Carries out one verb for one service. @param onStep told of each step before it is made */
export async function runVerb(
  verb: LifecycleVerb,
  subject: Subject,
  realMachine: Machine,
  target: Target,
  onStep?: (name: DoneAction['do']) => void,
): Promise<JobOutcome> {
  const { service, label, observed } = subject;
  const before = momentOf(observed.loaded);
  const { machine } = new Patience(realMachine);
  const steps = new StepLog(machine, onStep);
  const result =
    observed.loaded.is === 'unknown'
      ? failed(observed.loaded.why, 'Nothing was changed. Try again.')
      : await VERBS[verb]({ subject, machine, target, steps, label });
  const after = momentOf(await askLoadState(machine.launchctl, target.domain, label));
  return { service, label, before, after, actions: steps.done, notes: [], ...result };
}

interface Context {
  readonly subject: Subject;
  readonly machine: Machine;
  readonly target: Target;
  readonly steps: StepLog;
  readonly label: string;
}

const VERBS: Readonly<Record<LifecycleVerb, (context: Context) => Promise<Result>>> = {
  start: onceEnded(start),
  stop,
  restart: onceEnded(restart),
  enable,
  disable,
};

/** Neither plist nor label: there is nothing to start. */
function notInstalled({ subject, target }: Context): Result | undefined {
  if (subject.observed.file) return undefined;
  return failed('its property list is not installed', `Run ${svcLine(target, 'install', subject.service)} first.`);
}

/**
 * A job on its way out keeps its label and its process until it is gone: what is told to it meanwhile is lost with it.
 * Waits for that, and carries the verb out with what is loaded then.
 */
function onceEnded(verb: (context: Context) => Promise<Result>): (context: Context) => Promise<Result> {
  return async (context) => {
    const { subject, machine, target, steps, label } = context;
    const { observed } = subject;
    if (observed.loaded.is !== 'loaded' || !isEnding(observed.loaded)) return await verb(context);
    const seconds = removalDeadline(observed.loaded.printed.exitTimeout);
    let loaded: LoadState = observed.loaded;
    const hasEnded = async () => {
      loaded = await askLoadState(machine.launchctl, target.domain, label);
      return loaded.is !== 'unknown' && !isEnding(loaded);
    };
    const ended = await steps.make('verify', serviceTarget(target.domain, label), async () => {
      if (await waitFor(machine, seconds, hasEnded)) return { ok: true };
      return { ok: false, cause: `launchd is stopping it, and it has not ended within ${seconds} s` };
    });
    if (!ended.ok) return refused(ended);
    return await verb({ ...context, subject: { ...subject, observed: { ...observed, loaded } } });
  };
}

async function start(context: Context): Promise<Result> {
  const { subject, machine, target, steps, label } = context;
  const name = serviceTarget(target.domain, label);
  const { loaded, file } = subject.observed;
  const missing = loaded.is === 'loaded' ? undefined : notInstalled(context);
  if (missing) return missing;
  const enabled = await steps.make('enable', name, () => enableJob(machine, target.domain, label));
  if (!enabled.ok) return refused(enabled);
  if (loaded.is === 'loaded' && loaded.printed.pid !== undefined)
    return started(context, 'started', 'It was running already.');
  if (loaded.is !== 'loaded') {
    const result = await steps.make('bootstrap', name, () => loadJob(machine, target.domain, label, file!.path));
    if (!result.ok) return refused(result);
  }
  if (loaded.is === 'loaded' || !subject.startsByItself || (await isPutOff(context))) {
    const kicked = await steps.make('kickstart', name, () => kickstartJob(machine, target.domain, label));
    if (!kicked.ok) return refused(kicked);
  }
  if (subject.isKeptAlive) {
    const runs = loaded.is === 'loaded' ? loaded.printed.runs : 0;
    const up = await steps.make('verify', name, () => comesUp(context, { pid: undefined, runs }));
    if (!up.ok) return refused(up);
  }
  return started(context);
}

/** Has launchd registered its start, and waits until it is told to make it? */
async function isPutOff({ machine, target, label }: Context): Promise<boolean> {
  const state = await askLoadState(machine.launchctl, target.domain, label);
  return state.is === 'loaded' && state.printed.pended && state.printed.pid === undefined;
}

/** launchd loads the plist again at login and at start-up; what it does then is in the plist. */
function started(
  { subject, target }: Context,
  result: 'started' | 'restarted' = 'started',
  ...notes: string[]
): Result {
  const { startsByItself, isTimed, strayLoad, service } = subject;
  const survives = { logout: startsByItself, reboot: startsByItself };
  if (strayLoad) {
    const [there, here] = [strayLoad.domain, target.domain].map(domainTarget);
    const mend = svcLine(target, 'install', service);
    notes.push(`It is loaded in ${there} as well as in ${here}, so it may run twice; ${mend} unloads it there.`);
  }
  return { result, survives, isTimed, notes };
}

async function stop({ subject, machine, target, steps, label }: Context): Promise<Result> {
  const { loaded, elsewhere } = subject.observed;
  const found = [loaded, elsewhere].filter((state): state is Loaded => state?.is === 'loaded');
  const unknown = unknownElsewhere(elsewhere);
  if (found.length === 0) return { result: 'not-loaded', notes: ['It was not loaded; nothing was done.', ...unknown] };
  for (const { domain, printed } of found) {
    const name = serviceTarget(domain, label);
    const gone = await steps.make('bootout', name, () => removeJob(machine, domain, label, printed));
    if (!gone.ok) return refused(gone);
  }
  const comesBack = subject.observed.file !== undefined && subject.observed.override !== 'disabled';
  const note = target.domain.kind === 'system' ? 'until the next start of the Mac' : 'until the next login';
  const notes = comesBack
    ? [`It is stopped ${note}; ${svcLine(target, 'disable', subject.service)} keeps it from coming back.`]
    : [];
  return { result: 'stopped', survives: { logout: !comesBack, reboot: !comesBack }, notes: [...notes, ...unknown] };
}

async function restart(context: Context): Promise<Result> {
  const { subject, machine, target, steps, label } = context;
  const { loaded } = subject.observed;
  if (loaded.is !== 'loaded') return await start(context);
  const name = serviceTarget(target.domain, label);
  const { pid, runs } = loaded.printed;
  if (pid !== undefined) {
    const ended = await steps.make('kill', name, () => terminate(context, loaded));
    if (!ended.ok) return refused(ended);
  }
  // KeepAlive starts it again by itself, but not after an exit that it takes for a good one.
  const now = await askLoadState(machine.launchctl, target.domain, label);
  if (now.is !== 'loaded' || isResting(now.printed)) {
    const again = await steps.make('kickstart', name, () => kickstartJob(machine, target.domain, label));
    if (!again.ok) return refused(again);
  }
  const up = await steps.make('verify', name, () => comesUp(context, { pid, runs }));
  return up.ok ? started(context, 'restarted') : refused(up);
}

const LOOK_EVERY = 200;
/** Seconds that launchd may need beyond the throttle of a job. */
const THROTTLE_MARGIN = 10;
/** Seconds that a process is waited for; a throttle may be of hours, and whoever waits holds the lock. */
const LONGEST_START = 120;

/** TERM, and KILL by `kickstart -k` when it does not end in its own time: kill alone gives no grace of launchd's. */
async function terminate({ machine, target, label }: Context, { printed }: Loaded): Promise<StepResult> {
  const { domain } = target;
  const killed = toStep(
    await machine.launchctl(['kill', 'SIGTERM', serviceTarget(domain, label)]),
    'it could not be stopped',
  );
  // 3: it ended by itself meanwhile.
  if (!killed.ok && killed.code !== 3) return killed;
  const isGone = async () => {
    const state = await askLoadState(machine.launchctl, domain, label);
    return state.is === 'loaded' && state.printed.pid !== printed.pid;
  };
  if (await waitFor(machine, removalDeadline(printed.exitTimeout), isGone)) return { ok: true, code: 0 };
  return await kickstartJob(machine, domain, label, ['-k']);
}

/** Waits for a process that is not the old one; a job that is not kept alive may be through before we look. */
async function comesUp({ subject, machine, target, label }: Context, old: Run): Promise<StepResult> {
  const isUp = async () => {
    const state = await askLoadState(machine.launchctl, target.domain, label);
    if (state.is !== 'loaded') return false;
    const { pid } = state.printed;
    return (pid !== undefined && pid !== old.pid) || hasRunWell(state, old);
  };
  const { throttle } = subject;
  const seconds = Math.min(throttle + THROTTLE_MARGIN, LONGEST_START);
  if (!subject.isKeptAlive || (await waitFor(machine, seconds, isUp))) return { ok: true };
  const what = old.pid === undefined ? 'process' : 'new process';
  const why = throttle > seconds ? `; launchd starts it again no sooner than ${throttle} s after its last start` : '';
  return { ok: false, cause: `it has no ${what} after ${seconds} s${why}` };
}

/** What was there before a start. */
interface Run {
  readonly pid: number | undefined;
  readonly runs: number | undefined;
}

/** Has it run since, and ended in a way that its KeepAlive takes for a good one? */
function hasRunWell({ printed }: Loaded, old: Run): boolean {
  const { runs, lastExit } = printed;
  const hasRun = runs !== undefined && old.runs !== undefined && runs > old.runs;
  return hasRun && isResting(printed) && lastExit?.kind === 'exit' && lastExit.code === 0;
}

async function waitFor({ waiting }: Machine, seconds: number, holds: () => Promise<boolean>): Promise<boolean> {
  const end = waiting.now() + seconds * 1000;
  for (;;) {
    if (await holds()) return true;
    if (waiting.now() >= end) return false;
    await waiting.sleep(LOOK_EVERY);
  }
}

async function enable({ subject, machine, target, steps, label }: Context): Promise<Result> {
  const name = serviceTarget(target.domain, label);
  const result = await steps.make('enable', name, () => enableJob(machine, target.domain, label));
  if (!result.ok) return refused(result);
  const isLoaded = subject.observed.loaded.is === 'loaded';
  const notes = isLoaded ? [] : [`It is not loaded now; ${svcLine(target, 'start', subject.service)} loads it.`];
  return { result: 'enabled', survives: { logout: true, reboot: true }, notes };
}

async function disable({ subject, machine, target, steps, label }: Context): Promise<Result> {
  const name = serviceTarget(target.domain, label);
  const result = await steps.make('disable', name, () => disableJob(machine, target.domain, label));
  if (!result.ok) return refused(result);
  const isLoaded = subject.observed.loaded.is === 'loaded';
  const notes = isLoaded
    ? [`It stays loaded until logout; ${svcLine(target, 'stop', subject.service)} stops it now.`]
    : [];
  return { result: 'disabled', survives: { logout: true, reboot: true }, notes };
}

function refused(step: Extract<StepResult, { ok: false }>): Result {
  const { code, cause } = step;
  const remedy = 'Look at it with launchctl print, and try again.';
  return { result: 'failed', error: { ...(code !== undefined && { code }), cause: sentenceOf(cause), remedy } };
}

function failed(cause: string, remedy: string): Result {
  return { result: 'failed', error: { cause: sentenceOf(cause), remedy } };
}
