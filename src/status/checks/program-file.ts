import { isCommandLine } from '../../launchd/commands.ts';
import { isSystemBinary } from '../../launchd/system-binaries.ts';
import { type Check, type CheckAnswer, commandLine, found, type JobFacts, ruledOut, unknown } from './check.ts';
import { jobMay, programOf } from './job-values.ts';

/** Is the program there and executable? bootstrap succeeds without; the job then ends with 78. Sources: PRINT, OC909. */
export const programFile: Check = (facts) => {
  const program = programOf(facts);
  if (program === undefined) return unknown('The property list names no program.');
  if (isCommandLine(program)) {
    // What follows may be a secret.
    const first = JSON.stringify(`${program.split(/\s/)[0]} …`);
    return found(`The program ${first} is a whole command line in one string; launchd looks for a file of that name.`);
  }
  if (!program.startsWith('/')) return relative(program);
  if (facts.dict.RootDirectory !== undefined) return unknown('The job has a RootDirectory of its own.');
  return atPath(facts, program);
};

function relative(program: string): CheckAnswer {
  const shown = JSON.stringify(program);
  if (program.includes('/')) return found(`The program ${shown} is a relative path: launchd does not find it.`);
  if (isSystemBinary(program)) return ruledOut(`launchd finds ${shown} among the programs of macOS.`);
  const cause = `${shown} is a bare name: launchd looks for it in /usr/bin, /bin, /usr/sbin and /sbin only, not in the PATH of the job.`;
  return found(cause, [], 'medium');
}

function atPath(facts: JobFacts, program: string): CheckAnswer {
  const stat = facts.host.stat(program);
  const look = [commandLine(facts, 'ls', '-l', program)];
  if (stat === undefined) return unknown(`Whether ${program} is there can not be looked at.`, look);
  if (stat === 'missing') return found(`The program ${program} does not exist.`, look);
  if (stat.kind === 'folder') return found(`The program ${program} is a folder.`, look);
  if ((stat.mode & 0o111) === 0 || jobMay(facts, program, 'execute') === false) {
    return found(`The program ${program} is not executable.`, [commandLine(facts, 'chmod', '+x', program)]);
  }
  return ruledOut(`The program ${program} is there and executable.`);
}
