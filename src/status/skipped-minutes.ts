/** Runs that do not come because a clock change skips their minute. */
import type { CalendarTime } from '../launchd/calendar.ts';
import type { Fire } from '../launchd/calendar-fires.ts';
import { MinuteIndex } from '../launchd/shared-minutes.ts';
import type { ClockChange } from '../launchd/time-zone.ts';
import { changeName, clockName } from './clock-words.ts';

const MINUTE = 60_000;
const MOST = 3;

/** Sentences on the clock changes on the way to these runs that skip a minute in which the entries would run. */
export function skippedRemarks(entries: readonly CalendarTime[], fires: readonly Fire[]): string[] {
  const forward = fires.flatMap(({ clockChanges }) => clockChanges).filter(({ before, after }) => after > before);
  if (forward.length === 0) return [];
  const index = new MinuteIndex();
  index.add(0, entries);
  const remarks = forward.flatMap((change) => {
    const minute = firstSkipped(change, index);
    if (minute === undefined) return [];
    return `${clockName(minute)} does not come when the clock ${changeName(change)}: there is no run for it by the manual, and one somewhat later in the 10.9 source.`;
  });
  return remarks.slice(0, MOST);
}

/** The first wall-clock minute that a change skips and that matches. */
function firstSkipped({ at, before, after }: ClockChange, index: MinuteIndex): number | undefined {
  const first = Math.ceil((at + before) / MINUTE) * MINUTE;
  for (let minute = first; minute < at + after; minute += MINUTE) {
    if (index.jobsAt(minute).length > 0) return minute;
  }
  return undefined;
}
