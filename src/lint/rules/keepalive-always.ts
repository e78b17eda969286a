import { hasSchedule, recycles } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

export const keepaliveAlways: Rule = {
  id: 'keepalive-always',
  group: 'life cycle',
  level: 'info',
  summary: 'KeepAlive true restarts after a clean exit too.',
  docs: {
    why: 'With KeepAlive true launchd starts the program again however it ended, exit 0 included: it cannot end itself on purpose, and one that has nothing to do runs in a loop. SuccessfulExit false restarts it after failures only. Source: launchd.plist(5).',
    bad: '<key>KeepAlive</key>\n<true/>',
    good: '<key>KeepAlive</key>\n<dict>\n  <key>SuccessfulExit</key>\n  <false/>\n</dict>',
    fix: 'Use SuccessfulExit false when an exit with 0 means that the program is done. One that handles SIGTERM with exit 0 then stays down after somebody else’s kill.',
    silence: 'For a server that must always be there, with that as the reason.',
  },
  needs: { keys: ['KeepAlive'] },
  check(job, report) {
    if (job.keepAlive !== true || hasSchedule(job) || job.isTrue('LaunchOnlyOnce') || recycles(job)) return;
    report(job.at('KeepAlive'), {
      message: 'KeepAlive true restarts the program after a clean exit (status 0) too.',
      help: 'To restart it after failures only, write a dict with SuccessfulExit false; if always is meant, silence this with the reason.',
    });
  },
};
