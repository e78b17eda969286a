import { modeText } from '../../launchd/masks.ts';
import { quoted } from '../../launchd/quoted.ts';
import { hostPathOf, hostProgramOf } from '../host-facts.ts';
import type { Rule } from '../rule.ts';

export const hostProgramNotExecutable: Rule = {
  id: 'host-program-not-executable',
  group: 'this machine',
  level: 'error',
  summary: 'With `--host`: the program is a folder, or a file that nobody may execute.',
  docs: {
    why: 'The system executes only a file that has an execute bit (execve(2)); a folder, such as an .app bundle, is no program. The job loads and never starts.',
    bad: '<!-- ls -l: -rw-r--r-- backup.sh -->\n<key>Program</key>\n<string>/usr/local/bin/backup.sh</string>',
    good: '<!-- ls -l: -rwxr-xr-x backup.sh -->\n<key>Program</key>\n<string>/usr/local/bin/backup.sh</string>',
    fix: 'chmod +x the file. Of an .app bundle take the program in Contents/MacOS.',
    silence: 'Never: the job can not start.',
  },
  needs: { host: true },
  check(job, report) {
    const program = hostProgramOf(job);
    const found = program === undefined ? undefined : hostPathOf(job, program);
    if (program === undefined || found === undefined || found === 'missing') return;
    if (found.kind === 'folder') {
      const help = program.endsWith('.app')
        ? 'Write the path of the program in its Contents/MacOS.'
        : 'Write the path of the program in it.';
      report(job.atProgram, {
        message: `${quoted(program)} is a folder on this machine, so launchd can not start the job.`,
        help,
      });
    } else if (found.kind === 'other') {
      const message = `${quoted(program)} is no regular file on this machine, so launchd can not start the job.`;
      report(job.atProgram, { message, help: 'Write the path of a program.' });
    } else if ((found.mode & 0o111) === 0) {
      const message = `${quoted(program)} has mode ${modeText(found.mode)} on this machine: nobody may execute it, so launchd can not start the job.`;
      report(job.atProgram, { message, help: 'Run chmod +x on it.' });
    }
  },
};
