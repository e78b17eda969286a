import { executedFiles } from '../../launchd/commands.ts';
import { type Check, found, loadUnknown, ruledOut, serviceLine, unknown } from './check.ts';
import { argumentsOf, textAt } from './job-values.ts';

/** Times of processes are known to the second. */
const SLACK_MS = 2_000;

/** What the process runs, against the start of the process: an upgrade that was not taken up. */
export const binaryNewer: Check = (facts) => {
  const { observed, host } = facts;
  const { loaded } = observed;
  if (loaded.is === 'unknown') return loadUnknown(loaded);
  const pid = loaded.is === 'loaded' ? loaded.printed.pid : undefined;
  if (pid === undefined) return ruledOut('It does not run.');
  const started = host.startedAt(pid);
  if (started === undefined) return unknown(`When process ${pid} started is not known.`);
  const files = executedFiles(textAt(facts, 'Program'), argumentsOf(facts));
  // Installers keep old times of a file: when it was put there counts.
  const newer = files.find((path) => (host.changedAt(path) ?? 0) > started + SLACK_MS);
  if (newer === undefined) return ruledOut('The program is older than its process.');
  return found(
    `${newer} was changed after process ${pid} started, which still runs the old one.`,
    [serviceLine(facts, 'restart')],
    'medium',
  );
};
