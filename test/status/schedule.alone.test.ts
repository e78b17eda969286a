import { describe, expect, it } from 'vitest';
import { TimeZone } from '../../src/launchd/time-zone.ts';
import { nodeOf } from '../../src/lint/node-of.ts';
import { nextRuns } from '../../src/status/next-runs.ts';

const berlin = new TimeZone('Europe/Berlin');
const FROM = Date.UTC(2026, 2, 28);

describe('jobs', () => {
  it('thousands in one minute are answered at once', () => {
    const asked = Array.from({ length: 3000 }, (_, i) => ({
      dict: nodeOf({ Label: `com.example.x${i}`, StartCalendarInterval: { Hour: 3, Minute: 0 } }),
      source: 'x.plist',
      name: 'x',
    }));
    const start = performance.now();
    const answers = nextRuns(asked, { from: FROM, zone: berlin, count: 100 });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(answers[0]!.notes.at(-1)).toMatch(
      /^Runs in the same minute as com\.example\.x1, com\.example\.x2, com\.example\.x3 and others, first on /,
    );
  });

  it('of very many entries are answered at once', () => {
    const entries = Array.from({ length: 40_000 }, (_, i) => ({
      Day: 1 + (i % 31),
      Hour: Math.floor(i / 31) % 24,
      Minute: Math.floor(i / 744) % 60,
    }));
    const dict = nodeOf({ Label: 'com.example.x', StartCalendarInterval: entries });
    const start = performance.now();
    const [answer] = nextRuns([{ dict, source: '', name: '' }], { from: FROM, zone: berlin, count: 1000 });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(answer!.runs).toHaveLength(1000);
    expect(answer!.notes.length).toBeLessThan(20);
  });
});
