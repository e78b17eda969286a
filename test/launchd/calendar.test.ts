import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CALENDAR_MEMBERS,
  calendarRange,
  calendarTimeKey,
  dateName,
  isPossibleDate,
  judgeCalendarValue,
  monthLength,
  monthsWithout,
  overflowDate,
  overflowName,
  shortestGap,
  weekdayName,
} from '../../src/launchd/calendar.ts';

describe('the members of an entry', () => {
  it('have the ranges of launchd.plist(5)', () => {
    const ranges = CALENDAR_MEMBERS.map((member) => [member, calendarRange(member).min, calendarRange(member).max]);
    expect(ranges).toEqual([
      ['Minute', 0, 59],
      ['Hour', 0, 23],
      ['Day', 1, 31],
      ['Weekday', 0, 7],
      ['Month', 1, 12],
    ]);
  });

  it('are judged as OS X 10.9 takes their values', () => {
    expect(judgeCalendarValue('Hour', 23)).toBe('fits');
    expect(judgeCalendarValue('Weekday', 7)).toBe('fits');
    expect(judgeCalendarValue('Hour', 24)).toBe('dropped');
    expect(judgeCalendarValue('Minute', -1)).toBe('wildcard');
    expect(judgeCalendarValue('Day', 0)).toBe('dropped');
    expect(judgeCalendarValue('Day', -1)).toBe('wildcard');
    expect(judgeCalendarValue('Month', 0)).toBe('wildcard');
    expect(judgeCalendarValue('Month', 13)).toBe('dropped');
    expect(judgeCalendarValue('Minute', 2n ** 60n)).toBe('dropped');
    expect(judgeCalendarValue('Minute', -(2n ** 60n))).toBe('wildcard');
  });
});

describe('dates', () => {
  it('knows months and their lengths', () => {
    expect(monthLength(2, false)).toBe(28);
    expect(monthLength(2, true)).toBe(29);
    expect(monthLength(4, true)).toBe(30);
    expect(isPossibleDate({ month: 2, day: 29 })).toBe(true);
    expect(isPossibleDate({ month: 2, day: 30 })).toBe(false);
    expect(isPossibleDate({ month: 11, day: 31 })).toBe(false);
    expect(isPossibleDate({ month: 12, day: 31 })).toBe(true);
    expect(monthsWithout(28)).toEqual([]);
    expect(monthsWithout(29)).toEqual([2]);
    expect(monthsWithout(31)).toEqual([2, 4, 6, 9, 11]);
  });

  it('counts a day the month lacks on into the next month', () => {
    expect(overflowDate({ month: 2, day: 30 }, false)).toEqual({ month: 3, day: 2 });
    expect(overflowDate({ month: 2, day: 30 }, true)).toEqual({ month: 3, day: 1 });
    expect(overflowDate({ month: 4, day: 31 }, true)).toEqual({ month: 5, day: 1 });
    expect(overflowDate({ month: 4, day: 30 }, false)).toBeUndefined();
    expect(overflowName({ month: 2, day: 31 })).toBe('March 3 (March 2 in leap years)');
    expect(overflowName({ month: 9, day: 31 })).toBe('October 1');
    expect(overflowName({ month: 2, day: 29 })).toBe('March 1 (not in leap years)');
    expect(overflowName({ month: 1, day: 31 })).toBeUndefined();
  });

  it('names them', () => {
    expect(dateName({ month: 2, day: 30 })).toBe('February 30');
    expect([weekdayName(0), weekdayName(7), weekdayName(6)]).toEqual(['Sunday', 'Sunday', 'Saturday']);
  });
});

describe('calendarTimeKey', () => {
  it('is the same for the same time only', () => {
    expect(calendarTimeKey({ Weekday: 7, Hour: 3 })).toBe(calendarTimeKey({ Hour: 3, Weekday: 0 }));
    expect(calendarTimeKey({ Hour: 3 })).not.toBe(calendarTimeKey({ Minute: 3 }));
    expect(calendarTimeKey({ Hour: 3 })).not.toBe(calendarTimeKey({ Hour: 3, Minute: 0 }));
  });
});

