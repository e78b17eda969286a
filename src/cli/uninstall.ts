/** `svc uninstall`: unloads services and removes their property lists; a copy of each stays in the state folder. */
import { join } from 'node:path';
import { desiredJobs } from '../deploy/desired.ts';
import { readCallingProcess } from '../deploy/guards.ts';
import { install } from '../deploy/install.ts';
import { observe } from '../deploy/observe.ts';
import type { JobOutcome } from '../deploy/outcome.ts';
import { makePlan } from '../deploy/plan.ts';
import { statePlaceOf } from '../deploy/target.ts';
import type { DesiredJob, Scope, Target, WriteRecord } from '../deploy/types.ts';
import { STATE_FOLDERS, stateFolderPath } from '../system/state-folder.ts';
import { type ChangeSession, withChange } from './change-session.ts';
import type { Run } from './command.ts';
import { ExitCode } from './exit-code.ts';
import { withSelfCall } from './install.ts';
import type { GlobalOptions, Io } from './io.ts';
import { type OpenedMachine, openMachine } from './open-machine.ts';
import { Progress, tellOutcomes } from './progress.ts';
import { remarkText } from './remark.ts';
import { selectServices } from './select-services.ts';
import { VERSION } from './version.ts';

interface UninstallOptions extends GlobalOptions {
  readonly all?: boolean;
  readonly force?: boolean;
}

export const run: Run<UninstallOptions> = async (names, options, io) => {
  if (options.all ? names.length > 0 : names.length === 0) {
    io.err('svc: name the services to remove, or all of them with --all.\n');
    return ExitCode.usage;
  }
  const opened = openMachine(options, 'change', options.force === true, io);
  if (typeof opened === 'number') return opened;
  const services = selectServices(opened.manifest, names, io);
  if (!services) return ExitCode.usage;
  const wanted = new Set(services.map(({ name }) => name));
  const declared = desiredJobs(opened.manifest, opened.target);
  return await withChange(opened, io, (session, lasting) =>
    removeAll(opened, session, { declared, only: wanted }, options, lasting),
  );
};

interface Asked {
  readonly declared: readonly DesiredJob[];
  /** Names of services. */
  readonly only: ReadonlySet<string>;
}

async function removeAll(
  { target, launchctl }: OpenedMachine,
  { machine, records, isInterrupted }: ChangeSession,
  asked: Asked,
  options: UninstallOptions,
  io: Io,
): Promise<number> {
  const known = leftOvers(asked, target, records.all, options.all === true);
  const scope: Scope = { declared: [], isRemoval: true };
  const plan = makePlan(scope, target, await observe(scope, target, known, launchctl));
  const caller = readCallingProcess();
  const planned = plan.jobs.map((job) => withSelfCall(job, caller));
  const progress = new Progress(io, options, [...known.values()]);
  const outcomes = await install(
    { ...plan, jobs: planned },
    { machine, target, records, version: VERSION },
    { force: options.force === true, prune: true, isInterrupted, onEvent: (event) => progress.tell(event) },
  );
  const done = new Set(outcomes.map(({ label }) => label));
  const absent = [...known.values()].filter(({ label }) => !done.has(label)).map(notInstalled);
  for (const outcome of absent) {
    records.remove(outcome.label);
    progress.outcome(outcome);
  }
  const code = tellOutcomes([...outcomes, ...absent], undefined, options, io);
  if (!options.json && outcomes.some(({ result }) => result === 'removed')) {
    const folder = join(stateFolderPath(statePlaceOf(target)), STATE_FOLDERS.copies);
    io.note(remarkText([`logs stay; copies of the property lists are in ${folder}.`]));
  }
  return code;
}

/**
 * What is to go, as what is left of services: by what would be written now, and by the records. A service may have gone
 * by another label when it was installed; a label that is declared now is only its own service's.
 */
function leftOvers(
  { declared, only }: Asked,
  { source }: Target,
  records: ReadonlyMap<string, WriteRecord>,
  all: boolean,
): ReadonlyMap<string, WriteRecord> {
  const left = new Map<string, WriteRecord>();
  for (const { label, service, path, text } of declared) {
    if (!only.has(service)) continue;
    const texts = [text, ...(records.get(label)?.texts ?? [])];
    left.set(label, { label, service, source, path, texts, svc: VERSION });
  }
  const labels = new Set(declared.map(({ label }) => label));
  for (const [label, record] of records)
    if (record.source === source && !labels.has(label) && (all || only.has(record.service))) left.set(label, record);
  return left;
}

function notInstalled({ service, label }: WriteRecord): JobOutcome {
  const moment = { state: 'not loaded' };
  const notes = ['There is nothing of svc to remove.'];
  return { service, label, result: 'unchanged', before: moment, after: moment, actions: [], notes };
}
