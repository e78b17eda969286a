/** Makes the machine match a plan: service by service, then one look at all of them, and back where it did not hold. */
import { isNoDomain } from '../launchd/domains.ts';
import { sentenceOf } from '../launchd/word-list.ts';
import { readTail } from '../system/files.ts';
import { removeTemporaries } from '../system/temporaries.ts';
import { noDomainRefusal } from './guards.ts';
import { type ChangeFailure, type InstallContext, JobChange } from './install-job.ts';
import { askLoadState } from './load-state.ts';
import { isEnding, momentOf } from './moment.ts';
import type { DoneAction, JobError, JobMoment, JobOutcome, ResultName } from './outcome.ts';
import { Patience } from './patience.ts';
import { svcLine } from './svc-line.ts';
import type { JobPlan, LoadState, Plan, Target } from './types.ts';
import { type Verdict, verifyJobs } from './verify.ts';

export interface InstallOptions {
  /** Takes over what is refused otherwise, after keeping a copy. */
  readonly force?: boolean;
  /** Removes orphans. */
  readonly prune?: boolean;
  /** Does not wait to see whether the services stay up. */
  readonly noVerify?: boolean;
  /** Has the user asked to stop? Asked before each service. */
  readonly isInterrupted?: () => boolean;
  readonly onEvent?: (event: InstallEvent) => void;
}

/** For a progress line. */
export type InstallEvent =
  | { readonly kind: 'step'; readonly plan: JobPlan; readonly step: DoneAction['do'] }
  | { readonly kind: 'watching'; readonly services: readonly string[] }
  | { readonly kind: 'outcome'; readonly outcome: JobOutcome };

/** Carries a plan out. One service's failure does not stop the others. */
export async function install(plan: Plan, context: InstallContext, options: InstallOptions): Promise<JobOutcome[]> {
  return await new Installation(context, options).run(plan);
}

/** One service on its way. */
interface Entry {
  readonly plan: JobPlan;
  readonly change: JobChange;
  readonly logSizes: ReadonlyMap<string, number>;
  failure?: ChangeFailure;
  verdict?: Verdict;
}

class Installation {
  readonly #context: InstallContext;
  readonly #options: InstallOptions;
  readonly #patience: Patience;

  constructor(context: InstallContext, options: InstallOptions) {
    this.#patience = new Patience(context.machine);
    this.#context = { ...context, machine: this.#patience.machine };
    this.#options = options;
  }

