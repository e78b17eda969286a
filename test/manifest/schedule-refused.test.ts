import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../src/manifest/schedule.ts';

/** A refused value, and per problem its path, a fragment of what it says and, where it stands for a lint rule, that rule. */
type Refusal = [value: unknown, ...problems: [path: (string | number)[], fragment: string, rule?: string][]];

function check(value: unknown, ...expected: [path: (string | number)[], fragment: string, rule?: string][]) {
  const { entries, problems } = parseSchedule(value);
  expect(entries).toEqual([]);
  expect(problems.map(({ path, rule }) => [path, rule])).toEqual(expected.map(([path, , rule]) => [path, rule]));
  for (const [index, [, fragment]] of expected.entries()) {
    const { message, help } = problems[index]!;
    expect(`${message} ${help}`).toContain(fragment);
    expect(help, message).toBeTruthy();
  }
}

const title = (value: unknown) => (JSON.stringify(value) ?? String(value)).slice(0, 80);
const run = (cases: Refusal[]) => {
  for (const [value, ...problems] of cases) it(title(value), () => check(value, ...problems));
};
const VALUE = 'calendar-value';
const DATE = 'calendar-impossible-date';
const TWICE = 'calendar-duplicate';
const EVERY = 'calendar-every-minute';

describe('times of day', () => {
  run([
    ['7:55', [[], 'Write `07:55`.']],
    ['07:5', [[], 'Write `07:05`.']],
    ['0755', [[], 'Write `07:55`.']],
    ['755', [[], 'Write `07:55`.']],
    ['07.55', [[], 'Write `07:55`.']],
    ['7h55', [[], 'Write `07:55`.']],
    ['00:02:03', [[], 'launchd has minute resolution. Write `00:02`.']],
    ['7:55:00', [[], 'Write `07:55`.']],
    ['24:00', [[], 'the hours end at 23. Write `00:00`', VALUE]],
    ['25:00', [[], 'The time "25:00" is out of range.', VALUE]],
    ['07:60', [[], 'from 00:00 to 23:59', VALUE]],
    ['99:99:99', [[], 'is out of range', VALUE]],
    ['-1:00', [[], '"-1:00" is no time of day.']],
    ['7am', [[], '24 hours. Write `07:00`.']],
    ['12am', [[], 'Write `00:00`.']],
    ['12:30pm', [[], 'Write `12:30`.']],
    ['7:55 PM', [[], 'Write `19:55`.']],
    ['13pm', [[], 'is out of range', VALUE]],
    ['07:55 22:00', [[], 'Write a list: ["07:55", "22:00"].']],
    ['07:55, 22:00', [[], 'Write a list: ["07:55", "22:00"].']],
    ['07:55 daily', [[], 'The time of day comes last. Write "daily 07:55".']],
    ['07:55 on sunday', [[], 'is no schedule']],
    ['07:55 mon-fri', [[], 'Write "mon-fri 07:55".']],
  ]);
});

