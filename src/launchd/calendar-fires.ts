/**
 * When the entries of StartCalendarInterval run, by the rules of launchd.plist(5) and nothing else: every wall-clock
 * minute that matches one of them is a run. A minute that a clock change skips has none, one that it repeats has two.
 * Where launchd itself is known to do otherwise, `calendar-notes.ts` and {@link isApproximate} say so.
 */
import { CALENDAR_MEMBERS, type CalendarTime, calendarRange, fallsOn, hasDates, monthLength } from './calendar.ts';
import { type ClockChange, FIRST_INSTANT, LAST_INSTANT, type Stretch, type TimeZone } from './time-zone.ts';

/** One run. */
export interface Fire {
  /** Start of its minute, in milliseconds since 1970 UTC. */
  readonly at: number;
  /** Wall-clock time minus UTC at that minute, in milliseconds. */
  readonly offset: number;
  /** Which entries match, by their index, ascending: several in one minute are one run. */
  readonly entries: readonly number[];
  /**
   * Set when the clock shows this minute twice: which of the two it is. In OS X 10.9 launchd runs it once as a rule,
   * and which of them is a matter of the C library.
   */
  readonly pass?: 'first' | 'second';
  /**
   * Clock changes since the run before (or since the time asked from): launchd in OS X 10.9 fixes a run with the
   * offset of the time it computes it, and was seen to be off by the change, to run twice or to leave out the rest of
   * the day. Source: launchd-842 core.c.
   */
  readonly clockChanges: readonly ClockChange[];
}

/** May launchd run it at another time, because the clock changes on the way to it or right after it? */
export function isApproximate({ clockChanges, pass }: Fire): boolean {
  return clockChanges.length > 0 || pass !== undefined;
}

/** How many runs, or up to which instant (itself included), or whichever comes first. */
export type FireLimit =
  | { readonly count: number; readonly untilMs?: number }
  | { readonly count?: number; readonly untilMs: number };

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY = DAY_MINUTES * MINUTE;
/** The longest way from one February 29 to the next (1896 to 1904, 2096 to 2104), and the months it began in. */
const LONGEST_WAIT_MONTHS = 8 * 12 + 1;
/** How long to look for a run that clock changes skip again and again, in milliseconds. */
const PATIENCE = 40 * 366 * DAY;

type Direction = 1 | -1;

/**
 * The runs after an instant.
 * @param entries as `importCalendar` accepts them; one with a value out of its range never matches
 * @param afterMs milliseconds since 1970 UTC; a run in this very instant does not count
 * @returns ascending, one for each minute. Fewer than asked for when there are no more within 40 years or before the
 *   year 10000; years before 1900 are passed over.
 */
export function firesAfter(
  entries: readonly CalendarTime[],
  afterMs: number,
  zone: TimeZone,
  { count = Number.POSITIVE_INFINITY, untilMs = LAST_INSTANT }: FireLimit,
): Fire[] {
  const fires: Fire[] = [];
  let previous = Math.max(Math.floor(afterMs), FIRST_INSTANT - 1);
  const to = Math.min(untilMs, LAST_INSTANT);
  if (!(count >= 1 && to > previous)) return fires;
  for (const run of runsBetween(entries, previous + 1, to, zone)) {
    fires.push(fireOf(run, previous, zone));
    if (fires.length >= count) break;
    previous = run.at;
  }
  return fires;
}

/**
 * The last run at or before an instant: was one due? Its clock changes are those since the run before it.
 * @param beforeMs milliseconds since 1970 UTC
 * @returns undefined when there is none in the 40 years before, or since 1900
 */
export function previousFire(entries: readonly CalendarTime[], beforeMs: number, zone: TimeZone): Fire | undefined {
  const from = Math.min(Math.floor(beforeMs), LAST_INSTANT);
  if (!(from >= FIRST_INSTANT)) return undefined;
  const [last, beforeIt] = take(runsBetween(entries, from, FIRST_INSTANT, zone), 2);
  return last && fireOf(last, beforeIt?.at ?? last.at, zone);
}

interface Run extends Pick<Fire, 'at' | 'offset' | 'entries'> {
  /** The stretch of constant offset it lies in. */
  readonly stretch: Stretch;
}

const NO_CHANGES: readonly ClockChange[] = [];

function fireOf({ at, offset, entries, stretch }: Run, previous: number, zone: TimeZone): Fire {
  // Most runs are far from any change, and there may be half a million of them.
  const clockChanges = previous >= stretch.from ? NO_CHANGES : zone.changesBetween(previous, at);
  const isNearEdge = at - DAY < stretch.from || at + DAY >= stretch.until;
  const twins = isNearEdge ? zone.instantsOf(at + offset) : [at];
  const pass = twins[0] === at ? 'first' : 'second';
  return { at, offset, entries, ...(twins.length > 1 && { pass }), clockChanges };
}

function take<T>(values: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const value of values) {
    taken.push(value);
    if (taken.length === count) break;
  }
  return taken;
}

/**
 * The runs from one instant to another, both included; backwards where `to` is the earlier one. It goes from one
 * stretch of constant offset to the next: within one, wall-clock time neither jumps nor repeats. It ends early when
 * nothing came for {@link PATIENCE}.
 */
