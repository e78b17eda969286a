import { dateName, isPossibleDate, overflowName } from '../../launchd/calendar.ts';
import { atMember, calendarEntries } from '../calendar.ts';
import type { Rule } from '../rule.ts';

export const calendarImpossibleDate: Rule = {
  id: 'calendar-impossible-date',
  group: 'calendar',
  level: 'error',
  summary: 'A date that no year has, such as February 30.',
  docs: {
    why: 'launchd does not refuse a date that never comes. In the source of OS X 10.9 it counts on into the next month: February 30 runs on March 2, April 31 on May 1. Source: launchd-842 core.c.',
    bad: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Month</key>\n  <integer>2</integer>\n  <key>Day</key>\n  <integer>30</integer>\n  <key>Hour</key>\n  <integer>9</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    good: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Month</key>\n  <integer>2</integer>\n  <key>Day</key>\n  <integer>28</integer>\n  <key>Hour</key>\n  <integer>9</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    fix: 'Write a day that the month has.',
    silence: 'Never.',
  },
  needs: { keys: ['StartCalendarInterval'] },
  check(job, report) {
    for (const entry of calendarEntries(job)) {
      const { Month, Day } = entry.time;
      if (Month === undefined || Day === undefined) continue;
      const date = { month: Month, day: Day };
      if (isPossibleDate(date)) continue;
      report(atMember(entry, 'Day'), {
        message: `${dateName(date)} never comes; in the 10.9 source launchd runs the job on ${overflowName(date)} instead.`,
        help: 'Write a day that the month has.',
      });
    }
  },
};
