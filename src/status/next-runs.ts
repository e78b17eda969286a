/** When several jobs will run, and which of them at the same time. */
import { MinuteIndex } from '../launchd/shared-minutes.ts';
import { listed } from '../launchd/word-list.ts';
import { type DictNode, entryOf } from '../plist/node.ts';
import { clockName, dayName } from './clock-words.ts';
import { type JobSchedule, jobSchedule, type ScheduleQuestion } from './schedule.ts';

/** A job whose next runs are asked for. */
export interface AskedJob {
  readonly dict: DictNode;
  /** Where it is from: the path of a file, as the user gave it. */
  readonly source: string;
  /** What to call it where it has no label. */
  readonly name: string;
}

export interface NextRuns extends JobSchedule {
  readonly label: string;
  readonly source: string;
}

/** Others that are named where many jobs share a minute. */
const MOST_NAMED = 3;

/** The next runs of each job, in the order given, with notes on minutes they share. Never throws. */
export function nextRuns(jobs: readonly AskedJob[], question: ScheduleQuestion): NextRuns[] {
  const index = new MinuteIndex();
  const answers = jobs.map(({ dict, source, name }, job): NextRuns => {
    const schedule = jobSchedule(dict, question);
    index.add(job, schedule.entries);
    const label = entryOf(dict, 'Label')?.value;
    if (label?.kind === 'string' && label.value !== '') return { label: label.value, source, ...schedule };
    return {
      label: name,
      source,
      ...schedule,
      notes: ['The file has no Label: launchd refuses it.', ...schedule.notes],
    };
  });
  const jobsByMinute = new Map<number, readonly number[]>();
  return answers.map((answer, job) => {
    const shared = sharedRemark(answers, job, index, jobsByMinute);
    return shared === undefined ? answer : { ...answer, notes: [...answer.notes, shared] };
  });
}

/** "In the same minute as org.example.b, first on Sun 2026-03-01 at 03:00." */
function sharedRemark(
  answers: readonly NextRuns[],
  job: number,
  index: MinuteIndex,
  jobsByMinute: Map<number, readonly number[]>,
): string | undefined {
  const others = new Set<number>();
  let first: number | undefined;
  for (const { at, offset } of answers[job]!.runs) {
    const wallClock = at + offset;
    const sharing = jobsByMinute.get(wallClock) ?? index.jobsAt(wallClock);
    jobsByMinute.set(wallClock, sharing);
    for (const other of sharing) {
      // A service and the file rendered from it are one job.
      if (answers[other]!.label === answers[job]!.label) continue;
      first ??= wallClock;
      others.add(other);
      if (others.size > MOST_NAMED) break;
    }
  }
  if (first === undefined) return undefined;
  const names = [...others].slice(0, MOST_NAMED).map((other) => shortened(answers[other]!.label));
  if (others.size > MOST_NAMED) names.push('others');
  return `Runs in the same minute as ${listed(names)}, first on ${dayName(first)} at ${clockName(first)}.`;
}

/** A label of sense is shorter; one of a hostile file may have a megabyte. */
function shortened(label: string): string {
  return label.length > 120 ? `${label.slice(0, 119)}…` : label;
}
