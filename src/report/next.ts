/** When jobs run next: for a person, and as JSON. */
import kleur from 'kleur';
import { printable } from '../launchd/printable.ts';
import type { TimeZone } from '../launchd/time-zone.ts';
import { capitalised } from '../status/calendar-note-words.ts';
import { clockName, dayName, isoTime, offsetName } from '../status/clock-words.ts';
import type { NextRuns } from '../status/next-runs.ts';
import type { ScheduledRun } from '../status/schedule.ts';
import { columnsOf } from './columns.ts';
import { wrapped } from './wrap.ts';

/** The contract of docs/cli.md without its version. */
export function nextJson(jobs: readonly NextRuns[], zone: TimeZone): object {
  return { timeZone: zone.name, jobs: jobs.map(jobJson) };
}

function jobJson({ label, source, sentence, runs, notes, power }: NextRuns): object {
  return {
    label,
    source,
    runs: runs.map(({ at, offset, why }) => ({
      at: isoTime(at, offset),
      ...(why !== undefined && { approximate: true, why }),
    })),
    notes: [`${capitalised(sentence)}.`, ...notes, ...power],
  };
}

export interface NextSetting {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Gather jobs without a schedule, of which there is no more to say than what starts them, at the end. */
  readonly brief: boolean;
}

interface Asked {
  /** Milliseconds since 1970 UTC: what "in 3 h" counts from. */
  readonly from: number;
  readonly zone: TimeZone;
}

const INDENT = '  ';
const ABOUT = 'about ';
/** Text that is wider is hard to read. */
const WIDEST = 120;
const LONGEST_LABEL = 200;

/** A block a job: its name and sentence, a line a run, its notes; what holds for all jobs comes last. */
export function formatNext(jobs: readonly NextRuns[], { from, zone }: Asked, setting: NextSetting): string {
  kleur.enabled = setting.color;
  const width = Math.min(setting.width, WIDEST);
  const offset = zone.offsetAt(from);
  const head = `Times of ${printable(zone.name)}, after ${dayName(from + offset)} ${clockName(from + offset)} ${offsetName(offset)}.`;
  const isMinor = ({ isScheduled, notes }: NextRuns) => setting.brief && !isScheduled && notes.length === 0;
  const others = jobs.filter(isMinor);
  const severalSources = new Set(jobs.map(({ source }) => source)).size > 1;
  const blocks = jobs.filter((job) => !isMinor(job)).map((job) => blockOf(job, { from, width, severalSources }));
  if (others.length > 0) blocks.push(others.flatMap((job) => titleOf(job, width)));
  const power = new Set(jobs.flatMap((job) => job.power));
  if (power.size > 0) blocks.push([...power].flatMap((text) => wrapped(text, width).map((line) => kleur.dim(line))));
  const lines = [...wrapped(head, width).map((line) => kleur.dim(line)), ...blocks.flatMap((block) => ['', ...block])];
  return `${lines.join('\n')}\n`;
}

interface BlockSetting {
  readonly from: number;
  readonly width: number;
  /** Say where each job is from. */
  readonly severalSources: boolean;
}

function blockOf(job: NextRuns, { from, width, severalSources }: BlockSetting): string[] {
  return [
    ...titleOf(job, width),
    ...(severalSources ? [`${INDENT}${kleur.dim(printable(job.source))}`] : []),
    ...runLines(job.runs, from, width),
    ...job.notes.flatMap((note) => labelled('note: ', kleur.dim, note, width, INDENT)),
  ];
}

/** The label, and when or by what it is started: beside it where both fit, else below. */
function titleOf({ label, sentence }: NextRuns, width: number): string[] {
  const name = printable(label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label);
  const text = printable(sentence);
  if (columnsOf(name) + INDENT.length + columnsOf(text) <= width) return [`${kleur.bold(name)}${INDENT}${text}`];
  return [kleur.bold(name), ...wrapped(text, width - INDENT.length).map((line) => INDENT + line)];
}

function runLines(runs: readonly ScheduledRun[], from: number, width: number): string[] {
  if (runs.length === 0) return [];
  const anyAbout = runs.some(({ why }) => why !== undefined);
  return runs.flatMap((run, i) => {
    const { at, offset, why } = run;
    const about = anyAbout ? (why === undefined ? ' '.repeat(ABOUT.length) : kleur.yellow(ABOUT)) : '';
    const time = `${dayName(at + offset)} ${clockName(at + offset)}`;
    const line = `${INDENT}${about}${kleur.cyan(time)} ${kleur.dim(offsetName(offset))}  ${untilText(at - from)}`;
    // Runs of one day often have the same reason: it is said once.
    if (why === undefined || why === runs[i - 1]?.why) return [line];
    return [line, ...labelled('why: ', kleur.yellow, why, width, INDENT.repeat(2))];
  });
}

/** "note: …", its further lines below its text. */
function labelled(
  word: string,
  paint: (text: string) => string,
  text: string,
  width: number,
  indent: string,
): string[] {
  const lines = wrapped(printable(text), width - indent.length - word.length);
  return lines.map((line, i) => `${indent}${i === 0 ? paint(word) : ' '.repeat(word.length)}${line}`);
}

const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

/** "in 3 h 20 min", "in 12 days 4 h", "in 75 days" */
function untilText(ms: number): string {
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 1) return 'in less than a minute';
  if (minutes < HOUR) return `in ${minutes} min`;
  if (minutes < 2 * DAY) return `in ${parts(Math.floor(minutes / HOUR), 'h', minutes % HOUR, 'min')}`;
  const days = Math.floor(minutes / DAY);
  const hours = days < 14 ? Math.floor((minutes % DAY) / HOUR) : 0;
  return `in ${parts(days, 'days', hours, 'h')}`;
}

function parts(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}
