import { type Check, commandLine, found, loadUnknown, ruledOut, serviceLine } from './check.ts';
import { programOf } from './job-values.ts';

/** The signature was refused, or changed since the job was loaded. Source: PRINT (needs LWCR update), a hint. */
export const codeSignature: Check = (facts) => {
  const { loaded } = facts.observed;
  if (loaded.is === 'unknown') return loadUnknown(loaded);
  if (loaded.is === 'absent') return ruledOut('It is not loaded, so launchd says nothing of its signature.');
  const { lastExitReason, properties } = loaded.printed;
  const program = programOf(facts);
  const look = program === undefined ? [] : [commandLine(facts, 'codesign', '--verify', '--verbose', program)];
  if (lastExitReason === 'OS_REASON_CODESIGNING') {
    return found('The kernel refused the code signature of the program (OS_REASON_CODESIGNING).', look);
  }
  if (properties.includes('needs LWCR update')) {
    const cause = 'The signature of the program changed since the job was loaded (needs LWCR update): load it anew.';
    return found(cause, [serviceLine(facts, 'stop'), serviceLine(facts, 'start'), ...look], 'medium');
  }
  return ruledOut('launchd reports no trouble with the code signature.');
};
