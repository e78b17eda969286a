/** `svc status`: a row a service, reasons below for what is not well; and the same as JSON. */
import kleur from 'kleur';
import { printable } from '../launchd/printable.ts';
import type { TimeZone } from '../launchd/time-zone.ts';
import { type LastExit, lastExitText } from '../launchd/wait-status.ts';
import { isoTime } from '../status/clock-words.ts';
import type { StatusReading } from '../status/look.ts';
import { isHealthy, type JobStatus, type LogFacts, type Verdict } from '../status/types.ts';
import { shortDuration, shortMoment, shortSize } from './amounts.ts';
import { type Cell, type Column, tableLines } from './table.ts';
import { wrapped } from './wrap.ts';

export interface StatusOptions {
  readonly color: boolean;
  /** Columns to fit in. */
  readonly width: number;
  /** Leaves out notes and counts. */
  readonly quiet: boolean;
  /** Gives the reason of every service. */
  readonly verbose: boolean;
  readonly zone: TimeZone;
}

type Paint = (text: string) => string;

/** The word of a verdict and the sign before it are enough without the colour. */
const PAINT: Readonly<Record<Verdict, Paint>> = {
  running: (text) => kleur.green(text),
  idle: (text) => kleur.cyan(text),
  disabled: (text) => kleur.dim(text),
  throttled: (text) => kleur.yellow(text),
  pended: (text) => kleur.yellow(text),
  stopping: (text) => kleur.yellow(text),
  late: (text) => kleur.yellow(text),
  'not-loaded': (text) => kleur.yellow(text),
  'not-installed': (text) => kleur.yellow(text),
  'loaded-elsewhere': (text) => kleur.yellow(text),
  'loaded-orphan': (text) => kleur.yellow(text),
  failing: (text) => kleur.red().bold(text),
  'crash-looping': (text) => kleur.red().bold(text),
  'not-running': (text) => kleur.red().bold(text),
  unknown: (text) => kleur.magenta(text),
};

/** `!` not well · `?` not known · `~` well, and not as services.yaml or the disk says. */
function signOf(job: JobStatus): string {
  if (job.verdict === 'unknown') return '?';
  if (!isHealthy(job)) return '!';
  return job.drift.length > 0 ? '~' : ' ';
}

