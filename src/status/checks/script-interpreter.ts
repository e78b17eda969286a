import { type Check, commandLine, found, ruledOut, unknown } from './check.ts';
import { programOf } from './job-values.ts';

/** A script whose first line names a missing program can not be started either. */
export const scriptInterpreter: Check = (facts) => {
  const program = programOf(facts);
  if (!program?.startsWith('/') || facts.dict.RootDirectory !== undefined) {
    return unknown('What the program is can not be looked at.');
  }
  const interpreter = facts.host.interpreterOf(program);
  if (interpreter === undefined) return ruledOut('The program is no script that names an interpreter.');
  const stat = facts.host.stat(interpreter);
  if (stat === 'missing') {
    const cause = `The first line of ${program} names ${interpreter}, which does not exist.`;
    return found(cause, [commandLine(facts, 'head', '-n', '1', program)]);
  }
  return stat === undefined
    ? unknown(`Whether ${interpreter} is there can not be looked at.`)
    : ruledOut(`The interpreter of the script, ${interpreter}, is there.`);
};
