/** Looks at the jobs of a services.yaml, and at what they leave on the machine: processes, logs, programs. */
import { jobKind } from '../deploy/desired.ts';
import { observe } from '../deploy/observe.ts';
import { absentDomainNote, makePlan } from '../deploy/plan.ts';
import { svcLine } from '../deploy/svc-line.ts';
import type { JobPlan, Observation, Scope, Target, WriteRecord } from '../deploy/types.ts';
import { executedFiles } from '../launchd/commands.ts';
import type { Launchctl } from '../launchd/port.ts';
import type { PrintedService } from '../launchd/printed-service.ts';
import type { TimeZone } from '../launchd/time-zone.ts';
import type { DictNode } from '../plist/node.ts';
import { readPlist } from '../plist/read.ts';
import type { PlistDict } from '../plist/value.ts';
import { fileFacts } from '../system/file-facts.ts';
import { isAlive, type ProcessUse, processUse } from '../system/processes.ts';
import { bootTime, now as clock, wakeTime } from '../system/wall-clock.ts';
import { jobSchedule } from './schedule.ts';
import { stillValid, withReading } from './seen.ts';
import type { SeenStore } from './seen-store.ts';
import type { Circumstances, JobEvidence, JobStatus, LogFacts, ProgramFacts } from './types.ts';
import { judge } from './verdict.ts';

export interface Subject {
  readonly scope: Scope;
  readonly target: Target;
  readonly records: ReadonlyMap<string, WriteRecord>;
  readonly launchctl: Launchctl;
  readonly zone: TimeZone;
  readonly seen: SeenStore;
}

export interface StatusReading {
  /** When it was looked, in milliseconds since 1970 UTC. */
  readonly now: number;
  /** In the order of services.yaml, what is left of others last. */
  readonly jobs: readonly JobStatus[];
  /** Sentences that belong to no row. */
  readonly notes: readonly string[];
}

/** Looks once. Changes nothing but the memory of what was seen, which the caller saves. Never throws for the machine. */
export async function lookAtJobs(subject: Subject): Promise<StatusReading> {
  const { target, zone, seen } = subject;
  let view = await viewOf(subject);
  // A process that ended since launchctl named it: once more, else a crash loop would be shown as running.
  if (view.isStale) view = await viewOf(subject);
  const { observation, plans, shown, uses } = view;
  const now = clock();
  const bootedAt = bootTime();
  const circumstances: Circumstances = {
    now,
    zone,
    bootedAt,
    awakeSince: Math.max(bootedAt, wakeTime() ?? bootedAt),
    ...(observation.domain === 'absent' && { absentDomain: absentDomainNote(target) }),
    domain: target.domain,
    ...(target.named !== undefined && { named: target.named }),
  };
  const evidence = new Evidence(subject, observation, uses, circumstances);
  const jobs = shown.map((plan) => judge(evidence.of(plan), circumstances));
  for (const { label, runs } of jobs)
    if (runs !== undefined) seen.put(label, withReading(evidence.seenOf(label), runs, now));
  const notes = plans
    .filter(isGone)
    .map(
      ({ service, label }) =>
        `${service} (${label}) is declared no more, and its file is still there: ${svcLine(target, 'install', '--prune')} removes it.`,
    );
  return { now, jobs, notes };
}

interface View {
  readonly observation: Observation;
  readonly plans: readonly JobPlan[];
  /** Those that have a row. */
  readonly shown: readonly JobPlan[];
  readonly uses: ReadonlyMap<number, ProcessUse>;
  /** launchctl names a process that the system does not have. */
  readonly isStale: boolean;
}

async function viewOf({ scope, target, records, launchctl }: Subject): Promise<View> {
  const observation = await observe(scope, target, records, launchctl);
  const { jobs: plans } = makePlan(scope, target, observation);
  const shown = plans.filter((plan) => !isGone(plan));
  const pids = shown.flatMap(({ observed }) => pidOf(observed.loaded) ?? []);
  const uses = processUse(pids);
  return { observation, plans, shown, uses, isStale: pids.some((pid) => !uses.has(pid)) };
}

/** Declared no more, and not loaded: nothing becomes of it. */
function isGone({ desired, observed: { loaded, elsewhere } }: JobPlan): boolean {
  return desired === undefined && loaded.is === 'absent' && elsewhere?.is !== 'loaded';
}

function pidOf(loaded: JobPlan['observed']['loaded']): number | undefined {
  return loaded.is === 'loaded' ? loaded.printed.pid : undefined;
}

