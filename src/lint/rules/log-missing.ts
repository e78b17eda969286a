import { SCHEDULE_KEYS } from '../../launchd/starting-keys.ts';
import { commandOf } from '../command.ts';
import type { Job } from '../job.ts';
import { hasSchedule, isMeant, isRestarted } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

export const logMissing: Rule = {
  id: 'log-missing',
  group: 'logs and environment',
  level: 'warning',
  strict: true,
  summary: 'A kept-alive or timed job without StandardErrorPath.',
  docs: {
    why: "Without the key, standard error goes to /dev/null: when the program fails, nothing says why. That costs most where nobody looks on: in a job that runs by the clock or is started again and again. Apple's own jobs write to the system log and are left alone. Source: launchd.plist(5).",
    bad: '<key>StartInterval</key>\n<integer>3600</integer>',
    good: '<key>StartInterval</key>\n<integer>3600</integer>\n<key>StandardErrorPath</key>\n<string>/Users/user/Library/Logs/backup.err.log</string>',
    fix: 'Write StandardErrorPath, with a path in ~/Library/Logs (written out) for an agent, in /Library/Logs or /usr/local/var/log for a daemon. The folder must be there, and the user of the job must be allowed to write in it.',
    silence: 'When the program writes a log of its own, or to the system log.',
  },
  needs: { keys: ['KeepAlive', ...SCHEDULE_KEYS], without: ['StandardErrorPath'] },
  check(job, report) {
    const isKept = isRestarted(job);
    if ((!isKept && !hasSchedule(job)) || job.isApple || isMeant(job, 'StandardErrorPath')) return;
    // With this key the socket is the program's standard error.
    if (job.has('inetdCompatibility') || redirects(job)) return;
    const what = isKept ? 'This job is kept alive' : 'This job runs by the clock';
    report(job.root, {
      message: `${what} without StandardErrorPath: what it says when it fails goes to /dev/null.`,
      help: 'Write StandardErrorPath with a file in /Users/<name>/Library/Logs or, for a daemon, in /Library/Logs.',
    });
  },
};

/** Does its shell send the output somewhere itself? */
function redirects(job: Job): boolean {
  const command = commandOf(job);
  const text = command?.shellLine?.text;
  return text?.commands.some(({ redirected, then }) => redirected || then === '|' || then === '|&') ?? false;
}
