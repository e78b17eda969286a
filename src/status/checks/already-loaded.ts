import { isEnding } from '../../deploy/moment.ts';
import { domainTarget } from '../../launchd/domains.ts';
import { type Check, found, loadUnknown, ruledOut, serviceLine } from './check.ts';

/** A job that is loaded can not be bootstrapped again: 37, or 5. Source: PRINT. No trouble in itself. */
export const alreadyLoaded: Check = (facts) => {
  const { observed, desired, target } = facts;
  const { loaded } = observed;
  if (loaded.is === 'unknown') return loadUnknown(loaded);
  if (loaded.is === 'absent') return ruledOut(`The label is not loaded in ${domainTarget(target.domain)}.`);
  if (isEnding(loaded)) return ruledOut('The label is being unloaded.');
  if (loaded.printed.path !== desired.path) return ruledOut('The label is loaded, but not from this property list.');
  const cause = `The job is loaded already, from ${desired.path}: there is nothing left to bootstrap.`;
  return found(cause, [serviceLine(facts, 'status'), serviceLine(facts, 'restart')]);
};
