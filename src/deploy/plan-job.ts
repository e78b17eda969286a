/** One service of services.yaml: its state, what would be done and what that costs. Pure. */
import { domainTarget, serviceTarget } from '../launchd/domains.ts';
import { accessNotes, type FileJudgement, judgeFile } from './judge-file.ts';
import { foreignLoad, isForDomain, strayRefusal, unknownElsewhere } from './judge-label.ts';
import { keyChanges } from './key-changes.ts';
import { launcherPath } from './launcher.ts';
import { factsBeside, type LoadedFact } from './loaded-facts.ts';
import { isEnding } from './moment.ts';
import { priceOf } from './price.ts';
import type {
  DeployState,
  DesiredJob,
  JobPlan,
  LoadState,
  Objection,
  Observation,
  ObservedJob,
  PlannedAction,
  Target,
  WriteRecord,
} from './types.ts';

/** Everything about one job that decisions are made from. */
interface Case {
  readonly desired: DesiredJob;
  readonly observed: ObservedJob;
  readonly record: WriteRecord | undefined;
  readonly target: Target;
  readonly file: FileJudgement;
  /** What is wrong with mode or owner of the file. */
  readonly access: readonly string[];
  readonly facts: readonly LoadedFact[];
  /** Loaded from something else than the file of the job. */
  readonly foreignLoad: Objection | undefined;
  /** What can not be found out and must be known before anything is changed. */
  readonly unknown: string | undefined;
}

/** What is to become of the file and of the loaded job. */
interface Needs {
  readonly write: boolean;
  readonly launcher: boolean;
  readonly bootoutHere: boolean;
  readonly bootoutThere: boolean;
  readonly enable: boolean;
  readonly bootstrap: boolean;
}

/** Plans one job. What the observation does not know of its label counts as not there. */
export function planJob(desired: DesiredJob, target: Target, observation: Observation): JobPlan {
  const { label, service } = desired;
  const observed = observation.jobs.get(label);
  if (!observed) throw new Error(`nothing was observed of ${label}`);
  const one = caseOf(desired, observed, target, observation.records.get(label));
  const needs = needsOf(one);
  const { unknown } = one;
  const unstartable = unknown === undefined ? environmentRefusal(one, needs) : undefined;
  const actions = unknown === undefined && !unstartable ? actionsOf(one, needs) : [];
  const refusal = unstartable ?? (unknown === undefined && actions.length > 0 ? refusalOf(one) : undefined);
  return {
    service,
    label,
    // Whose the file is has nothing to do with the environment file.
    state: stateOf(one, needs, unstartable ? undefined : refusal),
    desired,
    observed,
    changes: keyChanges(desired.dict, observed.file?.dict, one.facts),
    actions,
    price: unknown === undefined && !unstartable ? priceOf(desired, observed, needs) : {},
    ...(refusal && { refusal }),
    ...(unknown !== undefined && { unknown }),
    notes: notesOf(one, needs, refusal),
  };
}

function caseOf(desired: DesiredJob, observed: ObservedJob, target: Target, record: WriteRecord | undefined): Case {
  const { file, loaded } = observed;
  const judged = judgeFile(desired, file, record, target);
  const unknown = judged.is === 'unreadable' ? judged.why : loaded.is === 'unknown' ? loaded.why : undefined;
  return {
    desired,
    observed,
    record,
    target,
    file: judged,
    access: file && !file.isSymlink ? accessNotes(file, target, unknown !== undefined) : [],
    facts: loaded.is === 'loaded' ? factsBeside(desired.dict, file?.dict, loaded.printed) : [],
    foreignLoad: foreignLoad(desired, observed),
    unknown,
  };
}

