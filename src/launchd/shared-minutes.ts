/** Which jobs run in one and the same minute. */
import { type CalendarTime, fallsOn } from './calendar.ts';

interface IndexedEntry {
  readonly job: number;
  readonly time: CalendarTime;
}

/** Calendars of many jobs, found by the time of day: that of each job need not be searched for every minute. */
export class MinuteIndex {
  readonly #entries = new Map<string, IndexedEntry[]>();

  /** @param job its number, in ascending calls @param times entries as `importCalendar` accepts them */
  add(job: number, times: readonly CalendarTime[]): void {
    for (const time of times) {
      const key = keyOf(time.Hour, time.Minute);
      const sharing = this.#entries.get(key);
      if (sharing) sharing.push({ job, time });
      else this.#entries.set(key, [{ job, time }]);
    }
  }

  /** The jobs that run at a wall-clock time (as `time-zone.ts` has it, a whole minute), ascending. */
  jobsAt(wallClock: number): number[] {
    const date = new Date(wallClock);
    const day = { month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
    const jobs = new Set<number>();
    for (const hour of [date.getUTCHours(), undefined]) {
      for (const minute of [date.getUTCMinutes(), undefined]) {
        for (const { job, time } of this.#entries.get(keyOf(hour, minute)) ?? []) if (fallsOn(time, day)) jobs.add(job);
      }
    }
    return [...jobs].sort((a, b) => a - b);
  }
}

function keyOf(hour: number | undefined, minute: number | undefined): string {
  return `${hour ?? '*'}:${minute ?? '*'}`;
}
