import { type Check, found, ruledOut } from './check.ts';
import { unstableWord } from './job-values.ts';

/** A path of a version manager, or into one version of Homebrew: gone after an upgrade. See launchd/interpreter-paths.ts. */
export const unstablePath: Check = (facts) => {
  const unstable = unstableWord(facts);
  if (!unstable) return ruledOut('No path of the command belongs to a version manager.');
  const { path, manager, twin, advice } = unstable;
  const better = twin ?? advice;
  const isGone = facts.host.stat(path) === 'missing';
  const write = better === undefined ? '' : ` Write ${better} in services.yaml.`;
  if (isGone) return found(`${path} is of ${manager}, and is gone: an upgrade took it away.${write}`);
  return found(`${path} is of ${manager} and goes, or leads elsewhere, with an upgrade.${write}`, [], 'low');
};
