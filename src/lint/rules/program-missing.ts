import { PROGRAM_KEYS } from '../command.ts';
import { isMeant } from '../life-cycle.ts';
import type { Rule } from '../rule.ts';

export const programMissing: Rule = {
  id: 'program-missing',
  group: 'program',
  level: 'error',
  summary: 'Neither Program, ProgramArguments nor BundleProgram.',
  docs: {
    why: 'launchd refuses a job that names nothing to start (error 111 of launchctl bootstrap). Source: launchd.plist(5), launchd-842 launchctl.c.',
    bad: '<key>Label</key>\n<string>org.example.server</string>\n<key>RunAtLoad</key>\n<true/>',
    good: '<key>Label</key>\n<string>org.example.server</string>\n<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server</string>\n</array>\n<key>RunAtLoad</key>\n<true/>',
    fix: 'Write ProgramArguments with the absolute path of the program first and each argument as a string of its own.',
    silence:
      'When something else names the program: the file that this one is laid over, or SMJobBless for the property list inside a helper.',
  },
  needs: { without: PROGRAM_KEYS },
  check(job, report) {
    // `programArguments` is another mistake, and a rule of its own says so.
    if (PROGRAM_KEYS.some((key) => isMeant(job, key))) return;
    report(job.root, {
      message:
        'The job has none of Program, ProgramArguments and BundleProgram: launchd refuses it, having nothing to start.',
      help: 'Write ProgramArguments: an array with the absolute path of the program first.',
    });
  },
};
