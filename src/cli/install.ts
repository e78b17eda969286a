/** `svc install`: makes the machine match services.yaml, service by service, and puts back what does not come up. */
import { desiredJobs } from '../deploy/desired.ts';
import { readCallingProcess, selfCallObjection } from '../deploy/guards.ts';
import { install } from '../deploy/install.ts';
import { observe } from '../deploy/observe.ts';
import { makePlan } from '../deploy/plan.ts';
import type { JobPlan, Plan, Scope, WriteRecord } from '../deploy/types.ts';
import type { Launchctl } from '../launchd/port.ts';
import { formatJson } from '../report/json.ts';
import { formatPlan, planDocument } from '../report/plan.ts';
import { type ChangeSession, forgetLoaded, withChange } from './change-session.ts';
import type { Run } from './command.ts';
import { planOptions } from './diff.ts';
import { ExitCode } from './exit-code.ts';
import { dryRunLines } from './install-lines.ts';
import { lintBeforeInstall } from './install-lint.ts';
import type { GlobalOptions, Io } from './io.ts';
import { type OpenedMachine, openMachine } from './open-machine.ts';
import { Progress, tellOutcomes } from './progress.ts';
import { selectServices } from './select-services.ts';
import { VERSION } from './version.ts';

interface InstallCommandOptions extends GlobalOptions {
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly verify?: boolean;
  readonly force?: boolean;
}

export const run: Run<InstallCommandOptions> = async (names, options, io) => {
  // What is named is looked at alone, and it is declared.
  if (options.prune && names.length > 0) io.err('svc: --prune removes nothing where services are named.\n');
  const opened = openMachine(options, 'change', options.force === true, io);
  if (typeof opened === 'number') return opened;
  const services = selectServices(opened.manifest, names, io);
  if (!services) return ExitCode.usage;
  const refused = lintBeforeInstall(opened, options, io);
  if (refused !== undefined) return refused;
  const scope: Scope = {
    declared: desiredJobs(opened.manifest, opened.target),
    ...(names.length > 0 && { only: new Set(services.map(({ name }) => name)) }),
  };
  if (options.dryRun) return await dryRun(opened, scope, options, io);
  return await withChange(opened, io, (session, lasting) => installAll(opened, session, scope, options, lasting));
};

async function dryRun(
  { target, records, launchctl }: OpenedMachine,
  scope: Scope,
  options: InstallCommandOptions,
  io: Io,
): Promise<number> {
  const plan = await fullPlan(scope, target, records, launchctl, options);
  if (options.json) {
    io.out(formatJson(planDocument(plan)));
  } else {
    io.out(formatPlan(plan, planOptions(options, io, options.force)));
    io.out(dryRunLines(plan, options));
  }
  return plan.jobs.some(({ unknown }) => unknown !== undefined) ? ExitCode.refused : ExitCode.ok;
}

async function installAll(
  { target, launchctl }: OpenedMachine,
  { machine, records, isInterrupted }: ChangeSession,
  scope: Scope,
  options: InstallCommandOptions,
  io: Io,
): Promise<number> {
  const plan = await fullPlan(scope, target, records.all, launchctl, options);
  const progress = new Progress(io, options, plan.jobs);
  const outcomes = await install(
    plan,
    { machine, target, records, version: VERSION },
    {
      force: options.force === true,
      prune: options.prune === true,
      noVerify: options.verify === false,
      isInterrupted,
      onEvent: (event) => progress.tell(event),
    },
  );
  forgetLoaded(target, outcomes);
  return tellOutcomes(outcomes, plan, options, io);
}

/** The plan as it is carried out, and shown by --dry-run. */
async function fullPlan(...question: Parameters<typeof planWithPrune>): Promise<Plan> {
  const plan = await planWithPrune(...question);
  const caller = readCallingProcess();
  return { ...plan, jobs: plan.jobs.map((job) => withSelfCall(job, caller)) };
}

/** With --prune and --force, files that only bear our mark count as left-overs of this services.yaml. */
async function planWithPrune(
  scope: Scope,
  target: Plan['target'],
  records: ReadonlyMap<string, WriteRecord>,
  launchctl: Launchctl,
  { prune, force }: InstallCommandOptions,
): Promise<Plan> {
  const plan = makePlan(scope, target, await observe(scope, target, records, launchctl));
  if (!prune || !force || plan.unclaimed.length === 0) return plan;
  const claimed = new Map(records);
  for (const { path, dict, bytes, ownership } of plan.unclaimed) {
    if (typeof dict?.Label !== 'string' || !ownership) continue;
    const texts = [new TextDecoder().decode(bytes)];
    const { source } = target;
    claimed.set(dict.Label, { label: dict.Label, service: ownership.service, source, path, texts, svc: VERSION });
  }
  return makePlan(scope, target, await observe(scope, target, claimed, launchctl));
}

/** A service that called this svc would be stopped halfway: it is left alone, whatever --force says. */
export function withSelfCall(job: JobPlan, caller: ReturnType<typeof readCallingProcess>): JobPlan {
  if (!job.actions.some(({ do: name }) => name === 'bootout')) return job;
  const refusal = selfCallObjection(job.observed, caller);
  return refusal ? { ...job, actions: [], refusal } : job;
}
