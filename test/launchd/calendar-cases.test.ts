/** The calendar of launchd, held against `cases/calendar.tsv` (see support/calendar-cases.ts). */
import { describe, expect, it } from 'vitest';
import { firesAfter, isApproximate } from '../../src/launchd/calendar-fires.ts';
import { importCalendar } from '../../src/launchd/calendar-import.ts';
import { type CalendarNoteKind, calendarNotes } from '../../src/launchd/calendar-notes.ts';
import { TimeZone } from '../../src/launchd/time-zone.ts';
import { nodeOfValue } from '../../src/lint/node-of.ts';
import type { PlistValue } from '../../src/plist/value.ts';
import { type CalendarCase, cases, isMisspelt, isPlain, SHARED, SKIPPED } from '../support/calendar-cases.ts';

const zones = new Map<string, TimeZone>();

function solve({ zone: name, now, spec }: CalendarCase) {
  const zone = zones.get(name) ?? new TimeZone(name);
  zones.set(name, zone);
  const imported = importCalendar(nodeOfValue(JSON.parse(spec) as PlistValue));
  const fires = firesAfter(imported.entries, now * 1000, zone, { count: 3 });
  const kinds: readonly CalendarNoteKind[] = calendarNotes(imported.entries).map(({ kind }) => kind);
  return { imported, fires, kinds, times: fires.map(({ at }) => at / 1000).join(' ') };
}

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
