import { dateName, isPossibleDate, monthName, monthsWithout, overflowName } from '../../launchd/calendar.ts';
import { listed } from '../../launchd/word-list.ts';
import { atMember, calendarEntries } from '../calendar.ts';
import type { Rule } from '../rule.ts';

export const calendarShortMonth: Rule = {
  id: 'calendar-short-month',
  group: 'calendar',
  level: 'warning',
  summary: 'Day 29, 30 or 31: not every month has it.',
  docs: {
    why: 'Day 31 is not the last day of every month. In months without it the run is not simply skipped: in the source of OS X 10.9 launchd counts on into the next month, so Day 31 also runs on May 1, July 1, October 1, December 1 and March 2 or 3, and February 29 on March 1 in other years. Later systems have not been verified. Source: launchd-842 core.c.',
    bad: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Day</key>\n  <integer>31</integer>\n  <key>Hour</key>\n  <integer>9</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    good: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Day</key>\n  <integer>1</integer>\n  <key>Hour</key>\n  <integer>9</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    fix: 'Use a day from 1 to 28. For the last day of a month, run on Day 28 to 31 and let the program check whether tomorrow is the first; or run on Day 1 for the month before.',
    silence: 'When the program checks the date itself.',
  },
  needs: { keys: ['StartCalendarInterval'] },
  check(job, report) {
    for (const entry of calendarEntries(job)) {
      const { Month, Day } = entry.time;
      if (Day === undefined || entry.unclear.has('Month')) continue;
      if (Month !== undefined && !isPossibleDate({ month: Month, day: Day })) continue; // calendar-impossible-date
      const without = monthsWithout(Day).filter((month) => Month === undefined || month === Month);
      if (without.length === 0) continue;
      const days = without.map((month) => overflowName({ month, day: Day })!);
      const lacking =
        Day === 29
          ? 'A year that is no leap year has no February 29'
          : `${listed(without.map(monthName))} ${without.length === 1 ? 'has' : 'have'} no day ${Day}`;
      report(atMember(entry, 'Day'), {
        message: `${lacking}: in the 10.9 source launchd then runs the job on ${Day === 29 ? dateName({ month: 3, day: 1 }) : listed(days)}; later systems are not verified.`,
        help: 'Use a day up to 28, or let the program check the date.',
      });
    }
  },
};
