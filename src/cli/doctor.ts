/** `svc doctor`: holds every known cause of trouble against the services and the machine. Changes nothing. */
import { desiredJobs } from '../deploy/desired.ts';
import { observe } from '../deploy/observe.ts';
import { jobsInScope } from '../deploy/scope.ts';
import { checksDocument, formatDoctor } from '../report/checks.ts';
import { formatJson } from '../report/json.ts';
import { doctorCheckIds, runChecks } from '../status/checks/index.ts';
import { runMachineChecks } from '../status/checks/machine.ts';
import { factsOf, isSilent } from '../status/examine.ts';
import { readJobHost } from '../system/job-host.ts';
import { now } from '../system/wall-clock.ts';
import type { Run } from './command.ts';
import { ExitCode } from './exit-code.ts';
import type { GlobalOptions } from './io.ts';
import { openToExamine } from './open-machine.ts';
import { selectServices } from './select-services.ts';

export const run: Run<GlobalOptions> = async (names, options, io) => {
  const opened = openToExamine(options, io);
  if (typeof opened === 'number') return opened;
  const { manifest, target, records, launchctl, stateProblem } = opened;
  const selected = selectServices(manifest, names, io);
  if (!selected) return ExitCode.usage;
  const isPartial = names.length > 0;
  const declared = desiredJobs(manifest, target);
  const scope = { declared, ...(isPartial && { only: new Set(selected.map(({ name }) => name)) }) };
  const observation = await observe(scope, target, records, launchctl);
  const examined = { target, observation, host: readJobHost() };
  const services = jobsInScope(scope).map((job) => ({
    service: job.service,
    label: job.label,
    checks: runChecks(doctorCheckIds, factsOf(job, examined, 'doctor')),
  }));
  const facts = { ...examined, declared, isPartial, now: now(), ...(stateProblem && { stateProblem }) };
  const examination = { services, machine: runMachineChecks(facts) };
  if (options.json) io.out(formatJson(checksDocument(examination)));
  else {
    const setting = { color: io.color.out, width: io.width, all: options.verbose === true };
    io.out(formatDoctor(examination, setting));
  }
  if (isSilent(observation)) return ExitCode.refused;
  const all = [...services.flatMap(({ checks }) => checks), ...examination.machine];
  return all.some(({ state }) => state === 'found') ? ExitCode.found : ExitCode.ok;
};
