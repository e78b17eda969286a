/** `svc status`: what becomes of each service, once or again and again. Changes nothing on the machine. */
import { desiredJobs } from '../deploy/desired.ts';
import { printable } from '../launchd/printable.ts';
import { openTimeZone, type TimeZone } from '../launchd/time-zone.ts';
import { formatJson, jsonText } from '../report/json.ts';
import { formatStatus, statusDocument } from '../report/status.ts';
import { lookAtJobs, type StatusReading } from '../status/look.ts';
import { SeenStore } from '../status/seen-store.ts';
import { isHealthy } from '../status/types.ts';
import { readCaller } from '../system/account.ts';
import { STDOUT, terminalColumns } from '../system/streams.ts';
import { machineTimeZone, now } from '../system/wall-clock.ts';
import type { Run } from './command.ts';
import { ExitCode, worstOf } from './exit-code.ts';
import type { GlobalOptions, Io } from './io.ts';
import { openMachine } from './open-machine.ts';
import { remarkText } from './remark.ts';
import { selectServices } from './select-services.ts';
import { type Shown, watch } from './watch.ts';

interface StatusCliOptions extends GlobalOptions {
  readonly watch?: boolean;
}

export const run: Run<StatusCliOptions> = async (names, options, io) => {
  const stop = new AbortController();
  const opened = openMachine(options, 'look', false, io, stop.signal);
  if (typeof opened === 'number') return opened;
  const { manifest, target, records, launchctl, environment } = opened;
  const services = selectServices(manifest, names, io);
  if (!services) return ExitCode.usage;
  const zone = zoneOfMachine(io);
  const scope = {
    declared: desiredJobs(manifest, target),
    ...(names.length > 0 && { only: new Set(services.map(({ name }) => name)) }),
  };
  const seen = new SeenStore(target, readCaller().uid, now());
  const look = async (): Promise<Shown> => {
    const reading = await lookAtJobs({ scope, target, records, launchctl, zone, seen });
    const problem = stop.signal.aborted ? undefined : seen.save();
    if (problem !== undefined) io.detail(`svc: ${printable(problem)}\n`);
    return { text: textOf(reading, zone, options, io), essence: essenceOf(reading), code: exitCodeOf(reading) };
  };
  if (options.watch) return await watch(look, { io, timeScale: environment.timeScale, stop });
  const { text, code } = await look();
  io.out(text);
  return code;
};

/** launchd goes by the zone of the machine, whatever TZ says. */
function zoneOfMachine(io: Io): TimeZone {
  const { name, machine } = machineTimeZone();
  const reading = openTimeZone(machine ?? name);
  if ('zone' in reading) return reading.zone;
  io.note(remarkText([`the time zone of this machine is not known here (${machine ?? name}); times are in UTC.`]));
  const utc = openTimeZone('UTC');
  if ('zone' in utc) return utc.zone;
  throw new Error('there is no UTC');
}

function textOf(reading: StatusReading, zone: TimeZone, options: StatusCliOptions, io: Io): string {
  if (options.json) {
    const document = statusDocument(reading, zone);
    // One document a line: what reads along must know where each ends.
    return options.watch ? `${jsonText({ version: 1, ...document })}\n` : formatJson(document);
  }
  // A terminal may be given another size while it is watched.
  const setting = { color: io.color.out, width: terminalColumns(STDOUT), zone };
  return formatStatus(reading, { ...setting, quiet: options.quiet === true, verbose: options.verbose === true });
}

/** What must change before a watch without a terminal writes again: all but what changes by itself. */
function essenceOf({ jobs, notes }: StatusReading): string {
  const facts = jobs.map(({ label, verdict, pid, runs, lastExit, lastExitReason, nextRun, drift }) => {
    return { label, verdict, pid, runs, lastExit, lastExitReason, nextRun, drift };
  });
  return JSON.stringify({ facts, notes });
}

/** 3 where launchctl did not answer, 1 for what is not well. */
function exitCodeOf({ jobs }: StatusReading): number {
  return worstOf(
    jobs.map((job) => {
      if (job.verdict === 'unknown') return ExitCode.refused;
      return isHealthy(job) ? ExitCode.ok : ExitCode.found;
    }),
  );
}
