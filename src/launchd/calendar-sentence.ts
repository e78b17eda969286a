/**
 * Calendar entries as a plain sentence: "every Sunday at 03:00", "daily at 09:00 and 17:00", "every 5 minutes". It says
 * what the entries mean by launchd.plist(5), not how they are written.
 */
import { type CalendarTime, dateName, isPossibleDate, monthName, weekdayName } from './calendar.ts';
import { listed } from './word-list.ts';

const DAY_MINUTES = 24 * 60;
/** More clock times, dates or groups of entries than these are counted, not listed. */
const MAX_LISTED = 6;
const MAX_GROUPS = 4;
/** Times at even distances are said as a step from this many on. */
const MIN_STEPS = 4;

/** Dates of one form: every day, days of the month, or days of the week; in one month or in all. */
interface DateSet {
  readonly month: number | undefined;
  readonly day?: number;
  readonly weekday?: number;
}

/** A sentence without capital and full stop; "never" for no entries. */
export function calendarSentence(entries: readonly CalendarTime[]): string {
  if (entries.length === 0) return 'never';
  const minutesByDates = new Map<string, { readonly dates: DateSet; readonly minutes: Set<number> }>();
  for (const entry of entries) {
    for (const dates of datesOf(entry)) {
      const key = [dates.month, dates.day, dates.weekday].join(',');
      const group = minutesByDates.get(key) ?? { dates, minutes: new Set() };
      minutesByDates.set(key, group);
      addMinutes(group.minutes, entry);
    }
  }
  const datesByMinutes = new Map<string, { readonly dates: DateSet[]; readonly times: string }>();
  for (const { dates, minutes } of minutesByDates.values()) {
    const sorted = [...minutes].sort((a, b) => a - b);
    const key = sorted.join(',');
    const group = datesByMinutes.get(key) ?? { dates: [], times: timesPhrase(sorted) };
    datesByMinutes.set(key, group);
    group.dates.push(dates);
  }
  const phrases = [...datesByMinutes.values()].map(({ dates, times }) => together(datesPhrase(dates), times));
  if (phrases.length <= MAX_GROUPS) return phrases.join('; ');
  const rest = phrases.length - MAX_GROUPS + 1;
  return `${phrases.slice(0, MAX_GROUPS - 1).join('; ')}; and at times of ${rest} more kinds`;
}

/** Day and Weekday: either is enough, so they are two sets of dates. */
function datesOf({ Month, Day, Weekday }: CalendarTime): DateSet[] {
  const sets: DateSet[] = [];
  if (Day !== undefined) sets.push({ month: Month, day: Day });
  if (Weekday !== undefined) sets.push({ month: Month, weekday: Weekday % 7 });
  return sets.length > 0 ? sets : [{ month: Month }];
}

function addMinutes(minutes: Set<number>, { Hour, Minute }: CalendarTime): void {
  for (let hour = Hour ?? 0; hour <= (Hour ?? 23); hour++) {
    for (let minute = Minute ?? 0; minute <= (Minute ?? 59); minute++) minutes.add(hour * 60 + minute);
  }
}

/** "daily at 09:00", "on weekdays, every 5 minutes", and "every 5 minutes" alone for every day. */
function together(dates: string, times: string): string {
  if (times.startsWith('at ')) return `${dates} ${times}`;
  return dates === DAILY ? times : `${dates}, ${times}`;
}

// ---- times of day ----

/** @param minutes of the day, ascending, at least one */
function timesPhrase(minutes: readonly number[]): string {
  if (minutes.length === DAY_MINUTES) return 'every minute';
  const hourly = hourlyPhrase(minutes);
  if (hourly !== undefined) return hourly;
  const spans = spansOf(minutes);
  const whole = spans.filter(({ first, last }) => last - first >= 59);
  const single = minutes.filter((minute) => !whole.some(({ first, last }) => minute >= first && minute <= last));
  const phrases: string[] = [];
  if (whole.length > 0) phrases.push(`every minute ${listed(short(whole.map(fromTo)))}`);
  if (single.length > 0) phrases.push(stepPhrase(single) ?? `at ${listed(short(single.map(clock)))}`);
  return phrases.join(' and ');
}

/** The same minutes in each of the 24 hours: "every 5 minutes", "every hour at minutes 5 and 20". */
function hourlyPhrase(minutes: readonly number[]): string | undefined {
  const inHour = minutes.filter((minute) => minute < 60);
  const same = minutes.every((minute, i) => minute === inHour[i % inHour.length]! + 60 * Math.floor(i / inHour.length));
  if (inHour.length === 0 || minutes.length !== 24 * inHour.length || !same) return undefined;
  const step = 60 / inHour.length;
  if (inHour.length > 1 && inHour.every((minute, i) => minute === i * step)) return `every ${step} minutes`;
  return `every hour at minute${inHour.length === 1 ? '' : 's'} ${listed(short(inHour.map(String)))}`;
}

