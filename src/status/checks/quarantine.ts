import { type Check, commandLine, found, ruledOut, unknown } from './check.ts';
import { programOf } from './job-values.ts';

/** A download that nobody opened by hand: 155, 5 or 78. Source: XERR. Taking the mark away is the user's call. */
export const quarantine: Check = (facts) => {
  const { host, file } = facts;
  if (!host.isMac) return unknown('Quarantine was not looked at: it is only on macOS.');
  const program = programOf(facts);
  const paths = [program, file?.path].filter((path) => path?.startsWith('/')) as string[];
  const marked = paths.find((path) => host.isQuarantined(path));
  if (marked !== undefined) {
    const mend = commandLine(facts, 'xattr', '-d', 'com.apple.quarantine', marked);
    return found(`${marked} is quarantined (com.apple.quarantine). If you trust it, take the mark away.`, [mend]);
  }
  const isSure = paths.every((path) => host.isQuarantined(path) === false);
  return isSure
    ? ruledOut('Neither program nor property list is quarantined.')
    : unknown('xattr does not tell whether it is quarantined.');
};
