/** What is left of a service that services.yaml declares no more. Pure. */
import { serviceTarget } from '../launchd/domains.ts';
import { editedRefusal, textOf } from './judge-file.ts';
import { foreignLoad, unknownElsewhere } from './judge-label.ts';
import type { JobPlan, Objection, Observation, ObservedJob, PlannedAction, Target, WriteRecord } from './types.ts';

/**
 * Plans the removal of an orphan: a file with our mark that a record made from this same services.yaml knows, or a job
 * still loaded from where that file was. Undefined when nothing is left of it, or what is left is not svc's.
 * @param isRemoval the user asked for it: what is not svc's is then refused with a reason instead of passed over
 */
export function planOrphan(
  record: WriteRecord,
  target: Target,
  observation: Observation,
  isRemoval = false,
): JobPlan | undefined {
  const observed = observation.jobs.get(record.label);
  if (!observed) return undefined;
  const { file, loaded } = observed;
  const isMarked = file?.ownership?.namespace === target.namespace;
  const isLeft = observed.launcher?.isOurs || (loaded.is === 'loaded' && loaded.printed.path === record.path);
  if (isRemoval ? isGone(observed) : file ? !isMarked && file.problem === undefined : !isLeft) {
    return undefined;
  }
  const unreadable = file?.problem && `${file.path} can not be read: ${file.problem}`;
  const unknown = unreadable ?? (loaded.is === 'unknown' ? loaded.why : undefined);
  const refusal = unknown === undefined ? refusalOf(record, observed, isMarked) : undefined;
  return {
    service: record.service,
    label: record.label,
    state: 'orphan',
    observed,
    changes: [],
    actions: unknown === undefined ? actionsOf(record, observed, target) : [],
    price: {},
    ...(refusal && { refusal }),
    ...(unknown !== undefined && { unknown }),
    notes: notesOf(observed),
  };
}

function notesOf({ file, loaded, elsewhere, launcher }: ObservedJob): readonly string[] {
  const unknown = unknownElsewhere(elsewhere);
  if (file) return unknown;
  if (loaded.is === 'loaded' || elsewhere?.is === 'loaded') return ['Its file is gone, and it is still loaded.'];
  return launcher?.isOurs ? ['Its file is gone, and its launcher is left.', ...unknown] : unknown;
}

/** Is there nothing of the label: no file, no job, no override that would keep it from being loaded again? */
function isGone({ file, loaded, elsewhere, override, launcher }: ObservedJob): boolean {
  const isLoaded = loaded.is !== 'absent' || (elsewhere !== undefined && elsewhere.is !== 'absent');
  return !file && !launcher?.isOurs && !isLoaded && override !== 'disabled';
}

function refusalOf(record: WriteRecord, observed: ObservedJob, isMarked: boolean): Objection | undefined {
  const { file } = observed;
  if (file && !isMarked) {
    const what = file.isSymlink ? 'is a symbolic link' : 'does not bear the mark of svc';
    const cause = `${file.path} ${what}: it was put there or edited by another hand.`;
    return { cause, remedy: 'Remove it yourself, or let --force do so; a copy of a file is kept.' };
  }
  const text = file && textOf(file);
  if (file && (text === undefined || !record.texts.includes(text))) {
    const { cause } = editedRefusal(file, record);
    return { cause, remedy: 'Remove it yourself, or let --force do so; a copy is kept.' };
  }
  return foreignLoad(record, observed);
}

function actionsOf(record: WriteRecord, observed: ObservedJob, target: Target): readonly PlannedAction[] {
  const { file, loaded, elsewhere, override, launcher } = observed;
  const { label, path } = record;
  const here = serviceTarget(target.domain, label);
  const actions: PlannedAction[] = [];
  if (file) actions.push({ do: 'keep-copy', target: path });
  if (loaded.is === 'loaded') actions.push({ do: 'bootout', target: here });
  if (elsewhere?.is === 'loaded') actions.push({ do: 'bootout', target: serviceTarget(elsewhere.domain, label) });
  if (file) actions.push({ do: 'remove-file', target: path });
  if (launcher?.isOurs) actions.push({ do: 'remove-launcher', target: launcher.path });
  if (override === 'disabled') actions.push({ do: 'clear-override', target: here });
  return actions;
}
