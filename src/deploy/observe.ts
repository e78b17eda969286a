/** The machine as it is: property lists on disk, what launchd holds, overrides. Nothing is changed. */
import type { Launchctl } from '../launchd/port.ts';
import { isSamePlace } from '../system/job-files.ts';
import { observeLauncher } from './launcher.ts';
import { hasLabel, missingFolders, readDiskFile, surveyDisk } from './observe-disk.ts';
import { Asker, askDomain, askJob, askOtherDomain, askOverrides, overrideOf } from './observe-loaded.ts';
import { jobsInScope, orphanRecords } from './scope.ts';
import type { DesiredJob, DiskFile, LoadState, Observation, ObservedJob, Scope, Target, WriteRecord } from './types.ts';

/**
 * Looks at everything that the jobs of the scope touch. Makes few calls: one `print` a label, `print-disabled`, one
 * `print` of the user's other domain, and one of the domain itself where no job is loaded in it. Never throws for what
 * the machine or launchctl answers.
 * @param records what svc wrote last in this namespace, by label
 */
export async function observe(
  scope: Scope,
  target: Target,
  records: ReadonlyMap<string, WriteRecord>,
  launchctl: Launchctl,
): Promise<Observation> {
  const jobs = jobsInScope(scope);
  const orphans = orphanRecords(scope, target, records);
  const paths = new Map([
    ...orphans.map(({ label, path }) => [label, path] as const),
    ...jobs.map(({ label, path }) => [label, path] as const),
  ]);
  const labels = [...paths.keys()];
  const { files, unread } = surveyDisk(target, new Set(labels));
  const loaded = await observeLoaded(target, paths, launchctl);
  // A service that goes by another label now still needs its launcher: that of the old label is the same one.
  const declared = new Set(scope.declared.map(({ service }) => service));
  const launcherOf = (label: string, job: DesiredJob | undefined) => {
    const service = job?.service ?? orphans.find((one) => one.label === label)?.service;
    return service === undefined || (!job && declared.has(service)) ? {} : observeLauncher(target, service, job);
  };
  const observed = new Map<string, ObservedJob>();
  for (const [label, path] of paths) {
    const file = files.find((one) => one.path === path) ?? readDiskFile(path);
    const job = jobs.find((one) => one.label === label);
    observed.set(label, {
      label,
      ...(file && { file }),
      strays: files.filter((one) => one.path !== path && hasLabel(one, label)),
      ...loaded.of(label),
      ...launcherOf(label, job),
      missingFolders: job === undefined ? [] : missingFolders(job.dict, path),
    });
  }
  return {
    domain: loaded.domain,
    jobs: observed,
    records,
    marked: scope.only ? [] : markedFiles(files, scope, target, orphans),
    unread,
  };
}

/** Files of ours, by their mark, in the folder that is installed into, which nobody accounts for. */
function markedFiles(
  files: readonly DiskFile[],
  { declared }: Scope,
  { folder, namespace }: Target,
  orphans: readonly WriteRecord[],
): readonly DiskFile[] {
  const known = new Set([...declared, ...orphans].map(({ path }) => path));
  const labels = new Set(declared.map(({ label }) => label));
  return files.filter(
    ({ path, ownership, dict }) =>
      ownership?.namespace === namespace &&
      path.startsWith(`${folder}/`) &&
      !known.has(path) &&
      // One of ours under another name is told beside the job whose label it has.
      !(typeof dict?.Label === 'string' && labels.has(dict.Label)),
  );
}

interface Loaded {
  readonly domain: Observation['domain'];
  readonly of: (label: string) => Pick<ObservedJob, 'loaded' | 'elsewhere' | 'override'>;
}

async function observeLoaded(
  { domain, otherDomain }: Target,
  paths: ReadonlyMap<string, string>,
  launchctl: Launchctl,
): Promise<Loaded> {
  const asker = new Asker(launchctl);
  const labels = [...paths.keys()];
  const here = new Map<string, LoadState>();
  for (const label of labels) here.set(label, await askJob(asker, domain, label));
  const there = labels.length === 0 ? 'unknown' : await askDomain(asker, domain, here.values());
  const elsewhere = otherDomain && labels.length > 0 ? await askOtherDomain(asker, otherDomain, labels) : new Map();
  const overrides = labels.length === 0 ? undefined : await askOverrides(asker, domain);
  return {
    domain: there,
    of: (label) => {
      const override = overrideOf(overrides, label);
      const other = elsewhere.get(label);
      return {
        loaded: withPlace(here.get(label)!, paths.get(label)!),
        ...(other && { elsewhere: withPlace(other, paths.get(label)!) }),
        ...(override && { override }),
      };
    },
  };
}

/** launchd may print the path with its links followed; where that names the same file, the path is ours. */
function withPlace(state: LoadState, path: string): LoadState {
  if (state.is !== 'loaded' || state.printed.path === undefined || state.printed.path === path) return state;
  if (!isSamePlace(state.printed.path, path)) return state;
  return { ...state, printed: { ...state.printed, path } };
}
