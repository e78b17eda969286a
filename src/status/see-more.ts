/** Where to look when none of the known causes was found. */
import { svcLine } from '../deploy/svc-line.ts';
import type { DesiredJob, Target } from '../deploy/types.ts';
import type { CodeReading } from '../launchd/asked-code.ts';
import { domainTarget } from '../launchd/domains.ts';
import { launchctlLine } from '../system/launchctl.ts';

/**
 * Command lines that show more: to root launchctl tells the code that it hides behind 5, and the log of launchd has
 * what it said; of a program, its own log and a run in the foreground. Source: launchctl(1), PRINT.
 */
export function seeMore(readings: readonly CodeReading[], job: DesiredJob, target: Target): readonly string[] {
  const [first] = readings;
  if (first?.as !== 'launchctl') return ['logs', 'run'].map((verb) => svcLine(target, verb, job.service));
  const predicate = `process == "launchd" AND eventMessage CONTAINS "${job.label.replace(/["\\]/g, '\\$&')}"`;
  return [
    `sudo ${launchctlLine(['bootstrap', domainTarget(target.domain), job.path])}`,
    launchctlLine(['show', '--last', '5m', '--info', '--predicate', predicate], 'log'),
  ];
}