/** What there is of each job. */
class Evidence {
  readonly #subject: Subject;
  readonly #uses: ReadonlyMap<number, ProcessUse>;
  readonly #circumstances: Circumstances;
  readonly #writers: ReadonlyMap<string, number>;
  readonly #seen = new Map<string, JobEvidence['seen']>();

  constructor(
    subject: Subject,
    observation: Observation,
    uses: ReadonlyMap<number, ProcessUse>,
    circumstances: Circumstances,
  ) {
    this.#subject = subject;
    this.#uses = uses;
    this.#circumstances = circumstances;
    this.#writers = writersOf([
      ...subject.scope.declared.map(({ dict }) => dict),
      ...observation.marked.map(({ dict = {} }) => dict),
    ]);
  }

  of(plan: JobPlan): JobEvidence {
    const { observed, desired, label } = plan;
    const { now, zone } = this.#circumstances;
    const printed = observed.loaded.is === 'loaded' ? observed.loaded.printed : undefined;
    const use = printed?.pid === undefined ? undefined : this.#uses.get(printed.pid);
    const dict = desired?.dict ?? observed.file?.dict ?? {};
    const record = desired === undefined ? this.#subject.records.get(label) : undefined;
    const path = desired?.path ?? observed.file?.path;
    const installed = observed.file && path !== undefined ? fileFacts(path) : undefined;
    this.#seen.set(label, this.#stillSeen(label, printed, installed?.writtenAt));
    return {
      plan,
      observed,
      kind: desired?.kind ?? jobKind(dict),
      ...(record && { record }),
      ...(use && { process: { startedAt: now - use.uptimeSeconds * 1000, rssBytes: use.rssBytes } }),
      isProcessGone: printed?.pid !== undefined && use === undefined && !isAlive(printed.pid),
      programs: use && printed ? programsOf(printed) : [],
      logs: this.#logsOf(dict),
      ...(installed && { installedAt: installed.writtenAt }),
      schedule: jobSchedule(dictNodeOf(desired?.text), { from: now, zone, count: 1 }),
      seen: this.seenOf(label),
    };
  }

  /** The readings of a job that still count. */
  seenOf(label: string): JobEvidence['seen'] {
    return this.#seen.get(label) ?? { readings: [] };
  }

  #stillSeen(label: string, printed: PrintedService | undefined, installedAt: number | undefined): JobEvidence['seen'] {
    const { now, bootedAt } = this.#circumstances;
    const loadedAfter = Math.max(bootedAt, installedAt ?? bootedAt);
    const { runs, session } = printed ?? {};
    return stillValid(this.#subject.seen.of(label), runs, {
      now,
      loadedAfter,
      ...(session !== undefined && { session }),
    });
  }

  #logsOf(dict: PlistDict): readonly LogFacts[] {
    const { StandardOutPath: out, StandardErrorPath: err } = dict;
    const streams =
      out === err
        ? ([['both', out]] as const)
        : ([
            ['stdout', out],
            ['stderr', err],
          ] as const);
    return streams.flatMap(([stream, path]) => {
      const facts = isFilePath(path) ? fileFacts(path) : undefined;
      if (!isFilePath(path) || !facts) return [];
      const isShared = (this.#writers.get(path) ?? 0) > 1;
      return [{ stream, path, bytes: facts.bytes, writtenAt: facts.writtenAt, isShared }];
    });
  }
}

function isFilePath(path: unknown): path is string {
  return typeof path === 'string' && path.startsWith('/') && !path.includes('\0');
}

/** How many jobs write each log. */
function writersOf(dicts: readonly PlistDict[]): ReadonlyMap<string, number> {
  const writers = new Map<string, number>();
  for (const { StandardOutPath, StandardErrorPath } of dicts) {
    const paths = new Set([StandardOutPath, StandardErrorPath].filter(isFilePath));
    for (const path of paths) writers.set(path, (writers.get(path) ?? 0) + 1);
  }
  return writers;
}

/** What the process runs, as it is on disk now. */
function programsOf({ program, arguments: args = [] }: PrintedService): readonly ProgramFacts[] {
  return executedFiles(program, args).flatMap((path) => {
    const facts = fileFacts(path);
    return facts ? [{ path, changedAt: facts.changedAt }] : [];
  });
}

const NO_DICT: DictNode = { kind: 'dict', entries: [], start: -1, end: -1 };

function dictNodeOf(text: string | undefined): DictNode {
  const root = text === undefined ? undefined : readPlist(new TextEncoder().encode(text)).root;
  return root?.kind === 'dict' ? root : NO_DICT;
}
