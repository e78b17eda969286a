import { isMeant, isRestarted } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

export const exitTimeoutMissing: Rule = {
  id: 'exit-timeout-missing',
  group: 'life cycle',
  level: 'info',
  strict: true,
  summary: 'A kept-alive job without ExitTimeOut.',
  docs: {
    why: 'When launchd stops a job it sends SIGTERM and, after ExitTimeOut seconds, SIGKILL. Without the key the system decides: 5 seconds were measured on recent macOS, launchd.plist(5) of OS X 10.9 said 20. A server that drains its connections may not be done by then. Source: bobmatnyc/trusty-tools issue 4393, elastic/elastic-agent issue 593.',
    bad: '<key>KeepAlive</key>\n<dict>\n  <key>SuccessfulExit</key>\n  <false/>\n</dict>',
    good: '<key>KeepAlive</key>\n<dict>\n  <key>SuccessfulExit</key>\n  <false/>\n</dict>\n<key>ExitTimeOut</key>\n<integer>30</integer>',
    fix: 'Write how many seconds the program needs to shut down, with some to spare. It ends no later than before when it needs less.',
    silence: 'When the program keeps nothing that a SIGKILL could harm.',
  },
  needs: { keys: ['KeepAlive'], without: ['ExitTimeOut'] },
  check(job, report) {
    if (!isRestarted(job) || isMeant(job, 'ExitTimeOut')) return;
    report(job.root, {
      message:
        'Without ExitTimeOut the system decides how long the program has between SIGTERM and SIGKILL: 5 seconds as reported on recent macOS, 20 by older man pages.',
      help: 'Write the seconds it needs to shut down, for example ExitTimeOut 30.',
    });
  },
};
