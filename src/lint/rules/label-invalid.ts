import type { Severity } from '../../diagnostics/diagnostic.ts';
import { type LabelProblem, labelProblem } from '../../launchd/labels.ts';
import { quoted } from '../../launchd/quoted.ts';
import type { Rule } from '../rule.ts';

export const labelInvalid: Rule = {
  id: 'label-invalid',
  group: 'identity',
  level: 'error',
  summary: 'A label that launchd refuses, or that no command can name.',
  docs: {
    why: 'launchd refuses an empty label (error 110) and the name “shell” (error 140); OS X 10.9 also refuses control characters and the prefixes com.apple.launchd and com.apple.launchctl, in any case. With a slash no service target (gui/501/<label>) reaches the job, and white space breaks the scripts that name it. Letters, digits, . _ - @ and + are fine. Source: launchd-842 core.c, launchctl(1), reports about later systems.',
    bad: '<key>Label</key>\n<string>My Server/1</string>',
    good: '<key>Label</key>\n<string>org.example.server-1</string>',
    fix: 'Choose a name in reverse-domain form, of letters, digits and . _ -; rename the file with it, and boot the job out under its old label first.',
    silence: 'When the label is Apple’s own (com.apple.launchd…) and the file is one of theirs.',
  },
  needs: { keys: ['Label'] },
  check(job, report) {
    const label = job.text('Label');
    const problem = label === undefined ? undefined : labelProblem(label);
    if (label === undefined || problem === undefined) return;
    const inner = label.trim();
    const help =
      labelProblem(inner) === undefined
        ? `Write <string>${inner.slice(0, 200)}</string>, without white space around it.`
        : 'Write a name in reverse-domain form, such as org.example.server.';
    report(job.at('Label'), { help, ...WORDS[problem](quoted(label)) });
  },
};

const WORDS: Record<LabelProblem, (label: string) => { message: string; severity?: Severity }> = {
  empty: () => ({ message: 'The label is empty; launchd refuses the whole job.' }),
  'control-character': (label) => ({
    message: `The label ${label} holds a control character; launchd in OS X 10.9 refuses the whole job.`,
  }),
  slash: (label) => ({
    message: `The label ${label} holds a slash; launchctl splits service targets such as gui/501/<label> there, so no command reaches the job.`,
  }),
  'white-space': (label) => ({
    message: `The label ${label} holds white space, which breaks the commands and scripts that name the job.`,
  }),
  'reserved-name': (label) => ({
    message: `launchd keeps the label ${label} for itself and refuses the job (error 140).`,
  }),
  'reserved-prefix': (label) => ({
    severity: 'warning',
    message: `The label ${label} begins like those of launchd’s own jobs; launchd in OS X 10.9 refuses such a job.`,
  }),
};