describe('phrases', () => {
  run([
    ['daily', [[], '`daily` alone does not say when. Write `daily HH:MM`']],
    ['daily 7:55', [[], 'Write `07:55`.']],
    ['daily at 07:55', [[], 'is not of the form `daily HH:MM`']],
    ['hourly', [[], 'Write `hourly :MM`, such as `hourly :05`.']],
    ['hourly 5', [[], 'Write `hourly :05`.']],
    ['hourly 00:05', [[], 'Write `hourly :05`.']],
    ['hourly :5', [[], 'Write `hourly :05`.']],
    ['hourly :60', [[], '":60" is no minute of the hour.', VALUE]],
    ['hourly x', [[], '"x" is no minute of the hour.', VALUE]],
    ['hourly :05 :35', [[], 'is not of the form `hourly :MM`']],
    ['weekly', [[], 'some tools mean Monday, some Sunday']],
    ['weekly 03:00', [[], 'such as `sunday 03:00`']],
    ['weekly sunday 03:00', [[], 'Write the day and the time without it']],
    ['weekdays', [[], 'Write `mon-fri HH:MM`, such as "mon-fri 09:00".']],
    ['Weekdays 07:30', [[], 'such as "mon-fri 07:30".']],
    ['weekends', [[], 'Write `sat,sun HH:MM`']],
    ['monthly', [[], 'Write `monthly <day> HH:MM`']],
    ['monthly 03:00', [[], 'is not of the form `monthly <day> HH:MM`']],
    ['monthly 0 03:00', [[], 'The day 0 is out of range.', VALUE]],
    ['monthly 32 03:00', [[], 'days go from 1 to 31', VALUE]],
    ['monthly 1st 03:00', [[], 'Write the number: `1`.']],
    ['monthly last 03:00', [[], 'does not count from the end of a month', VALUE]],
    ['monthly 1,15 03:00', [[], 'Write a list of schedules']],
    ['monthly first 03:00', [[], '"first" is no day of the month.', VALUE]],
    ['monthly 32 3:00', [[], 'The day 32 is out of range.', VALUE], [[], 'Write `03:00`.']],
    ['yearly', [[], 'Write `yearly <month> <day> HH:MM`']],
    ['yearly jan 03:00', [[], 'is not of the form']],
    ['yearly feb 30 03:00', [[], 'February 30 never comes; launchd (10.9 source)', DATE]],
    ['yearly 4 31 03:00', [[], 'April 31 never comes', DATE]],
    ['yearly feb 31 3:00', [[], 'Write `03:00`.'], [[], 'February 31 never comes', DATE]],
    ['yearly 13 1 03:00', [[], 'months go from 1 to 12', VALUE]],
    ['yearly sept 1 03:00', [[], 'Did you mean `sep`?', VALUE]],
    ['yearly 25 dec 03:00', [[], 'It comes before the day.', VALUE], [[], '"dec" is no day', VALUE]],
    ['annually', [[], 'Write `yearly <month> <day> HH:MM`.']],
    ['midnight', [[], 'Write "00:00".']],
    ['noon', [[], 'Write "12:00".']],
    ['every 5 minutes', [[], 'such as `every: 5m`']],
    ['minutely', [[], 'Write `every: 60`']],
    ['at 07:55', [[], 'Write "07:55".']],
    ['reboot', [[], 'Write `runAtLoad: true`.']],
    ['monthy 1 03:00', [[], 'Did you mean `monthly`?']],
    ['constructor', [[], '"constructor" is no schedule.']],
    ['hello world', [[], 'is no schedule. Write a time ("07:55")']],
    ['2025-01-01 03:00', [[], 'is no schedule']],
  ]);
});

describe('weekdays in phrases', () => {
  run([
    ['sunday', [[], '"sunday" has no time of day. Write `sunday HH:MM`']],
    ['mon-fri', [[], 'such as `mon-fri 03:00`']],
    ['sunday 3', [[], '"3" is no time of day.']],
    ['sunday 03:00 04:00', [[], 'is not of the form `<weekday> HH:MM`']],
    ['mon, thu 03:00', [[], 'has spaces. Write "mon,thu 03:00".']],
    ['tues 03:00', [[], 'Did you mean `tue`?']],
    ['wendesday 03:00', [[], 'Did you mean `wednesday`?']],
    ['mon-funday 03:00', [[], '"funday" is no weekday.']],
    ['mon- 03:00', [[], '"mon-" is no range of weekdays.']],
    ['mon-tue-wed 03:00', [[], '"mon-tue-wed" is no range of weekdays.']],
    ['mon,,tue 03:00', [[], 'Remove the extra comma.']],
    ['mon-mon 03:00', [[], 'begins and ends on one day']],
    ['mon,mon 03:00', [[], 'Monday is named twice: "mon".', TWICE]],
    ['mon-fri,wed 03:00', [[], 'Wednesday is named twice: "mon-fri" and "wed".', TWICE]],
    ['mon,foo,bar 3:00', [[], '"foo" is no weekday'], [[], '"bar" is no weekday'], [[], 'Write `03:00`.']],
  ]);
});

