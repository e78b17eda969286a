import { DEFAULT_THROTTLE, startsADay } from '../../launchd/throttle.ts';
import type { Rule } from '../rule.ts';

export const throttleBelowTen: Rule = {
  id: 'throttle-below-ten',
  group: 'life cycle',
  level: 'warning',
  strict: true,
  summary: 'ThrottleInterval under 10 seconds.',
  docs: {
    why: 'launchd does not lift small values to its default of 10: 1 to 9 are honoured, and 0 is reported to become about a second. A program that fails at once is then started tens of thousands of times a day, each time with its share of log. That 10 is the least is svc’s policy, not launchd’s. Source: launchd-842 core.c, openclaw/openclaw PR 66538 (306,537 log lines at 1 second).',
    bad: '<key>KeepAlive</key>\n<true/>\n<key>ThrottleInterval</key>\n<integer>1</integer>',
    good: '<key>KeepAlive</key>\n<true/>\n<key>ThrottleInterval</key>\n<integer>10</integer>',
    fix: 'Write 10 or more, or leave the key out. A program that ran longer than the interval is restarted at once all the same.',
    silence: 'For a program that clients start on demand, ends soon by design and must be there again within seconds.',
  },
  needs: { keys: ['ThrottleInterval'] },
  check(job, report) {
    const seconds = job.integer('ThrottleInterval');
    if (seconds === undefined || seconds < 0 || seconds >= DEFAULT_THROTTLE) return;
    const starts = startsADay(seconds).toLocaleString('en-US');
    report(job.at('ThrottleInterval'), {
      message:
        seconds === 0
          ? `ThrottleInterval 0 does not mean no wait: reports say launchd makes it about a second, up to ${starts} starts a day when the program fails at once.`
          : `ThrottleInterval ${seconds} is honoured by launchd: it allows up to ${starts} starts a day when the program fails at once.`,
      help: `Write ${DEFAULT_THROTTLE} or more, or remove it: ${DEFAULT_THROTTLE} is the default.`,
    });
  },
};
