import { isEnding } from '../../deploy/moment.ts';
import { serviceTarget } from '../../launchd/domains.ts';
import { type Check, found, loadUnknown, ruledOut } from './check.ts';

/** After bootout the label is taken until the process is gone: 5, 36 or 37. Sources: DINF1102, OSQ5698. */
export const draining: Check = ({ observed, target }) => {
  const { loaded } = observed;
  if (loaded.is === 'unknown') return loadUnknown(loaded);
  if (loaded.is === 'absent') return ruledOut('No process of the job is still ending.');
  const { state, pid, exitTimeout } = loaded.printed;
  if (!isEnding(loaded)) return ruledOut('The job is not being stopped.');
  const who = pid === undefined ? 'Its process' : `Its process ${pid}`;
  const most = exitTimeout === undefined ? '' : `, at most ${exitTimeout} s`;
  const cause = `${who} is still ending (${state}), and the label is taken until it is gone${most}. Wait, then try again.`;
  return found(cause, [`launchctl print ${serviceTarget(target.domain, observed.label)}`]);
};
