/** `svc why`: what a code means; with a service, which of its causes the service has. Changes nothing. */
import { desiredJobs } from '../deploy/desired.ts';
import { observe } from '../deploy/observe.ts';
import { type CodeReading, readAskedCode } from '../launchd/asked-code.ts';
import { printable } from '../launchd/printable.ts';
import { formatChecked, type JobChecks } from '../report/checks.ts';
import { formatJson } from '../report/json.ts';
import { formatReadings } from '../report/why.ts';
import { runChecks } from '../status/checks/index.ts';
import { checksOf } from '../status/checks/of-code.ts';
import { factsOf, isSilent } from '../status/examine.ts';
import { seeMore } from '../status/see-more.ts';
import { readJobHost } from '../system/job-host.ts';
import type { Run } from './command.ts';
import { ExitCode } from './exit-code.ts';
import type { GlobalOptions, Io } from './io.ts';
import { openToExamine } from './open-machine.ts';
import { selectServices } from './select-services.ts';

/** Longer texts are not repeated in a message. */
const LONGEST_SHOWN = 60;

export const run: Run<GlobalOptions> = async ([asked = '', service], options, io) => {
  const answer = readAskedCode(asked);
  if (!('readings' in answer)) {
    tellUnknown(asked, answer.nearest, io);
    return ExitCode.usage;
  }
  const { readings } = answer;
  const examined = service === undefined ? undefined : await examine(readings, service, options, io);
  if (typeof examined === 'number') return examined;
  if (options.json) io.out(formatJson({ asked, readings, ...examined?.job }));
  else {
    const setting = { color: io.color.out, width: io.width, all: true };
    io.out(formatReadings(readings, setting));
    if (examined) io.out(`\n${formatChecked(examined.job, setting)}`);
    else io.note('svc: name a service, and svc looks which of the causes it has: svc why <code> <service>\n');
  }
  return examined?.code ?? ExitCode.ok;
};

function tellUnknown(asked: string, nearest: string | undefined, io: Io): void {
  const shown = asked.length > LONGEST_SHOWN ? `${asked.slice(0, LONGEST_SHOWN)}…` : asked;
  const help =
    nearest === undefined
      ? 'Give a number (5, 78, -9, 256), a name (EX_CONFIG, SIGKILL), or what launchctl printed, in quotes.'
      : `Did you mean ${nearest}?`;
  io.err(`svc: nothing is known of ${printable(JSON.stringify(shown))}. ${help}\n`);
}

async function examine(
  readings: readonly CodeReading[],
  service: string,
  options: GlobalOptions,
  io: Io,
): Promise<{ readonly job: JobChecks; readonly code: number } | number> {
  const opened = openToExamine(options, io);
  if (typeof opened === 'number') return opened;
  const { manifest, target, records, launchctl } = opened;
  if (!selectServices(manifest, [service], io)) return ExitCode.usage;
  const declared = desiredJobs(manifest, target);
  const observation = await observe({ declared, only: new Set([service]) }, target, records, launchctl);
  const desired = declared.find((job) => job.service === service)!;
  const facts = factsOf(desired, { target, observation, host: readJobHost() }, 'why');
  const checks = runChecks(checksOf(readings), facts);
  const isFound = checks.some(({ state }) => state === 'found');
  const code = isSilent(observation) ? ExitCode.refused : isFound ? ExitCode.found : ExitCode.ok;
  const more = isFound ? undefined : seeMore(readings, desired, target);
  return { job: { service, label: desired.label, checks, ...(more && { more }) }, code };
}