function needsOf(one: Case): Needs {
  const { desired, observed } = one;
  const { loaded, elsewhere, override } = observed;
  const isWanted = !desired.isDisabled;
  const isLoaded = loaded.is === 'loaded';
  const reload = isLoaded && needsReload(one);
  const bootstrap = isWanted && (!isLoaded || reload);
  return {
    launcher: desired.environmentFile !== undefined && !observed.launcher?.isRight,
    write: one.file.is !== 'same' || one.access.length > 0,
    bootoutHere: isLoaded && (reload || !isWanted),
    bootoutThere: elsewhere?.is === 'loaded' && !(isWanted && isForDomain(desired, elsewhere)),
    // An override outlives bootout, reboot and file, and bootstrap fails on it (119).
    enable: bootstrap || (isWanted && override === 'disabled'),
    bootstrap,
  };
}

/** Does what is loaded surely differ from what it should be? What is on its way out will soon not be loaded at all. */
function needsReload({ file, facts, foreignLoad: foreign, record, desired, observed }: Case): boolean {
  if (foreign || facts.length > 0 || isEnding(observed.loaded)) return true;
  switch (file.is) {
    case 'same':
    case 'comment':
    case 'adopted':
    case 'unreadable':
      return false;
    case 'none':
      // The file is gone; what it was when launchd read it is known by the record alone.
      return !(record?.texts.length === 1 && record.texts[0] === desired.text);
    case 'outdated':
    case 'edited':
    case 'foreign':
      return true;
  }
}

/** The steps in their order: what can fail without harm first, then down, file, and up again. */
function actionsOf({ desired, observed, target, file }: Case, needs: Needs): readonly PlannedAction[] {
  const { label, path } = desired;
  const here = serviceTarget(target.domain, label);
  const there = observed.elsewhere && serviceTarget(observed.elsewhere.domain, label);
  const takesOver = file.is === 'edited' || file.is === 'foreign' || file.is === 'adopted';
  const actions: PlannedAction[] = [];
  if (takesOver) actions.push({ do: 'keep-copy', target: path });
  if (needs.write || needs.bootstrap) {
    for (const folder of observed.missingFolders) actions.push({ do: 'make-folders', target: folder });
  }
  if (needs.launcher) actions.push({ do: 'write-launcher', target: launcherPath(target, desired.service) });
  if (needs.bootoutHere) actions.push({ do: 'bootout', target: here });
  if (needs.bootoutThere && there) actions.push({ do: 'bootout', target: there });
  if (needs.write) actions.push({ do: 'write', target: path });
  if (needs.enable) actions.push({ do: 'enable', target: here });
  if (needs.bootstrap) actions.push({ do: 'bootstrap', target: here });
  const { launcher } = observed;
  if (desired.environmentFile === undefined && launcher?.isOurs)
    actions.push({ do: 'remove-launcher', target: launcher.path });
  return actions;
}

function refusalOf({ desired, observed, file, foreignLoad: foreign }: Case): Objection | undefined {
  if ('refusal' in file) return file.refusal;
  const [stray] = observed.strays;
  return foreign ?? (stray && strayRefusal(desired, stray));
}

/** The job would end at once with 78: it is not put in the place of one that runs, not even with --force. */
function environmentRefusal({ desired, observed }: Case, needs: Needs): Objection | undefined {
  const { environmentProblem: problem } = observed;
  if (problem === undefined || !(needs.write || needs.bootstrap)) return undefined;
  return {
    cause: `Its environment file ${desired.environmentFile} can not be used: ${problem}.`,
    remedy:
      'Mend the file; it must belong to the user of the job, with mode 0600, in folders that only that user or root may write.',
  };
}

