/** `svc start`, `stop`, `restart`, `enable`, `disable`: one file, since they differ by what launchd is told only. */
import { desiredJobs } from '../deploy/desired.ts';
import { readCallingProcess, selfCallObjection } from '../deploy/guards.ts';
import { type LifecycleVerb, runVerb, type Subject, subjectOf } from '../deploy/lifecycle.ts';
import { momentOf } from '../deploy/moment.ts';
import { observe } from '../deploy/observe.ts';
import type { DoneAction, JobOutcome } from '../deploy/outcome.ts';
import { type ChangeSession, forgetLoaded, withChange } from './change-session.ts';
import type { Run } from './command.ts';
import { ExitCode } from './exit-code.ts';
import type { GlobalOptions, Io } from './io.ts';
import { type OpenedMachine, openMachine } from './open-machine.ts';
import { Progress, tellOutcomes } from './progress.ts';
import { selectServices } from './select-services.ts';

/** The command of a verb. */
export function commandFor(verb: LifecycleVerb): { readonly run: Run<GlobalOptions> } {
  return {
    run: async (names, options, io) => {
      const opened = openMachine(options, 'change', false, io);
      if (typeof opened === 'number') return opened;
      const services = selectServices(opened.manifest, names, io);
      if (!services) return ExitCode.usage;
      const wanted = new Set(services.map(({ name }) => name));
      return await withChange(opened, io, (session, lasting) => doAll(verb, opened, session, wanted, options, lasting));
    },
  };
}

async function doAll(
  verb: LifecycleVerb,
  { manifest, target, launchctl }: OpenedMachine,
  { machine, records, isInterrupted }: ChangeSession,
  wanted: ReadonlySet<string>,
  options: GlobalOptions,
  io: Io,
): Promise<number> {
  const declared = desiredJobs(manifest, target);
  const { jobs: observed } = await observe({ declared, only: wanted }, target, records.all, launchctl);
  const jobs = declared.filter(({ service }) => wanted.has(service));
  const progress = new Progress(io, options, jobs);
  const outcomes: JobOutcome[] = [];
  for (const job of jobs) {
    const subject = subjectOf(job, observed.get(job.label)!);
    const onStep = (step: DoneAction['do']) => progress.step(step, job.service);
    const refused = refusedFor(verb, subject, isInterrupted());
    const outcome = refused ?? (await runVerb(verb, subject, machine, target, onStep));
    progress.outcome(outcome);
    outcomes.push(outcome);
  }
  forgetLoaded(target, outcomes);
  return tellOutcomes(outcomes, undefined, options, io);
}

/** A service must not stop itself, and after an interruption nothing more is begun. */
function refusedFor(verb: LifecycleVerb, subject: Subject, isInterrupted: boolean): JobOutcome | undefined {
  const { service, label, observed } = subject;
  const moment = momentOf(observed.loaded);
  const base = { service, label, result: 'skipped', before: moment, after: moment, actions: [], notes: [] } as const;
  if (isInterrupted) {
    const cause = 'svc was interrupted before it came to this service.';
    return { ...base, error: { cause, remedy: 'Run the same command again for what is left.', isInterruption: true } };
  }
  if (verb !== 'stop' && verb !== 'restart') return undefined;
  const objection = selfCallObjection(observed, readCallingProcess());
  return objection && { ...base, error: objection };
}
