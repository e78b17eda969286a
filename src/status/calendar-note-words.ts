/**
 * What is to be said of a calendar, in sentences: what launchd drops or reads otherwise, and where it is known to run
 * a job otherwise than documented. "The 10.9 source" is launchd-842 core.c; nothing newer was published.
 */
import {
  CALENDAR_MEMBERS,
  type CalendarTime,
  calendarRange,
  dateName,
  monthLength,
  monthName,
  monthsWithout,
  overflowDate,
  overflowName,
  weekdayName,
} from '../launchd/calendar.ts';
import type { CalendarImport, ImportNote, MemberFault } from '../launchd/calendar-import.ts';
import { type CalendarNote, calendarNotes } from '../launchd/calendar-notes.ts';
import { quoted } from '../launchd/quoted.ts';
import { listed } from '../launchd/word-list.ts';
import { dayName } from './clock-words.ts';

/** Of one kind so many are said in full; a plist may hold thousands. */
const MOST_OF_A_KIND = 3;
/** Spill dates to name, and how far to look for them: February 29 and 30 come round within eight years. */
const SPILL_DATES = 3;
const SPILL_MONTHS = 9 * 12;
const DAY = 86_400_000;

/** A sentence about some entries, by their places in the array. */
interface Remark {
  readonly kind: ImportNote['kind'] | CalendarNote['kind'];
  readonly place: number;
  /** Without capital and full stop; it follows "Entry 2: ". */
  readonly text: string;
}

/**
 * The sentences about a calendar. @param wallClock from when on dates are named, as `time-zone.ts` has it
 * @param places how many entries the file has: of a lone one no number is said
 */
export function calendarRemarks(imported: CalendarImport, places: number, wallClock: number): string[] {
  const remarks: Remark[] = imported.notes.map((note) => ({
    kind: note.kind,
    place: 'place' in note ? note.place : 0,
    text: importText(note),
  }));
  for (const note of calendarNotes(imported.entries)) {
    const time = imported.entries[note.entry]!;
    const place = imported.places[note.entry]!;
    remarks.push({ kind: note.kind, place, text: noteText(note, time, imported.places, wallClock) });
  }
  return sentences(remarks, places);
}

/** Remarks of one text become one sentence; of each kind the first few are said and the others counted. */
function sentences(remarks: readonly Remark[], places: number): string[] {
  const placesByText = new Map<string, { readonly kind: Remark['kind']; readonly places: number[] }>();
  for (const { kind, place, text } of remarks) {
    const same = placesByText.get(text);
    if (same) same.places.push(place);
    else placesByText.set(text, { kind, places: [place] });
  }
  const counts = new Map<Remark['kind'], number>();
  const said: string[] = [];
  for (const [text, { kind, places: where }] of placesByText) {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count <= MOST_OF_A_KIND) said.push(places > 1 ? `${entriesName(where)}: ${text}.` : `${capitalised(text)}.`);
  }
  for (const count of counts.values()) {
    if (count > MOST_OF_A_KIND) said.push(`The same kind of remark holds for ${count - MOST_OF_A_KIND} more.`);
  }
  return said;
}

