/** When a job last ran, as far as anything shows it: launchd keeps no time. Pure. */
import { previousFire } from '../launchd/calendar-fires.ts';
import type { PrintedService } from '../launchd/printed-service.ts';
import { newestLog } from './timeliness.ts';
import type { Circumstances, JobEvidence, LastRun } from './types.ts';

/** The start of the process, else when its logs were written, else the last run of its calendar that was counted. */
export function lastRunOf(
  { process, logs, seen, schedule }: JobEvidence,
  printed: PrintedService | undefined,
  { now, zone }: Circumstances,
): LastRun | undefined {
  if (process) return { at: process.startedAt, by: 'process' };
  const written = newestLog(logs);
  if (written !== undefined && written <= now) return { at: written, by: 'log' };
  const [before, last] = seen.readings.slice(-2);
  if (!before || !last || printed?.runs === undefined) return undefined;
  const due = previousFire(schedule.entries, last.at, zone);
  return due && due.at > before.at ? { at: due.at, by: 'counter' } : undefined;
}
