import { describe, expect, it } from 'vitest';
import { type CalendarEntry, parseSchedule } from '../../src/manifest/schedule.ts';

const upTo = (last: number, first = 0, step = 1) =>
  Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
const THREE = { Hour: 3, Minute: 0 };

describe('cron texts that are taken', () => {
  it.each<[string, CalendarEntry[]]>([
    ['0 3 * * *', [THREE]],
    ['00 03 * * *', [THREE]],
    ['0\t3  *   * *', [THREE]],
    ['5 * * * *', [{ Minute: 5 }]],
    ['35,5,1-3 * * * *', [1, 2, 3, 5, 35].map((Minute) => ({ Minute }))],
    ['5,5,5-6 * * * *', [5, 6].map((Minute) => ({ Minute }))],
    ['*/5 * * * *', upTo(55, 0, 5).map((Minute) => ({ Minute }))],
    ['1-59/20 * * * *', [1, 21, 41].map((Minute) => ({ Minute }))],
    ['10-10 * * * *', [{ Minute: 10 }]],
    ['53 1-23 * * *', upTo(23, 1).map((Hour) => ({ Hour, Minute: 53 }))],
    ['0 */6 * * *', [0, 6, 12, 18].map((Hour) => ({ Hour, Minute: 0 }))],
    ['0 0-23 * * *', [{ Minute: 0 }]],
    ['0 */1 * * *', [{ Minute: 0 }]],
    ['0 0-11,12-23 1-31 jan-dec 0-6', [{ Minute: 0 }]],
    ['0 3 1 * *', [{ Day: 1, ...THREE }]],
    ['0 3 1,15 * *', [1, 15].map((Day) => ({ Day, ...THREE }))],
    ['0 3 */2 * *', upTo(31, 1, 2).map((Day) => ({ Day, ...THREE }))],
    ['0 3 31 * *', [{ Day: 31, ...THREE }]],
    ['0 3 * 2 *', [{ Month: 2, ...THREE }]],
    ['0 3 * JAN,july *', [1, 7].map((Month) => ({ Month, ...THREE }))],
    ['0 3 * nov-feb *', [1, 2, 11, 12].map((Month) => ({ Month, ...THREE }))],
    ['0 3 * * 0', [{ Weekday: 0, ...THREE }]],
    ['0 3 * * 7', [{ Weekday: 0, ...THREE }]],
    ['0 3 * * SUN', [{ Weekday: 0, ...THREE }]],
    ['0 3 * * 0,7,sunday', [{ Weekday: 0, ...THREE }]],
    ['0 3 * * 5-7', [0, 5, 6].map((Weekday) => ({ Weekday, ...THREE }))],
    ['0 3 * * mon-fri', upTo(5, 1).map((Weekday) => ({ Weekday, ...THREE }))],
    ['0 3 * * fri-mon', [0, 1, 5, 6].map((Weekday) => ({ Weekday, ...THREE }))],
    ['0 3 * * fri-mon/2', [0, 5].map((Weekday) => ({ Weekday, ...THREE }))],
    ['0 3 * * sat-sun', [0, 6].map((Weekday) => ({ Weekday, ...THREE }))],
    ['0 3 * * */2', [0, 2, 4, 6].map((Weekday) => ({ Weekday, ...THREE }))],
    ['0 3 * * */7', [{ Weekday: 0, ...THREE }]],
    ['0 3 * * 1-7', [THREE]],
    ['0 9 * * 1-5', upTo(5, 1).map((Weekday) => ({ Weekday, Hour: 9, Minute: 0 }))],
    ['20,40 0,12 * * *', [0, 12].flatMap((Hour) => [20, 40].map((Minute) => ({ Hour, Minute })))],
    ['0,30 * * * 1-5', upTo(5, 1).flatMap((Weekday) => [0, 30].map((Minute) => ({ Weekday, Minute })))],
    ['0-59 3 * * *', upTo(59).map((Minute) => ({ Hour: 3, Minute }))],
    ['@hourly', [{ Minute: 0 }]],
    ['@daily', [{ Hour: 0, Minute: 0 }]],
    ['@weekly', [{ Weekday: 0, Hour: 0, Minute: 0 }]],
    ['@monthly', [{ Day: 1, Hour: 0, Minute: 0 }]],
    ['@Yearly', [{ Month: 1, Day: 1, Hour: 0, Minute: 0 }]],
  ])('%s', (text, entries) => {
    expect(parseSchedule(text)).toStrictEqual({ entries, problems: [] });
  });

  it.each<[string, CalendarEntry]>([
    ['* 3 * * *', { Hour: 3 }],
    ['*/1 3 * * *', { Hour: 3 }],
    ['*,5 3 * * *', { Hour: 3 }],
    ['* * * * mon', { Weekday: 1 }],
    ['* * 24 12 *', { Month: 12, Day: 24 }],
  ])('every minute of a time, as written: %s', (text, entry) => {
    expect(parseSchedule(text)).toStrictEqual({ entries: [entry], onPurpose: true, problems: [] });
  });
});