/** A reading as text: the table, then a block for each service that is not well or drifted. Ends with a line break. */
export function formatStatus(reading: StatusReading, options: StatusOptions): string {
  kleur.enabled = options.color;
  const { jobs, notes } = reading;
  const told = jobs.filter((job) => options.verbose || signOf(job) !== ' ');
  const blocks = [
    jobs.length > 0 ? tableLines(columnsFor(reading, options), options.width) : [],
    ...told.map((job) => jobBlock(job, options)),
    ...(options.quiet ? [] : [...notes, countsLine(jobs)].map((text) => wrapped(printable(text), options.width))),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function columnsFor({ jobs, now }: StatusReading, { zone }: StatusOptions): Column[] {
  const column = (title: string, rank: number, align: Column['align'], cellOf: (job: JobStatus) => Cell): Column => ({
    title,
    rank,
    align,
    cells: jobs.map(cellOf),
  });
  const text = (value: string | undefined): Cell => ({ text: value ?? '' });
  const number = (value: number | undefined) => text(value === undefined ? undefined : String(value));
  const moment = (at: number | undefined) => text(at === undefined ? undefined : shortMoment(at, now, zone));
  return [
    column('  SERVICE', 0, 'left', (job) => ({ text: `${signOf(job)} ${printable(job.service)}` })),
    column('VERDICT', 0, 'left', ({ verdict }) => ({ text: verdict, paint: PAINT[verdict] })),
    column('PID', 1, 'right', ({ verdict, pid }) => text(pid === undefined ? absent(verdict) : String(pid))),
    column('UPTIME', 3, 'right', ({ uptimeSeconds: up }) => text(up === undefined ? undefined : shortDuration(up))),
    column('RUNS', 6, 'right', ({ runs }) => number(runs)),
    column('LAST EXIT', 2, 'left', (job) => text(shortExit(job))),
    column('MEMORY', 7, 'right', ({ rssBytes }) => text(rssBytes === undefined ? undefined : shortSize(rssBytes))),
    column('LAST RUN', 8, 'left', ({ lastRun }) => moment(lastRun?.at)),
    column('NEXT RUN', 4, 'left', ({ nextRun }) => moment(nextRun)),
    column('LOGS', 9, 'right', ({ logs }) => text(logs.length === 0 ? undefined : shortSize(totalBytes(logs)))),
    column('DRIFT', 5, 'right', ({ drift }) => number(drift.length === 0 ? undefined : drift.length)),
    column('LABEL', 10, 'left', ({ label }) => ({ text: printable(label), paint: kleur.dim })),
  ];
}

/** launchctl shows a dash for a job without a process; nothing is said of one that it did not tell of. */
function absent(verdict: Verdict): string {
  return verdict === 'unknown' ? '?' : '-';
}

function totalBytes(logs: readonly LogFacts[]): number {
  return logs.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** "exit 1", "SIGKILL"; empty where it never ended. What the code means stands in the reason. */
function shortExit({ lastExit, lastExitReason }: JobStatus): string | undefined {
  if (lastExitReason !== undefined) return printable(lastExitReason);
  switch (lastExit?.kind) {
    case undefined:
    case 'never':
      return undefined;
    case 'unknown':
      return '?';
    case 'signal':
      return lastExit.signal ?? `signal ${lastExit.number}`;
    case 'exit':
      return `exit ${lastExit.code}`;
  }
}

/** The name with its verdict, the reason, and what differs. */
function jobBlock(job: JobStatus, { width }: StatusOptions): string[] {
  const { service, verdict, reason, drift } = job;
  const said = [reason, ...drift.map(({ text }) => `drift: ${text}`)];
  return [
    `${signOf(job)} ${kleur.bold(printable(service))}: ${PAINT[verdict](verdict)}`,
    ...said.flatMap((text) => wrapped(printable(text), Math.max(20, width - 4)).map((line) => `    ${line}`)),
  ];
}

/** "6 services: 4 running, 1 idle, 1 failing." in the order in which they came up. */
function countsLine(jobs: readonly JobStatus[]): string {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of jobs) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const parts = [...counts].map(([verdict, count]) => `${count} ${verdict}`);
  if (parts.length === 0) return 'There are no services.';
  return `${jobs.length === 1 ? '1 service' : `${jobs.length} services`}: ${parts.join(', ')}.`;
}

/** A reading as data: the shape of docs/cli.md. What is not known or does not apply is null. */
export function statusDocument({ jobs, notes }: StatusReading, zone: TimeZone): object {
  const iso = (at: number | undefined) => (at === undefined ? null : isoTime(at, zone.offsetAt(at)));
  return {
    services: jobs.map((job) => ({
      service: job.service,
      label: job.label,
      kind: job.kind,
      verdict: job.verdict,
      pid: job.pid ?? null,
      uptimeSeconds: job.uptimeSeconds ?? null,
      runs: job.runs ?? null,
      lastExit: exitDocument(job),
      rssBytes: job.rssBytes ?? null,
      lastRun: iso(job.lastRun?.at),
      ...(job.lastRun && { lastRunBy: job.lastRun.by }),
      nextRun: iso(job.nextRun),
      drift: job.drift,
      reason: job.reason,
      logs: job.logs.map(({ stream, path, bytes, writtenAt }) => ({ stream, path, bytes, writtenAt: iso(writtenAt) })),
    })),
    notes,
  };
}

function exitDocument(job: JobStatus): object | null {
  const { lastExit, lastExitReason } = job;
  if (lastExitReason !== undefined) return { text: lastExitReason };
  return lastExit ? { ...exitFacts(lastExit), text: lastExitText(lastExit, job) } : null;
}

function exitFacts(lastExit: LastExit): { readonly code?: number; readonly signal?: string } {
  if (lastExit.kind === 'exit') return { code: lastExit.code };
  return lastExit.kind === 'signal' ? { signal: lastExit.signal ?? `signal ${lastExit.number}` } : {};
}
