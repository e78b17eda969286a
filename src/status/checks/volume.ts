import { type Check, found, ruledOut } from './check.ts';
import { guardedPathsOf } from './job-values.ts';

/** What lies on a volume or in a cloud folder may not be there yet at login, or be refused. Sources: PRINT, TCC reports. */
export const volume: Check = (facts) => {
  const [first] = guardedPathsOf(facts).filter(({ kind }) => kind === 'volume');
  if (!first) return ruledOut('Nothing of the job lies on a volume or in a cloud folder.');
  const { what, path, place } = first;
  const isPlist = path === facts.desired.path;
  const then = isPlist
    ? 'launchd refuses property lists there'
    : 'it may not be there when the job starts, and macOS may refuse it to jobs';
  return found(`${path} (${what}) lies in ${place}: ${then}.`, [], isPlist ? undefined : 'medium');
};
