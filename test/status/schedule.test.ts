import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeZone } from '../../src/launchd/time-zone.ts';
import { zonesLike } from '../../src/launchd/zone-names.ts';
import { nodeOf } from '../../src/lint/node-of.ts';
import type { PlistValue } from '../../src/plist/value.ts';
import { PlistReal } from '../../src/plist/value.ts';
import { formatNext, nextJson } from '../../src/report/next.ts';
import { isoTime, readInstant } from '../../src/status/clock-words.ts';
import { nextRuns } from '../../src/status/next-runs.ts';

const berlin = new TimeZone('Europe/Berlin');
const FROM = Date.UTC(2026, 2, 28);

describe('an instant', () => {
  it('is written with its offset and read back', () => {
    const zones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'].map(
      (name) => new TimeZone(name),
    );
    const instant = fc.integer({ min: Date.UTC(1975, 0, 1) / 1000, max: Date.UTC(2100, 0, 1) / 1000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, (zone, seconds) => {
        const at = seconds * 1000;
        expect(readInstant(isoTime(at, zone.offsetAt(at)), berlin)).toEqual({ at });
        const local = new Date(zone.wallClockAt(at)).toISOString().slice(0, 19);
        const reading = readInstant(local, zone);
        // A time shown twice is read as the first one.
        expect('at' in reading && zone.wallClockAt(reading.at)).toBe(zone.wallClockAt(at));
      }),
      { seed: 11, numRuns: 2000 },
    );
  });

  it('of an old local time has seconds in its offset', () => {
    const monrovia = new TimeZone('Africa/Monrovia');
    const at = Date.UTC(1960, 0, 1);
    expect(isoTime(at, monrovia.offsetAt(at))).toBe('1959-12-31T23:15:30-00:44:30');
  });

  it('on a day that a zone left out is the change of the clock', () => {
    const apia = new TimeZone('Pacific/Apia');
    expect(readInstant('2011-12-30T10:00', apia)).toMatchObject({ at: Date.UTC(2011, 11, 30, 10) });
  });

  it('that is none is a problem, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9TZ:. +-]{1,30}$/)), (text) => {
        const reading = readInstant(text, berlin);
        expect('problem' in reading ? reading.problem.length > 0 : Number.isInteger(reading.at)).toBe(true);
      }),
      { seed: 12, numRuns: 2000 },
    );
  });
});

describe('a wrong zone', () => {
  it.each<[string, string[]]>([
    ['Europe/Berln', ['Europe/Berlin']],
    ['berlin', ['Europe/Berlin']],
    ['Europe/Tokyo', ['Asia/Tokyo']],
    ['los angeles', ['America/Los_Angeles']],
    ['qqqqqqqqqqqqqq', []],
    ['', []],
    ['/', []],
  ])('%j is like %j', (name, zones) => {
    expect(zonesLike(name)).toEqual(zones);
  });
});

describe('jobs', () => {
  it('that share a label are one job and do not meet', () => {
    const dict = nodeOf({ Label: 'com.example.x', StartCalendarInterval: { Minute: 0 } });
    const asked = [1, 2].map((i) => ({ dict, source: `${i}.plist`, name: 'x' }));
    const [first] = nextRuns(asked, { from: FROM, zone: berlin, count: 1 });
    expect(first!.notes).toEqual([]);
  });

  it('without a label are called by their file, and say so', () => {
    const [only] = nextRuns([{ dict: nodeOf({}), source: 'x.plist', name: 'x' }], {
      from: FROM,
      zone: berlin,
      count: 1,
    });
    expect(only).toMatchObject({ label: 'x', notes: ['The file has no Label: launchd refuses it.'] });
  });

  it('of any kind are answered without a throw, ascending and with no more than asked', () => {
    const scalar = fc.oneof(
      fc.integer({ min: -2, max: 62 }).map((value): PlistValue => value),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
      fc.string(),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => new PlistReal(value)),
    );
    const member = fc.constantFrom('Minute', 'Hour', 'Day', 'Weekday', 'Month', 'hour', 'Year');
    const entry = fc.dictionary(fc.oneof(member, fc.string()), scalar, { maxKeys: 4 });
    const calendar = fc.oneof(entry, fc.array(fc.oneof(entry, scalar), { maxLength: 8 }), scalar);
    const keys = fc.record(
      {
        Label: fc.oneof(fc.string(), scalar),
        StartCalendarInterval: calendar,
        StartInterval: scalar,
        KeepAlive: fc.oneof(scalar, entry),
        Disabled: scalar,
        EnvironmentVariables: fc.oneof(entry, fc.constant({ TZ: 'UTC' })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 3 }), fc.integer({ min: 1, max: 5 }), (dicts, count) => {
        const asked = dicts.map((dict) => ({ dict: nodeOf(dict), source: 'x.plist', name: 'x' }));
        const answers = nextRuns(asked, { from: FROM, zone: berlin, count });
        for (const { runs } of answers) {
          expect(runs.length).toBeLessThanOrEqual(count);
          expect(runs.every(({ at }, i) => at > (runs[i - 1]?.at ?? FROM))).toBe(true);
        }
        expect(() => JSON.stringify(nextJson(answers, berlin))).not.toThrow();
        const text = formatNext(answers, { from: FROM, zone: berlin }, { color: false, width: 80, brief: false });
        expect(text).not.toMatch(/undefined|NaN|\[object|[\u0000-\u0009\u000b-\u001f]/);
      }),
      { seed: 13, numRuns: 400 },
    );
  });
});

it.each(['Pacific/Auckland', 'Europe/Berlin', 'UTC', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Etc/GMT+12'])(
  'the first and the last day of the years 1900 to 9999 are in them in %s',
  (name) => {
    const zone = new TimeZone(name);
    for (const text of ['1900-01-01', '1900-01-01T00:00:00', '9999-12-31', '9999-12-31T23:59:59']) {
      const reading = readInstant(text, zone);
      if ('problem' in reading) throw new Error(`${text}: ${reading.problem}`);
      expect(isoTime(reading.at, zone.offsetAt(reading.at)).slice(0, 10)).toBe(text.slice(0, 10));
    }
    expect(readInstant('1899-12-31T23:59:59', zone)).toEqual({ problem: 'outside the years 1900 to 9999' });
  },
);