  async run({ jobs }: Plan): Promise<JobOutcome[]> {
    this.#tidy(jobs);
    const entries: (Entry | JobOutcome)[] = [];
    for (const job of jobs) {
      if (job.state === 'orphan' && !this.#options.prune) continue;
      entries.push(this.#passedOver(job) ?? (await this.#change(job)));
    }
    this.#patience.renew();
    await this.#verify(entries.filter((entry) => 'change' in entry));
    const outcomes: JobOutcome[] = [];
    for (const entry of entries) {
      const outcome = 'change' in entry ? await this.#outcomeOf(entry) : entry;
      this.#options.onEvent?.({ kind: 'outcome', outcome });
      outcomes.push(outcome);
    }
    return outcomes;
  }

  /** Removes property lists that a svc which was killed left half-written; the lock says that no other is at it. */
  #tidy(jobs: readonly JobPlan[]): void {
    const labels = [...jobs.map(({ label }) => label), ...this.#context.records.all.keys()];
    removeTemporaries(this.#context.target.folder, new Set(labels.map((label) => `${label}.plist`)));
  }

  /** The outcome of a service that is not touched. */
  #passedOver(plan: JobPlan): JobOutcome | undefined {
    if (plan.unknown !== undefined)
      return untouched(plan, 'failed', { cause: sentenceOf(plan.unknown), remedy: 'Nothing was changed. Try again.' });
    if (plan.refusal && (!this.#options.force || plan.actions.length === 0))
      return untouched(plan, 'skipped', plan.refusal);
    if (plan.actions.length === 0) {
      this.#settleRecord(plan);
      return untouched(plan, 'unchanged');
    }
    if (this.#patience.isBlind) {
      const cause = 'Launchctl does not answer.';
      return untouched(plan, 'failed', { cause, remedy: 'Nothing was changed. Try again.' });
    }
    if (!this.#options.isInterrupted?.()) return undefined;
    const remedy = 'Run the same command again for what is left.';
    const cause = 'svc was interrupted before it came to this service.';
    return untouched(plan, 'skipped', { cause, remedy, isInterruption: true });
  }

  /** An install that was killed at its end left what it replaced on record. */
  #settleRecord({ state, label, desired }: JobPlan): void {
    const { records } = this.#context;
    const record = records.read(label);
    if (state === 'same' && desired && record && record.texts.length > 1)
      records.write({ ...record, texts: [desired.text] });
  }

  async #change(plan: JobPlan): Promise<Entry> {
    const onStep = (step: DoneAction['do']) => this.#options.onEvent?.({ kind: 'step', plan, step });
    const change = new JobChange(plan, this.#context, onStep);
    const entry: Entry = {
      plan,
      change,
      logSizes: new Map(logsOf(plan).map((path) => [path, readTail(path, 0).size])),
    };
    const failure = await change.apply();
    if (failure) entry.failure = failure;
    return entry;
  }

  async #verify(entries: readonly Entry[]): Promise<void> {
    const loaded = entries.filter(
      ({ plan, failure }) => !failure && plan.actions.some((each) => each.do === 'bootstrap'),
    );
    if (loaded.length === 0 || this.#options.noVerify) return;
    this.#options.onEvent?.({ kind: 'watching', services: loaded.map(({ plan }) => plan.service) });
    const { machine, target } = this.#context;
    const verdicts = await verifyJobs(
      machine,
      target,
      loaded.flatMap(({ plan }) => plan.desired ?? []),
    );
    for (const entry of loaded) {
      const verdict = verdicts.get(entry.plan.label);
      if (verdict) entry.verdict = verdict;
      // The log is read before the old version writes to it again.
      if (verdict?.is !== 'failed') continue;
      const cause = `${verdict.cause}${this.#lastLines(entry)}`;
      this.#patience.renew();
      entry.failure = await entry.change.undo('verify', { cause });
    }
  }

  async #outcomeOf({ plan, change, failure, verdict }: Entry): Promise<JobOutcome> {
    const { machine, target } = this.#context;
    const state = await askLoadState(machine.launchctl, target.domain, plan.label);
    const final = failure ? errorOf(plan, failure, target) : finalProblem(plan, state, verdict, target);
    // What was to go and did not stays on record: the next run must know whose it is.
    const isHeld = failure === undefined && (plan.desired !== undefined || final === undefined);
    const settled = isHeld ? change.settle() : undefined;
    const notes = [...plan.notes, (verdict?.is === 'up' ? verdict.note : undefined) ?? [], settled ?? []].flat();
    return {
      service: plan.service,
      label: plan.label,
      result: resultOf(plan, failure, final !== undefined && verdict?.is !== 'unknown' && state.is !== 'unknown'),
      before: beforeOf(plan),
      after: momentOf(state),
      actions: change.steps.done,
      ...(final && { error: final }),
      notes,
    };
  }

  /** What the new version said before it ended. */
  #lastLines({ plan, logSizes }: Entry): string {
    for (const path of logsOf(plan)) {
      const { text, size } = readTail(path, LOG_BYTES);
      const fresh = text.slice(-Math.max(0, size - (logSizes.get(path) ?? 0)) || text.length);
      const lines = fresh.trim().split('\n').slice(-LOG_LINES);
      if (size > (logSizes.get(path) ?? 0) && lines[0] !== '') return `; ${path} ends with:\n${lines.join('\n')}`;
    }
    return '';
  }
}

const LOG_BYTES = 4096;
const LOG_LINES = 5;

/** Log files, the one for errors first. */
function logsOf({ desired }: JobPlan): readonly string[] {
  const { StandardErrorPath, StandardOutPath } = desired?.dict ?? {};
  const paths = [StandardErrorPath, StandardOutPath].filter((path) => typeof path === 'string' && path !== '/dev/null');
  return [...new Set(paths as string[])];
}

function untouched(plan: JobPlan, result: ResultName, error?: JobError): JobOutcome {
  const moment = beforeOf(plan);
  const { service, label, notes } = plan;
  return { service, label, result, before: moment, after: moment, actions: [], ...(error && { error }), notes };
}

function beforeOf({ observed: { loaded, elsewhere } }: JobPlan): JobMoment {
  return momentOf(loaded.is === 'absent' && elsewhere?.is === 'loaded' ? elsewhere : loaded);
}

/** @param isLost the last look shows that it did not last */
function resultOf({ desired, observed }: JobPlan, failure: ChangeFailure | undefined, isLost: boolean): ResultName {
  if (failure) return failure.state === 'restored' && observed.file ? 'rolled-back' : 'failed';
  if (isLost) return 'failed';
  if (!desired) return 'removed';
  return observed.file || observed.loaded.is === 'loaded' ? 'updated' : 'installed';
}

/** What speaks against a change that went through: what the watching came to, and the last look at it. */
function finalProblem(
  plan: JobPlan,
  state: LoadState,
  verdict: Verdict | undefined,
  target: Target,
): JobError | undefined {
  const { actions } = plan;
  const remedy = `Look at it with launchctl print, and run ${commandAgain(plan, target)} again.`;
  if (verdict?.is === 'unknown') return { cause: `It is not known whether it came up: ${verdict.cause}.`, remedy };
  const isToBeLoaded = actions.some(({ do: name }) => name === 'bootstrap');
  const isToGo = !isToBeLoaded && actions.some(({ do: name }) => name === 'bootout' || name === 'remove-file');
  if (isToBeLoaded && state.is === 'absent') return { cause: 'It was loaded, and is not any more.', remedy };
  if (isToBeLoaded && verdict === undefined && state.is === 'unknown')
    return { cause: `It is not known whether it is loaded: ${state.why}.`, remedy };
  if (isToGo && state.is === 'loaded' && !isEnding(state))
    return { cause: 'It was to be unloaded, and is loaded.', remedy };
  return undefined;
}

/** What to run again: install brings nothing back that services.yaml does not declare, and was not what removes it. */
function commandAgain({ desired }: JobPlan, target: Target): string {
  return desired ? svcLine(target, 'install') : 'the same command';
}

/** The words of a failure, with what became of the service and what to do. */
function errorOf(plan: JobPlan, failure: ChangeFailure, target: Target): JobError {
  const { label, observed } = plan;
  const code = failure.code === undefined ? {} : { code: failure.code };
  const cause = sentenceOf(failure.cause);
  const { loaded } = observed;
  const wasRunning = loaded.is === 'loaded' && loaded.printed.pid !== undefined;
  const was = wasRunning ? 'It ran before' : 'It was loaded before';
  const why = failure.undoCause === undefined ? '' : ` (${failure.undoCause})`;
  const again = `run ${commandAgain(plan, target)} again, or launchctl bootstrap the plist of ${label}.`;
  switch (failure.state) {
    case 'untouched':
      return { ...code, cause, remedy: 'Nothing was changed.' };
    case 'restored': {
      const old = loaded.is === 'loaded' ? 'The old version runs on' : 'Everything is as it was';
      // The domain was there when svc began, and launchd says now that it is not.
      const way = isNoDomain(failure.code) ? noDomainRefusal(target.domain, failure.code).remedy : undefined;
      const remedy = way ? `${old}. ${way}` : `${old}; mend the cause and run the same command again.`;
      return { ...code, cause, remedy };
    }
    case 'down':
      return { ...code, cause, remedy: `${was} and is DOWN now${why}: ${again}` };
    case 'unsure':
      return { ...code, cause, remedy: `${was}, and whether it runs now is not known${why}: ${again}` };
    case 'left':
      return { ...code, cause, remedy: `Not everything could be put back${why}; mend the cause and ${again}` };
  }
}
