import { oneShotProgram } from '../../launchd/one-shot.ts';
import { atCondition, hasSchedule, restartConditions, scheduleKey, throttleOf } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

export const keepaliveSuccessLoop: Rule = {
  id: 'keepalive-success-loop',
  group: 'life cycle',
  level: 'warning',
  summary: 'SuccessfulExit true with a program that ends: it runs in a loop.',
  docs: {
    why: 'SuccessfulExit true means: restart for as long as it exits with 0. A command that does its work and ends, or one that runs by a schedule, is then started again every throttle interval, and no more once it fails. Most often false was meant. Source: launchd.plist(5).',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/bin/rsync</string>\n  <string>-a</string>\n  <string>/srv/data/</string>\n  <string>/srv/copy/</string>\n</array>\n<key>KeepAlive</key>\n<dict>\n  <key>SuccessfulExit</key>\n  <true/>\n</dict>',
    good: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/bin/rsync</string>\n  <string>-a</string>\n  <string>/srv/data/</string>\n  <string>/srv/copy/</string>\n</array>\n<key>StartInterval</key>\n<integer>3600</integer>',
    fix: 'For a retry after failure write SuccessfulExit false; for runs again and again, a schedule.',
    silence: 'When the loop is meant, and its pace is the throttle interval.',
  },
  needs: { keys: ['KeepAlive'] },
  check(job, report) {
    const conditions = restartConditions(job);
    if (conditions?.successfulExit !== true) return;
    const args = job.args;
    const command = args && oneShotProgram(args);
    const scheduled = hasSchedule(job);
    if (command === undefined && !scheduled) return;
    const why = scheduled
      ? `a program that ${scheduleKey(job)} starts ends again`
      : `${JSON.stringify(command)} ends by itself`;
    const pace = throttleOf(job);
    report(atCondition(job, 'SuccessfulExit'), {
      message: `SuccessfulExit true restarts the program after every exit with 0, and ${why}: it runs in a loop${pace ? `, up to every ${pace} seconds` : ''}.`,
      help: 'For a retry after failure write SuccessfulExit false; for runs by the clock, a schedule without KeepAlive.',
    });
  },
};
