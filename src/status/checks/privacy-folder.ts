import { type Check, found, ruledOut } from './check.ts';
import { guardedPathsOf, programOf } from './job-values.ts';

/** A job has no grant for folders that macOS guards; it belongs to the executable. Source: launchd/privacy.ts. */
export const privacyFolder: Check = (facts) => {
  const [first] = guardedPathsOf(facts).filter(({ kind }) => kind === 'private');
  if (!first) return ruledOut('No path of the job lies in Desktop, Documents or Downloads.');
  const { what, path, place } = first;
  const program = programOf(facts) ?? 'the program';
  const cause =
    `${path} (${what}) lies in ${place}, which macOS guards: without a grant for ${program} ` +
    'the job gets "Operation not permitted". Move it elsewhere, or grant Full Disk Access.';
  return found(cause, [], 'medium');
};
