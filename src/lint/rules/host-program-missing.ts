import { quoted } from '../../launchd/quoted.ts';
import { hostPathOf, hostProgramOf } from '../host-facts.ts';
import type { Rule } from '../rule.ts';

export const hostProgramMissing: Rule = {
  id: 'host-program-missing',
  group: 'this machine',
  level: 'error',
  summary: 'With `--host`: the program does not exist here.',
  docs: {
    why: 'launchd loads such a job without a word and can never start it; a program that is not found shows as last exit code 78. A link that points to nothing counts as missing. Source: reports (openclaw issue 40659).',
    bad: '<key>Program</key>\n<string>/usr/local/bin/sever</string>',
    good: '<key>Program</key>\n<string>/usr/local/bin/server</string>',
    fix: 'Install the program, or write the path that `which` prints.',
    silence: 'When the program lies on a volume that is mounted later.',
  },
  needs: { host: true },
  check(job, report) {
    const program = hostProgramOf(job);
    if (program === undefined || hostPathOf(job, program) !== 'missing') return;
    const message = `There is no ${quoted(program)} on this machine, so launchd can not start the job.`;
    report(job.atProgram, { message, help: 'Install the program, or write the path that `which` prints.' });
  },
};
