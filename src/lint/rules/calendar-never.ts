import type { Rule } from '../rule.ts';

export const calendarNever: Rule = {
  id: 'calendar-never',
  group: 'calendar',
  level: 'warning',
  summary: 'An empty array as calendar: it starts the job never.',
  docs: {
    why: 'StartCalendarInterval may be an array of entries, and each one is a time. Without any, the job loads and the calendar never starts it. Source: launchd-842 core.c.',
    bad: '<key>StartCalendarInterval</key>\n<array/>',
    good: '<key>StartCalendarInterval</key>\n<array>\n  <dict>\n    <key>Hour</key>\n    <integer>3</integer>\n    <key>Minute</key>\n    <integer>0</integer>\n  </dict>\n</array>',
    fix: 'Write an entry, or remove the key.',
    silence: 'When something else fills in the times before the file is loaded.',
  },
  needs: { keys: ['StartCalendarInterval'] },
  check(job, report) {
    if (job.ofKind('StartCalendarInterval', 'array')?.items.length !== 0) return;
    report(job.at('StartCalendarInterval'), {
      message: 'This calendar has no entry, so it never starts the job.',
      help: 'Write at least one dict with Hour and Minute, or remove the key.',
    });
  },
};
