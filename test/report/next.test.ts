/** What `svc next` shows: pictures of it at four widths, and that it fits whatever stands in it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeZone } from '../../src/launchd/time-zone.ts';
import { nodeOf } from '../../src/lint/node-of.ts';
import type { PlistDict } from '../../src/plist/value.ts';
import { columnsOf } from '../../src/report/columns.ts';
import { formatNext, type NextSetting } from '../../src/report/next.ts';
import { type AskedJob, nextRuns } from '../../src/status/next-runs.ts';

const zone = new TimeZone('Europe/Berlin');
/** Friday noon before the clock is put forward. */
const from = Date.UTC(2026, 2, 27, 11);

function asked(Label: string, keys: PlistDict, source = '/Users/user/services.yaml'): AskedJob {
  return { dict: nodeOf({ Label, ProgramArguments: ['/usr/bin/true'], ...keys }), source, name: 'x' };
}

const at = (Hour: number, Minute: number, more: PlistDict = {}) => ({ Hour, Minute, ...more });

/** A job of each kind, with a label of wide characters, a long one, and one that would steer a terminal. */
const JOBS: readonly AskedJob[] = [
  asked('org.example.backup', { StartCalendarInterval: at(2, 30, { Weekday: 0 }) }),
  asked('org.example.索引サーバー', { StartCalendarInterval: [at(7, 55), at(22, 0)] }),
  asked('org.example.nightly-🌙', { StartCalendarInterval: at(22, 0, { Day: 31 }) }),
  asked('org.example.a-label-that-is-long-enough-to-fill-a-whole-line', { StartInterval: 5400 }),
  asked('evil\u001b[2J\nname', { StartCalendarInterval: { Hour: 3 }, RunAtLoad: true, KeepAlive: true }),
  asked('org.example.never', { StartCalendarInterval: at(9, 0, { Month: 2, Day: 30 }) }),
  asked('org.example.gateway', { RunAtLoad: true, KeepAlive: { SuccessfulExit: false } }),
  asked('org.example.watcher', { WatchPaths: ['/Users/user/in'] }),
];

function shownAs(jobs: readonly AskedJob[], setting: Partial<NextSetting> = {}): string {
  const runs = nextRuns(jobs, { from, zone, count: 3 });
  return formatNext(runs, { from, zone }, { color: false, width: 80, brief: true, ...setting });
}

/** Colours as words, so that the pictures can be read. */
const shown = (text: string) => text.replaceAll('\u001b', '␛');

describe('the text', () => {
  it.each([60, 80, 120, 200])('fits %i columns, with colour and without', async (width) => {
    const plain = shownAs(JOBS, { width });
    const coloured = shownAs(JOBS, { width, color: true });
    await expect(shown(plain)).toMatchFileSnapshot(`snapshots/next-${width}.txt`);
    await expect(shown(coloured)).toMatchFileSnapshot(`snapshots/next-${width}-colour.txt`);
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
    for (const line of plain.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(width);
  });

  it('says what is approximate in words, without colour, and steers no terminal', () => {
    const text = shownAs(JOBS);
    expect(text).toMatch(/^ {2}about Sun 2026-04-05 02:30 \+02:00 {2}in 8 days 13 h$/m);
    expect(text).toMatch(/^ {4}why: The clock is put forward /m);
    expect(text).toContain('evil\\u001b[2J\\nname');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('says where each job is from when that is not one file', () => {
    const [first, second] = [JOBS[0]!, asked('org.example.b', { StartInterval: 60 }, 'LaunchAgents/漢字.plist')];
    expect(shownAs([first, second])).toMatch(/^org\.example\.b {2}.*\n {2}LaunchAgents\/漢字\.plist$/m);
    expect(shownAs([first, first])).not.toContain('services.yaml');
  });

  it('gathers jobs of which there is no more to say at the end only when brief', () => {
    const [scheduled, unscheduled] = [JOBS[0]!, JOBS[6]!];
    const lastLabel = (text: string) => text.match(/^org\.example\.\S+/gm)!.at(-1);
    expect(lastLabel(shownAs([unscheduled, scheduled]))).toBe('org.example.gateway');
    expect(lastLabel(shownAs([unscheduled, scheduled], { brief: false }))).toBe('org.example.backup');
  });

  it('keeps to its width whatever the label is: below the label itself, only a word that is too long goes over', () => {
    const label = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 90 }), fc.constant('漢字🙂'.repeat(20)));
    fc.assert(
      fc.property(label, fc.integer({ min: 60, max: 200 }), (name, width) => {
        const jobs = [JOBS[0]!, asked(name, { StartCalendarInterval: at(2, 30) })];
        const lines = shownAs(jobs, { width }).split('\n');
        const title = lines.indexOf('', 2) + 1;
        const over = lines.filter((line, i) => i !== title && columnsOf(line) > width);
        for (const line of over) expect(line.replace(/^ *(?:note: )?/, '')).not.toMatch(/\s/);
      }),
    );
  });
});