describe('day and weekday both restricted mean either', () => {
  it('five numbers become two entries, the weekday one keeping its month', () => {
    expect(parseSchedule('5 5 5 5 5').entries).toStrictEqual([
      { Month: 5, Day: 5, Hour: 5, Minute: 5 },
      { Month: 5, Weekday: 5, Hour: 5, Minute: 5 },
    ]);
  });

  it('the group of days comes first', () => {
    expect(parseSchedule('0,30 3 1,15 * sat,sun').entries).toStrictEqual([
      { Day: 1, Hour: 3, Minute: 0 },
      { Day: 1, Hour: 3, Minute: 30 },
      { Day: 15, Hour: 3, Minute: 0 },
      { Day: 15, Hour: 3, Minute: 30 },
      { Weekday: 0, Hour: 3, Minute: 0 },
      { Weekday: 0, Hour: 3, Minute: 30 },
      { Weekday: 6, Hour: 3, Minute: 0 },
      { Weekday: 6, Hour: 3, Minute: 30 },
    ]);
  });
});

describe('dates that no calendar has', () => {
  it('are left out of a product', () => {
    expect(parseSchedule('0 3 29-31 2,4 *').entries).toStrictEqual([
      { Month: 2, Day: 29, ...THREE },
      { Month: 4, Day: 29, ...THREE },
      { Month: 4, Day: 30, ...THREE },
    ]);
  });

  it('leave the weekdays, which come all the same', () => {
    expect(parseSchedule('0 3 30 2 1').entries).toStrictEqual([{ Month: 2, Weekday: 1, ...THREE }]);
  });
});

