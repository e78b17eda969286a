/**
 * Times of StartCalendarInterval: what launchd takes, when it really fires, how far two runs lie apart.
 * What happens with dates and values that make no sense is known from the source of OS X 10.9 (launchd-842 core.c)
 * and called so; the rest is launchd.plist(5).
 */
import { childKeys } from './keys.ts';
import { once } from './once.ts';

export const CALENDAR_MEMBERS = ['Minute', 'Hour', 'Day', 'Weekday', 'Month'] as const;
export type CalendarMember = (typeof CALENDAR_MEMBERS)[number];

/** One entry: local wall-clock time, an absent member matches every value. Values are within their ranges. */
export type CalendarTime = { readonly [Member in CalendarMember]?: number };

/** A day of some month; month 1 to 12. */
export interface MonthDay {
  readonly month: number;
  readonly day: number;
}

const DAY_MINUTES = 24 * 60;
const MONTH_NAMES = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const WEEKDAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MONTHS = MONTH_LENGTHS.map((_, index) => index + 1);

const ranges = once(
  () =>
    new Map(childKeys(['StartCalendarInterval']).map((row) => [row.path.at(-1)!, { min: row.min!, max: row.max! }])),
);

/** The values launchd.plist(5) gives for a member, both ends included; weekday 0 and 7 are both Sunday. */
export function calendarRange(member: CalendarMember): { readonly min: number; readonly max: number } {
  return ranges().get(member)!;
}

/**
 * What launchd in OS X 10.9 does with an integer outside the range of its member: a negative one and month 0 match
 * every value, any other drops the whole entry. `fits` within the range. Source: launchd-842 core.c.
 */
export function judgeCalendarValue(member: CalendarMember, value: number | bigint): 'fits' | 'wildcard' | 'dropped' {
  const { min, max } = calendarRange(member);
  if (value >= min && value <= max) return 'fits';
  return value < (member === 'Month' ? 1 : 0) ? 'wildcard' : 'dropped';
}

/** Days of a month, 28 to 31. */
export function monthLength(month: number, leapYear: boolean): number {
  return month === 2 && leapYear ? 29 : MONTH_LENGTHS[month - 1]!;
}

/** Is there such a date in any year? February 29 is one. */
export function isPossibleDate({ month, day }: MonthDay): boolean {
  return day <= monthLength(month, true);
}

/** "February 30" */
export function dateName({ month, day }: MonthDay): string {
  return `${MONTH_NAMES[month - 1]} ${day}`;
}

export function monthName(month: number): string {
  return MONTH_NAMES[month - 1]!;
}

/** "Sunday" for 0 and 7. */
export function weekdayName(weekday: number): string {
  return WEEKDAY_NAMES[weekday % 7]!;
}

/**
 * The date on which launchd in OS X 10.9 runs what is set for a day that the month does not have: it counts on into
 * the next month. Undefined when the month has the day. Source: launchd-842 core.c, through mktime(3).
 */
export function overflowDate({ month, day }: MonthDay, leapYear: boolean): MonthDay | undefined {
  const over = day - monthLength(month, leapYear);
  return over > 0 ? { month: (month % 12) + 1, day: over } : undefined;
}

/** The months that lack a day in some year, February for the 29th among them; in the order of the year. */
export function monthsWithout(day: number): number[] {
  return MONTHS.filter((month) => day > monthLength(month, false));
}

/** "March 2 (March 1 in leap years)": the dates of {@link overflowDate}, or undefined when there are none. */
export function overflowName(date: MonthDay): string | undefined {
  const usual = overflowDate(date, false);
  if (!usual) return undefined;
  const inLeapYear = overflowDate(date, true);
  if (!inLeapYear) return `${dateName(usual)} (not in leap years)`;
  return inLeapYear.day === usual.day ? dateName(usual) : `${dateName(usual)} (${dateName(inLeapYear)} in leap years)`;
}

/** Can these members match on any date at all? Not an impossible date, unless a Weekday beside it matches too. */
export function hasDates({ Month, Day, Weekday }: CalendarTime): boolean {
  return (
    Month === undefined || Day === undefined || Weekday !== undefined || isPossibleDate({ month: Month, day: Day })
  );
}

