import { modeText } from '../../launchd/masks.ts';
import { hostFileOf } from '../host-facts.ts';
import type { Rule } from '../rule.ts';

export const hostFileMode: Rule = {
  id: 'host-file-mode',
  group: 'this machine',
  level: 'error',
  summary: 'With `--host`: the file may be written by its group or by others; an agent that only its owner may read.',
  docs: {
    why: 'launchctl passes over a file that its group or others may write ("Dubious permissions"; error 122 on recent macOS): whoever writes it chooses what runs. Mode 0600 was refused by macOS 26.5.2 in one report; 0644 is the mode every report agrees on. Source: 10.9 source, openclaw PR 104228.',
    bad: '<!-- ls -l: -rw-rw-r-- -->\n<key>Label</key>\n<string>org.example.server</string>',
    good: '<!-- ls -l: -rw-r--r-- -->\n<key>Label</key>\n<string>org.example.server</string>',
    fix: 'chmod 0644 the file. Secrets do not belong in it: everybody may read it.',
    silence: 'When the file is a source that is installed with another mode.',
  },
  needs: { host: true },
  check(job, report) {
    const file = hostFileOf(job);
    if (!file || file.isSymlink) return;
    const mode = modeText(file.mode);
    const help = 'Run chmod 0644 on the file.';
    if ((file.mode & 0o022) !== 0) {
      const who = (file.mode & 0o002) !== 0 ? 'everybody' : 'its group';
      report(job.root, { message: `The file has mode ${mode}: ${who} may write it, so launchd refuses it.`, help });
    } else if ((file.mode & 0o077) === 0 && job.scope === 'agent') {
      const message = `The file has mode ${mode}: only its owner may read it. 0600 was refused by macOS 26.5.2 in one report; 0644 is the mode every report agrees on.`;
      report(job.root, { severity: 'warning', message, help });
    }
  },
};
