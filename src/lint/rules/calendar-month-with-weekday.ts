import { monthName, weekdayName } from '../../launchd/calendar.ts';
import { atMember, calendarEntries } from '../calendar.ts';
import type { Rule } from '../rule.ts';

export const calendarMonthWithWeekday: Rule = {
  id: 'calendar-month-with-weekday',
  group: 'calendar',
  level: 'warning',
  summary: 'Month beside Weekday: the month may not count.',
  docs: {
    why: 'In the source of OS X 10.9 the search by weekday looks at Weekday, Hour and Minute only: Month 10 with Weekday 1 runs on every Monday of the year. Whether later systems look at the month has not been verified. Source: launchd-842 core.c.',
    bad: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Month</key>\n  <integer>10</integer>\n  <key>Weekday</key>\n  <integer>1</integer>\n  <key>Hour</key>\n  <integer>9</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    good: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Month</key>\n  <integer>10</integer>\n  <key>Day</key>\n  <integer>1</integer>\n  <key>Hour</key>\n  <integer>9</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    fix: 'Leave the month out and let the program check it, or use days of the month.',
    silence: 'When runs in the other months do no harm, or the program checks the month.',
  },
  needs: { keys: ['StartCalendarInterval'] },
  check(job, report) {
    for (const entry of calendarEntries(job)) {
      const { Month, Weekday, Day } = entry.time;
      if (Month === undefined || Weekday === undefined || Day !== undefined || entry.unclear.has('Day')) continue;
      report(atMember(entry, 'Month'), {
        message: `Month does not count beside Weekday in the 10.9 source: this may run on every ${weekdayName(Weekday)} of the year, not only in ${monthName(Month)} (not verified on later systems).`,
        help: 'Let the program check the month, or use days of the month.',
      });
    }
  },
};