/** The same text for entries that mean the same time, however Sunday is written. */
export function calendarTimeKey(time: CalendarTime): string {
  const { Month, Day, Weekday, Hour, Minute } = time;
  return [Month, Day, Weekday === undefined ? undefined : Weekday % 7, Hour, Minute].join(',');
}

/** Runs of one kind of day: minutes since midnight, and the least distance between two of them. */
interface DayRuns {
  readonly first: number;
  readonly last: number;
  readonly gap: number;
}

/** Entries that fall on the same dates. */
interface DateGroup {
  readonly time: CalendarTime;
  readonly minutes: Set<number>;
}

/**
 * The least number of minutes between two runs that these entries ask for, by the meaning launchd.plist(5) gives
 * them (Day and Weekday: either), over four years without clock changes; dates a month lacks are skipped.
 * @returns undefined when there are not two runs in that time
 */
export function shortestGap(times: readonly CalendarTime[]): number | undefined {
  const groups = groupByDate(times);
  const runsByDay = new Map<string, DayRuns>();
  let least = Number.POSITIVE_INFINITY;
  let previous: number | undefined;
  // What no day or month is named for comes round each week, or each day; a second one shows the gap to the first.
  const isWeekly = times.every(({ Month, Day }) => Month === undefined && Day === undefined);
  const isDaily = isWeekly && times.every(({ Weekday }) => Weekday === undefined);
  const enough = isDaily ? 2 : isWeekly ? 14 : Number.POSITIVE_INFINITY;
  for (const date of fourYears()) {
    if (date.index >= enough) break;
    const today = groups.filter((group) => fallsOn(group.time, date));
    if (today.length === 0) continue;
    const key = today.map((group) => groups.indexOf(group)).join(',');
    const runs = runsByDay.get(key) ?? runsOf(today);
    runsByDay.set(key, runs);
    const midnight = date.index * DAY_MINUTES;
    if (previous !== undefined) least = Math.min(least, midnight + runs.first - previous);
    least = Math.min(least, runs.gap);
    if (least === 1) break;
    previous = midnight + runs.last;
  }
  return Number.isFinite(least) ? least : undefined;
}

function groupByDate(times: readonly CalendarTime[]): DateGroup[] {
  const groups = new Map<string, DateGroup>();
  for (const time of new Map(times.map((one) => [calendarTimeKey(one), one])).values()) {
    const key = calendarTimeKey({ ...time, Hour: 0, Minute: 0 });
    const group = groups.get(key) ?? { time, minutes: new Set() };
    groups.set(key, group);
    const hours = time.Hour === undefined ? range(24) : [time.Hour];
    const minutes = time.Minute === undefined ? range(60) : [time.Minute];
    for (const hour of hours) for (const minute of minutes) group.minutes.add(hour * 60 + minute);
  }
  return [...groups.values()];
}

function runsOf(groups: readonly DateGroup[]): DayRuns {
  const minutes = [...new Set(groups.flatMap((group) => [...group.minutes]))].sort((a, b) => a - b);
  const gaps = minutes.slice(1).map((minute, i) => minute - minutes[i]!);
  return { first: minutes[0]!, last: minutes.at(-1)!, gap: Math.min(...gaps) };
}

interface CalendarDate extends MonthDay {
  /** 0 (Sunday) to 6. */
  readonly weekday: number;
}

interface CountedDate extends CalendarDate {
  /** Days since the first one. */
  readonly index: number;
}

/** Does an entry match on a date? Day and Weekday: either is enough. Source: launchd.plist(5). */
export function fallsOn({ Month, Day, Weekday }: CalendarTime, { month, day, weekday }: CalendarDate): boolean {
  if (Month !== undefined && Month !== month) return false;
  if (Day === undefined && Weekday === undefined) return true;
  return Day === day || (Weekday !== undefined && Weekday % 7 === weekday);
}

/** The days of four years, a leap year first, from Monday 1 January 2024 on. */
function* fourYears(): Generator<CountedDate> {
  let index = 0;
  for (const leapYear of [true, false, false, false]) {
    for (const month of MONTHS) {
      for (let day = 1; day <= monthLength(month, leapYear); day++, index++) {
        yield { month, day, weekday: (index + 1) % 7, index };
      }
    }
  }
}

function range(size: number): number[] {
  return Array.from({ length: size }, (_, i) => i);
}
