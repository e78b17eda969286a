import { kindWords } from '../kind-words.ts';
import type { Rule } from '../rule.ts';

export const labelMissing: Rule = {
  id: 'label-missing',
  group: 'identity',
  level: 'error',
  summary: 'No Label, or one that is not a string.',
  docs: {
    why: 'Everything in launchd goes by the label: without one the whole file is refused (error 110, or “no plist was returned” of launchctl load). A label that is not a string counts as none. Source: launchd.plist(5), launchd-842 core.c and launchctl.c.',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server</string>\n</array>',
    good: '<key>Label</key>\n<string>org.example.server</string>\n<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server</string>\n</array>',
    fix: 'Write a Label in reverse-domain form that no other job has, and name the file after it.',
    silence: 'Never: the file does not load.',
  },
  check(job, report) {
    const label = job.value('Label');
    if (label?.kind === 'string') return;
    if (label) {
      report(job.at('Label'), {
        message: `Label must be a string, and this is ${kindWords(label.kind)}: launchd counts it as missing and refuses the whole job.`,
        help: `Write <string>${EXAMPLE}</string>.`,
      });
      return;
    }
    // `label` is another mistake, and a rule of its own says so.
    for (const { key } of job.entries) if (key.toLowerCase() === 'label') return;
    report(job.root, {
      message: 'The job has no Label; launchd refuses the whole job.',
      help: `Write <key>Label</key> <string>${EXAMPLE}</string>, and name the file after it.`,
    });
  },
};

const EXAMPLE = 'org.example.server';
