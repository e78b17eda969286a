import type { Rule } from '../rule.ts';

export const exitTimeoutZero: Rule = {
  id: 'exit-timeout-zero',
  group: 'life cycle',
  level: 'error',
  summary: 'ExitTimeOut 0: launchd waits for ever.',
  docs: {
    why: 'Zero is no short time-out: launchd then never sends SIGKILL, so a job that does not end on SIGTERM hangs its own removal and can hang a shutdown. Source: launchd.plist(5), launchd-842 core.c.',
    bad: '<key>ExitTimeOut</key>\n<integer>0</integer>',
    good: '<key>ExitTimeOut</key>\n<integer>30</integer>',
    fix: 'Write the seconds the job needs to shut down, with some to spare.',
    silence: 'When the job must never be killed, whatever that costs at shutdown.',
  },
  needs: { keys: ['ExitTimeOut'] },
  check(job, report) {
    if (job.integer('ExitTimeOut') !== 0) return;
    report(job.at('ExitTimeOut'), {
      message:
        'ExitTimeOut 0 means that launchd waits for ever after SIGTERM; a job that does not end can hang a shutdown.',
      help: 'Write how many seconds it needs to shut down, for example 30.',
    });
  },
};
