import { type Check, found, noFile, ruledOut, serviceLine } from './check.ts';

/** The property list is to be a regular file. Source: launchctl(1) (CTL26). */
export const symlink: Check = (facts) => {
  const { observed, desired } = facts;
  if (observed.file === undefined) return noFile(facts);
  if (!observed.file.isSymlink) return ruledOut('The property list is no symbolic link.');
  const cause = `${desired.path} is a symbolic link; launchd wants a regular file there.`;
  return found(cause, [serviceLine(facts, 'install', '--force')], 'medium');
};
