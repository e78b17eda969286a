import { describe, expect, it } from 'vitest';
import { type CalendarEntry, parseSchedule } from '../../src/manifest/schedule.ts';

/** The entries of a schedule that must be free of problems. */
function entriesOf(value: unknown): readonly CalendarEntry[] {
  const { entries, problems } = parseSchedule(value);
  expect(problems).toEqual([]);
  return entries;
}
const upTo = (last: number, first = 0) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const NINE = { Hour: 9, Minute: 0 };

describe('times and phrases', () => {
  it.each<[string, CalendarEntry[]]>([
    ['07:55', [{ Hour: 7, Minute: 55 }]],
    ['00:00', [{ Hour: 0, Minute: 0 }]],
    ['23:59', [{ Hour: 23, Minute: 59 }]],
    ['  22:00\n', [{ Hour: 22, Minute: 0 }]],
    ['daily 07:55', [{ Hour: 7, Minute: 55 }]],
    ['Daily   07:55', [{ Hour: 7, Minute: 55 }]],
    ['hourly :00', [{ Minute: 0 }]],
    ['hourly :59', [{ Minute: 59 }]],
    ['sunday 03:00', [{ Weekday: 0, Hour: 3, Minute: 0 }]],
    ['SUN 03:00', [{ Weekday: 0, Hour: 3, Minute: 0 }]],
    ['Saturday 03:00', [{ Weekday: 6, Hour: 3, Minute: 0 }]],
    ['mon-fri 09:00', upTo(5, 1).map((Weekday) => ({ Weekday, ...NINE }))],
    ['Monday-Friday 09:00', upTo(5, 1).map((Weekday) => ({ Weekday, ...NINE }))],
    ['mon,thu 09:00', [1, 4].map((Weekday) => ({ Weekday, ...NINE }))],
    ['thu,mon 09:00', [1, 4].map((Weekday) => ({ Weekday, ...NINE }))],
    ['fri-mon 09:00', [0, 1, 5, 6].map((Weekday) => ({ Weekday, ...NINE }))],
    ['sat-sun 09:00', [0, 6].map((Weekday) => ({ Weekday, ...NINE }))],
    ['mon-tue,thu,sat-sun 09:00', [0, 1, 2, 4, 6].map((Weekday) => ({ Weekday, ...NINE }))],
    ['mon-sun 09:00', [NINE]],
    ['wed-tue 09:00', [NINE]],
    ['sun,mon,tue,wed,thu,fri,sat 09:00', [NINE]],
    ['monthly 1 09:00', [{ Day: 1, ...NINE }]],
    ['monthly 01 09:00', [{ Day: 1, ...NINE }]],
    ['monthly 31 09:00', [{ Day: 31, ...NINE }]],
    ['yearly dec 25 09:00', [{ Month: 12, Day: 25, ...NINE }]],
    ['yearly December 25 09:00', [{ Month: 12, Day: 25, ...NINE }]],
    ['yearly 12 25 09:00', [{ Month: 12, Day: 25, ...NINE }]],
    ['yearly feb 29 09:00', [{ Month: 2, Day: 29, ...NINE }]],
    ['YEARLY MAY 5 09:00', [{ Month: 5, Day: 5, ...NINE }]],
  ])('%s', (text, entries) => {
    expect(entriesOf(text)).toStrictEqual(entries);
  });
});

