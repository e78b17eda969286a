/** Who else has the label of a job: other files, other paths that it is loaded from. Pure. */
import { domainsFor, domainTarget } from '../launchd/domains.ts';
import type { DesiredJob, DiskFile, LoadState, Objection, ObservedJob } from './types.ts';

/** Is the label loaded from something else than the file of the job? */
export function foreignLoad(desired: Pick<DesiredJob, 'label' | 'path'>, observed: ObservedJob): Objection | undefined {
  for (const state of [observed.loaded, observed.elsewhere]) {
    if (state?.is !== 'loaded') continue;
    const { path, type } = state.printed;
    if (path !== undefined && path !== desired.path) return loadedFromRefusal(desired.label, path);
    if (path === undefined && type === 'Submitted') return submittedRefusal(desired.label);
  }
  return undefined;
}

/** Does the property list itself ask for this other domain (LimitLoadToSessionType)? launchd loads it there at login. */
export function isForDomain({ dict }: Pick<DesiredJob, 'dict'>, { domain }: Pick<LoadState, 'domain'>): boolean {
  const sessions = dict.LimitLoadToSessionType;
  if (!Array.isArray(sessions)) return false;
  return domainsFor(sessions.filter((session) => typeof session === 'string')).includes(domain.kind);
}

/** Says that it could not be found out whether the label is loaded in the user's other domain; nothing where that is known. */
export function unknownElsewhere(elsewhere: LoadState | undefined): readonly string[] {
  if (elsewhere?.is !== 'unknown') return [];
  return [`Whether it is loaded in ${domainTarget(elsewhere.domain)} as well is not known: ${elsewhere.why}.`];
}

function loadedFromRefusal(label: string, path: string): Objection {
  return {
    cause: `${label} is loaded from ${path}, another file than the one that svc writes.`,
    remedy: `Unload it and remove that file, or give the service another label. --force unloads it and leaves ${path}.`,
  };
}

function submittedRefusal(label: string): Objection {
  return {
    cause: `${label} is loaded without a file: an app or launchctl submit put it there.`,
    remedy: 'Remove it where it comes from, or give the service another label. --force unloads it.',
  };
}

/** Another file has the label: what it means, and the way out. */
export function strayRefusal({ label, path }: DesiredJob, stray: DiskFile): Objection {
  const apple = /\/System\/Library\/Launch(?:Agents|Daemons)\/[^/]*$/.test(stray.path);
  const whose = apple ? ' is of macOS and' : '';
  const both = launchdFolder(stray.path) === launchdFolder(path);
  const then = both
    ? 'launchd loads one of the two, and nobody can say which'
    : 'as agent and as daemon the same program would run twice';
  return {
    cause: `${stray.path}${whose} has the label ${label} as well: ${then}.`,
    remedy: 'Give the service another label, or remove that file. --force goes ahead beside it.',
  };
}

/** LaunchAgents or LaunchDaemons. */
function launchdFolder(path: string): string | undefined {
  return path.split('/').at(-2);
}
