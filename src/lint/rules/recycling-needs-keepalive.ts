import { RECYCLING_SIGN } from '../known-signs.ts';
import { recycles, restartConditions } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

export const recyclingNeedsKeepalive: Rule = {
  id: 'recycling-needs-keepalive',
  group: 'life cycle',
  level: 'error',
  summary: 'A server that recycles leaves with exit 0, and SuccessfulExit false does not restart it.',
  docs: {
    why: 'uvicorn as a single process ends with exit 0 once it has served --limit-max-requests requests; it counts on somebody to start it again. SuccessfulExit false restarts it after failures only, so the service is down from its first recycling on. With --workers above 1 its own supervisor restarts the workers. Source: uvicorn, server.py; launchd.plist(5).',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/uvicorn</string>\n  <string>app:api</string>\n  <string>--limit-max-requests</string>\n  <string>10000</string>\n</array>\n<key>KeepAlive</key>\n<dict>\n  <key>SuccessfulExit</key>\n  <false/>\n</dict>',
    good: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/uvicorn</string>\n  <string>app:api</string>\n  <string>--limit-max-requests</string>\n  <string>10000</string>\n</array>\n<key>KeepAlive</key>\n<true/>',
    fix: 'Write KeepAlive true, or drop the limit.',
    silence: 'When a wrapper turns the exit status into another one.',
  },
  needs: { keys: ['KeepAlive'], sign: RECYCLING_SIGN },
  check(job, report) {
    const conditions = restartConditions(job);
    if (conditions?.successfulExit !== false || conditions.crashed === false || conditions.others) return;
    if (!recycles(job)) return;
    report(job.at('KeepAlive'), {
      message:
        'With --limit-max-requests uvicorn leaves with exit 0 after so many requests, and SuccessfulExit false does not restart it then: the service stays down.',
      help: 'Write KeepAlive true, or remove --limit-max-requests.',
    });
  },
};
