import { type Check, found, ruledOut, unknown } from './check.ts';
import { textAt } from './job-values.ts';

/** UserName and GroupName count for daemons only: 114, 115, or 78 at the start. Source: launchd.plist(5), XERR. */
export const account: Check = (facts) => {
  const { target, host } = facts;
  const user = textAt(facts, 'UserName');
  const group = textAt(facts, 'GroupName');
  if (user === undefined && group === undefined) return ruledOut('The job asks for no other user or group.');
  if (target.domain.kind !== 'system') return ruledOut('launchd passes over UserName and GroupName of an agent.');
  if (user !== undefined && host.hasUser(user) === false) return found(`The user ${user} of UserName does not exist.`);
  if (group !== undefined && host.hasGroup(group) === false) {
    return found(`The group ${group} of GroupName does not exist.`);
  }
  const isSure = (user === undefined || host.hasUser(user)) && (group === undefined || host.hasGroup(group));
  return isSure
    ? ruledOut('The user and group of the job exist.')
    : unknown('The machine does not tell whether user and group exist.');
};
