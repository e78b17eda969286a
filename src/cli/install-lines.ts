/** What `svc install --dry-run` would call, as lines for a shell. */

import type { JobPlan, Plan, PlannedAction } from '../deploy/types.ts';
import { domainTarget } from '../launchd/domains.ts';
import { printable } from '../launchd/printable.ts';
import { launchctlLine } from '../system/launchctl.ts';

/** The exact lines, in their order; empty where nothing would be called. */
export function dryRunLines(
  { jobs, target }: Plan,
  { force, prune }: { readonly force?: boolean; readonly prune?: boolean },
): string {
  const domain = domainTarget(target.domain);
  // Services share folders; a folder is made once.
  const lines = new Set(
    jobs
      .filter(({ refusal, state }) => (force || !refusal) && (prune || state !== 'orphan'))
      .flatMap((job) => linesOf(job, domain)),
  );
  return lines.size === 0
    ? ''
    : `\nWould do, in this order:\n${[...lines].map((line) => `  ${printable(line)}\n`).join('')}`;
}

function linesOf({ actions, desired }: JobPlan, domain: string): readonly string[] {
  return actions.map((action) => lineOf(action, domain, desired?.path));
}

function lineOf({ do: name, target }: PlannedAction, domain: string, path = target): string {
  switch (name) {
    case 'bootout':
    case 'enable':
      return launchctlLine([name, target]);
    case 'clear-override':
      return launchctlLine(['enable', target]);
    case 'bootstrap':
      return launchctlLine(['bootstrap', domain, path]);
    case 'keep-copy':
      return `keep a copy of ${target}`;
    case 'make-folders':
      return `make the folder ${target}`;
    case 'write':
    case 'write-launcher':
      return `write ${target}`;
    case 'remove-file':
    case 'remove-launcher':
      return `remove ${target}`;
  }
}
