import { isRestarted } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

export const keepaliveWithLaunchOnce: Rule = {
  id: 'keepalive-with-launch-once',
  group: 'life cycle',
  level: 'warning',
  summary: 'LaunchOnlyOnce and KeepAlive contradict each other.',
  docs: {
    why: 'LaunchOnlyOnce forbids a second start before the next boot, KeepAlive asks for one. In the source of OS X 10.9 LaunchOnlyOnce wins: once the program has ended, it stays down. Source: launchd.plist(5), launchd-842 core.c.',
    bad: '<key>LaunchOnlyOnce</key>\n<true/>\n<key>KeepAlive</key>\n<true/>',
    good: '<key>LaunchOnlyOnce</key>\n<true/>\n<key>RunAtLoad</key>\n<true/>',
    fix: 'Keep the one you mean; LaunchOnlyOnce needs RunAtLoad or another trigger.',
    silence: 'Never: one of the two does nothing.',
  },
  needs: { keys: ['LaunchOnlyOnce'] },
  check(job, report) {
    if (!job.isTrue('LaunchOnlyOnce') || !isRestarted(job)) return;
    report(job.at('LaunchOnlyOnce'), {
      message:
        'LaunchOnlyOnce forbids a second start and KeepAlive asks for it; in the 10.9 source LaunchOnlyOnce wins.',
      help: 'Remove LaunchOnlyOnce if the job must be kept alive, else write RunAtLoad in place of KeepAlive.',
    });
  },
};
