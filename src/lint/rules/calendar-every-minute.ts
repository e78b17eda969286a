import { type CalendarTime, dateName, monthName, weekdayName } from '../../launchd/calendar.ts';
import { atEntry, type CalendarEntry, calendarEntries } from '../calendar.ts';
import type { Rule, RuleFinding } from '../rule.ts';

export const calendarEveryMinute: Rule = {
  id: 'calendar-every-minute',
  group: 'calendar',
  level: 'error',
  summary: 'A calendar entry without Minute: it matches every minute.',
  docs: {
    why: 'A member that is left out matches every value. Hour 3 alone does not mean three o’clock but each minute from 3:00 to 3:59, 60 runs; Weekday, Day or Month alone mean every minute of those days, and an empty dict every minute there is. Source: launchd.plist(5).',
    bad: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Hour</key>\n  <integer>3</integer>\n</dict>',
    good: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Hour</key>\n  <integer>3</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    fix: 'Add Minute, and Hour unless every hour is meant. For a run a minute, StartInterval 60 says so plainly.',
    silence: 'When a run in each of these minutes is meant.',
  },
  needs: { keys: ['StartCalendarInterval'] },
  check(job, report) {
    for (const entry of calendarEntries(job)) {
      if (entry.time.Minute === undefined && !entry.unclear.has('Minute')) report(atEntry(entry), finding(entry));
    }
  },
};

function finding({ dict, time, unclear }: CalendarEntry): RuleFinding {
  if (dict.entries.length === 0) {
    return {
      message: 'An empty calendar entry matches every minute: 1,440 runs a day.',
      help: 'Write Hour and Minute; for a run a minute, StartInterval 60 says so plainly.',
    };
  }
  if (time.Hour !== undefined) {
    const hour = `${time.Hour}:00 to ${time.Hour}:59`;
    return {
      message: `Without Minute this matches every minute from ${hour}${daysOf(time)}: 60 runs, not one.`,
      help: 'Add Minute, for example Minute 0.',
    };
  }
  return {
    message: `Without Minute this matches every minute of ${unclear.has('Hour') ? 'its hours' : 'the day'}${daysOf(time)}${unclear.has('Hour') ? '' : ': 1,440 runs'}.`,
    help: unclear.has('Hour')
      ? 'Add Minute, for example Minute 0.'
      : 'Add Hour and Minute, for example Hour 3 and Minute 0.',
  };
}

/** " on Mondays", " on March 1": the days of an entry in words, empty for every day. */
function daysOf({ Month, Day, Weekday }: CalendarTime): string {
  if (Weekday !== undefined && Day === undefined && Month === undefined) return ` on ${weekdayName(Weekday)}s`;
  if (Weekday !== undefined) return ' on its days';
  if (Month !== undefined)
    return Day === undefined ? ` in ${monthName(Month)}` : ` on ${dateName({ month: Month, day: Day })}`;
  return Day === undefined ? '' : ` on day ${Day} of the month`;
}
