import { domainTarget, serviceTarget } from '../../launchd/domains.ts';
import { type Check, commandLine, found, ruledOut, unknown } from './check.ts';

/** An override left by `launchctl disable`: 119, and it outlives the property list. Source: NIX530. */
export const overrideDisabled: Check = (facts) => {
  const { observed, target } = facts;
  switch (observed.override) {
    case 'disabled': {
      const cause = `${observed.label} is switched off by an override (launchctl disable), which outlives reboots and the property list.`;
      return found(cause, [commandLine(facts, 'launchctl', 'enable', serviceTarget(target.domain, observed.label))]);
    }
    case 'unknown': {
      const look = [`launchctl print-disabled ${domainTarget(target.domain)}`];
      return unknown('launchctl does not tell the overrides of the domain.', look);
    }
    case 'enabled':
      return ruledOut('An override switches the service on.');
    default:
      return ruledOut('No override switches the service off.');
  }
};
