import { modeText } from '../../launchd/masks.ts';
import { type Check, commandLine, found, noFile, ruledOut, unknown } from './check.ts';

/** Nobody but the owner may write a property list; 0600 was refused too. Sources: CTL26, OC104228. */
export const fileMode: Check = (facts) => {
  const { file } = facts;
  if (file === undefined) return noFile(facts);
  const stat = facts.host.stat(file.path);
  if (stat === undefined || stat === 'missing') return unknown(`The mode of ${file.path} can not be looked at.`);
  const mode = modeText(stat.mode);
  const mend = [commandLine(facts, 'chmod', '0644', file.path)];
  if ((stat.mode & 0o022) !== 0) {
    const who = (stat.mode & 0o002) !== 0 ? 'everybody' : 'its group';
    return found(`${file.path} has the mode ${mode}: ${who} may write it, and launchd refuses such a file.`, mend);
  }
  if ((stat.mode & 0o044) === 0) {
    const cause = `${file.path} has the mode ${mode}: only its owner may read it, which macOS 26.5.2 was seen to refuse.`;
    return found(cause, mend, 'medium');
  }
  return ruledOut(`The mode of the property list is ${mode}.`);
};
