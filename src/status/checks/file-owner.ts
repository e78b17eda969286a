import { type Check, commandLine, found, noFile, ruledOut, unknown } from './check.ts';

/** A property list belongs to the user whose agent it is, or to root in /Library. Source: CTL26. */
export const fileOwner: Check = (facts) => {
  const { file, target } = facts;
  if (file === undefined) return noFile(facts);
  const stat = facts.host.stat(file.path);
  if (stat === undefined || stat === 'missing') return unknown(`The owner of ${file.path} can not be looked at.`);
  if (stat.uid === target.uid) return ruledOut(`The property list belongs to uid ${stat.uid}, as it must.`);
  const cause = `${file.path} belongs to uid ${stat.uid} and not to uid ${target.uid}: launchd refuses it.`;
  return found(cause, [
    commandLine({ target: { ...target, domain: { kind: 'system' } } }, 'chown', `${target.uid}`, file.path),
  ]);
};
