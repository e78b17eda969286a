import { labelProblem } from '../../launchd/labels.ts';
import { quoted } from '../../launchd/quoted.ts';
import { shownText } from '../../launchd/secrets.ts';
import type { Rule } from '../rule.ts';

export const labelFilenameMismatch: Rule = {
  id: 'label-filename-mismatch',
  group: 'identity',
  level: 'warning',
  strict: true,
  summary: 'The file is not named <Label>.plist.',
  docs: {
    why: 'launchd.plist(5) asks that the file be named after its label. launchd does not enforce it, but people and tools look a job up by its file name, and two files with one label are easily overlooked.',
    bad: '<!-- in a file named server.plist -->\n<key>Label</key>\n<string>org.example.server</string>',
    good: '<!-- in a file named org.example.server.plist -->\n<key>Label</key>\n<string>org.example.server</string>',
    fix: 'Rename the file; a loaded job must be booted out under its old path first.',
    silence: 'For files that are renamed when they are installed.',
  },
  needs: { keys: ['Label'] },
  check(job, report) {
    const label = job.text('Label');
    // No file should be named after a label that is wrong itself.
    if (label === undefined || job.isTemplate || labelProblem(label) !== undefined) return;
    const name = job.file.path.slice(job.file.path.lastIndexOf('/') + 1);
    if (stemOf(name) === label || name === '-') return;
    report(job.at('Label'), {
      message: `The label is ${quoted(label)}, but the file is named ${quoted(name)}: launchd takes it, while people and tools look a job up by its file name.`,
      help:
        label === name ? 'Write the label without .plist.' : `Name the file ${shownText(label).slice(0, 200)}.plist.`,
    });
  },
};

/** The name without its extension, and without the one that templates have behind it. */
function stemOf(name: string): string {
  if (name.endsWith(EXTENSION)) return name.slice(0, -EXTENSION.length);
  return name.replace(/\.plist(?:\.(?:in|template|tmpl|example|sample|dist|disabled))?$/i, '');
}

const EXTENSION = '.plist';
