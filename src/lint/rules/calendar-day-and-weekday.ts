import { dateName, weekdayName } from '../../launchd/calendar.ts';
import { atMember, calendarEntries } from '../calendar.ts';
import type { Rule } from '../rule.ts';

export const calendarDayAndWeekday: Rule = {
  id: 'calendar-day-and-weekday',
  group: 'calendar',
  level: 'warning',
  summary: 'Day and Weekday in one entry: either one is enough.',
  docs: {
    why: 'With both members in one entry the job starts when either matches, as with cron: Day 13 and Weekday 5 mean every Friday and every 13th, not Friday the 13th. Source: launchd.plist(5), launchd-842 core.c.',
    bad: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Day</key>\n  <integer>1</integer>\n  <key>Weekday</key>\n  <integer>1</integer>\n  <key>Hour</key>\n  <integer>9</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    good: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Day</key>\n  <integer>1</integer>\n  <key>Hour</key>\n  <integer>9</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    fix: 'If either is meant, write two entries, so that everybody sees it. If both must hold, keep one member and let the program check the other.',
    silence: 'When either is meant and the entry must stay one.',
  },
  needs: { keys: ['StartCalendarInterval'] },
  check(job, report) {
    for (const entry of calendarEntries(job)) {
      const { Month, Day, Weekday } = entry.time;
      if (Day === undefined || Weekday === undefined) continue;
      const day = Month === undefined ? `day ${Day} of the month` : dateName({ month: Month, day: Day });
      // The month holds for the day of the month alone.
      const year = Month === undefined ? '' : ' (of the whole year, in the 10.9 source)';
      report(atMember(entry, 'Weekday'), {
        message: `Day and Weekday in one entry are alternatives: this runs on every ${weekdayName(Weekday)}${year} and on ${day}, whatever day of the week that is.`,
        help: 'Write two entries if either is meant; if both must hold, keep one and let the program check the other.',
      });
    }
  },
};
