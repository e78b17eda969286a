import { describe, expect, it } from 'vitest';
import { MinuteIndex } from '../../src/launchd/shared-minutes.ts';

describe('jobs in one minute', () => {
  const index = new MinuteIndex();
  index.add(0, [{ Hour: 9, Minute: 0 }]);
  index.add(1, [{ Hour: 10, Minute: 0 }]);
  index.add(2, [{ Minute: 0 }]);
  index.add(3, [{ Weekday: 7, Hour: 9, Minute: 0 }]);
  index.add(4, [
    { Day: 31, Hour: 9 },
    { Month: 2, Day: 30 },
  ]);
  index.add(5, []);

  it.each<[string, number[]]>([
    ['2026-03-30T09:00Z', [0, 2]],
    ['2026-03-30T10:00Z', [1, 2]],
    ['2026-03-29T09:00Z', [0, 2, 3]],
    ['2026-05-31T09:00Z', [0, 2, 3, 4]],
    ['2026-03-31T09:07Z', [4]],
    ['2026-03-02T09:07Z', []],
  ])('at %s are %j', (time, jobs) => {
    expect(index.jobsAt(Date.parse(time))).toEqual(jobs);
  });
});
