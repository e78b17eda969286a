/**
 * When a job will be started by its schedule, told from its property list alone: text in, data out, no clock, no
 * machine. The runs are those of launchd.plist(5); where launchd is known to do otherwise, a run is approximate or a
 * note says so.
 */
import type { CalendarTime } from '../launchd/calendar.ts';
import { type Fire, firesAfter, isApproximate, previousFire } from '../launchd/calendar-fires.ts';
import { type CalendarImport, importCalendar } from '../launchd/calendar-import.ts';
import { calendarSentence } from '../launchd/calendar-sentence.ts';
import { keyByAnyCase, topLevelKey } from '../launchd/keys.ts';
import { misspellingOf } from '../launchd/misspellings.ts';
import { nearest } from '../launchd/nearest.ts';
import { quoted } from '../launchd/quoted.ts';
import { SCHEDULE_KEYS, type ScheduleKey } from '../launchd/starting-keys.ts';
import { durationName } from '../launchd/throttle.ts';
import type { ClockChange, TimeZone } from '../launchd/time-zone.ts';
import { listed } from '../launchd/word-list.ts';
import { type DictNode, entryOf, type PlistNode } from '../plist/node.ts';
import { calendarRemarks } from './calendar-note-words.ts';
import { changeName } from './clock-words.ts';
import { skippedRemarks } from './skipped-minutes.ts';
import { isBoolean, isKeptAlive, startersOf } from './starters.ts';

/** What is asked: the runs after an instant (milliseconds since 1970 UTC), in a zone, so many of them. */
export interface ScheduleQuestion {
  readonly from: number;
  readonly zone: TimeZone;
  readonly count: number;
}

export interface ScheduledRun {
  /** Start of its minute, in milliseconds since 1970 UTC. */
  readonly at: number;
  /** Wall-clock time minus UTC then, in milliseconds. */
  readonly offset: number;
  /** Set when launchd may run it at another time: why. */
  readonly why?: string;
}

export interface JobSchedule {
  /** When or by what it is started, without capital and full stop: "every Sunday at 03:00". */
  readonly sentence: string;
  readonly isScheduled: boolean;
  /** By which keys launchd starts it: it may drop an interval, and every entry of a calendar. */
  readonly turnsBy: readonly ScheduleKey[];
  /** Ascending; empty for a job without calendar entries, and for one whose entries never match. */
  readonly runs: readonly ScheduledRun[];
  /** The calendar entries that launchd keeps. */
  readonly entries: readonly CalendarTime[];
  /** Sentences on this job. */
  readonly notes: readonly string[];
  /** Sentences on runs while the machine is asleep or off: the same ones for many jobs. */
  readonly power: readonly string[];
}

/** Source: launchd.plist(5). */
const CALENDAR_POWER = [
  'Asleep at the time: the job runs once on wake, however many runs were missed.',
  'Off at the time: the run is missed.',
];
const INTERVAL_POWER = ['A turn of StartInterval that falls into sleep, or while the job still runs, is lost.'];

/** The schedule of a job. Takes any dict and never throws. */
export function jobSchedule(dict: DictNode, { from, zone, count }: ScheduleQuestion): JobSchedule {
  const calendar = entryOf(dict, 'StartCalendarInterval')?.value;
  const imported = calendar ? importCalendar(calendar) : NO_CALENDAR;
  const { entries } = imported;
  const interval = readInterval(entryOf(dict, 'StartInterval')?.value);
  const fires = firesAfter(entries, from, zone, { count });
  const runs = fires.map((fire, i) => runOf(i === 0 ? sinceRunBefore(fire, entries, from, zone) : fire));
  const isScheduled = calendar !== undefined || interval.seconds !== undefined;
  const places = calendar?.kind === 'array' ? calendar.items.length : 1;
  const notes = [
    ...calendarRemarks(imported, places, zone.wallClockAt(from)),
    ...skippedRemarks(entries, fires),
    ...interval.notes,
    ...jobRemarks(dict, isScheduled),
  ];
  const power = [...(entries.length > 0 ? CALENDAR_POWER : []), ...(interval.seconds ? INTERVAL_POWER : [])];
  return {
    sentence: sentenceOf(dict, calendar && entries, interval.seconds),
    isScheduled,
    turnsBy: [
      ...(entries.length > 0 ? (['StartCalendarInterval'] as const) : []),
      ...(interval.seconds === undefined ? [] : (['StartInterval'] as const)),
    ],
    runs,
    entries,
    notes,
    power,
  };
}

const NO_CALENDAR: CalendarImport = { entries: [], places: [], notes: [] };

