/**
 * Calendar cases worked out by the published source of launchd (OS X 10.9) and, beside it, by a search of all minutes
 * under the documented rules: `cases/calendar.tsv` in SVC_SHARED. Times in it are seconds.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firesAfter, isApproximate } from '../../src/launchd/calendar-fires.ts';
import { importCalendar } from '../../src/launchd/calendar-import.ts';
import { type CalendarNoteKind, calendarNotes } from '../../src/launchd/calendar-notes.ts';
import { TimeZone } from '../../src/launchd/time-zone.ts';
import { nodeOfValue } from '../../src/lint/node-of.ts';
import type { PlistValue } from '../../src/plist/value.ts';

const SHARED = process.env.SVC_SHARED;
const SKIPPED = SHARED ? '' : ' (skipped: SVC_SHARED is not set)';

interface Case {
  readonly id: string;
  readonly zone: string;
  readonly now: number;
  readonly spec: string;
  readonly importNotes: string;
  readonly apple: string;
  readonly documented: string;
  readonly agrees: boolean;
  readonly reason: string;
}

function readCases(): Case[] {
  const [head, ...lines] = readFileSync(join(SHARED!, 'cases/calendar.tsv'), 'utf8').trimEnd().split('\n');
  const names = head!.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string) => cells[names.indexOf(name)]!;
    return {
      id: cell('id'),
      zone: cell('tz'),
      now: Number(cell('now')),
      spec: cell('spec'),
      importNotes: cell('import_notes'),
      apple: timesIn([cell('fire1'), cell('fire2'), cell('fire3')]),
      documented: timesIn(cell('bruteforce_documented').split(',')),
      agrees: cell('verdict') === 'agree',
      reason: cell('reason'),
    };
  });
}

/** Seconds as text; empty for never, however that is written. */
function timesIn(cells: readonly string[]): string {
  return cells.filter((cell) => /^\d+$/.test(cell)).join(' ');
}

const zones = new Map<string, TimeZone>();

function solve({ zone: name, now, spec }: Case) {
  const zone = zones.get(name) ?? new TimeZone(name);
  zones.set(name, zone);
  const imported = importCalendar(nodeOfValue(JSON.parse(spec) as PlistValue));
  const fires = firesAfter(imported.entries, now * 1000, zone, { count: 3 });
  const kinds: readonly CalendarNoteKind[] = calendarNotes(imported.entries).map(({ kind }) => kind);
  return { imported, fires, kinds, times: fires.map(({ at }) => at / 1000).join(' ') };
}

const cases = SHARED ? readCases() : [];
/** Members that are written otherwise: 10.9 took any letter case, macOS since 10.12 does not. */
const isMisspelt = ({ spec }: Case) => /"[a-z]+":|"[A-Z]{2}/.test(spec);
const isPlain = (one: Case) => one.importNotes === '-' && !isMisspelt(one);

describe(`calendar cases${SKIPPED}`, () => {
  it.skipIf(!SHARED)('run when launchd runs them, where it keeps to its manual', () => {
    const agreeing = cases.filter((one) => one.agrees && isPlain(one));
    expect(agreeing.length).toBeGreaterThanOrEqual(315);
    const wrong = agreeing.flatMap((one) =>
      solve(one).times === one.apple ? [] : [{ ...one, got: solve(one).times }],
    );
    expect(wrong).toEqual([]);
  });

  it.skipIf(!SHARED)('run when the manual says, where launchd does otherwise or imports only part of them', () => {
    const wrong = cases
      .filter((one) => !isMisspelt(one))
      // The search behind this column ended after some years; what it found must be the first that is found here.
      .flatMap((one) => (solve(one).times.startsWith(one.documented) ? [] : [{ ...one, got: solve(one).times }]));
    expect(wrong).toEqual([]);
  });

  it.skipIf(!SHARED)('have a note that explains what launchd does otherwise', () => {
    const unexplained = cases
      .filter((one) => !one.agrees)
      .filter((one) => {
        const { fires, kinds } = solve(one);
        const apple = one.apple.split(' ').map(Number);
        const firstWrong = apple.findIndex((time, i) => time * 1000 !== fires[i]?.at);
        const explained: Record<string, boolean> = {
          'DAY-SPILLS-OVER': kinds.includes('short-month') || kinds.includes('impossible-date'),
          'WEEKDAY-IGNORES-MONTH': kinds.includes('month-with-weekday'),
          'MINUTE-59-CARRY': kinds.includes('no-minute'),
          // What never comes by the manual has no time to be approximate.
          DST: fires.length === 0 || fires.slice(0, firstWrong + 1).some(isApproximate),
        };
        const reasons = one.reason.replaceAll(/\bDST-\w+\([^)]*\)/g, 'DST').split(' ');
        return !reasons.every((reason) => explained[reason]);
      });
    expect(unexplained).toEqual([]);
  });

  it.skipIf(!SHARED)('say what is dropped, ignored or taken for every value', () => {
    const odd = cases.filter((one) => one.importNotes !== '-' || isMisspelt(one));
    expect(odd.length).toBeGreaterThan(20);
    for (const one of odd) expect([one.id, solve(one).imported.notes]).not.toEqual([one.id, []]);
    for (const one of odd.filter(({ importNotes }) => /REJECTED|not-dict/.test(importNotes))) {
      expect([one.id, solve(one).imported.entries]).toEqual([one.id, []]);
    }
  });
});
