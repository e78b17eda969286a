import type { Rule } from '../rule.ts';
import { stringsIn } from '../value-checks.ts';

export const agentOnlyKey: Rule = {
  id: 'agent-only-key',
  group: 'keys',
  level: 'warning',
  summary: 'LimitLoadToSessionType without System in a daemon.',
  docs: {
    why: 'Session types tell agents apart. A daemon lives in the session System, so other names keep it from loading: recent launchd is reported to refuse it with error 134. Source: launchd-dev, 29 November 2007; geldata/gel-cli PR 740.',
    bad: '<!-- in LaunchDaemons -->\n<key>LimitLoadToSessionType</key>\n<string>Aqua</string>',
    good: '<!-- in LaunchDaemons: no LimitLoadToSessionType at all -->\n<key>RunAtLoad</key>\n<true/>',
    fix: 'Remove the key from daemons, or install the job as an agent.',
    silence: 'For a file that is moved to LaunchAgents when it is installed.',
  },
  needs: { keys: ['LimitLoadToSessionType'] },
  check(job, report) {
    if (job.scope !== 'daemon') return;
    const value = job.value('LimitLoadToSessionType');
    if (!value) return;
    const sessions = stringsIn(value).map(({ node }) => node.value.toLowerCase());
    if (sessions.length === 0 || sessions.includes('system')) return;
    report(job.at('LimitLoadToSessionType'), {
      message:
        'A daemon lives in the session System, which is not named here: launchd is reported to refuse it (error 134).',
      help: 'Remove LimitLoadToSessionType, or install the job as an agent.',
    });
  },
};
