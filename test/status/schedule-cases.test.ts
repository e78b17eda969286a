/** What `svc next` answers, held against `cases/calendar.tsv` (see support/calendar-cases.ts) and peers.yaml. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CalendarTime } from '../../src/launchd/calendar.ts';
import { TimeZone } from '../../src/launchd/time-zone.ts';
import { nodeOf } from '../../src/lint/node-of.ts';
import { readPlist } from '../../src/plist/read.ts';
import type { PlistValue } from '../../src/plist/value.ts';
import { type NextRuns, nextRuns } from '../../src/status/next-runs.ts';
import { type CalendarCase, cases, isMisspelt, isPlain, SHARED, SKIPPED } from '../support/calendar-cases.ts';
import { runCase } from '../support/peers-adapter.ts';
import { readCases, variantsOf } from '../support/peers-cases.ts';
import { calendarOf } from '../support/peers-expectations.ts';

const zones = new Map<string, TimeZone>();

function answer({ zone: name, now, spec }: CalendarCase): NextRuns {
  const zone = zones.get(name) ?? new TimeZone(name);
  zones.set(name, zone);
  const dict = nodeOf({ Label: 'com.example.x', StartCalendarInterval: JSON.parse(spec) as PlistValue });
  return nextRuns([{ dict, source: 'x.plist', name: 'x' }], { from: now * 1000, zone, count: 3 })[0]!;
}

const timesOf = ({ runs }: NextRuns) => runs.map(({ at }) => at / 1000).join(' ');

/** What the notes or the reasons of a run must say, by the mechanism that makes launchd do otherwise. */
const EXPLAINED: Readonly<Record<string, RegExp>> = {
  'DAY-SPILLS-OVER': /counts on into the next month|never comes, but the 10\.9 source runs the job on/,
  'WEEKDAY-IGNORES-MONTH': /Month does not count beside Weekday/,
  'MINUTE-59-CARRY': /once more in the minute after/,
  DST: /The clock is put (?:forward|back)|The clock shows this minute twice/,
};

describe(`svc next and the calendar cases${SKIPPED}`, () => {
  it.skipIf(!SHARED)('names the very runs where launchd keeps to its manual', () => {
    const agreeing = cases.filter((one) => one.agrees && isPlain(one));
    expect(agreeing.length).toBeGreaterThanOrEqual(315);
    const got = agreeing.map((one) => [one.id, timesOf(answer(one))]);
    expect(got).toEqual(agreeing.map(({ id, apple }) => [id, apple]));
  });

  it.skipIf(!SHARED)('explains what launchd does otherwise', () => {
    const others = cases.filter((one) => !one.agrees);
    expect(others.length).toBeGreaterThan(100);
    const unexplained = others.filter((one) => {
      const { runs, notes } = answer(one);
      const said = [...notes, ...runs.map(({ why = '' }) => why)].join('\n');
      const reasons = one.reason.replaceAll(/\bDST-\w+\([^)]*\)/g, 'DST').split(' ');
      // What never comes by the manual has no time to be approximate.
      return !reasons.every((reason) => (reason === 'DST' && runs.length === 0) || EXPLAINED[reason]!.test(said));
    });
    expect(unexplained).toEqual([]);
  });

  it.skipIf(!SHARED)('says what is dropped, ignored or taken for every value', () => {
    const odd = cases.filter((one) => one.importNotes !== '-' || isMisspelt(one));
    expect(odd.length).toBeGreaterThan(20);
    for (const one of odd) {
      expect(answer(one).notes.join('\n'), one.id).toMatch(
        /launchd drops it|whole entry is dropped|does not take matches every value|never starts the job/,
      );
    }
  });
});

const peers = readCases(readFileSync(join(import.meta.dirname, '../cases/peers.yaml'), 'utf8'));
const START = Date.UTC(2026, 0, 1, 12, 30);
const MINUTE = 60_000;

/** The first three runs of a year, minute by minute, by nothing but the sentences of the manual. */
function scanned(entries: readonly CalendarTime[]): number[] {
  const found: number[] = [];
  for (let at = START + MINUTE; at < START + 366 * 1440 * MINUTE && found.length < 3; at += MINUTE) {
    const date = new Date(at);
    const matches = ({ Minute, Hour, Day, Weekday, Month }: CalendarTime) => {
      if (Minute !== undefined && Minute !== date.getUTCMinutes()) return false;
      if (Hour !== undefined && Hour !== date.getUTCHours()) return false;
      if (Month !== undefined && Month !== date.getUTCMonth() + 1) return false;
      const day = Day === date.getUTCDate();
      const weekday = Weekday !== undefined && Weekday % 7 === date.getUTCDay();
      return (Day === undefined && Weekday === undefined) || day || weekday;
    };
    if (entries.some(matches)) found.push(at);
  }
  return found;
}

describe('svc next and the schedules of other service managers', () => {
  const scheduled = peers
    .filter(({ area }) => area === 'schedule')
    .flatMap(({ id, given, expect: expectation }) =>
      variantsOf(given).map((variant, i) => ({ id: `${id} ${i + 1}`, run: runCase(variant.given, expectation) })),
    )
    .filter(({ run }) => run.files.some(({ dict }) => dict.StartCalendarInterval !== undefined));

  it.each(scheduled)('$id runs when its rendered property list says', ({ run }) => {
    for (const { xml, dict } of run.files) {
      const { root } = readPlist(new TextEncoder().encode(xml));
      if (root?.kind !== 'dict') throw new Error('no dict');
      const asked = [{ dict: root, source: 'x.plist', name: 'x' }];
      const [next] = nextRuns(asked, { from: START, zone: new TimeZone('UTC'), count: 3 });
      expect(next!.runs.map(({ at }) => at).filter((at) => at < START + 366 * 1440 * MINUTE)).toEqual(
        scanned(calendarOf(dict)),
      );
    }
  });

  it('are many, and one entry and an array of it are the same schedule (sc-12-single-form)', () => {
    expect(scheduled.length).toBeGreaterThanOrEqual(8);
    const forms = scheduled.filter(({ id }) => id.startsWith('sc-12-single-form'));
    const answers = forms.map(({ run }) => {
      const { root } = readPlist(new TextEncoder().encode(run.files[0]!.xml));
      if (root?.kind !== 'dict') throw new Error('no dict');
      return nextRuns([{ dict: root, source: '', name: '' }], { from: START, zone: new TimeZone('UTC'), count: 3 });
    });
    expect(answers).toHaveLength(2);
    expect(answers[0]).toEqual(answers[1]);
  });
});
