import { type Check, commandLine, found, ruledOut, serviceLine, unknown } from './check.ts';

/** Is the property list where it is to be? launchctl answers 107, 108 or 5 for a wrong path. */
export const plistMissing: Check = (facts) => {
  const { desired, observed, file } = facts;
  if (observed.file === undefined) {
    return found(`There is no property list at ${desired.path}.`, [serviceLine(facts, 'install')]);
  }
  if (observed.file.isSymlink && file === undefined) {
    return found(`${desired.path} is a link that leads nowhere.`, [serviceLine(facts, 'install', '--force')]);
  }
  if (observed.file.problem === undefined) return ruledOut(`${desired.path} is there.`);
  const look = commandLine(facts, 'ls', '-ld', desired.path);
  const isNoFile = /folder|regular file/.test(observed.file.problem);
  const cause = `${desired.path} can not be read: ${observed.file.problem}.`;
  return isNoFile ? found(cause, [look]) : unknown(cause, [look]);
};
