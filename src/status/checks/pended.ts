import { serviceTarget } from '../../launchd/domains.ts';
import { type Check, commandLine, found, loadUnknown, ruledOut } from './check.ts';

/** launchd registered a start and puts it off: loaded, and never started. Source: PRINT. */
export const pended: Check = (facts) => {
  const { loaded, label } = facts.observed;
  if (loaded.is === 'unknown') return loadUnknown(loaded);
  if (loaded.is === 'absent' || !loaded.printed.pended || (loaded.printed.runs ?? 0) > 0) {
    return ruledOut('launchd is not putting off the first start.');
  }
  const why = loaded.printed.pendedReason === undefined ? '' : ` (${loaded.printed.pendedReason})`;
  const kick = commandLine(facts, 'launchctl', 'kickstart', serviceTarget(facts.target.domain, label));
  return found(`launchd registered the job and puts off its first start${why}.`, [kick], 'medium');
};
