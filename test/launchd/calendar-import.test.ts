import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalendarValue, importCalendar } from '../../src/launchd/calendar-import.ts';
import { readXmlPlist } from '../../src/plist/read-xml.ts';

const read = (xml: string) => importCalendar(readXmlPlist(`<plist version="1.0">${xml}</plist>`).root!);
const dict = (members: Readonly<Record<string, string>>) =>
  `<dict>${Object.entries(members)
    .map(([key, value]) => `<key>${key}</key>${/^-?\d+$/.test(value) ? `<integer>${value}</integer>` : value}`)
    .join('')}</dict>`;

describe('StartCalendarInterval', () => {
  it('is one dict or an array of them', () => {
    expect(read(dict({ Hour: '3', Minute: '0' }))).toEqual({
      entries: [{ Hour: 3, Minute: 0 }],
      places: [0],
      notes: [],
    });
    expect(read(`<array>${dict({ Hour: '3' })}<dict/></array>`)).toEqual({
      entries: [{ Hour: 3 }, {}],
      places: [0, 1],
      notes: [],
    });
  });

  it('is nothing in any other kind, and an empty array never starts the job', () => {
    expect(read('<string>daily</string>')).toEqual({
      entries: [],
      places: [],
      notes: [{ kind: 'not-a-calendar', found: 'string' }],
    });
    expect(read('<array/>').notes).toEqual([{ kind: 'no-entries' }]);
  });

  it('loses the entries launchd drops, and only those', () => {
    const { entries, places, notes } = read(
      `<array>${dict({ Hour: '24', Minute: '0' })}<string>x</string>${dict({ Hour: '3', Minute: '0' })}${dict({
        Comment: '<string>nightly</string>',
        Hour: '4',
      })}</array>`,
    );
    expect(entries).toEqual([{ Hour: 3, Minute: 0 }]);
    expect(places).toEqual([2]);
    expect(notes).toEqual([
      {
        kind: 'entry-dropped',
        place: 0,
        faults: [{ kind: 'out-of-range', name: 'Hour', value: 24, fate: 'dropped', meant: 'Hour' }],
      },
      { kind: 'entry-not-dict', place: 1, found: 'string' },
      {
        kind: 'entry-dropped',
        place: 3,
        faults: [{ kind: 'wrong-kind', name: 'Comment', found: 'string', meant: undefined }],
      },
    ]);
  });

  it('keeps entries whose members match every value or are not known, without those members', () => {
    const { entries, notes } = read(dict({ Hour: '-1', Month: '0', Hours: '3', hour: '3', Year: '2030', Minute: '0' }));
    expect(entries).toEqual([{ Minute: 0 }]);
    expect(notes).toEqual([
      {
        kind: 'members-ignored',
        place: 0,
        faults: [
          { kind: 'out-of-range', name: 'Hour', value: -1, fate: 'wildcard', meant: 'Hour' },
          { kind: 'out-of-range', name: 'Month', value: 0, fate: 'wildcard', meant: 'Month' },
          { kind: 'unknown-member', name: 'Hours', meant: 'Hour' },
          { kind: 'unknown-member', name: 'hour', meant: 'Hour' },
          { kind: 'unknown-member', name: 'Year', meant: undefined },
        ],
      },
    ]);
  });

  it('takes the last of a repeated member', () => {
    const twice = '<dict><key>Hour</key><integer>99</integer><key>Hour</key><integer>5</integer></dict>';
    expect(read(twice)).toEqual({ entries: [{ Hour: 5 }], places: [0], notes: [] });
  });

  it('never throws, and gives sound entries only', () => {
    const { value } = fc.letrec<{ value: CalendarValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.record({
          kind: fc.constant('integer' as const),
          value: fc.oneof(fc.integer({ min: -2, max: 62 }), fc.bigInt()),
        }),
        fc.record({ kind: fc.constantFrom('string' as const, 'boolean', 'real', 'date', 'data') }),
        fc.record({ kind: fc.constant('array' as const), items: fc.array(tie('value')) }),
        fc.record({
          kind: fc.constant('dict' as const),
          entries: fc.array(
            fc.record({
              key: fc.oneof(
                fc.constantFrom('Minute', 'Hour', 'Day', 'Weekday', 'Month', '__proto__', 'hour'),
                fc.string(),
              ),
              value: tie('value'),
            }),
          ),
        }),
      ),
    }));
    fc.assert(
      fc.property(value, (calendar) => {
        const { entries, places, notes } = importCalendar(calendar);
        expect(places).toHaveLength(entries.length);
        expect(entries.length + notes.length).toBeGreaterThan(0);
        for (const { Hour = 0, Day = 1, Month = 1 } of entries) {
          expect(Hour >= 0 && Hour < 24 && Day >= 1 && Day <= 31 && Month >= 1 && Month <= 12).toBe(true);
        }
      }),
      { seed: 7, numRuns: 1000 },
    );
  });
});
