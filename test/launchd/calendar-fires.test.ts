import { describe, expect, it } from 'vitest';
import type { CalendarTime } from '../../src/launchd/calendar.ts';
import { firesAfter, isApproximate, previousFire } from '../../src/launchd/calendar-fires.ts';
import { calendarNotes } from '../../src/launchd/calendar-notes.ts';
import { TimeZone } from '../../src/launchd/time-zone.ts';
import { leastTime } from '../support/processor-time.ts';

const utc = new TimeZone('UTC');
const newYork = new TimeZone('America/New_York');
const MAY = Date.UTC(2025, 4, 14, 8, 30, 40);
const iso = (fires: readonly { readonly at: number }[]) =>
  fires.map(({ at }) => new Date(at).toISOString().slice(0, 16));
const next = (entries: readonly CalendarTime[], count = 3, after = MAY, zone = utc) =>
  firesAfter(entries, after, zone, { count });

describe('the next runs', () => {
  it('are those of launchd.plist(5): missing is any, Day or Weekday, 0 and 7 Sunday, an array is all of them', () => {
    expect(iso(next([{}]))).toEqual(['2025-05-14T08:31', '2025-05-14T08:32', '2025-05-14T08:33']);
    expect(iso(next([{ Hour: 3, Minute: 0 }], 2))).toEqual(['2025-05-15T03:00', '2025-05-16T03:00']);
    expect(iso(next([{ Weekday: 7, Hour: 3, Minute: 0 }], 1))).toEqual(['2025-05-18T03:00']);
    expect(iso(next([{ Weekday: 0, Hour: 3, Minute: 0 }], 1))).toEqual(['2025-05-18T03:00']);
    const either = [{ Day: 20, Weekday: 5, Hour: 3, Minute: 0 }];
    expect(iso(next(either))).toEqual(['2025-05-16T03:00', '2025-05-20T03:00', '2025-05-23T03:00']);
    expect(iso(next([{ Month: 10, Weekday: 1, Hour: 9, Minute: 0 }], 1))).toEqual(['2025-10-06T09:00']);
  });

  it('come strictly after, each minute once, with every entry that matches', () => {
    const entries = [{ Hour: 9, Minute: 0 }, { Minute: 0 }, { Hour: 10, Minute: 0 }];
    const at9 = Date.UTC(2025, 4, 14, 9);
    expect(next(entries, 2).map((fire) => [fire.at, fire.entries])).toEqual([
      [at9, [0, 1]],
      [at9 + 3_600_000, [1, 2]],
    ]);
    expect(next(entries, 1, at9)[0]!.at).toBe(at9 + 3_600_000);
    expect(next(entries, 1, at9 - 1)[0]!.at).toBe(at9);
    expect(next(entries, 1, at9 - 0.5)[0]!.at).toBe(at9);
  });

  it('end at a time, itself included', () => {
    const noon = Date.UTC(2025, 4, 14, 12);
    const hourly = [{ Minute: 0 }];
    expect(iso(firesAfter(hourly, MAY, utc, { untilMs: noon }))).toHaveLength(4);
    expect(iso(firesAfter(hourly, MAY, utc, { untilMs: noon - 1 }))).toHaveLength(3);
    expect(iso(firesAfter(hourly, MAY, utc, { untilMs: noon, count: 2 }))).toHaveLength(2);
    expect(firesAfter(hourly, MAY, utc, { untilMs: MAY })).toEqual([]);
    expect(firesAfter(hourly, MAY, utc, { count: 0 })).toEqual([]);
  });

  it('find February 29 beyond 2100', () => {
    const leap = [{ Month: 2, Day: 29, Hour: 0, Minute: 0 }];
    expect(iso(next(leap, 2, Date.UTC(2096, 2, 1)))).toEqual(['2104-02-29T00:00', '2108-02-29T00:00']);
    expect(iso([previousFire(leap, Date.UTC(2104, 1, 28), utc)!])).toEqual(['2096-02-29T00:00']);
  });

  it.each<[string, CalendarTime[]]>([
    ['February 30', [{ Month: 2, Day: 30, Hour: 1, Minute: 0 }]],
    [
      'February 31 and November 31',
      [
        { Month: 2, Day: 31 },
        { Month: 11, Day: 31 },
      ],
    ],
    ['values out of range', [{ Hour: 24 }, { Minute: -1 }, { Day: 0 }, { Month: 13 }, { Weekday: 8 }, { Hour: 1.5 }]],
    ['nothing', []],
  ])('are none at once for %s', (_, entries) => {
    const zone = new TimeZone('Europe/Berlin');
    const look = () => {
      expect(next(entries, 3, MAY, zone)).toEqual([]);
      expect(previousFire(entries, MAY, zone)).toBeUndefined();
    };
    expect(leastTime(look, 50)).toBeLessThan(50);
  });

  it('still come by its Weekday where the date never does', () => {
    expect(iso(next([{ Month: 2, Day: 30, Weekday: 1, Hour: 1, Minute: 0 }], 1))).toEqual(['2026-02-02T01:00']);
  });

  it('take any number for a time', () => {
    for (const time of [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -9e15, 9e15]) {
      expect(next([{ Hour: 3, Minute: 0 }], 2, time).length).toBeLessThanOrEqual(2);
      expect(() => previousFire([{ Hour: 3, Minute: 0 }], time, newYork)).not.toThrow();
    }
    expect(iso(next([{ Hour: 3, Minute: 0 }], 1, Number.NEGATIVE_INFINITY))).toEqual(['1900-01-01T03:00']);
  });

  it('are quick once the zone is known', () => {
    const daily = [{ Hour: 9, Minute: 0 }];
    const rounds = 200;
    for (let i = 0; i < rounds; i++) next(daily, 3, MAY, newYork);
    const look = () => {
      for (let i = 0; i < rounds; i++) next(daily, 3, MAY + i * 60_000, newYork);
    };
    expect(leastTime(look, rounds)).toBeLessThan(rounds); // a millisecond each
  });
});

