import type { Rule } from '../rule.ts';

/** Raised by the engine, which knows the other jobs of a run. */
export const logShared: Rule = {
  id: 'log-shared',
  group: 'logs and environment',
  level: 'info',
  summary: 'Two jobs write one file.',
  docs: {
    why: 'Both append to it: their lines stand among one another, and who takes the file away or empties it does so for both. An agent can not write to the file that a daemon made, and then does not start (exit code 78 was reported). Jobs are compared that lie in one folder, or in LaunchAgents and LaunchDaemons side by side; two keys of one job may well name one file. Source: launchd.plist(5), agent-beacon PR 510.',
    bad: '<!-- and the same in another job -->\n<key>StandardErrorPath</key>\n<string>/usr/local/var/log/jobs.log</string>',
    good: '<key>StandardErrorPath</key>\n<string>/usr/local/var/log/backup.err.log</string>',
    fix: 'Give each job a file of its own, best named after its label.',
    silence: 'When the jobs belong together and are read together.',
  },
};
