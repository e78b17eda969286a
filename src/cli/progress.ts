/** What a change of the machine says while it is under way, and what it came to. */
import type { InstallEvent } from '../deploy/install.ts';
import type { DoneAction, JobOutcome } from '../deploy/outcome.ts';
import type { JobPlan, Plan } from '../deploy/types.ts';
import { printable } from '../launchd/printable.ts';
import { formatJson } from '../report/json.ts';
import {
  formatOutcome,
  type OutcomeLayout,
  outcomeColumns,
  outcomeCounts,
  outcomesDocument,
} from '../report/outcomes.ts';
import { isTerminal, STDERR, terminalColumns } from '../system/streams.ts';
import { ExitCode, worstOf } from './exit-code.ts';
import type { GlobalOptions, Io } from './io.ts';
import { remarkText } from './remark.ts';

const STEP_WORDS: Readonly<Record<DoneAction['do'], string>> = {
  'keep-copy': 'keeping a copy',
  'make-folders': 'making folders',
  'write-launcher': 'writing the launcher of',
  'remove-launcher': 'removing the launcher of',
  bootout: 'stopping',
  write: 'writing',
  'remove-file': 'removing',
  enable: 'enabling',
  bootstrap: 'loading',
  'clear-override': 'clearing the override',
  kickstart: 'starting',
  kill: 'stopping',
  disable: 'disabling',
  verify: 'watching',
  restore: 'putting the old version back',
};

/** One line that is written over on a terminal; plain lines with -v elsewhere; outcomes as they come. */
export class Progress {
  readonly #io: Io;
  readonly #options: GlobalOptions;
  readonly #layout: OutcomeLayout;
  readonly #isLive: boolean;

  /** @param jobs the services that outcomes will come for */
  constructor(io: Io, options: GlobalOptions, jobs: readonly Pick<JobPlan, 'service' | 'label'>[]) {
    this.#io = io;
    this.#options = options;
    const width = io.isTerminal ? io.width : Number.POSITIVE_INFINITY;
    this.#layout = { color: io.color.out, width, columns: outcomeColumns(jobs) };
    this.#isLive = isTerminal(STDERR) && !options.quiet && !options.json && process.env.TERM !== 'dumb';
  }

  tell(event: InstallEvent): void {
    switch (event.kind) {
      case 'step':
        this.step(event.step, event.plan.service);
        break;
      case 'watching':
        this.#show(`watching ${event.services.join(', ')} …`);
        break;
      case 'outcome':
        this.outcome(event.outcome);
    }
  }

  /** A step that is about to be made. */
  step(step: DoneAction['do'], service: string): void {
    this.#show(`${STEP_WORDS[step]} ${service} …`);
  }

  outcome(outcome: JobOutcome): void {
    if (this.#isLive) this.#io.err(CLEAR);
    if (this.#options.json || (this.#options.quiet && !outcome.error)) return;
    this.#io.out(formatOutcome(outcome, this.#layout));
  }

  #show(text: string): void {
    // One column stays free: a full line would be two on some terminals, and only one of them cleared.
    const columns = terminalColumns(STDERR) - 1;
    if (this.#isLive) this.#io.err(`${CLEAR}${printable(text).slice(0, columns)}`);
    else this.#io.detail(`svc: ${printable(text)}\n`);
  }
}

/** To the start of the line, and all of it away. */
const CLEAR = '\r\u001b[2K';

/** Counts, JSON and the exit code. */
export function tellOutcomes(
  outcomes: readonly JobOutcome[],
  plan: Pick<Plan, 'unclaimed' | 'notes' | 'jobs'> | undefined,
  options: GlobalOptions,
  io: Io,
): number {
  if (options.json) {
    io.out(formatJson(outcomesDocument(outcomes)));
  } else {
    if (!options.quiet && outcomes.length > 0) io.out(`${outcomeCounts(outcomes)}.\n`);
  }
  for (const note of plan ? [...leftOver(plan, outcomes), ...plan.notes] : []) io.note(remarkText([note]));
  return worstOf(outcomes.map(exitCodeOf));
}

/** What was seen and not touched. */
function leftOver(
  { unclaimed, jobs }: Pick<Plan, 'unclaimed' | 'jobs'>,
  outcomes: readonly JobOutcome[],
): readonly string[] {
  const done = new Set(outcomes.map(({ label }) => label));
  const orphans = jobs.filter(({ state, label }) => state === 'orphan' && !done.has(label));
  return [
    ...orphans.map(({ service, label }) => `${service} (${label}) is no longer declared; --prune removes it.`),
    ...unclaimed.map(
      ({ path }) =>
        `${path} bears the mark of this namespace, and no record says that it was made from this services.yaml; --prune --force removes it.`,
    ),
  ];
}

/** 3: the machine, or an interruption · 2: what was asked for can not be · 1: found as svc would not touch it. */
function exitCodeOf({ result, error }: JobOutcome): number {
  if (!error) return ExitCode.ok;
  if (error.isMisuse) return ExitCode.usage;
  return result === 'skipped' && !error.isInterruption ? ExitCode.found : ExitCode.refused;
}
