/** The clock of this machine, and the zone it hangs in. */
import * as fs from 'node:fs';

/** Now, in milliseconds since 1970 UTC. */
export function now(): number {
  return Date.now();
}

export interface MachineZone {
  /** Name of the tz database: that of the variable TZ, else the machine's. Not always one that `Intl` knows. */
  readonly name: string;
  /** The machine's own zone, where TZ names another one: launchd is not started from a shell and goes by this. */
  readonly machine?: string;
}

/** The time zone that programs started here go by. */
export function machineTimeZone(env: NodeJS.ProcessEnv = process.env): MachineZone {
  // Node 20 gives none where TZ names a zone that is none.
  const { timeZone }: { timeZone?: string } = Intl.DateTimeFormat().resolvedOptions();
  const name = timeZone ?? env.TZ ?? '';
  const machine = env.TZ ? linkedZone('/etc/localtime') : undefined;
  return { name, ...(machine !== undefined && sameZoneName(machine) !== sameZoneName(name) && { machine }) };
}

/** The one name that `Intl` has for a zone of several (UTC and Etc/UTC); an unknown one stays as it is. */
function sameZoneName(name: string): string {
  try {
    return Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return name;
  }
}

/** The zone that a link into the tz database names (macOS and most of Linux); undefined when it is no such link. */
function linkedZone(path: string): string | undefined {
  try {
    return /\/zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(fs.readlinkSync(path))?.[1];
  } catch {
    return undefined;
  }
}
