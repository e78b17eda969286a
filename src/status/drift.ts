/** What is not as services.yaml says: on disk, in launchd, and in the process that runs. Pure. */
import { AS_ON_DISK, type KeyChange } from '../deploy/types.ts';
import { domainTarget, serviceTarget } from '../launchd/domains.ts';
import { momentName } from './timeliness.ts';
import type { Circumstances, Drift, JobEvidence } from './types.ts';

/** Clocks of processes and of files are not read at the same moment. */
const SLACK_MS = 2_000;

/** Everything that differs, in the order: the file, its keys, the load, the process. None for what is not there at all. */
export function driftOf(evidence: JobEvidence, circumstances: Circumstances): readonly Drift[] {
  const { observed } = evidence;
  const isLoaded = observed.loaded.is === 'loaded';
  if (!observed.file && !isLoaded) return [];
  return [
    ...fileDrift(evidence),
    ...evidence.plan.changes.flatMap((change) => keyDrift(change, evidence)),
    ...(isLoaded ? loadDrift(evidence) : []),
    ...programDrift(evidence, circumstances),
  ];
}

function fileDrift({ plan: { state, refusal, desired }, observed: { file } }: JobEvidence): Drift[] {
  if (!file) return desired ? [{ kind: 'file-gone', text: `its file is gone: ${desired.path}` }] : [];
  if (file.problem !== undefined) return [{ kind: 'file', text: `${file.path} can not be read: ${file.problem}` }];
  if (state === 'edited') return [{ kind: 'edited', text: refusal?.cause ?? `${file.path} was edited by hand.` }];
  if (state === 'foreign') return [{ kind: 'foreign', text: refusal?.cause ?? `${file.path} is not of svc.` }];
  return [];
}

function keyDrift({ key, desired, disk, loaded: held }: KeyChange, evidence: JobEvidence): Drift[] {
  const { observed, plan } = evidence;
  const loaded = held === AS_ON_DISK ? undefined : held;
  // Without a file every key would differ from it.
  const isOnDisk = observed.file?.dict !== undefined && disk !== desired;
  if (loaded !== undefined) {
    const there = isOnDisk ? `, on disk ${disk ?? 'not set'}` : '';
    return [{ kind: 'loaded', key, text: `${key}: declared ${desired ?? 'not set'}${there}, loaded ${loaded}` }];
  }
  if (observed.file?.dict === undefined) return [];
  const kind = plan.state === 'outdated' ? 'outdated' : plan.state === 'foreign' ? 'foreign' : 'edited';
  if (!isOnDisk) return [{ kind, key, text: `${key}: another value on disk; it looks like a secret and is not shown` }];
  return [{ kind, key, text: `${key}: declared ${desired ?? 'not set'}, on disk ${disk ?? 'not set'}` }];
}

function loadDrift({ plan, observed }: JobEvidence): Drift[] {
  const { label, override, loaded, elsewhere } = observed;
  const drift: Drift[] = [];
  if (override === 'disabled') {
    const text = `an override disables it in ${domainTarget(loaded.domain)}: it goes on until it is unloaded, and is not loaded again`;
    drift.push({ kind: 'override', text });
  }
  if (plan.desired?.isDisabled)
    drift.push({ kind: 'loaded', key: 'Disabled', text: 'Disabled: declared true, and it is loaded' });
  const there = elsewhere?.is === 'loaded' ? serviceTarget(elsewhere.domain, label) : undefined;
  if (there !== undefined && plan.actions.some(({ do: action, target }) => action === 'bootout' && target === there)) {
    drift.push({ kind: 'other-domain', text: `it is loaded as ${there} as well` });
  }
  return drift;
}

function programDrift({ process, programs }: JobEvidence, { zone }: Circumstances): Drift[] {
  if (!process) return [];
  return programs.flatMap(({ path, changedAt }) => {
    if (changedAt <= process.startedAt + SLACK_MS) return [];
    const moment = momentName(changedAt, zone.offsetAt(changedAt));
    return [{ kind: 'program-newer', text: `${path} was changed ${moment}, after the process was started` } as const];
  });
}
