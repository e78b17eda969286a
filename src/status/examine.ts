/** A machine as the checks of jobs see it. Nothing is changed. */
import { readDiskFile } from '../deploy/observe-disk.ts';
import type { DesiredJob, DiskFile, Observation, Target } from '../deploy/types.ts';
import { realPathOf } from '../system/files.ts';
import type { JobHost } from '../system/job-host.ts';
import type { JobFacts } from './checks/check.ts';

/** What was seen of the machine, for all its jobs. */
export interface Examined {
  readonly target: Target;
  readonly observation: Observation;
  readonly host: JobHost;
}

/** The facts of one of the jobs that were observed. */
export function factsOf(desired: DesiredJob, examined: Examined, purpose: JobFacts['purpose']): JobFacts {
  const { target, observation, host } = examined;
  const observed = observation.jobs.get(desired.label)!;
  const file = followed(observed.file);
  return {
    desired,
    target,
    observed,
    domain: observation.domain,
    ...(file && { file }),
    dict: file?.dict ?? desired.dict,
    host,
    purpose,
  };
}

/** The file itself, or what the link leads to; undefined where that is nothing. */
function followed(file: DiskFile | undefined): DiskFile | undefined {
  if (!file?.isSymlink) return file;
  const real = realPathOf(file.path);
  return real === undefined ? undefined : readDiskFile(real);
}

/** Did launchctl leave a question about these jobs without an answer that decides it? */
export function isSilent({ domain, jobs }: Observation): boolean {
  return domain === 'unknown' || [...jobs.values()].some(({ loaded }) => loaded.is === 'unknown');
}