function sentenceOf(dict: DictNode, entries: readonly CalendarTime[] | undefined, seconds: number | undefined): string {
  const parts: string[] = [];
  if (entries) parts.push(calendarSentence(entries));
  if (seconds !== undefined) parts.push(`every ${durationName(seconds)} counted from load`);
  if (parts.length > 0) return parts.join('; ');
  const starters = startersOf(dict);
  if (starters.length === 0) return 'no schedule, and nothing in the file starts it';
  return `no schedule; started ${listed(starters)}`;
}

// ---- runs ----

/** With the clock changes since the run before: launchd worked this one out right after that. */
function sinceRunBefore(first: Fire, entries: readonly CalendarTime[], from: number, zone: TimeZone): Fire {
  const before = previousFire(entries, from, zone);
  // Two changes do not cancel each other: the 10.9 source carries the offset of January 1 into a run in June.
  return before ? { ...first, clockChanges: zone.changesBetween(before.at, first.at) } : first;
}

function runOf(fire: Fire): ScheduledRun {
  const { at, offset } = fire;
  return isApproximate(fire) ? { at, offset, why: whyApproximate(fire) } : { at, offset };
}

function whyApproximate({ clockChanges, pass }: Fire): string {
  const reasons: string[] = [];
  const last = clockChanges.at(-1);
  if (last) reasons.push(changesText(clockChanges, last));
  if (pass) {
    const which = pass === 'first' ? 'first' : 'second';
    reasons.push(
      `The clock shows this minute twice, and this is the ${which} time: launchd (10.9 source) runs it at one of them as a rule.`,
    );
  }
  return reasons.join(' ');
}

function changesText(changes: readonly ClockChange[], last: ClockChange): string {
  const more = changes.length > 1 ? `, the last of ${changes.length} changes` : '';
  return `The clock ${changeName(last)}${more}, between the run before and this one: launchd (10.9 source) may be off by that, run twice or leave out the rest of that day.`;
}

// ---- StartInterval ----

interface IntervalReading {
  readonly seconds?: number;
  readonly notes: readonly string[];
}

/** StartInterval as launchd takes it: an integer within the range of the key registry, else it does not count. */
function readInterval(node: PlistNode | undefined): IntervalReading {
  if (!node) return { notes: [] };
  if (node.kind !== 'integer') {
    return { notes: [`StartInterval is a <${node.kind}> and no integer: launchd drops it.`] };
  }
  const { min, max } = topLevelKey('StartInterval')!;
  if (node.value < min! || node.value > max!) {
    return { notes: [`StartInterval ${node.value} is not within ${min} to ${max}: launchd drops it.`] };
  }
  const seconds = Number(node.value);
  const text = `The file does not tell when the next turn of StartInterval comes: launchd counts ${durationName(seconds)} from the moment it loads the job.`;
  return { seconds, notes: [text] };
}

// ---- the rest of the job ----

/** Sentences on keys that have a say in whether and when a schedule starts the job. */
function jobRemarks(dict: DictNode, isScheduled: boolean): string[] {
  const remarks: string[] = misnamedKeys(dict);
  if (isBoolean(entryOf(dict, 'Disabled')?.value, true)) {
    remarks.push('Disabled is true: nothing starts the job until it is enabled with launchctl enable.');
  }
  if (!isScheduled) return remarks;
  if (isKeptAlive(dict)) {
    remarks.push('KeepAlive keeps the job running: a run that finds it running starts nothing.');
  } else {
    const starters = startersOf(dict);
    if (starters.length > 0) remarks.push(`Besides its schedule it is started ${listed(starters)}.`);
  }
  const environment = entryOf(dict, 'EnvironmentVariables')?.value;
  if (environment?.kind === 'dict' && entryOf(environment, 'TZ')) {
    remarks.push("TZ in EnvironmentVariables moves no run: launchd goes by the machine's zone.");
  }
  return remarks;
}

/** Keys that are meant for a schedule and are not spelt like one: launchd knows nothing of it. */
function misnamedKeys(dict: DictNode): string[] {
  const names = new Set(dict.entries.map(({ key }) => key));
  return [...names].flatMap((name) => {
    if (topLevelKey(name)) return [];
    const meant = keyByAnyCase(name)?.key ?? misspellingOf([name])?.right?.[0] ?? nearest(name, SCHEDULE_KEYS);
    if (!SCHEDULE_KEYS.some((key) => key === meant)) return [];
    return [`${quoted(name)} is no key of launchd and starts nothing; ${meant} is one.`];
  });
}