/** "Entry 2", "Entries 1, 2 and 3", "Entries 1, 2, 3 and 96 more" */
function entriesName(places: readonly number[]): string {
  const numbers = places.slice(0, MOST_OF_A_KIND).map((place) => String(place + 1));
  if (places.length > MOST_OF_A_KIND) numbers.push(`${places.length - MOST_OF_A_KIND} more`);
  return `${places.length === 1 ? 'Entry' : 'Entries'} ${listed(numbers)}`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// ---- what launchd takes ----

function importText(note: ImportNote): string {
  switch (note.kind) {
    case 'not-a-calendar':
      return `StartCalendarInterval is a <${note.found}>, neither dict nor array: it never starts the job`;
    case 'no-entries':
      return 'StartCalendarInterval is an empty array: it never starts the job';
    case 'entry-not-dict':
      return `the entry is a <${note.found}> and no dict, so launchd drops it and it never runs`;
    case 'entry-dropped':
      return `the whole entry is dropped (10.9 source) and never runs: ${faultsText(note.faults)}`;
    case 'members-ignored':
      return `what launchd does not take matches every value (10.9 source): ${faultsText(note.faults)}`;
  }
}

function faultsText(faults: readonly MemberFault[]): string {
  const texts = faults.slice(0, MOST_OF_A_KIND).map(faultText);
  if (faults.length > MOST_OF_A_KIND) texts.push(`${faults.length - MOST_OF_A_KIND} more`);
  return listed(texts);
}

function faultText(fault: MemberFault): string {
  switch (fault.kind) {
    case 'unknown-member': {
      const members = fault.meant === undefined ? `those are ${listed(CALENDAR_MEMBERS)}` : `${fault.meant} is one`;
      return `${quoted(fault.name)} is no member (${members})`;
    }
    case 'wrong-kind':
      return `${quoted(fault.name)} is a <${fault.found}> and no integer (on 10.11 it was seen to match every value)`;
    case 'out-of-range': {
      const { min, max } = calendarRange(fault.meant);
      return `${fault.meant} ${fault.value} is not within ${min} to ${max}`;
    }
  }
}

// ---- what launchd does otherwise ----

function noteText(note: CalendarNote, time: CalendarTime, places: readonly number[], wallClock: number): string {
  switch (note.kind) {
    case 'month-with-weekday':
      return `Month does not count beside Weekday in the 10.9 source: the job may run on every ${weekdayName(note.weekday)} of the year, not only in ${monthName(note.month)}`;
    case 'day-or-weekday':
      return `Day and Weekday mean either: the job runs on day ${note.day} of the month and on every ${weekdayName(note.weekday)}`;
    case 'short-month': {
      const lacking =
        note.day === 29
          ? 'February has a day 29 in leap years only'
          : `${listed(note.months.map(monthName))} ${note.months.length === 1 ? 'has' : 'have'} no day ${note.day}`;
      return `${lacking}: there is no run then by the manual, but the 10.9 source counts on into the next month${spillText(time, wallClock)}`;
    }
    case 'impossible-date': {
      const date = { month: note.month, day: note.day };
      return `${dateName(date)} never comes, but the 10.9 source runs the job on ${overflowName(date)}${spillText(time, wallClock)}`;
    }
    case 'no-minute':
      return `without Minute the job runs in every minute that the rest matches${note.mayRunAfter ? ', and in the 10.9 source once more in the minute after that' : ''}`;
    case 'duplicate':
      return `the same time as entry ${places[note.of]! + 1}, so the job starts once`;
  }
}

/** ", next on Fri 2026-05-01, Wed 2026-07-01 and Thu 2026-10-01" */
function spillText(time: CalendarTime, wallClock: number): string {
  const days = spillDays(time, wallClock).map(dayName);
  return days.length === 0 ? '' : `, next on ${listed(days)}`;
}

/** The next days on which launchd in OS X 10.9 runs what is set for a day that the month before them lacks. */
function spillDays({ Month, Day = 1 }: CalendarTime, wallClock: number): number[] {
  const today = Math.floor(wallClock / DAY) * DAY;
  const start = new Date(today);
  const months = Month === undefined ? monthsWithout(Day) : [Month];
  const days: number[] = [];
  for (let i = -1; i < SPILL_MONTHS && days.length < SPILL_DATES; i++) {
    const first = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + i, 1));
    const month = first.getUTCMonth() + 1;
    const year = first.getUTCFullYear();
    const isLeapYear = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
    const date = months.includes(month) ? overflowDate({ month, day: Day }, isLeapYear) : undefined;
    if (!date) continue;
    const day = first.getTime() + (monthLength(month, isLeapYear) + date.day - 1) * DAY;
    if (day >= today) days.push(day);
  }
  return days;
}