function* runsBetween(times: readonly CalendarTime[], from: number, to: number, zone: TimeZone): Generator<Run> {
  const step = to >= from ? 1 : -1;
  const live = times.flatMap((time, index) => (canMatch(time) ? [{ time, index }] : []));
  let seen = from;
  let instant = from;
  while (live.length > 0 && (to - instant) * step >= 0 && (instant - seen) * step < PATIENCE) {
    const stretch = zone.stretchAt(instant);
    const { offset } = stretch;
    const edge = (instant + offset) / MINUTE;
    const first = step > 0 ? Math.ceil(edge) : Math.floor(edge);
    const queue = new CursorQueue(
      live.map(({ time, index }) => ({ time, index, minute: matchFrom(time, first, step) })),
      step,
    );
    for (let minute = queue.nearest; minute !== undefined; minute = queue.nearest) {
      const at = minute * MINUTE - offset;
      if (!(at >= stretch.from && at < stretch.until && (to - at) * step >= 0)) break;
      const matching = queue.takeNearest();
      yield { at, offset, entries: matching.map(({ index }) => index).sort((a, b) => a - b), stretch };
      seen = at;
      for (const { time, index } of matching) {
        queue.add({ time, index, minute: matchFrom(time, minute + step, step) });
      }
    }
    instant = step > 0 ? stretch.until : stretch.from - 1;
  }
}

/** An entry and its next match in wall-clock minutes; undefined when there is none. */
interface Cursor {
  readonly time: CalendarTime;
  readonly index: number;
  readonly minute: number | undefined;
}

type FoundCursor = Cursor & { readonly minute: number };

function isFound(cursor: Cursor): cursor is FoundCursor {
  return cursor.minute !== undefined;
}

/** Cursors in the order of their matches, so that of very many entries only those that run are looked at. */
class CursorQueue {
  readonly #step: Direction;
  /** The nearest one last. */
  readonly #cursors: FoundCursor[];

  constructor(cursors: readonly Cursor[], step: Direction) {
    this.#step = step;
    this.#cursors = cursors.filter(isFound).sort((a, b) => (b.minute - a.minute) * step);
  }

  get nearest(): number | undefined {
    return this.#cursors.at(-1)?.minute;
  }

  add(cursor: Cursor): void {
    if (!isFound(cursor)) return;
    const { minute } = cursor;
    let low = 0;
    let high = this.#cursors.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#cursors[middle]!.minute - minute) * this.#step > 0) low = middle + 1;
      else high = middle;
    }
    this.#cursors.splice(low, 0, cursor);
  }

  /** Takes out all cursors of the nearest minute. */
  takeNearest(): Cursor[] {
    const { nearest } = this;
    const first = this.#cursors.findLastIndex(({ minute }) => minute !== nearest) + 1;
    return this.#cursors.splice(first);
  }
}

/** Has it sound values, and a date that some year has? */
function canMatch(time: CalendarTime): boolean {
  const sound = CALENDAR_MEMBERS.every((member) => {
    const value = time[member];
    const { min, max } = calendarRange(member);
    return value === undefined || (Number.isInteger(value) && value >= min && value <= max);
  });
  return sound && hasDates(time);
}

/** The first matching minute from `minute` on, it included; both in wall-clock minutes since 1970. */
function matchFrom(time: CalendarTime, minute: number, step: Direction): number | undefined {
  const from = Math.floor(minute / DAY_MINUTES);
  let day = dayFrom(time, from, step);
  if (day === from) {
    const match = minuteOfDayFrom(time, minute - from * DAY_MINUTES, step);
    if (match !== undefined) return from * DAY_MINUTES + match;
    day = dayFrom(time, from + step, step);
  }
  if (day === undefined) return undefined;
  return day * DAY_MINUTES + minuteOfDayFrom(time, step > 0 ? 0 : DAY_MINUTES - 1, step)!;
}

/** The first matching day from `from` on, it included; both in days since 1970. */
function dayFrom(time: CalendarTime, from: number, step: Direction): number | undefined {
  const start = new Date(from * DAY);
  let year = start.getUTCFullYear();
  let month = start.getUTCMonth() + 1;
  let day = start.getUTCDate();
  for (let months = 0; months <= LONGEST_WAIT_MONTHS; months++) {
    if (time.Month === undefined || time.Month === month) {
      const beforeFirst = Date.UTC(year, month - 1, 0) / DAY;
      const length = monthLength(month, isLeapYear(year));
      for (; day >= 1 && day <= length; day += step) {
        if (fallsOn(time, { month, day, weekday: weekdayOf(beforeFirst + day) })) return beforeFirst + day;
      }
    }
    month += step;
    if (month < 1 || month > 12) {
      year += step;
      month -= 12 * step;
    }
    day = step > 0 ? 1 : monthLength(month, isLeapYear(year));
  }
  return undefined;
}

/** The first matching minute of a day from `from` on, it included; 0 to 1439. */
function minuteOfDayFrom({ Hour, Minute }: CalendarTime, from: number, step: Direction): number | undefined {
  let minute = from % 60;
  for (let hour = Math.floor(from / 60); hour >= 0 && hour < 24; hour += step) {
    const inHour = Minute ?? minute;
    if ((Hour === undefined || Hour === hour) && (inHour - minute) * step >= 0) return hour * 60 + inHour;
    minute = step > 0 ? 0 : 59;
  }
  return undefined;
}

/** 1 January 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
