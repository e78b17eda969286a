/** `svc diff`: desired against disk against loaded, with the price of each change. Changes nothing. */
import { desiredJobs } from '../deploy/desired.ts';
import { observe } from '../deploy/observe.ts';
import { isUnchanged, makePlan } from '../deploy/plan.ts';
import type { Plan } from '../deploy/types.ts';
import { formatJson } from '../report/json.ts';
import { formatPlan, type PlanOptions, planDocument } from '../report/plan.ts';
import type { Run } from './command.ts';
import { ExitCode, worstOf } from './exit-code.ts';
import type { GlobalOptions, Io } from './io.ts';
import { openMachine } from './open-machine.ts';
import { selectServices } from './select-services.ts';

export const run: Run<GlobalOptions> = async (names, options, io) => {
  const opened = openMachine(options, 'look', false, io);
  if (typeof opened === 'number') return opened;
  const { manifest, target, records, launchctl } = opened;
  const services = selectServices(manifest, names, io);
  if (!services) return ExitCode.usage;
  const scope = {
    declared: desiredJobs(manifest, target),
    ...(names.length > 0 && { only: new Set(services.map(({ name }) => name)) }),
  };
  const plan = makePlan(scope, target, await observe(scope, target, records, launchctl));
  if (options.json) io.out(formatJson(planDocument(plan)));
  else io.out(formatPlan(plan, planOptions(options, io)));
  return exitCodeOf(plan);
};

/** How the plan is shown, by the options of the command. */
export function planOptions({ quiet, verbose }: GlobalOptions, io: Io, force = false): PlanOptions {
  return { color: io.color.out, width: io.width, quiet: quiet === true, verbose: verbose === true, force };
}

/** 3 where something could not be found out, else 1 for a difference. */
function exitCodeOf({ jobs }: Plan): number {
  return worstOf(
    jobs.map((job) => {
      if (job.unknown !== undefined) return ExitCode.refused;
      return isUnchanged(job) ? ExitCode.ok : ExitCode.found;
    }),
  );
}
