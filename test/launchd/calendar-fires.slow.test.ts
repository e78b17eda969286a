/** Fire times against a search of every minute of a year, in zones that change their clocks in odd ways. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarTime } from '../../src/launchd/calendar.ts';
import { firesAfter, previousFire } from '../../src/launchd/calendar-fires.ts';
import { TimeZone } from '../../src/launchd/time-zone.ts';
import { SEED, sampled, tries } from '../support/sample.ts';

const SPECS = tries(25, 500);
const MINUTE = 60_000;
/** A wall clock is read so often; in between it goes on by minutes, as clocks are changed at quarters of an hour only. */
const READ_EVERY = tries(15, 1);
const OPTIONS = { timeout: 300_000 };

/** Every minute of a year: when it is and what a wall clock shows, read from `Intl` field by field. */
interface Year {
  readonly from: number;
  readonly month: Uint8Array;
  readonly day: Uint8Array;
  readonly weekday: Uint8Array;
  readonly hour: Uint8Array;
  readonly minute: Uint8Array;
}

function readYear(zone: string, year: number): Year {
  const from = Date.UTC(year, 0, 1);
  const size = (Date.UTC(year + 1, 0, 1) - from) / MINUTE;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const column = () => new Uint8Array(size);
  const read = { from, month: column(), day: column(), weekday: column(), hour: column(), minute: column() };
  for (let i = 0; i < size; i++) {
    if (i % READ_EVERY > 0) {
      for (const name of ['month', 'day', 'weekday', 'hour'] as const) read[name][i] = read[name][i - 1]!;
      read.minute[i] = read.minute[i - 1]! + 1;
      continue;
    }
    const text = format.format(from + i * MINUTE);
    const [month, day, full, hour, minute] = text.match(/\d+/g)!.map(Number);
    read.month[i] = month!;
    read.day[i] = day!;
    read.weekday[i] = new Date(Date.UTC(full!, month! - 1, day!)).getUTCDay();
    read.hour[i] = hour!;
    read.minute[i] = minute!;
  }
  return read;
}

/** The runs of one entry, minute by minute, as launchd.plist(5) words it. */
function addRuns(runs: Uint8Array, entry: CalendarTime, year: Year): void {
  const { Month, Day, Weekday, Hour, Minute } = entry;
  for (let i = 0; i < year.minute.length; i++) {
    if (Minute !== undefined && year.minute[i] !== Minute) continue;
    if (Hour !== undefined && year.hour[i] !== Hour) continue;
    if (Month !== undefined && year.month[i] !== Month) continue;
    const byDay = Day !== undefined && year.day[i] === Day;
    const byWeekday = Weekday !== undefined && year.weekday[i] === Weekday % 7;
    if ((Day !== undefined || Weekday !== undefined) && !byDay && !byWeekday) continue;
    runs[i] = 1;
  }
}

function runsOf(calendar: readonly CalendarTime[], year: Year): number[] {
  const runs = new Uint8Array(year.minute.length);
  for (const entry of calendar) addRuns(runs, entry, year);
  const instants: number[] = [];
  for (let i = 0; i < runs.length; i++) if (runs[i] === 1) instants.push(year.from + i * MINUTE);
  return instants;
}

const sometimes = (min: number, max: number, weight: number) =>
  fc.option(fc.integer({ min, max }), { nil: undefined, freq: weight });

/** Mostly with a minute, and often in the hours in which clocks are changed. */
const entry = fc
  .record({
    Month: sometimes(1, 12, 1),
    Day: sometimes(1, 31, 1),
    Weekday: sometimes(0, 7, 1),
    Hour: fc.oneof(sometimes(0, 3, 4), sometimes(0, 23, 4)),
    Minute: fc.oneof(sometimes(0, 59, 16), fc.constantFrom(0, 15, 30, 45, 59)),
  })
  .map((members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)));
const entries: fc.Arbitrary<CalendarTime[]> = fc.array(entry, { minLength: 1, maxLength: 3 });

const ZONES: [name: string, year: number][] = [
  ['America/New_York', 2025],
  ['Australia/Lord_Howe', 2024], // half an hour
  ['America/Sao_Paulo', 2018], // the gap is at midnight
];

describe(`${SPECS} random calendars (${sampled})`, OPTIONS, () => {
  it.each(ZONES)('run in %s in %i as a search of every minute finds', (name, number) => {
    const year = readYear(name, number);
    const until = Date.UTC(number + 1, 0, 1) - 1;
    const zone = new TimeZone(name);
    let compared = 0;
    for (const calendar of fc.sample(entries, { seed: SEED, numRuns: SPECS })) {
      const expected = runsOf(calendar, year);
      const fires = firesAfter(calendar, year.from - 1, zone, { untilMs: until }).map(({ at }) => at);
      const wrong = fires.length !== expected.length || fires.some((at, i) => at !== expected[i]);
      if (wrong) expect({ calendar, fires: fires.slice(0, 50) }).toEqual({ calendar, fires: expected.slice(0, 50) });
      expect({ calendar, runs: fires.length }).toEqual({ calendar, runs: expected.length });
      for (const at of [expected[0], expected.at(-1), expected[Math.floor(expected.length / 2)]]) {
        if (at === undefined) continue;
        expect({ calendar, at: previousFire(calendar, at + 59_999, zone)?.at }).toEqual({ calendar, at });
        const before = expected[expected.indexOf(at) - 1];
        if (before !== undefined) expect(previousFire(calendar, at - 1, zone)?.at).toBe(before);
      }
      compared += expected.length;
    }
    expect(compared).toBeGreaterThan(SPECS);
  });
});