describe('maps', () => {
  run([
    [{}, [[], 'An empty map would run the job every minute.', EVERY]],
    [{ hour: 3 }, [[], 'Write `minute: 0` for once, or `minute: "*"`', EVERY]],
    [{ weekday: 1, month: 2 }, [[], '`weekday` and `month` without `minute`', EVERY]],
    [{ minute: Array.from({ length: 60 }, (_, index) => index) }, [['minute'], 'All sixty minutes', EVERY]],
    [{ Hour: 3, Minute: 0 }, [['Hour'], 'Did you mean `hour`?', VALUE], [['Minute'], 'Did you mean `minute`?', VALUE]],
    [{ dayOfWeek: 1, minute: 0 }, [['dayOfWeek'], 'Did you mean `weekday`?', VALUE]],
    [{ day_of_month: 1, minute: 0 }, [['day_of_month'], 'Did you mean `day`?', VALUE]],
    [{ hours: 99, minute: 0 }, [['hours'], 'Did you mean `hour`?', VALUE], [['hours'], 'out of range', VALUE]],
    [{ hour: 3, Hour: 99, minute: 0 }, [['Hour'], 'Unknown member "Hour"', VALUE]],
    [{ second: 0, minute: 0 }, [['second'], 'minute resolution', VALUE]],
    [{ year: 2030, minute: 0 }, [['year'], 'no years', VALUE]],
    [{ frequency: 0 }, [['frequency'], 'minute, hour, day, weekday and month', VALUE]],
    [{ minute: 60 }, [['minute'], 'minutes go from 0 to 59', VALUE]],
    [{ minute: 0, hour: 24 }, [['hour'], 'hours go from 0 to 23', VALUE]],
    [{ minute: 0, day: 0 }, [['day'], 'days go from 1 to 31', VALUE]],
    [{ minute: 0, weekday: 8 }, [['weekday'], '0 and 7 are both Sunday', VALUE]],
    [{ minute: 0, month: 0 }, [['month'], 'months go from 1 to 12', VALUE]],
    [{ minute: -5 }, [['minute'], 'cannot be negative (-5)', VALUE]],
    [{ minute: 0, hour: 7.5 }, [['hour'], 'Write `hour: 7` and `minute: 30`.', VALUE]],
    [{ minute: 0, hour: 7.1 }, [['hour'], 'Write a whole number', VALUE]],
    [{ minute: Number.NaN }, [['minute'], 'NaN is no whole number', VALUE]],
    [{ minute: 1e300 }, [['minute'], 'out of range', VALUE]],
    [{ minute: true }, [['minute'], 'cannot be the boolean true', VALUE]],
    [{ minute: null }, [['minute'], 'cannot be nothing', VALUE]],
    [{ minute: { at: 3 } }, [['minute'], 'cannot be a map', VALUE]],
    [{ minute: '5' }, [['minute'], 'without quotes: `minute: 5`', VALUE]],
    [{ minute: '' }, [['minute'], 'is an empty text', VALUE]],
    [{ minute: '*/5' }, [['minute'], 'ranges and steps belong to cron texts', VALUE]],
    [{ minute: ['*'] }, [['minute', 0], 'Write `minute: "*"`, not in a list.', VALUE]],
    [{ minute: 0, hour: '*' }, [['hour'], 'Leave `hour` out', VALUE]],
    [{ minute: 0, weekday: 'mon-fri' }, [['weekday'], 'such as [mon, tue, wed]', VALUE]],
    [{ minute: 0, weekday: 'tues' }, [['weekday'], 'Did you mean `tue`?', VALUE]],
    [{ minute: 0, day: 'monday' }, [['day'], 'Write `weekday: monday`.', VALUE]],
    [{ minute: 0, hour: [] }, [['hour'], 'The list of `hour` is empty. Leave `hour` out', VALUE]],
    [{ minute: [], hour: 1 }, [['minute'], 'empty. Write `minute: "*"` for every minute', VALUE]],
    [{ minute: Array(367).fill(0) }, [['minute'], 'has 367 values', VALUE]],
    [{ minute: 0, hour: [1, [2]] }, [['hour', 1], 'cannot be a list', VALUE]],
    [{ minute: 0, hour: [1, 24, 'x'] }, [['hour', 1], 'out of range', VALUE], [['hour', 2], 'text "x"', VALUE]],
    [{ minute: 0, hour: [3, 4, 3] }, [['hour', 2], 'entry 3 equals entry 1: both are 3', TWICE]],
    [
      { minute: 0, weekday: [0, 'sun', 7] },
      [['weekday', 1], 'both are Sunday', TWICE],
      [['weekday', 2], 'entry 3', TWICE],
    ],
    [{ minute: 0, month: 2, day: 30 }, [['day'], 'February 30 never comes', DATE]],
    [
      { minute: 0, month: ['feb', 'mar', 'jun'], day: [1, 31] },
      [['day', 1], 'February 31 never comes', DATE],
      [['day', 1], 'June 31 never comes', DATE],
    ],
    [{ minute: 0, day: 1, weekday: 1 }, [['weekday'], 'mean either one to launchd', 'calendar-day-and-weekday']],
    [
      { minute: 60, day: 30, month: 'feb', weekday: 1 },
      [['minute'], 'out of range', VALUE],
      [['weekday'], 'Write two entries', 'calendar-day-and-weekday'],
      [['day'], 'February 30', DATE],
    ],
  ]);
});

