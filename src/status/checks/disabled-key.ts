import { serviceTarget } from '../../launchd/domains.ts';
import { type Check, commandLine, found, ruledOut } from './check.ts';

/** The Disabled key of the property list, where no override says otherwise: 119. Source: launchd.plist(5). */
export const disabledKey: Check = (facts) => {
  const { dict, desired, observed, target } = facts;
  if (dict.Disabled !== true) return ruledOut('The property list does not say Disabled.');
  if (observed.override === 'enabled') return ruledOut('An override switches the service on, whatever Disabled says.');
  if (facts.purpose === 'doctor' && desired.isDisabled) {
    return ruledOut('The property list says Disabled, as services.yaml wants it.');
  }
  const cause = `The property list says Disabled${desired.isDisabled ? ', as services.yaml has it' : ''}.`;
  return found(cause, [commandLine(facts, 'launchctl', 'enable', serviceTarget(target.domain, observed.label))]);
};