describe('maps', () => {
  it.each<[Record<string, unknown>, CalendarEntry[]]>([
    [{ minute: 5 }, [{ Minute: 5 }]],
    [{ minute: 0, hour: 3 }, [{ Hour: 3, Minute: 0 }]],
    [{ hour: 3, minute: -0 }, [{ Hour: 3, Minute: 0 }]],
    [{ minute: 0, weekday: 0 }, [{ Weekday: 0, Minute: 0 }]],
    [{ minute: 0, hour: 3, weekday: 7 }, [{ Weekday: 0, Hour: 3, Minute: 0 }]],
    [{ minute: 0, hour: 3, weekday: 'Sun' }, [{ Weekday: 0, Hour: 3, Minute: 0 }]],
    [{ minute: 0, hour: 3, weekday: 'wednesday' }, [{ Weekday: 3, Hour: 3, Minute: 0 }]],
    [{ minute: 0, hour: 9, day: 1, month: 'jan' }, [{ Month: 1, Day: 1, ...NINE }]],
    [{ minute: 0, hour: 9, day: 29, month: 2 }, [{ Month: 2, Day: 29, ...NINE }]],
    [{ minute: 0, hour: 9, month: 'October', weekday: 'mon' }, [{ Month: 10, Weekday: 1, ...NINE }]],
    [{ minute: [5] }, [{ Minute: 5 }]],
    [{ minute: [30, 0] }, [{ Minute: 0 }, { Minute: 30 }]],
    [{ minute: 0, hour: upTo(23) }, [{ Minute: 0 }]],
    [{ minute: 0, hour: 9, weekday: ['mon', 'tue', 3, 4, 5, 6, 7] }, [NINE]],
    [{ minute: 0, hour: 9, day: 31, month: upTo(12, 1) }, [{ Day: 31, ...NINE }]],
    [{ minute: 0, hour: 9, day: upTo(31, 1) }, [NINE]],
    [{ minute: 0, hour: 9, weekday: ['fri', 1] }, [1, 5].map((Weekday) => ({ Weekday, ...NINE }))],
  ])('%j', (map, entries) => {
    expect(entriesOf(map)).toStrictEqual(entries);
    expect(entriesOf(Object.assign(Object.create(null), map))).toStrictEqual(entries);
  });

  it('multiplies lists: month, then day, then hour, then minute fastest', () => {
    expect(entriesOf({ minute: [30, 0], hour: [12, 6], day: [15, 1], month: ['jul', 1] })).toStrictEqual([
      { Month: 1, Day: 1, Hour: 6, Minute: 0 },
      { Month: 1, Day: 1, Hour: 6, Minute: 30 },
      { Month: 1, Day: 1, Hour: 12, Minute: 0 },
      { Month: 1, Day: 1, Hour: 12, Minute: 30 },
      { Month: 1, Day: 15, Hour: 6, Minute: 0 },
      { Month: 1, Day: 15, Hour: 6, Minute: 30 },
      { Month: 1, Day: 15, Hour: 12, Minute: 0 },
      { Month: 1, Day: 15, Hour: 12, Minute: 30 },
      { Month: 7, Day: 1, Hour: 6, Minute: 0 },
      { Month: 7, Day: 1, Hour: 6, Minute: 30 },
      { Month: 7, Day: 1, Hour: 12, Minute: 0 },
      { Month: 7, Day: 1, Hour: 12, Minute: 30 },
      { Month: 7, Day: 15, Hour: 6, Minute: 0 },
      { Month: 7, Day: 15, Hour: 6, Minute: 30 },
      { Month: 7, Day: 15, Hour: 12, Minute: 0 },
      { Month: 7, Day: 15, Hour: 12, Minute: 30 },
    ]);
  });

  it('writes members in one order, whatever the order of the map', () => {
    const [dayEntry] = entriesOf({ minute: 1, hour: 2, day: 3, month: 4 });
    const [weekdayEntry] = entriesOf({ weekday: 3, minute: 1, month: 4, hour: 2 });
    expect(Object.keys(dayEntry!)).toEqual(['Month', 'Day', 'Hour', 'Minute']);
    expect(Object.keys(weekdayEntry!)).toEqual(['Month', 'Weekday', 'Hour', 'Minute']);
  });
});