describe('the value as a whole', () => {
  run([
    ['', [[], 'The schedule is an empty text.']],
    [' \n ', [[], 'The schedule is an empty text.']],
    [[], [[], 'The schedule is empty: the job would never run.']],
    [null, [[], 'cannot be nothing']],
    [undefined, [[], 'cannot be nothing']],
    [true, [[], 'cannot be the boolean true']],
    [755, [[], 'write `every: 755`']],
    [7.5, [[], 'cannot be the number 7.5']],
    [new Date(0), [[], 'cannot be a value of type object']],
    [[['07:55']], [[0], 'Put its items into the outer list.']],
    [
      ['07:55', null, 3],
      [[1], 'cannot be nothing'],
      [[2], 'the number 3'],
    ],
    [
      ['7:55', { minute: 60 }, 'weekly'],
      [[0], '`07:55`'],
      [[1, 'minute'], 'out of range', VALUE],
      [[2], 'ambiguous'],
    ],
    [[{ minute: 0, hour: [1, 99] }], [[0, 'hour', 1], 'out of range', VALUE]],
    [
      ['07:55', 'daily 07:55'],
      [[1], 'entry 2 equals entry 1: both give {Hour: 7, Minute: 55}.', TWICE],
    ],
    [
      ['0 9 * * 1-5', 'mon-wed 09:00', { minute: 0, hour: 9, weekday: 'mon' }],
      [[1], 'entry 2 equals entry 1: both give {Weekday: 1, Hour: 9, Minute: 0}, and 2 more.', TWICE],
      [[2], 'entry 3 equals entry 1', TWICE],
    ],
    [
      [{ minute: '*' }, { minute: '*' }],
      [[1], 'entry 2 equals entry 1: both give {}.', TWICE],
    ],
    [
      { minute: [0, 1], hour: 3, day: [1], month: [2], weekday: true },
      [['weekday'], 'boolean', VALUE],
      [['weekday'], 'either', 'calendar-day-and-weekday'],
    ],
    ['*/5 9-17 * * 1-5', [[], 'comes to 540 entries; more than 366 are refused']],
    [
      ['0 0-22 1-15 * *', '0 1-22 20 * *'],
      [[], 'comes to 367 entries'],
    ],
    [
      ['*/5 9-17 * * 1-5', '07:55', '07:55'],
      [[], '542 entries'],
      [[2], 'entry 3 equals entry 2', TWICE],
    ],
  ]);
});

describe('hostile values', () => {
  it('any value gives entries or problems, and never throws', () => {
    const word = fc.constantFrom(
      'daily',
      'mon',
      'fri-sun',
      'yearly',
      'feb',
      '30',
      '07:55',
      '*',
      '*/2',
      '1-5',
      '@daily',
      '#',
      'x',
      '',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 7 }).map((words) => words.join(' ')),
    );
    const number = fc.oneof(fc.integer({ min: -2, max: 61 }), fc.double());
    const leaf = fc.oneof(text, number, word, fc.constantFrom(null, true));
    const key = fc.oneof(
      fc.constantFrom('minute', 'hour', 'day', 'weekday', 'month', 'Hour', '__proto__'),
      fc.string(),
    );
    const map = fc.dictionary(key, fc.oneof(leaf, fc.array(leaf, { maxLength: 4 })), { maxKeys: 5 });
    const item = fc.oneof(text, map, fc.anything());
    fc.assert(
      fc.property(fc.oneof(item, fc.array(item, { maxLength: 4 })), (value) => {
        const { entries, problems } = parseSchedule(value);
        expect(entries.length > 0).toBe(problems.length === 0);
        expect(new Set(entries.map((entry) => JSON.stringify(entry))).size).toBe(entries.length);
      }),
      { numRuns: 1000 },
    );
  });
});
