import { EVENT_KEYS, SCHEDULE_KEYS, START_SWITCHES } from '../../launchd/starting-keys.ts';
import type { Job } from '../job.ts';
import { isMeant } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

/** Keys that start a job by being there; what is wrong with their values other rules say. */
const TRIGGERS = [...SCHEDULE_KEYS, ...EVENT_KEYS];

export const noTrigger: Rule = {
  id: 'no-trigger',
  group: 'life cycle',
  level: 'warning',
  summary: 'Nothing ever starts the job.',
  docs: {
    why: 'Loading a job does not start it. Without RunAtLoad, KeepAlive, a schedule, a watched path, a socket or a Mach service launchd only knows it, until somebody says launchctl kickstart. Source: launchd.plist(5).',
    bad: '<key>Label</key>\n<string>org.example.server</string>\n<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server</string>\n</array>',
    good: '<key>Label</key>\n<string>org.example.server</string>\n<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server</string>\n</array>\n<key>RunAtLoad</key>\n<true/>',
    fix: 'Add RunAtLoad true for a program that runs from load on, or a schedule.',
    silence: 'For a job that is started by hand or by another program with launchctl kickstart.',
  },
  needs: { without: TRIGGERS },
  check(job, report) {
    if (START_SWITCHES.some((key) => mayStart(job, key))) return;
    if ([...TRIGGERS, ...START_SWITCHES].some((key) => !job.has(key) && isMeant(job, key))) return;
    report(job.root, {
      message: 'Nothing here ever starts the job: launchd loads it and waits for launchctl kickstart.',
      help: 'Add RunAtLoad true, KeepAlive or a schedule; if it is started by hand, silence this with that reason.',
    });
  },
};

/** Has the key a value that starts the job, or one that is not known? */
function mayStart(job: Job, key: string): boolean {
  const value = job.value(key);
  if (value === undefined) return false;
  if (value.kind === 'boolean') return value.value === (key !== 'OnDemand');
  // Members that do nothing have a rule of their own; a dict without any other says nothing.
  return value.kind !== 'dict' || value.entries.some((entry) => entry.key !== 'AfterInitialDemand');
}