/** "every 2 hours from 08:00 to 18:00", where the distance is even. */
function stepPhrase(minutes: readonly number[]): string | undefined {
  const step = minutes.length > 1 ? minutes[1]! - minutes[0]! : 0;
  const even = minutes.every((minute, i) => minute === minutes[0]! + i * step);
  if (!even || minutes.length < MIN_STEPS) return undefined;
  const [size, unit] = step % 60 === 0 ? [step / 60, 'hour'] : [step, 'minute'];
  return `every ${size === 1 ? unit : `${size} ${unit}s`} ${fromTo({ first: minutes[0]!, last: minutes.at(-1)! })}`;
}

interface Span {
  readonly first: number;
  readonly last: number;
}

/** Runs of minutes without a gap. */
function spansOf(minutes: readonly number[]): Span[] {
  const starts = minutes.filter((minute, i) => i === 0 || minute - minutes[i - 1]! > 1);
  const ends = minutes.filter((minute, i) => i === minutes.length - 1 || minutes[i + 1]! - minute > 1);
  return starts.map((first, i) => ({ first, last: ends[i]! }));
}

function fromTo({ first, last }: Span): string {
  return `from ${clock(first)} to ${clock(last)}`;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

// ---- dates ----

const DAILY = 'daily';
const WORKING_DAYS = [1, 2, 3, 4, 5];

/** Days that share their months; `months` ascending, undefined for every month. */
interface DayGroup {
  readonly months: readonly number[] | undefined;
  readonly days: readonly number[];
}

/** "on weekdays", "on the 1st of every month and every Sunday", "daily" */
function datesPhrase(sets: readonly DateSet[]): string {
  const isWhole = ({ day, weekday }: DateSet) => day === undefined && weekday === undefined;
  const byWeekday = groupDays(sets, 'weekday');
  const whole = monthsOf(sets.filter(isWhole));
  const everyDay = byWeekday.some(({ months, days }) => months === undefined && days.length === 7);
  if (everyDay || (sets.some(isWhole) && whole === undefined)) return DAILY;
  const phrases = groupDays(sets, 'day').map(monthDaysPhrase);
  phrases.push(...byWeekday.map(({ months, days }) => `${weekdaysPhrase(days)}${inMonths(months)}`));
  if (sets.some(isWhole)) phrases.push(`every day${inMonths(whole)}`);
  return listed(short(phrases));
}

function groupDays(sets: readonly DateSet[], member: 'day' | 'weekday'): DayGroup[] {
  const groups = new Map<string, { readonly months: readonly number[] | undefined; readonly days: number[] }>();
  for (const day of new Set(sets.flatMap((set) => set[member] ?? []).sort((a, b) => a - b))) {
    const months = monthsOf(sets.filter((set) => set[member] === day));
    const key = months?.join(',') ?? '';
    const group = groups.get(key) ?? { months, days: [] };
    groups.set(key, group);
    group.days.push(day);
  }
  return [...groups.values()];
}

/** The months of these dates together, undefined for every month. */
function monthsOf(sets: readonly DateSet[]): number[] | undefined {
  const months = new Set(sets.map(({ month }) => month));
  if (months.has(undefined) || months.size === 12) return undefined;
  return [...months].flatMap((month) => month ?? []).sort((a, b) => a - b);
}

function weekdaysPhrase(days: readonly number[]): string {
  if (days.length === 7) return 'every day';
  if (days.join() === WORKING_DAYS.join()) return 'on weekdays';
  const mondayFirst = [...days].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  return `every ${listed(mondayFirst.map(weekdayName))}`;
}

function inMonths(months: readonly number[] | undefined): string {
  return months === undefined ? '' : ` in ${listed(short(months.map(monthName)))}`;
}

/** "on the 1st and 15th of every month", "on January 1 and July 1" */
function monthDaysPhrase({ months, days }: DayGroup): string {
  const ordinals = listed(short(days.map(ordinal)));
  if (months === undefined) return `on the ${ordinals} of every month`;
  if (months.length * days.length > MAX_LISTED) return `on the ${ordinals} of ${listed(short(months.map(monthName)))}`;
  const dates = months.flatMap((month) => days.map((day) => ({ month, day })));
  return `on ${listed(dates.map((date) => `${dateName(date)}${isPossibleDate(date) ? '' : ' (which never comes)'}`))}`;
}

function ordinal(day: number): string {
  const ending = day >= 11 && day <= 13 ? undefined : { 1: 'st', 2: 'nd', 3: 'rd' }[day % 10];
  return `${day}${ending ?? 'th'}`;
}

// ---- words ----

/** At most {@link MAX_LISTED} of them, the last one saying how many are left out. */
function short(words: readonly string[]): readonly string[] {
  if (words.length <= MAX_LISTED) return words;
  return [...words.slice(0, MAX_LISTED - 1), `${words.length - MAX_LISTED + 1} more`];
}
