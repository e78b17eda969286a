/**
 * Calendar cases worked out by the published source of launchd (OS X 10.9) and, beside it, by a search of all minutes
 * under the documented rules: `cases/calendar.tsv` in SVC_SHARED. Times in it are seconds.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SHARED = process.env.SVC_SHARED;
/** For the name of a test that needs the cases. */
export const SKIPPED = SHARED ? '' : ' (skipped: SVC_SHARED is not set)';

export interface CalendarCase {
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

function readCases(): CalendarCase[] {
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

/** None without SVC_SHARED. */
export const cases = SHARED ? readCases() : [];
/** Members that are written otherwise: 10.9 took any letter case, macOS since 10.12 does not. */
export const isMisspelt = ({ spec }: CalendarCase) => /"[a-z]+":|"[A-Z]{2}/.test(spec);
export const isPlain = (one: CalendarCase) => one.importNotes === '-' && !isMisspelt(one);
