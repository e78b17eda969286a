import { domainsFor, domainTarget } from '../../launchd/domains.ts';
import type { PlistValue } from '../../plist/value.ts';
import { type Check, found, noFile, ruledOut, unknown } from './check.ts';

/** LimitLoadToSessionType against the domain: 134. Sources: launchctl(1), GEL740. */
export const sessionType: Check = (facts) => {
  const { file, dict, target } = facts;
  if (file === undefined) return noFile(facts);
  if (file.dict === undefined) return unknown('The property list can not be read, so its session is not known.');
  const said = dict.LimitLoadToSessionType;
  const sessions = sessionsIn(said);
  if (domainsFor(sessions).includes(target.domain.kind)) {
    return ruledOut(`The job may be loaded into ${domainTarget(target.domain)} (LimitLoadToSessionType).`);
  }
  const shown =
    sessions === undefined
      ? 'is absent, which means Aqua'
      : `says ${sessions.join(', ') || 'nothing that launchd knows'}`;
  const needed = { gui: 'Aqua', user: 'Background', system: 'System' }[target.domain.kind];
  return found(`LimitLoadToSessionType ${shown}; for ${domainTarget(target.domain)} it must hold ${needed}.`);
};

/** Of a wrong type it names no session. */
function sessionsIn(value: PlistValue | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? (value as readonly PlistValue[]).filter((item) => typeof item === 'string') : [];
}
