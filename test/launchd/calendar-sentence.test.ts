import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarTime } from '../../src/launchd/calendar.ts';
import { calendarSentence } from '../../src/launchd/calendar-sentence.ts';

const at = (Hour: number, Minute = 0) => ({ Hour, Minute });
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const everyMinutes = (step: number, rest: CalendarTime = {}) =>
  range(0, 60 / step - 1).map((i) => ({ ...rest, Minute: i * step }));
const eachDayOfYear = range(0, 365).map((i) => {
  const date = new Date(Date.UTC(2024, 0, 1 + i));
  return { Month: date.getUTCMonth() + 1, Day: date.getUTCDate(), ...at(3) };
});

describe('the sentence of a calendar', () => {
  it.each<[string, CalendarTime[]]>([
    ['never', []],
    ['every minute', [{}]],
    ['daily at 09:00 and 17:00', [at(17), at(9)]],
    ['daily at 09:00', [at(9), { ...at(9), Weekday: 1 }]],
    ['daily at 09:00', range(0, 6).map((Weekday) => ({ Weekday, ...at(9) }))],
    [
      'every Sunday at 03:00',
      [
        { Weekday: 0, ...at(3) },
        { Weekday: 7, ...at(3) },
      ],
    ],
    [
      'every Saturday and Sunday at 03:00',
      [
        { Weekday: 0, ...at(3) },
        { Weekday: 6, ...at(3) },
      ],
    ],
    ['on weekdays at 09:00', range(1, 5).map((Weekday) => ({ Weekday, ...at(9) }))],
    ['on the 1st of every month at 00:00', [{ Day: 1, ...at(0) }]],
    ['on the 2nd, 3rd, 11th and 22nd of every month at 00:00', [2, 3, 11, 22].map((Day) => ({ Day, ...at(0) }))],
    ['on January 1 and July 1 at 06:30', [1, 7].map((Month) => ({ Month, Day: 1, ...at(6, 30) }))],
    [
      'on the 1st and 15th of January, April, July and October at 06:00',
      [1, 4, 7, 10].flatMap((Month) => [1, 15].map((Day) => ({ Month, Day, ...at(6) }))),
    ],
    ['every Monday in October at 09:00', [{ Month: 10, Weekday: 1, ...at(9) }]],
    ['every day in June and July at 09:00', [6, 7].map((Month) => ({ Month, ...at(9) }))],
    ['on the 13th of every month and every Friday at 08:00', [{ Day: 13, Weekday: 5, ...at(8) }]],
    ['on February 30 (which never comes) at 01:01', [{ Month: 2, Day: 30, ...at(1, 1) }]],
  ])('%s', (sentence, entries) => {
    expect(calendarSentence(entries)).toBe(sentence);
  });

  it.each<[string, CalendarTime[]]>([
    ['every hour at minute 15', [{ Minute: 15 }]],
    ['every hour at minute 0', range(0, 23).map((hour) => at(hour))],
    ['every hour at minutes 5 and 35', [{ Minute: 5 }, { Minute: 35 }]],
    ['every 5 minutes', everyMinutes(5)],
    ['every Monday, every 30 minutes', everyMinutes(30, { Weekday: 1 })],
    ['every 10 minutes from 09:00 to 09:50', everyMinutes(10, { Hour: 9 })],
    ['every 2 hours from 00:00 to 22:00', range(0, 11).map((i) => at(2 * i))],
    ['every hour from 08:30 to 16:30', range(8, 16).map((hour) => at(hour, 30))],
    ['every minute from 03:00 to 03:59', [{ Hour: 3 }]],
    ['every minute from 03:00 to 04:59 and at 09:05', [{ Hour: 3 }, { Hour: 4 }, at(9, 5)]],
    ['every day in December, every minute', [{ Month: 12 }]],
    ['daily at 00:00, 02:01, 04:04, 06:09, 08:16 and 4 more', range(0, 8).map((i) => at(2 * i, (i * i) % 60))],
  ])('%s', (sentence, entries) => {
    expect(calendarSentence(entries)).toBe(sentence);
  });

  it('joins times of different days, and counts what is too much to say', () => {
    const weekend = [
      { Weekday: 6, ...at(11) },
      { Day: 1, ...at(9) },
    ];
    expect(calendarSentence(weekend)).toBe('every Saturday at 11:00; on the 1st of every month at 09:00');
    expect(calendarSentence(range(1, 6).map((Day) => ({ Day, ...at(Day) })))).toBe(
      'on the 1st of every month at 01:00; on the 2nd of every month at 02:00; ' +
        'on the 3rd of every month at 03:00; and at times of 3 more kinds',
    );
    expect(calendarSentence(eachDayOfYear)).toMatch(
      /^on the 1st, 2nd, 3rd, 4th, 5th and 24 more of every month, .* at 03:00$/,
    );
  });

  it('keeps times apart that begin alike and are too many to list', () => {
    const nine = (last: number) => [...range(0, 7).map((i) => at(2 * i, (i * i) % 60)), at(last)];
    const entries = [1, 2].flatMap((Day) => nine(18 + Day).map((time) => ({ Day, ...time })));
    expect(calendarSentence(entries).split('; ')).toHaveLength(2);
  });

  it('is short and on one line for any entries', () => {
    const member = (min: number, max: number) => fc.option(fc.integer({ min, max }), { nil: undefined });
    const entry = fc.record({
      Month: member(1, 12),
      Day: member(1, 31),
      Weekday: member(0, 7),
      Hour: member(0, 23),
      Minute: member(0, 59),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 40 }), (entries) => {
        const sentence = calendarSentence(entries as CalendarTime[]);
        expect(sentence).toMatch(/^(every|daily|on)[ \w:,;()]*$/);
        expect(sentence.length).toBeLessThan(1500);
      }),
      { seed: 11, numRuns: 500 },
    );
  });
});
