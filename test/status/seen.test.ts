/** What earlier calls saw of the counter `runs`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTHING_SEEN, readSeenText, type SeenJob, seenText, stillValid, withReading } from '../../src/status/seen.ts';

const NOW = Date.UTC(2026, 2, 29, 12);

describe('readings', () => {
  it('keep the first moment of each number, and the newest eight numbers', () => {
    let seen: SeenJob = NOTHING_SEEN;
    seen = withReading(seen, 3, NOW);
    expect(withReading(seen, 3, NOW + 1)).toBe(seen);
    for (let runs = 4; runs < 20; runs++) seen = withReading(seen, runs, NOW + runs);
    expect(seen.readings.map(({ runs }) => runs)).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it.each([
    ['the counter is lower: it was loaded anew', 4, NOW, 0, 0],
    ['the clock was set back', 5, NOW - 10, 0, 0],
    ['the machine was started, or the file is newer', 5, NOW, NOW - 1, 0],
    ['nothing came between', 7, NOW, NOW - 5, 1],
    ['launchctl does not tell the counter', undefined, NOW, 0, 0],
  ])('count no more where %s', (_why, runs, now, loadedAfter, left) => {
    const seen = { readings: [{ at: NOW - 3, runs: 5 }] };
    expect(stillValid(seen, runs, { now, loadedAfter }).readings).toHaveLength(left);
  });

  it('count no more after another login, which loads agents anew', () => {
    const seen = { session: 100_002, readings: [{ at: NOW - 3, runs: 0 }] };
    const facts = { now: NOW, loadedAfter: 0 };
    expect(stillValid(seen, 0, { ...facts, session: 100_002 })).toEqual(seen);
    expect(stillValid(seen, 0, { ...facts, session: 100_007 })).toEqual({ session: 100_007, readings: [] });
    // Where launchctl tells no session, now or then, the readings stand.
    expect(stillValid(seen, 0, facts)).toEqual(seen);
    expect(stillValid({ readings: seen.readings }, 0, { ...facts, session: 1 })).toEqual({ ...seen, session: 1 });
    expect(withReading(seen, 1, NOW).session).toBe(100_002);
  });
});

describe('seen.json', () => {
  it('comes back as it was written, whatever the labels', () => {
    const readings = fc.uniqueArray(fc.nat(1e6), { maxLength: 8 }).map((counts) => {
      return counts.sort((a, b) => a - b).map((runs, i) => ({ at: NOW + i, runs }));
    });
    const jobs = fc.array(fc.tuple(fc.oneof(fc.string(), fc.constant('__proto__')), readings));
    fc.assert(
      fc.property(jobs, (pairs) => {
        const seen = new Map(
          pairs
            .filter(([, list]) => list.length > 0)
            .map(([label, list], i) => [label, { ...(i % 2 === 0 && { session: i }), readings: list }]),
        );
        expect(readSeenText(seenText(seen), NOW)).toEqual(seen);
      }),
    );
  });

  it('counts as not seen where it is damaged, and never throws', () => {
    for (const text of ['', '{', 'null', '[]', '{"version":2,"jobs":[]}', '{"version":1,"jobs":{}}', '\u0000']) {
      expect(readSeenText(text, NOW).size).toBe(0);
    }
    const falling = [
      { at: NOW, runs: 5 },
      { at: NOW + 1, runs: 4 },
    ];
    const old = [{ at: NOW - 500 * 86_400_000, runs: 1 }];
    const jobs = [
      { label: 'falling', readings: falling },
      { label: 'old', readings: old },
      { label: 7, readings: [] },
      { label: 'half', readings: [{ at: 'x', runs: 1 }, { at: NOW, runs: -1 }, null, { at: NOW, runs: 2 }] },
    ];
    expect([...readSeenText(JSON.stringify({ version: 1, jobs }), NOW)]).toEqual([
      ['half', { readings: [{ at: NOW, runs: 2 }] }],
    ]);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        readSeenText(JSON.stringify({ version: 1, jobs: [value, { label: 'x', readings: value }] }), NOW);
      }),
    );
  });
});
