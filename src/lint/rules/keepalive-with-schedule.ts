import { SCHEDULE_KEYS } from '../../launchd/starting-keys.ts';
import { hasSchedule, restartConditions, scheduleKey } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

export const keepaliveWithSchedule: Rule = {
  id: 'keepalive-with-schedule',
  group: 'life cycle',
  level: 'error',
  summary: 'KeepAlive makes a schedule pointless.',
  docs: {
    why: 'KeepAlive true keeps the program running all the time, starting at load: the schedule finds it running or waiting for its restart and does nothing. With a condition, the job starts at load and restarts beside its schedule, which some want as a retry. Source: launchd.plist(5).',
    bad: '<key>KeepAlive</key>\n<true/>\n<key>StartCalendarInterval</key>\n<dict>\n  <key>Hour</key>\n  <integer>3</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    good: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Hour</key>\n  <integer>3</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    fix: 'Remove KeepAlive from a task that runs at times, the schedule from a program that runs for ever.',
    silence: 'With SuccessfulExit false, when the job is to be tried again until it succeeds.',
  },
  needs: { keys: SCHEDULE_KEYS },
  check(job, report) {
    if (!hasSchedule(job)) return;
    const schedule = scheduleKey(job);
    if (job.keepAlive === true) {
      report(job.at('KeepAlive'), {
        message: `KeepAlive true keeps the program running from load on, so its ${schedule} does nothing.`,
        help: `Remove KeepAlive if it is a task that ends, ${schedule} if it runs for ever.`,
      });
      return;
    }
    const conditions = restartConditions(job);
    if (!conditions || conditions.successfulExit === true) return; // true there: keepalive-success-loop
    const atLoad = conditions.successfulExit !== undefined || conditions.crashed !== undefined;
    report(job.at('KeepAlive'), {
      severity: 'info',
      message: `KeepAlive and ${schedule} both start this job: ${atLoad ? 'it also starts at load, and again' : 'it also starts'} whenever a condition of KeepAlive holds.`,
      help: `Remove KeepAlive unless these starts beside the schedule are wanted.`,
    });
  },
};
