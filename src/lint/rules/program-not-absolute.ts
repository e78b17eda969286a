import { baseName, isCommandLine } from '../../launchd/commands.ts';
import { expansionInArgument } from '../../launchd/expansion.ts';
import { quoted } from '../../launchd/quoted.ts';
import { shownWords } from '../../launchd/secrets.ts';
import { isSystemBinary } from '../../launchd/system-binaries.ts';
import { PROGRAM_KEYS } from '../command.ts';
import type { Job } from '../job.ts';
import type { Rule, RuleFinding } from '../rule.ts';

/** Programs that a rule of their own asks to be taken away. */
const OTHER_RULES = new Set(['sudo', 'nohup']);

export const programNotAbsolute: Rule = {
  id: 'program-not-absolute',
  group: 'program',
  level: 'error',
  summary: 'The program is not given by its absolute path.',
  docs: {
    why: 'Program is taken as it stands. Without it, a first argument without a slash is looked for in /usr/bin, /bin, /usr/sbin and /sbin, never in the PATH that the job sets; one with a slash is relative to a folder that is not yours. A program that is not found shows as last exit code 78. Source: launchd.plist(5), openclaw issue 40659.',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>node</string>\n  <string>/usr/local/lib/server.js</string>\n</array>',
    good: '<key>ProgramArguments</key>\n<array>\n  <string>/opt/homebrew/bin/node</string>\n  <string>/usr/local/lib/server.js</string>\n</array>',
    fix: 'Write the path that `which` prints in a terminal. For programs that come with macOS a bare name works and is only a warning.',
    silence: 'When the file is moved or filled in before launchd sees it.',
  },
  needs: { keys: PROGRAM_KEYS },
  check(job, report) {
    if (job.text('BundleProgram') !== undefined && job.text('Program') === undefined) return;
    const { program } = job;
    if (program === undefined || (program.startsWith('/') && program === program.trimEnd())) return;
    const finding = findingOf(job, program);
    if (finding) report(job.atProgram, finding);
  },
};

function findingOf(job: Job, program: string): RuleFinding | undefined {
  if (program.trim() === '')
    return {
      message: 'The program is an empty text, so launchd has nothing to start.',
      help: 'Write its absolute path.',
    };
  // What is wrong with these is said by no-expansion, program-single-string and the rule of that program.
  if (expansionInArgument(program) || isCommandLine(program) || OTHER_RULES.has(baseName(program))) return undefined;
  if (program.trim().startsWith('/'))
    return {
      message:
        'White space or a line break stands around the path of the program: launchd takes it for a part of the path.',
      help: 'Write the path and nothing around it.',
    };
  const shown = quoted(shownWords(program).join(' '));
  const help = /\s/.test(program)
    ? 'Write its absolute path; if it is a command line, each word as a string of its own.'
    : `Write its absolute path${program.includes('/') ? '' : ` (\`which ${program.slice(0, 40)}\` tells it)`}.`;
  if (job.text('Program') !== undefined)
    return {
      message: `Program ${shown} is not an absolute path: launchd searches for it nowhere, and was reported to refuse the job (error 111).`,
      help,
    };
  if (program.includes('/'))
    return { message: `The program ${shown} is a relative path: launchd does not start it from this folder.`, help };
  if (!isSystemBinary(program)) {
    const message = `${shown} is a bare name: launchd looks for it in /usr/bin, /bin, /usr/sbin and /sbin only, not in the job's PATH, and macOS is not known to have it there.`;
    return { message, help };
  }
  const message = `${shown} is a bare name: launchd finds it in /usr/bin, /bin, /usr/sbin or /sbin, whatever the job's PATH says; an absolute path leaves no doubt.`;
  return { severity: 'warning', message, help };
}