function stateOf(one: Case, needs: Needs, refusal: Objection | undefined): DeployState {
  const { file, observed, desired } = one;
  const { loaded, elsewhere } = observed;
  if (file.is === 'edited') return 'edited';
  if (file.is === 'foreign' || file.is === 'adopted' || file.is === 'unreadable') return 'foreign';
  if (refusal || one.foreignLoad) return 'foreign';
  const isSomewhere = loaded.is === 'loaded' || elsewhere?.is === 'loaded';
  if (file.is === 'none') return isSomewhere ? 'differs' : 'absent';
  if (file.is === 'comment' || file.is === 'outdated') return 'outdated';
  if (one.access.length > 0 || needs.bootoutHere || needs.bootoutThere) return 'differs';
  if (!desired.isDisabled && loaded.is === 'absent') return 'not-loaded';
  const isLauncherLeft = desired.environmentFile === undefined && observed.launcher?.isOurs === true;
  return (needs.enable && loaded.is === 'loaded') || needs.launcher || isLauncherLeft ? 'differs' : 'same';
}

function notesOf(one: Case, needs: Needs, refusal: Objection | undefined): readonly string[] {
  const { desired, observed, target, record, access, unknown } = one;
  const { loaded, elsewhere, override, strays } = observed;
  const notes: string[] = [...access];
  if (unknown === undefined) notes.push(...fileNotes(one, needs));
  if (record && record.source !== target.source) notes.push(`It was written from ${record.source} last.`);
  if (unknown === undefined) notes.push(...launcherNotes(one, needs, refusal));
  if (desired.isDisabled) notes.push('Its Disabled key is true: it is installed and not loaded.');
  else if (override === 'disabled')
    notes.push(`It is disabled by an override in ${domainTarget(target.domain)}: install enables it.`);
  if (one.file.is === 'none' && loaded.is === 'loaded') notes.push('It is loaded and its file is gone.');
  notes.push(...elsewhereNotes(elsewhere, target, needs, unknown !== undefined));
  for (const stray of strays) {
    const { cause } = strayRefusal(desired, stray);
    if (cause !== refusal?.cause) notes.push(cause);
  }
  if (one.foreignLoad && one.foreignLoad !== refusal) notes.push(one.foreignLoad.cause);
  return notes;
}

function fileNotes({ desired, file, observed }: Case, needs: Needs): readonly string[] {
  const notes: string[] = [];
  const price = needs.bootoutHere ? '' : ', and nothing is reloaded';
  if (file.is === 'comment') notes.push(`Only the comment of the file is another one: it is written anew${price}.`);
  if (file.is === 'adopted') {
    const whose = `${desired.path} is not of svc and says the same`;
    notes.push(`${whose}: it is taken over after a copy is kept${price && `${price} for it`}.`);
  }
  if (isEnding(observed.loaded) && needs.bootstrap)
    notes.push('launchd is stopping it: it is loaded again once it is gone.');
  return notes;
}

function launcherNotes({ desired, observed }: Case, needs: Needs, refusal: Objection | undefined): readonly string[] {
  const { launcher, environmentProblem } = observed;
  const notes: string[] = [];
  if (needs.launcher && launcher) {
    const path = launcher.path;
    notes.push(
      `Its launcher ${path} is not as this svc writes it: it is written anew, and nothing is reloaded for it.`,
    );
  } else if (needs.launcher && !needs.bootstrap && !refusal) notes.push('Its launcher is gone: it is written anew.');
  if (desired.environmentFile === undefined && launcher?.isOurs) {
    notes.push(`It has no environment file any more: its launcher ${launcher.path} is removed.`);
  }
  if (environmentProblem !== undefined && !refusal) {
    notes.push(
      `Its environment file ${desired.environmentFile} can not be used: ${environmentProblem}. The next start fails (78).`,
    );
  }
  return notes;
}

function elsewhereNotes(
  elsewhere: LoadState | undefined,
  { domain }: Target,
  needs: Needs,
  isLeft: boolean,
): readonly string[] {
  if (elsewhere?.is !== 'loaded') return unknownElsewhere(elsewhere);
  const there = domainTarget(elsewhere.domain);
  if (isLeft) return [`It is loaded in ${there}.`];
  return needs.bootoutThere
    ? [`It is loaded in ${there}: it is unloaded there, and belongs in ${domainTarget(domain)}.`]
    : [`It is loaded in ${there} as well, as its LimitLoadToSessionType says.`];
}
