import { quoted } from '../../launchd/quoted.ts';
import { TMP_SIGN } from '../known-signs.ts';
import type { Rule } from '../rule.ts';

const LOG_KEYS = ['StandardOutPath', 'StandardErrorPath'];
const EMPTIED = /^(?:\/private)?\/tmp\//;
/** hier(7): kept between reboots. */
const KEPT = /^(?:\/private)?\/var\/tmp\//;

export const logInTmp: Rule = {
  id: 'log-in-tmp',
  group: 'logs and environment',
  level: 'warning',
  summary: 'A log file in a folder that everyone may write to and that is emptied.',
  docs: {
    why: '/tmp is emptied when the machine starts, so the log is gone just when it is wanted. And everyone may create files in it: whoever is first makes the file his own, and a job that may not write there does not start. In /var/tmp only the second is true. Source: hier(7); for the log file of somebody else, agent-beacon PR 510.',
    bad: '<key>StandardErrorPath</key>\n<string>/tmp/server.err.log</string>',
    good: '<key>StandardErrorPath</key>\n<string>/Users/user/Library/Logs/server.err.log</string>',
    fix: 'Move it to ~/Library/Logs (written out), for a daemon to /Library/Logs. The folder must be there.',
    silence: 'When nobody needs the log after a restart.',
  },
  needs: { keys: LOG_KEYS, sign: TMP_SIGN },
  check(job, report) {
    for (const key of LOG_KEYS) {
      const path = job.text(key);
      if (path === undefined || !path.includes('/tmp/')) continue;
      const help = `Write a path in ${job.scope === 'daemon' ? '/Library/Logs' : '/Users/<name>/Library/Logs'}.`;
      if (EMPTIED.test(path)) {
        const message = `The log ${quoted(path)} lies in /tmp: it is gone after a restart, and everyone may write there.`;
        report(job.at(key), { message, help });
      } else if (KEPT.test(path)) {
        const message = `The log ${quoted(path)} lies in /var/tmp: everyone may write there.`;
        report(job.at(key), { severity: 'info', message, help });
      }
    }
  },
};
