import { throttleOf } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

export const intervalBelowThrottle: Rule = {
  id: 'interval-below-throttle',
  group: 'life cycle',
  level: 'warning',
  summary: 'StartInterval is less than ThrottleInterval.',
  docs: {
    why: 'launchd lets ThrottleInterval seconds pass from one start to the next, 10 when the key is absent. A shorter StartInterval cannot be kept: the runs come at the throttle interval. Source: launchd.plist(5), launchd-842 core.c.',
    bad: '<key>StartInterval</key>\n<integer>5</integer>',
    good: '<key>StartInterval</key>\n<integer>30</integer>',
    fix: 'Write the interval you can live with, or a shorter ThrottleInterval. What must run every few seconds is better a program that stays and waits.',
    silence: 'When the job may run as seldom as the throttle interval says.',
  },
  needs: { keys: ['StartInterval'] },
  check(job, report) {
    const interval = job.integer('StartInterval');
    const throttle = throttleOf(job);
    if (interval === undefined || interval < 1 || throttle === undefined || interval >= throttle) return;
    if (job.keepAlive === true) return; // then the interval does nothing at all: keepalive-with-schedule
    const which = job.has('ThrottleInterval')
      ? `ThrottleInterval ${throttle}`
      : `the default ThrottleInterval of ${throttle}`;
    report(job.at('StartInterval'), {
      message: `StartInterval ${interval} is less than ${which} seconds, so launchd stretches it: the runs come at least ${throttle} seconds apart.`,
      help: `Write ${throttle} or more${job.has('ThrottleInterval') ? ', or a shorter ThrottleInterval' : ''}.`,
    });
  },
};