describe('a clock change', () => {
  const spring = Date.UTC(2025, 2, 8, 12);
  const autumn = Date.UTC(2025, 10, 1, 12);

  it('leaves out the minutes it skips', () => {
    const fires = next([{ Hour: 2, Minute: 30 }], 2, spring, newYork);
    expect(iso(fires)).toEqual(['2025-03-10T06:30', '2025-03-11T06:30']);
    expect(fires.map(isApproximate)).toEqual([true, false]);
    expect(fires[0]!.clockChanges).toEqual([{ at: Date.UTC(2025, 2, 9, 7), before: -18_000_000, after: -14_400_000 }]);
  });

  it('brings the minutes it repeats twice', () => {
    const fires = next([{ Hour: 1, Minute: 30 }], 3, autumn, newYork);
    expect(iso(fires)).toEqual(['2025-11-02T05:30', '2025-11-02T06:30', '2025-11-03T06:30']);
    expect(fires.map(({ pass }) => pass)).toEqual(['first', 'second', undefined]);
    expect(fires.map(({ offset }) => offset / 3_600_000)).toEqual([-4, -5, -5]);
    expect(fires.map(isApproximate)).toEqual([true, true, false]);
  });

  it('makes the run after it approximate, whatever its hour', () => {
    expect(next([{ Hour: 9, Minute: 0 }], 3, spring, newYork).map(isApproximate)).toEqual([false, true, false]);
    expect(next([{ Month: 6, Day: 15, Hour: 12, Minute: 0 }], 2, spring, newYork).map(isApproximate)).toEqual([
      true,
      true,
    ]);
    expect(next([{ Hour: 9, Minute: 0 }], 2, spring, utc).map(isApproximate)).toEqual([false, false]);
  });

  it('keeps runs in the order of time where midnight comes twice', () => {
    const zone = new TimeZone('America/St_Johns'); // 00:01 became 23:01 of the day before
    const fires = next(
      [
        { Hour: 23, Minute: 30 },
        { Hour: 0, Minute: 0 },
      ],
      5,
      Date.UTC(2010, 10, 7, 1, 50),
      zone,
    );
    expect(iso(fires).map((text, i) => [text, fires[i]!.entries[0]])).toEqual([
      ['2010-11-07T02:00', 0],
      ['2010-11-07T02:30', 1],
      ['2010-11-07T03:00', 0],
      ['2010-11-07T03:30', 1],
      ['2010-11-08T03:00', 0],
    ]);
  });
});

describe('the run before', () => {
  it('is the last one at or before an instant', () => {
    const nine = Date.UTC(2025, 4, 14, 9);
    const daily = [{ Hour: 9, Minute: 0 }];
    expect(previousFire(daily, nine, utc)!.at).toBe(nine);
    expect(previousFire(daily, nine - 1, utc)!.at).toBe(nine - 86_400_000);
    expect(previousFire(daily, nine + 3_600_000, utc)).toMatchObject({ at: nine, entries: [0] });
  });

  it('is approximate after a clock change', () => {
    const monday = Date.UTC(2025, 2, 10, 12);
    expect(isApproximate(previousFire([{ Hour: 2, Minute: 30 }], monday, newYork)!)).toBe(true);
    expect(isApproximate(previousFire([{ Hour: 2, Minute: 30 }], monday + 86_400_000, newYork)!)).toBe(false);
  });
});

describe('notes', () => {
  it.each<[CalendarTime, unknown[]]>([
    [{ Hour: 9, Minute: 0 }, []],
    [{ Month: 10, Weekday: 1, Minute: 0 }, [{ kind: 'month-with-weekday', entry: 0, month: 10, weekday: 1 }]],
    [{ Day: 13, Weekday: 5, Minute: 0 }, [{ kind: 'day-or-weekday', entry: 0, day: 13, weekday: 5 }]],
    [{ Day: 31, Minute: 0 }, [{ kind: 'short-month', entry: 0, day: 31, months: [2, 4, 6, 9, 11] }]],
    [{ Month: 2, Day: 29, Minute: 0 }, [{ kind: 'short-month', entry: 0, day: 29, months: [2] }]],
    [{ Month: 1, Day: 31, Minute: 0 }, []],
    [{ Month: 4, Day: 31, Minute: 0 }, [{ kind: 'impossible-date', entry: 0, month: 4, day: 31 }]],
    [{ Hour: 3 }, [{ kind: 'no-minute', entry: 0, mayRunAfter: true }]],
    [{}, [{ kind: 'no-minute', entry: 0, mayRunAfter: false }]],
  ])('on %j', (time, notes) => {
    expect(calendarNotes([time])).toEqual(notes);
  });

  it('name the earlier of two equal entries, and their own index', () => {
    const sunday = { Hour: 3, Minute: 0 };
    expect(calendarNotes([{ ...sunday, Weekday: 0 }, { Hour: 1 }, { ...sunday, Weekday: 7 }])).toEqual([
      { kind: 'no-minute', entry: 1, mayRunAfter: true },
      { kind: 'duplicate', entry: 2, of: 0 },
    ]);
  });
});
