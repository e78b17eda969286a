/**
 * A time zone: from instants to wall-clock time and back. The facts come from `Intl`; asking it costs microseconds a
 * time, so a zone asks once for each period of about a year and answers from its own list of clock changes after.
 *
 * Instants are milliseconds since 1970 UTC. A wall-clock time is the instant at which a clock in UTC would show it:
 * 02:30 on 9 March 2025 is `Date.UTC(2025, 2, 9, 2, 30)` wherever the clock hangs.
 */

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

/**
 * How far apart `Intl` is asked. Since 1900 the tz database has no two clock changes that cancel each other within
 * three days; the closest are four days apart (Africa/Freetown 1939), since 1970 seven.
 */
const STEP = 3 * DAY;
const PERIOD = 120 * STEP;
/** No clock was ever further from UTC than this. */
const FURTHEST = 16 * HOUR;

/** The instants a zone answers for: all of 1900 wherever the clock hangs, and no moment that any clock calls the year 10000. */
export const FIRST_INSTANT = Date.UTC(1900, 0, 1) - FURTHEST;
export const LAST_INSTANT = Date.UTC(10_000, 0, 1) - FURTHEST - 1;

/** A time in which the clock keeps its distance from UTC. */
export interface Stretch {
  readonly from: number;
  /** Just past its last instant. Not always a clock change: the next stretch may have the same offset. */
  readonly until: number;
  /** Wall-clock time minus UTC, in milliseconds; old ones are not whole minutes. */
  readonly offset: number;
}

type StretchStart = Omit<Stretch, 'until'>;

/** One change of the clock. */
export interface ClockChange {
  /** The first instant at which the clock shows the new time. */
  readonly at: number;
  /** Offsets in milliseconds; `after` is larger when the clock is put forward. */
  readonly before: number;
  readonly after: number;
}

export class TimeZone {
  /** As it was asked for, in the letters of the tz database where they differ in case only. */
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #periods = new Map<number, readonly Stretch[]>();

  /** @throws RangeError for a name that `Intl` does not know; see {@link openTimeZone} */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    const known = this.#format.resolvedOptions().timeZone;
    this.name = known.toLowerCase() === name.toLowerCase() ? known : name;
  }

  /** Wall-clock time minus UTC at an instant, in milliseconds. */
  offsetAt(instant: number): number {
    return this.stretchAt(instant).offset;
  }

  /** The wall-clock time at an instant. */
  wallClockAt(instant: number): number {
    return instant + this.offsetAt(instant);
  }

  /**
   * The instants at which the clock shows a wall-clock time, ascending: one, none for a time that a change skips,
   * two for one that it repeats.
   */
  instantsOf(wallClock: number): number[] {
    const instants: number[] = [];
    for (const { from, until, offset } of this.#stretches(wallClock - FURTHEST, wallClock + FURTHEST)) {
      const instant = wallClock - offset;
      if (instant >= from && instant < until) instants.push(instant);
    }
    return instants;
  }

  /** The clock changes after `from`, up to and with `to`, in their order. */
  changesBetween(from: number, to: number): ClockChange[] {
    const changes: ClockChange[] = [];
    let before: number | undefined;
    for (const stretch of this.#stretches(from, to)) {
      if (before !== undefined && before !== stretch.offset) {
        changes.push({ at: stretch.from, before, after: stretch.offset });
      }
      before = stretch.offset;
    }
    return changes;
  }

  /** The stretch an instant lies in. Instants outside the years 1900 to 9999 lie in the nearest one. */
  stretchAt(instant: number): Stretch {
    const inside = Math.min(Math.max(instant, FIRST_INSTANT), LAST_INSTANT);
    const index = Math.floor(inside / PERIOD);
    let period = this.#periods.get(index);
    if (!period) {
      period = this.#readPeriod(index * PERIOD);
      this.#periods.set(index, period);
    }
    return period.find(({ until }) => inside < until)!;
  }

  *#stretches(from: number, to: number): Generator<Stretch> {
    for (let instant = from; instant <= to; ) {
      const stretch = this.stretchAt(instant);
      yield stretch;
      if (stretch.until <= instant) return; // past the last year
      instant = Math.max(stretch.until, instant);
    }
  }

  #readPeriod(start: number): Stretch[] {
    const end = start + PERIOD;
    const starts: StretchStart[] = [{ from: start, offset: this.#ask(start) }];
    for (let low = start; low < end; low += STEP) {
      const high = Math.min(low + STEP, end - SECOND); // a change at the very end belongs to the next period
      this.#addChanges(starts, low, high, this.#ask(high));
    }
    return starts.map(({ from, offset }, i) => ({ from, until: starts[i + 1]?.from ?? end, offset }));
  }

  /** Finds what changes after `low`, up to `high`, by halving down to the second. */
  #addChanges(starts: StretchStart[], low: number, high: number, offset: number): void {
    if (starts.at(-1)!.offset === offset) return;
    if (high - low <= SECOND) {
      starts.push({ from: high, offset });
      return;
    }
    const middle = low + Math.floor((high - low) / SECOND / 2) * SECOND;
    this.#addChanges(starts, low, middle, this.#ask(middle));
    this.#addChanges(starts, middle, high, offset);
  }

  /** The offset as `Intl` says it, "GMT", "GMT+05:30" or "GMT-00:44:30". */
  #ask(instant: number): number {
    const [, sign, hours, minutes, seconds = '0'] =
      /GMT([+-])(\d+):(\d+)(?::(\d+))?$/.exec(this.#format.format(instant)) ?? [];
    if (sign === undefined) return 0;
    const size = Number(hours) * HOUR + Number(minutes) * 60 * SECOND + Number(seconds) * SECOND;
    return sign === '-' ? -size : size;
  }
}

export type TimeZoneReading = { readonly zone: TimeZone } | { readonly unknown: string };

/**
 * The zone of a name of the tz database ("Europe/Berlin"), in any letter case. The zone of the machine is never
 * assumed: an empty name is an unknown one. Never throws.
 */
export function openTimeZone(name: string): TimeZoneReading {
  try {
    return { zone: new TimeZone(name) };
  } catch (error) {
    if (error instanceof RangeError) return { unknown: name };
    throw error;
  }
}
