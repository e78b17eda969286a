import { svcLine } from '../../deploy/svc-line.ts';
import { lastExitText } from '../../launchd/wait-status.ts';
import { type Check, found, loadUnknown, ruledOut, serviceLine } from './check.ts';

/** How the job last ended; while it runs, that is past. */
export const lastExit: Check = (facts) => {
  const { loaded } = facts.observed;
  if (loaded.is === 'unknown') return loadUnknown(loaded);
  if (loaded.is === 'absent') return ruledOut('It is not loaded, so launchd knows no last exit.');
  const { lastExit: exit, lastExitReason, pid } = loaded.printed;
  if (pid !== undefined) return ruledOut(`It runs with pid ${pid}.`);
  const why = (code: string) => [svcLine(facts.target, 'why', code, facts.desired.service), serviceLine(facts, 'logs')];
  if (lastExitReason !== undefined) return found(`It last ended for ${lastExitReason}.`, why(lastExitReason));
  // The bare number would be asked of launchctl first, and many a code is one of its own.
  if (exit?.kind === 'exit' && exit.code !== 0)
    return found(`It last ended with ${lastExitText(exit, loaded.printed)}.`, why(`exit ${exit.code}`));
  // SIGTERM is how launchd stops a job.
  if (exit?.kind === 'signal' && exit.number !== 15)
    return found(`It was last ${lastExitText(exit, loaded.printed)}.`, why(`-${exit.number}`));
  return ruledOut('It did not end with a failure.');
};