describe('cron texts that are refused', () => {
  const VALUE = 'calendar-value';
  const EITHER = 'calendar-day-and-weekday';
  const DATE = 'calendar-impossible-date';
  const EVERY = 'calendar-every-minute';
  it.each<[text: string, ...problems: [fragment: string, rule?: string][]]>([
    ['* * * * *', ['Write `every: 60` for that, or the map `{minute: "*"}`.', EVERY]],
    ['*/1 * * * *', ['"*/1 * * * *" runs the job every minute.', EVERY]],
    ['0-59 * * * *', ['runs the job every minute', EVERY]],
    ['* 0-23 1-31 1-12 0-7', ['runs the job every minute', EVERY]],
    [
      '60 * * * *',
      ['In the minute field of the cron text, "60" is out of range. Write a number: minutes go from 0 to 59.', VALUE],
    ],
    ['0 24 * * *', ['Write a number: hours go from 0 to 23.', VALUE]],
    ['0 0 0 * *', ['Write a number: days go from 1 to 31.', VALUE]],
    ['0 0 * 13 *', ['Write a number: months go from 1 to 12, or by name: jan feb', VALUE]],
    ['0 0 * * 8', ['(0 and 7 are both Sunday), or by name: sun mon', VALUE]],
    ['0 0-24 * * *', ['"24" is out of range', VALUE]],
    ['99999999999999999999 3 * * *', ['is out of range', VALUE]],
    ['60 24 32 13 8', ['"60"', VALUE], ['"24"', VALUE], ['"32"', VALUE], ['"13"', VALUE], ['"8"', VALUE]],
    ['1,60,x 3 * * *', ['"60" is out of range', VALUE], ['"x" is no value', VALUE]],
    ['60 3 30 feb *', ['"60"', VALUE], ['February 30', DATE]],
    ['*/0 * * * *', ['the step of "*/0" is 0. Write a step from 1 on', VALUE]],
    ['*/x * * * *', ['the step of "*/x" is no whole number', VALUE]],
    ['*/1.5 * * * *', ['is no whole number', VALUE]],
    ['*/-5 * * * *', ['is no whole number', VALUE]],
    ['*/ * * * *', ['is no whole number', VALUE]],
    ['*/5/5 * * * *', ['has two steps']],
    ['*/90 * * * *', ['wider than the field; minutes go from 0 to 59. For an interval', VALUE]],
    ['0 0 */40 * *', ['Write the values themselves.', VALUE]],
    ['5/15 * * * *', ['Write the range: `5-59/15`.']],
    ['17-9 * * * *', ['the range "17-9" runs backwards. Write `17-59,0-9`', VALUE]],
    ['0 23-0 * * *', ['Write `23,0`', VALUE]],
    ['0 0 * * 5-1', ['Write `5-6,0-1`', VALUE]],
    ['0 0 * * 7-1', ['Write `0-1`', VALUE]],
    ['0 0 * * fri-1', ['runs backwards', VALUE]],
    ['1- * * * *', ['"1-" is no range.']],
    ['1-2-3 * * * *', ['"1-2-3" is no range.']],
    ['-5 * * * *', ['"-5" is negative', VALUE]],
    ['1.5 * * * *', ['Write a whole number; minutes go from 0 to 59.', VALUE]],
    ['1,,2 * * * *', ['Remove the extra comma.']],
    [', * * * *', ['is empty'], ['is empty']],
    ['0 mon * * *', ['Write it in the weekday field', VALUE]],
    ['0 0 * sept *', ['Did you mean `sep`?', VALUE]],
    ['0 0 * * tues', ['Did you mean `tue`?', VALUE]],
    ['** 3 * * *', ['"**" is no value', VALUE]],
    ['+5 3 * * *', ['"+5" is no value', VALUE]],
    ['0 0 ? * 1', ['`?` is a sign of Quartz that cron does not have. Write `*`.']],
    ['0 0 L * *', ['`L` (the last of a month) has no counterpart']],
    ['0 0 L-3 * *', ['does not count from the end of a month']],
    ['0 0 LW * *', ['`L` (the last of a month)']],
    ['0 0 * * 5L', ['test the date in the job itself']],
    ['0 0 * * friL', ['`L` (the last of a month)']],
    ['0 0 15W * *', ['`W` (the nearest working day)']],
    ['0 0 * * 5#2', ['`#` (the nth weekday of a month)']],
    ['H H(0-3) * * *', ["`H` is Jenkins' own sign"], ['hours go from 0 to 23']],
    ['0 0 */2 * 1', ['some crons run the job when either matches, others only when both do', EITHER]],
    ['0 0 1 * */2', ['Day "1" beside weekday "*/2"', EITHER]],
    ['0 0 */1 * 1', ['a plain `*`', EITHER]],
    ['0 0 1-31 * 1', ['Day "1-31" beside weekday "1"', EITHER]],
    ['0 0 15 * 0-6', ['Day "15" beside weekday "0-6"', EITHER]],
    ['0 0 1,*/7 * 1', ['Day "1,*/7"', EITHER]],
    ['0 0 30 2 *', ['February 30 never comes', DATE]],
    [
      '0 0 31 2,4,6 *',
      [
        'February 31 never comes; launchd (10.9 source) would run the job on March 3 (March 2 in leap years) instead',
        DATE,
      ],
    ],
    ['0 3 * *', ['has 4 of the five cron fields. Write five fields: minute hour day month weekday.']],
    ['*', ['has 1 of the five cron fields']],
    ['0 0 3 * * ?', ['minute resolution and no years. Leave out the first field (the seconds): "0 3 * * *".']],
    ['0 0 3 ? * MON', ['Leave out the first field (the seconds): "0 3 * * MON".']],
    ['0 0 3 * * 2 2030', ['and the last (the year): "0 3 * * 2". Mind the weekday: Quartz counts Sunday as 1']],
    ['0 3 * * * root', ['with no user and no command after them']],
    ['0 3 * * * /bin/true', ['6 words are too many']],
    ['0 3 * * * 1 2 3', ['8 words are too many']],
    ['CRON_TZ=UTC 0 3 * * *', ['launchd always uses the local time zone']],
    ['@reboot', ['Write `runAtLoad: true` and no schedule.']],
    ['@annually', ['a second name for `@yearly`']],
    ['@midnight', ['Write `@daily`.']],
    ['@every 5m', ['such as `every: 5m`']],
    ['@fortnightly', ['Write one of @hourly @daily @weekly @monthly @yearly.']],
    ['@constructor', ['is no name that cron has']],
    ['@daily 03:00', ['`@daily` stands alone']],
  ])('%s', (text, ...expected) => {
    const { entries, problems } = parseSchedule([text]);
    expect(entries).toEqual([]);
    expect(problems.map(({ path, rule }) => [path, rule])).toEqual(expected.map(([, rule]) => [[0], rule]));
    for (const [index, [fragment]] of expected.entries()) {
      expect(`${problems[index]!.message} ${problems[index]!.help}`).toContain(fragment);
    }
  });
});
