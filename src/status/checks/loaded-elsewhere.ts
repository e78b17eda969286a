import { foreignLoad } from '../../deploy/judge-label.ts';
import { domainTarget, serviceTarget } from '../../launchd/domains.ts';
import { type Check, commandLine, found, loadUnknown, ruledOut } from './check.ts';

/** The label loaded from another path (17, 5), or in the other domain of the user. Sources: HINT, CTL26. */
export const loadedElsewhere: Check = (facts) => {
  const { observed, desired } = facts;
  const foreign = foreignLoad(desired, observed);
  const bootout = (domain: Parameters<typeof serviceTarget>[0]) =>
    commandLine(facts, 'launchctl', 'bootout', serviceTarget(domain, desired.label));
  const states = [observed.loaded, observed.elsewhere].filter((state) => state?.is === 'loaded');
  if (foreign) {
    const other = states.find((state) => state?.is === 'loaded' && state.printed.path !== desired.path)!;
    return found(foreign.cause, [bootout(other.domain)]);
  }
  if (observed.elsewhere?.is === 'loaded') {
    const { domain } = observed.elsewhere;
    const cause = `${desired.label} is loaded in ${domainTarget(domain)} as well as meant for ${domainTarget(facts.target.domain)}: it may run twice.`;
    return found(cause, [bootout(domain)], 'medium');
  }
  const silent = [observed.loaded, observed.elsewhere].find((state) => state?.is === 'unknown');
  return silent ? loadUnknown(silent) : ruledOut('The label is not loaded from another path or in another domain.');
};
