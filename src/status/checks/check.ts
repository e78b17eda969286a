/** A check: one possible cause of trouble, held against one job. */
import { svcLine } from '../../deploy/svc-line.ts';
import type { DesiredJob, DiskFile, LoadState, Observation, ObservedJob, Target } from '../../deploy/types.ts';
import type { PlistDict } from '../../plist/value.ts';
import type { JobHost } from '../../system/job-host.ts';
import { launchctlLine } from '../../system/launchctl.ts';

/** found: it is so · ruled-out: it surely is not · unknown: that could not be told. */
export type CheckState = 'found' | 'ruled-out' | 'unknown';

export interface CheckAnswer {
  readonly state: CheckState;
  /** What was seen, a sentence. */
  readonly cause: string;
  /** Command lines that would mend it or show more. svc never runs them. */
  readonly proposal: readonly string[];
  /** Of something found: how sure it is that it makes trouble. Absent: sure. */
  readonly confidence?: 'medium' | 'low';
}

/** An answer, and to which check. */
export interface CheckResult<Id extends string> extends CheckAnswer {
  readonly id: Id;
}

/** Everything that checks look at; they ask the machine through `host` only, and change nothing. */
export interface JobFacts {
  readonly desired: DesiredJob;
  readonly target: Target;
  readonly observed: ObservedJob;
  readonly domain: Observation['domain'];
  /** The property list that launchd reads: where a link stands, what it leads to. */
  readonly file?: DiskFile;
  /** What that says; where it says nothing, what services.yaml says. */
  readonly dict: PlistDict;
  readonly host: JobHost;
  /** why: what explains a code counts, intended or not. doctor: only what is not as services.yaml wants it. */
  readonly purpose: 'why' | 'doctor';
}

export type Check = (facts: JobFacts) => CheckAnswer;

export function found(cause: string, proposal: readonly string[] = [], confidence?: 'medium' | 'low'): CheckAnswer {
  return { state: 'found', cause, proposal, ...(confidence && { confidence }) };
}

export function ruledOut(cause: string): CheckAnswer {
  return { state: 'ruled-out', cause, proposal: [] };
}

export function unknown(cause: string, proposal: readonly string[] = []): CheckAnswer {
  return { state: 'unknown', cause, proposal };
}

/** A command line with its words quoted where they need it; `sudo` before it where the files are root's. */
export function commandLine({ target }: Pick<JobFacts, 'target'>, program: string, ...args: string[]): string {
  const line = launchctlLine(args, program);
  return target.domain.kind === 'system' ? `sudo ${line}` : line;
}

/** `svc install gateway`, with the services.yaml that this svc was called with. */
export function serviceLine({ desired, target }: JobFacts, verb: string, ...options: string[]): string {
  return svcLine(target, verb, desired.service, ...options);
}

/** What could not be told, where launchctl gave no answer that decides it. */
export function loadUnknown(state: LoadState): CheckAnswer {
  return unknown(state.is === 'unknown' ? `Not known: ${state.why}.` : 'Not known.');
}

/** The answer where there is no property list to look at. */
export function noFile({ desired }: JobFacts): CheckAnswer {
  return unknown(`There is no property list at ${desired.path} to look at.`);
}
