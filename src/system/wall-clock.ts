/** The clock of this machine, and the zone it hangs in. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { uptime } from 'node:os';

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
  // An empty TZ is one too: programs take it for UTC, and Intl for nothing at all.
  const machine = env.TZ === undefined ? undefined : linkedZone('/etc/localtime');
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

/** When this machine was started, in milliseconds since 1970 UTC, to a second or so. */
export function bootTime(): number {
  return Math.round(now() - uptime() * 1000);
}

/** When this machine last woke from sleep, in milliseconds since 1970 UTC; undefined where it does not tell. */
export function wakeTime(): number | undefined {
  if (process.platform !== 'darwin') return undefined;
  try {
    const text = execFileSync('/usr/sbin/sysctl', ['-n', 'kern.waketime'], {
      encoding: 'utf8',
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
    return parseWakeTime(text);
  } catch {
    return undefined;
  }
}

/** Reads `{ sec = 1767225600, usec = 0 } Thu Jan  1 00:00:00 2026`; sec is 0 when it never slept. */
export function parseWakeTime(text: string): number | undefined {
  const seconds = /\bsec = (\d{1,12})\b/.exec(text)?.[1];
  return seconds === undefined || Number(seconds) === 0 ? undefined : Number(seconds) * 1000;
}
