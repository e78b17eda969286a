import { calendarTimeKey } from '../../launchd/calendar.ts';
import { atEntry, calendarEntries } from '../calendar.ts';
import type { Rule } from '../rule.ts';

export const calendarDuplicate: Rule = {
  id: 'calendar-duplicate',
  group: 'calendar',
  level: 'warning',
  summary: 'The same time twice in one calendar.',
  docs: {
    why: 'Two entries for one moment start the job once, so one of them is too much, and most often another time was meant. Weekday 0 and 7 are both Sunday. Source: launchd.plist(5), launchd-842 core.c.',
    bad: '<key>StartCalendarInterval</key>\n<array>\n  <dict>\n    <key>Weekday</key>\n    <integer>0</integer>\n    <key>Hour</key>\n    <integer>9</integer>\n    <key>Minute</key>\n    <integer>0</integer>\n  </dict>\n  <dict>\n    <key>Weekday</key>\n    <integer>7</integer>\n    <key>Hour</key>\n    <integer>9</integer>\n    <key>Minute</key>\n    <integer>0</integer>\n  </dict>\n</array>',
    good: '<key>StartCalendarInterval</key>\n<array>\n  <dict>\n    <key>Weekday</key>\n    <integer>0</integer>\n    <key>Hour</key>\n    <integer>9</integer>\n    <key>Minute</key>\n    <integer>0</integer>\n  </dict>\n  <dict>\n    <key>Weekday</key>\n    <integer>6</integer>\n    <key>Hour</key>\n    <integer>9</integer>\n    <key>Minute</key>\n    <integer>0</integer>\n  </dict>\n</array>',
    fix: 'Remove one of them, or write the time that was meant.',
    silence: 'Never.',
  },
  needs: { keys: ['StartCalendarInterval'] },
  check(job, report) {
    const entries = calendarEntries(job);
    if (entries.length < 2) return;
    const first = new Map<string, { readonly place: string; readonly weekday: number | undefined }>();
    for (const entry of entries) {
      if (entry.members.length > Object.keys(entry.time).length) continue; // calendar-value speaks of it
      const key = calendarTimeKey(entry.time);
      const other = first.get(key);
      if (!other) {
        first.set(key, { place: entry.path.at(-1)!, weekday: entry.time.Weekday });
        continue;
      }
      const sunday = other.weekday === entry.time.Weekday ? '' : ' (Weekday 0 and 7 are both Sunday)';
      report(atEntry(entry), {
        message: `This entry means the same time as entry ${Number(other.place) + 1}${sunday}: the job starts once for both.`,
        help: 'Remove one of them, or write the time that was meant.',
      });
    }
  },
};
