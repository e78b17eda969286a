import { shortestGap } from '../../launchd/calendar.ts';
import { durationName } from '../../launchd/throttle.ts';
import { calendarEntries } from '../calendar.ts';
import { throttleOf } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

export const throttleBlocksSchedule: Rule = {
  id: 'throttle-blocks-schedule',
  group: 'life cycle',
  level: 'warning',
  summary: 'A calendar job whose ThrottleInterval is as long as the gap between its runs.',
  docs: {
    why: 'ThrottleInterval counts from one start to the next, whatever starts the job. When it is as long as the gap between two runs, one late start (after sleep, at login, by hand) pushes the next run out, to another time of day than the calendar says. Source: launchd-842 core.c.',
    bad: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Hour</key>\n  <integer>9</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>\n<key>ThrottleInterval</key>\n<integer>86400</integer>',
    good: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Hour</key>\n  <integer>9</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>\n<key>ThrottleInterval</key>\n<integer>60</integer>',
    fix: 'Remove ThrottleInterval, or make it much shorter than the gap. The calendar alone keeps the runs apart; that a second run on one day does nothing is for the program to see to.',
    silence: 'When two starts must never be closer than that and the time of day does not matter.',
  },
  needs: { keys: ['StartCalendarInterval'] },
  check(job, report) {
    const throttle = job.has('ThrottleInterval') ? throttleOf(job) : undefined;
    if (throttle === undefined || throttle < 60 || job.keepAlive === true) return;
    const entries = calendarEntries(job);
    // One entry with a minute does not run twice in an hour.
    if (entries.length < 2 && throttle < 3600) return;
    // One run a minute by mistake has its own finding, and an entry that is not clear has no times.
    if (entries.some(({ time, unclear }) => time.Minute === undefined || unclear.size > 0)) return;
    const gap = shortestGap(entries.map(({ time }) => time));
    if (gap === undefined || throttle < gap * 60) return;
    const apart = durationName(gap * 60);
    const long = durationName(throttle);
    report(job.at('ThrottleInterval'), {
      message:
        throttle === gap * 60
          ? `ThrottleInterval is as long (${long}) as the gap between two runs of the calendar: after one late start launchd holds the next run back.`
          : `ThrottleInterval (${long}) is longer than the ${apart} between two runs of the calendar: launchd holds runs back.`,
      help: 'Remove it or make it much shorter; the calendar keeps the runs apart.',
    });
  },
};
