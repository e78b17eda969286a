/** What is wanted against what is there: what differs, what would be done about it, and at what price. Pure. */
import { domainTarget } from '../launchd/domains.ts';
import { planJob } from './plan-job.ts';
import { planOrphan } from './plan-orphan.ts';
import { jobsInScope, orphanRecords } from './scope.ts';
import type { JobPlan, Observation, Plan, Scope, Target } from './types.ts';

/** Plans every job of the scope. The same input gives the same plan. */
export function makePlan(scope: Scope, target: Target, observation: Observation): Plan {
  const jobs = jobsInScope(scope).map((desired) => planJob(desired, target, observation));
  const orphans = orphanRecords(scope, target, observation.records).flatMap(
    (record) => planOrphan(record, target, observation, scope.isRemoval) ?? [],
  );
  const all = [...jobs, ...orphans];
  return { target, jobs: all, unclaimed: observation.marked, notes: notesOf(target, observation, all) };
}

/** Is there nothing to do, and nothing that keeps svc from knowing so? */
export function isUnchanged({ state, actions, refusal, unknown }: JobPlan): boolean {
  return state === 'same' && actions.length === 0 && refusal === undefined && unknown === undefined;
}

function notesOf(target: Target, observation: Observation, jobs: readonly JobPlan[]): readonly string[] {
  const notes = observation.unread.map(
    ({ path, problem }) => `${path} can not be read: ${problem}. Whether it has one of these labels is not known.`,
  );
  if (observation.domain === 'absent') notes.unshift(absentDomainNote(target));
  // Who installed it knows by the second time.
  if (jobs.some(({ state }) => state === 'absent')) notes.push(REBOOT[target.domain.kind]);
  return notes;
}

/** That the domain of the jobs is not there, in sentences. */
export function absentDomainNote({ domain }: Pick<Target, 'domain'>): string {
  const what = domain.kind === 'gui' ? 'nobody is logged in at the desktop as this user' : 'this user has no session';
  return `There is no domain ${domainTarget(domain)}: ${what}. Nothing can be loaded there now.`;
}

/** What becomes of a loaded job when the machine starts again. Source: launchctl(1), launchd.plist(5). */
const REBOOT: Readonly<Record<Target['domain']['kind'], string>> = {
  gui: 'After a reboot launchd loads these jobs when this user logs in at the desktop, not before.',
  user: 'After a reboot launchd loads these jobs at the first login of this user, ssh included, not before.',
  system: 'After a reboot launchd loads these jobs at the start of the machine, before anybody logs in.',
};