describe('shortestGap, in minutes', () => {
  const day = 24 * 60;
  it.each([
    ['daily', [{ Hour: 9, Minute: 0 }], day],
    ['hourly', [{ Minute: 30 }], 60],
    ['every minute', [{}], 1],
    ['an hour long', [{ Hour: 3 }], 1],
    ['weekly', [{ Weekday: 1, Hour: 9, Minute: 0 }], 7 * day],
    ['Sunday written twice', [0, 7].map((Weekday) => ({ Weekday, Hour: 9, Minute: 0 })), 7 * day],
    ['monthly, over February', [{ Day: 1, Hour: 9, Minute: 0 }], 28 * day],
    ['yearly', [{ Month: 5, Day: 1, Hour: 9, Minute: 0 }], 365 * day],
    ['twice a day', [8, 20].map((Hour) => ({ Hour, Minute: 30 })), 12 * 60],
    ['unequal', [8, 9, 20].map((Hour) => ({ Hour, Minute: 0 })), 60],
    [
      'over midnight',
      [
        { Hour: 23, Minute: 50 },
        { Hour: 0, Minute: 10 },
      ],
      20,
    ],
    [
      'over midnight on neighbouring weekdays',
      [
        { Weekday: 6, Hour: 23, Minute: 50 },
        { Weekday: 7, Hour: 0, Minute: 20 },
      ],
      30,
    ],
    [
      'over the end of a month',
      [
        { Month: 4, Day: 30, Hour: 23, Minute: 0 },
        { Month: 5, Day: 1, Hour: 1, Minute: 0 },
      ],
      120,
    ],
    [
      'a weekday that meets a day',
      [
        { Weekday: 1, Hour: 9, Minute: 0 },
        { Day: 13, Hour: 9, Minute: 5 },
      ],
      5,
    ],
    ['day or weekday', [{ Day: 13, Weekday: 5, Hour: 9, Minute: 0 }], day],
  ])('%s', (_, times, minutes) => {
    expect(shortestGap(times)).toBe(minutes);
  });

  it('is unknown where there are not two runs', () => {
    expect(shortestGap([])).toBeUndefined();
    expect(shortestGap([{ Month: 2, Day: 29, Hour: 0, Minute: 0 }])).toBeUndefined();
    expect(shortestGap([{ Month: 2, Day: 30, Hour: 0, Minute: 0 }])).toBeUndefined();
  });
});

const table = join(process.env.SVC_SHARED ?? '', 'cases/calendar.tsv');

/** The dates an entry with Day and without Weekday runs on in `year`, overflow included. */
function datesIn(year: number, time: { readonly Month?: number; readonly Day: number }): string[] {
  const leapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const months = time.Month === undefined ? Array.from({ length: 12 }, (_, i) => i + 1) : [time.Month];
  return months
    .map((month) => ({ month, day: time.Day }))
    .map((date) => overflowDate(date, leapYear) ?? date)
    .map(({ month, day }) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
}

describe.skipIf(!process.env.SVC_SHARED || !existsSync(table))(
  'against the compiled scheduler of OS X 10.9 (skipped unless SVC_SHARED names the folder of its table)',
  () => {
    it('runs by day of the month fall on the dates that overflowDate tells', () => {
      let checked = 0;
      for (const line of readFileSync(table, 'utf8').trim().split('\n').slice(1)) {
        const cells = line.split('\t');
        const [id, spec = '', fires = '', reason = ''] = [0, 5, 11, 17].map((column) => cells[column]);
        const time = JSON.parse(spec);
        const judged = Object.entries<number>(time).every(
          ([member, value]) =>
            CALENDAR_MEMBERS.includes(member as never) && judgeCalendarValue(member as never, value) === 'fits',
        );
        if (reason.includes('DST') || !judged || time.Day === undefined || time.Weekday !== undefined) continue;
        for (const date of fires.matchAll(/(\d{4})-\d\d-\d\d/g)) {
          expect(datesIn(Number(date[1]), time), `${id} ${spec}`).toContain(date[0]);
          checked++;
        }
      }
      expect(checked).toBeGreaterThan(100);
    });
  },
);
