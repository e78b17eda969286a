import type { PlistValue } from '../../plist/value.ts';
import { type Check, found, ruledOut, serviceLine, unknown } from './check.ts';

/** Does the job name a program as launchd wants it? Else 111. Sources: XERR, OUTSET72. */
export const programNamed: Check = (facts) => {
  const { file, dict } = facts;
  if (file !== undefined && file.dict === undefined) {
    return unknown('The property list can not be read, so its program is not known.');
  }
  const cause = problemOf(dict.Program, dict.ProgramArguments, dict.BundleProgram);
  return cause === undefined
    ? ruledOut('The property list names a program, and every argument is a string.')
    : found(cause, [serviceLine(facts, 'install', '--force')]);
};

function problemOf(
  program: PlistValue | undefined,
  args: PlistValue | undefined,
  bundle: PlistValue | undefined,
): string | undefined {
  if (args !== undefined && !Array.isArray(args)) return 'ProgramArguments is no array.';
  const items = (args ?? []) as readonly PlistValue[];
  const bad = items.findIndex((item) => typeof item !== 'string');
  if (bad >= 0) return `Item ${bad} of ProgramArguments is no string.`;
  if (typeof program === 'string') {
    return program.startsWith('/') ? undefined : `Program ${JSON.stringify(program)} is no absolute path.`;
  }
  // One of a wrong type counts as absent (SRC842, OUTSET72): with arguments there is still something to start.
  if (bundle !== undefined || (items[0] !== undefined && items[0] !== '')) return undefined;
  return program === undefined ? 'There is neither Program nor ProgramArguments.' : 'Program is no string.';
}
