/** What is to be said of accepted calendar entries, as data: where launchd is known to run otherwise than documented. */
import { type CalendarTime, calendarTimeKey, isPossibleDate, monthsWithout } from './calendar.ts';

/** One thing to know of an entry; `entry` is its index. The facts are of the 10.9 source (launchd-842 core.c). */
export type CalendarNote =
  /** The search by weekday does not look at the month: it may run on this weekday all the year. */
  | { readonly kind: 'month-with-weekday'; readonly entry: number; readonly month: number; readonly weekday: number }
  /** Either one is enough. */
  | { readonly kind: 'day-or-weekday'; readonly entry: number; readonly day: number; readonly weekday: number }
  /** Some of its months lack the day, and it may run on the date that `overflowDate` counts on to. */
  | {
      readonly kind: 'short-month';
      readonly entry: number;
      readonly day: number;
      /** Which months, 1 to 12, ascending; February for the 29th. */
      readonly months: readonly number[];
    }
  /** A date that no year has; it may run on the one that `overflowDate` counts on to. */
  | { readonly kind: 'impossible-date'; readonly entry: number; readonly month: number; readonly day: number }
  /** It runs in every minute of what it matches, and, where that has an end, may run once more just after it. */
  | { readonly kind: 'no-minute'; readonly entry: number; readonly mayRunAfter: boolean }
  /** It means the same time as an earlier entry; both start the job once. */
  | { readonly kind: 'duplicate'; readonly entry: number; readonly of: number };

export type CalendarNoteKind = CalendarNote['kind'];

/** The notes on these entries, in their order. */
export function calendarNotes(entries: readonly CalendarTime[]): CalendarNote[] {
  const first = new Map<string, number>();
  return entries.flatMap((time, entry) => {
    const key = calendarTimeKey(time);
    const of = first.get(key);
    if (of !== undefined) return [{ kind: 'duplicate', entry, of } as const];
    first.set(key, entry);
    return notesOn(time, entry);
  });
}

function notesOn({ Month, Day, Weekday, Hour, Minute }: CalendarTime, entry: number): CalendarNote[] {
  const notes: CalendarNote[] = [];
  if (Month !== undefined && Weekday !== undefined) {
    notes.push({ kind: 'month-with-weekday', entry, month: Month, weekday: Weekday });
  }
  if (Day !== undefined && Weekday !== undefined) {
    notes.push({ kind: 'day-or-weekday', entry, day: Day, weekday: Weekday });
  }
  if (Day !== undefined) {
    const months = monthsWithout(Day).filter((month) => Month === undefined || month === Month);
    if (Month !== undefined && !isPossibleDate({ month: Month, day: Day })) {
      notes.push({ kind: 'impossible-date', entry, month: Month, day: Day });
    } else if (months.length > 0) {
      notes.push({ kind: 'short-month', entry, day: Day, months });
    }
  }
  if (Minute === undefined) {
    const mayRunAfter = [Month, Day, Weekday, Hour].some((member) => member !== undefined);
    notes.push({ kind: 'no-minute', entry, mayRunAfter });
  }
  return notes;
}
