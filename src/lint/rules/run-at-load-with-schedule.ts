import { isRestarted } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

export const runAtLoadWithSchedule: Rule = {
  id: 'run-at-load-with-schedule',
  group: 'life cycle',
  level: 'info',
  summary: 'A calendar job that also runs at every load.',
  docs: {
    why: 'RunAtLoad starts the job whenever it is loaded: at boot or login, and each time its file is installed anew. A nightly report then also comes on Monday morning. With StartInterval it is the usual way to have the first run at once, so nothing is said there. Source: launchd.plist(5).',
    bad: '<key>RunAtLoad</key>\n<true/>\n<key>StartCalendarInterval</key>\n<dict>\n  <key>Hour</key>\n  <integer>3</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    good: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Hour</key>\n  <integer>3</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    fix: 'Remove RunAtLoad, unless the job is to make up for runs missed while the machine was off and may safely run twice.',
    silence: 'When the run at load makes up for missed ones.',
  },
  needs: { keys: ['StartCalendarInterval'] },
  check(job, report) {
    if (!job.isTrue('RunAtLoad') || job.calendar.length === 0 || isRestarted(job)) return;
    report(job.at('RunAtLoad'), {
      message: 'RunAtLoad also runs this calendar job at every boot or login and whenever it is loaded anew.',
      help: 'Remove it, unless it makes up for runs missed while the machine was off.',
    });
  },
};
