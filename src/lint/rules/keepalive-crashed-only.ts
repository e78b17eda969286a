import { EVENT_KEYS } from '../../launchd/starting-keys.ts';
import { atCondition, hasSchedule, restartConditions } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

export const keepaliveCrashedOnly: Rule = {
  id: 'keepalive-crashed-only',
  group: 'life cycle',
  level: 'warning',
  summary: 'KeepAlive with Crashed true alone.',
  docs: {
    why: 'A crash is an end by a signal such as SIGSEGV or SIGABRT. A program that gives up with exit 1, one with an uncaught exception (Python, Node) and one that gets SIGKILL did not crash in this sense, and nothing starts it again. Source: launchd.plist(5), launchd-842 core.c.',
    bad: '<key>KeepAlive</key>\n<dict>\n  <key>Crashed</key>\n  <true/>\n</dict>',
    good: '<key>KeepAlive</key>\n<dict>\n  <key>SuccessfulExit</key>\n  <false/>\n</dict>',
    fix: 'Write SuccessfulExit false: it restarts the program after every exit but 0, crashes included.',
    silence: 'When an exit with another status than 0 means that the program must stay down.',
  },
  needs: { keys: ['KeepAlive'] },
  check(job, report) {
    const conditions = restartConditions(job);
    if (conditions?.crashed !== true || conditions.others || conditions.successfulExit !== undefined) return;
    if (hasSchedule(job) || EVENT_KEYS.some((key) => job.has(key))) return;
    report(atCondition(job, 'Crashed'), {
      message:
        'Crashed true restarts the program after a crash signal only (SIGSEGV, SIGABRT …): after exit 1, an uncaught exception or SIGKILL it stays down.',
      help: 'Write SuccessfulExit false instead; it covers crashes too.',
    });
  },
};
