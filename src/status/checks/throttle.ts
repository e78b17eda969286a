import { isThrottled } from '../../deploy/moment.ts';
import { DEFAULT_THROTTLE } from '../../launchd/throttle.ts';
import { lastExitText } from '../../launchd/wait-status.ts';
import { type Check, found, loadUnknown, ruledOut, serviceLine } from './check.ts';

/** The job waits until ThrottleInterval allows the next start. Source: launchd.plist(5), PRINT. */
export const throttle: Check = (facts) => {
  const { loaded } = facts.observed;
  if (loaded.is === 'unknown') return loadUnknown(loaded);
  if (loaded.is === 'absent') return ruledOut('It is not loaded, so no throttle holds it.');
  const { minimumRuntime = DEFAULT_THROTTLE, lastExit, properties } = loaded.printed;
  const isPenalized = properties.includes('penalty box');
  if (!isThrottled(loaded.printed) && !isPenalized) return ruledOut('No throttle holds the job.');
  const last =
    lastExit === undefined || lastExit.kind === 'never'
      ? ''
      : `; it last ended with ${lastExitText(lastExit, loaded.printed)}`;
  const cause = isPenalized
    ? `launchd backs off from starting the job (penalty box)${last}.`
    : `The job waits for its throttle of ${minimumRuntime} s${last}.`;
  return found(cause, [serviceLine(facts, 'logs')]);
};