describe('every minute on purpose', () => {
  it('is the empty entry where only a star stands', () => {
    expect(parseSchedule({ minute: '*' })).toStrictEqual({ entries: [{}], onPurpose: true, problems: [] });
  });

  it('leaves Minute out beside coarser members', () => {
    expect(parseSchedule({ minute: '*', hour: [3, 4], weekday: 'sun' })).toStrictEqual({
      entries: [
        { Weekday: 0, Hour: 3 },
        { Weekday: 0, Hour: 4 },
      ],
      onPurpose: true,
      problems: [],
    });
  });

  it('is said of the whole schedule when one item asks for it, and not otherwise', () => {
    expect(parseSchedule(['07:55', { minute: '*', hour: 3 }]).onPurpose).toBe(true);
    expect(parseSchedule('* 3 * * *').onPurpose).toBe(true);
    expect(parseSchedule(['07:55', { minute: 0, hour: 3 }])).not.toHaveProperty('onPurpose');
  });
});

describe('lists', () => {
  it('keep the order of their items and mix the forms', () => {
    expect(entriesOf(['22:00', 'sunday 03:00', { minute: 5 }, '0 12 1 * *', '@monthly', '07:55'])).toStrictEqual([
      { Hour: 22, Minute: 0 },
      { Weekday: 0, Hour: 3, Minute: 0 },
      { Minute: 5 },
      { Day: 1, Hour: 12, Minute: 0 },
      { Day: 1, Hour: 0, Minute: 0 },
      { Hour: 7, Minute: 55 },
    ]);
  });

  it('of one item are that item', () => {
    expect(entriesOf(['07:55'])).toStrictEqual(entriesOf('07:55'));
  });

  it('may hold entries that meet without being equal', () => {
    expect(entriesOf(['hourly :00', '03:00', 'sunday 03:00'])).toHaveLength(3);
  });

  it('may come to 366 entries', () => {
    const days = upTo(31, 1);
    expect(entriesOf([{ minute: upTo(29), hour: upTo(11) }, '0 0 1-6 * *'])).toHaveLength(366);
    expect(entriesOf([{ minute: 0, hour: 1, month: 1, day: days.slice(0, 30) }])).toHaveLength(30);
  });
});

describe("cases known from other tools' tests", () => {
  it('clock times need their minute resolution, the word weekly its day', () => {
    expect(parseSchedule('weekly').problems[0]!.message).toContain('`weekly` without a day is ambiguous');
    const [seconds] = parseSchedule('00:02:03').problems;
    expect(seconds!.message).toContain('launchd has minute resolution');
    expect(seconds!.help).toContain('`00:02`');
  });

  it('an empty list is an error', () => {
    expect(parseSchedule([]).problems[0]!.message).toContain('schedule is empty');
  });

  it('the same moment twice names both entries', () => {
    const twice = parseSchedule([
      { hour: 3, minute: 0 },
      { hour: 3, minute: 0 },
    ]);
    expect(twice.problems.map(({ message, path }) => [message, path])).toEqual([
      ['In this list entry 2 equals entry 1: both give {Hour: 3, Minute: 0}.', [1]],
    ]);
    const bare = parseSchedule([{ hour: 3 }, { hour: 3 }]).problems;
    expect(bare.map(({ rule, path }) => [rule, path])).toEqual([
      ['calendar-every-minute', [0]],
      ['calendar-every-minute', [1]],
      ['calendar-duplicate', [1]],
    ]);
  });

  it('a value out of range is refused, never clamped', () => {
    const { entries, problems } = parseSchedule({ hour: 30, minute: 0 });
    expect(entries).toEqual([]);
    expect(problems).toMatchObject([{ path: ['hour'], rule: 'calendar-value' }]);
  });

  it('the first Sunday of the month cannot be said in one entry', () => {
    const { problems } = parseSchedule({ weekday: 0, day: upTo(7, 1), hour: 3, minute: 30 });
    expect(problems).toMatchObject([{ path: ['weekday'], rule: 'calendar-day-and-weekday' }]);
    expect(problems[0]!.message).toContain('mean either one');
    expect(problems[0]!.help).toContain('test the date in the job');
  });
});
