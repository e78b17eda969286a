import { domainTarget, serviceTarget } from '../../launchd/domains.ts';
import { type Check, commandLine, found, loadUnknown, ruledOut, serviceLine } from './check.ts';

/** A job that is not loaded: 113, 3. Where the domain is not there, that is the cause. */
export const notLoaded: Check = (facts) => {
  const { observed, desired, domain, target } = facts;
  const { loaded } = observed;
  const name = domainTarget(target.domain);
  if (loaded.is === 'unknown') return loadUnknown(loaded);
  if (loaded.is === 'loaded') return ruledOut(`The job is loaded in ${name}.`);
  if (domain === 'absent') return ruledOut(`Nothing is loaded in ${name}: the domain is not there.`);
  if (facts.purpose === 'doctor' && desired.isDisabled) return ruledOut('It is not loaded, as services.yaml wants it.');
  const cause = `${desired.label} is not loaded in ${name}.`;
  if (observed.file === undefined) return found(cause, [serviceLine(facts, 'install')]);
  const enable = commandLine(facts, 'launchctl', 'enable', serviceTarget(target.domain, desired.label));
  const bootstrap = commandLine(facts, 'launchctl', 'bootstrap', name, desired.path);
  return found(cause, observed.override === 'disabled' ? [enable, bootstrap] : [bootstrap]);
};
