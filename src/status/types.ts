/** What `svc status` knows of a job and says of it. Data; nothing here touches the machine. */
import type { JobKind, JobPlan, ObservedJob, WriteRecord } from '../deploy/types.ts';
import type { Domain } from '../launchd/domains.ts';
import type { TimeZone } from '../launchd/time-zone.ts';
import type { LastExit } from '../launchd/wait-status.ts';
import type { JobSchedule } from './schedule.ts';
import type { SeenJob } from './seen.ts';

/**
 * running · idle: it has nothing to do now, and that is right · throttled: launchd waits before it starts it again ·
 * pended: launchd registered a start and puts it off · stopping: it was told to end · failing: its last run failed, and
 * it does not run · crash-looping: it ends and is started again and again · not-running: it should stay and ended ·
 * not-loaded: its file is there · not-installed: nor is that · loaded-elsewhere: from another file or in another domain ·
 * loaded-orphan: services.yaml declares it no more · disabled · late: a run that was due left no trace · unknown:
 * launchctl did not say, or not in a way that can be understood.
 */
export type Verdict =
  | 'running'
  | 'idle'
  | 'throttled'
  | 'pended'
  | 'stopping'
  | 'failing'
  | 'crash-looping'
  | 'not-running'
  | 'not-loaded'
  | 'not-installed'
  | 'loaded-elsewhere'
  | 'loaded-orphan'
  | 'disabled'
  | 'late'
  | 'unknown';

/** The process of a job. */
export interface ProcessUsage {
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  /** Memory it holds, in bytes. */
  readonly rssBytes: number;
}

/** A log file of a job, as it is. Times are milliseconds since 1970 UTC. */
export interface LogFacts {
  readonly stream: 'stdout' | 'stderr' | 'both';
  readonly path: string;
  readonly bytes: number;
  readonly writtenAt: number;
  /** Another service writes it too: its time says nothing of this one. */
  readonly isShared: boolean;
}

/** A program of a job on disk, and when it was last changed or put there. */
export interface ProgramFacts {
  readonly path: string;
  readonly changedAt: number;
}

/** Everything that is known of one job. */
export interface JobEvidence {
  readonly plan: JobPlan;
  readonly observed: ObservedJob;
  readonly kind: JobKind;
  /** Of a service that services.yaml declares no more. */
  readonly record?: WriteRecord;
  readonly process?: ProcessUsage;
  /** launchctl names a process, twice in a row, and the system surely has none of that pid (a zombie is none). */
  readonly isProcessGone?: boolean;
  /** The program, and the script of an interpreter. */
  readonly programs: readonly ProgramFacts[];
  readonly logs: readonly LogFacts[];
  /** When the property list was put where it is. */
  readonly installedAt?: number;
  readonly schedule: JobSchedule;
  /** What was seen of it before, as far as that still counts. */
  readonly seen: SeenJob;
}

/** The machine around the jobs. Times are milliseconds since 1970 UTC. */
export interface Circumstances {
  readonly now: number;
  readonly zone: TimeZone;
  /** When the machine was started. */
  readonly bootedAt: number;
  /** Since when it is awake: its last wake, where that is known, else its start. */
  readonly awakeSince: number;
  /** Is the domain of the jobs there? `absent` with a sentence that says so. */
  readonly absentDomain?: string;
  /** Of the jobs, and services.yaml as `-f` named it: for the command lines that reasons propose. */
  readonly domain: Domain;
  readonly named?: string;
}

/** Something that is not as services.yaml says, or not as the running process has it. */
export interface Drift {
  readonly kind:
    | 'loaded'
    | 'outdated'
    | 'edited'
    | 'foreign'
    | 'file-gone'
    | 'file'
    | 'override'
    | 'other-domain'
    | 'program-newer';
  /** Of `loaded` and of a change on disk: the key path. */
  readonly key?: string;
  /** A clause or sentence for a person; secrets are dots. */
  readonly text: string;
}

/** A moment, and how it is known. */
export interface LastRun {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** process: it is the start of what runs · log: a log was written then · counter: launchd counted a run by then. */
  readonly by: 'process' | 'log' | 'counter';
}

/** A row of `svc status`. */
export interface JobStatus {
  readonly service: string;
  readonly label: string;
  readonly kind: JobKind;
  readonly verdict: Verdict;
  /** Why, in sentences. */
  readonly reason: string;
  readonly pid?: number;
  readonly uptimeSeconds?: number;
  readonly runs?: number;
  /** How many of them came to a program. */
  readonly execs?: number;
  readonly lastExit?: LastExit;
  /** launchd's own word for an end that was no exit: OS_REASON_CODESIGNING … */
  readonly lastExitReason?: string;
  readonly rssBytes?: number;
  readonly lastRun?: LastRun;
  /** Milliseconds since 1970 UTC. */
  readonly nextRun?: number;
  readonly drift: readonly Drift[];
  readonly logs: readonly LogFacts[];
}

/** Verdicts of a job that is as it should be. */
const HEALTHY: ReadonlySet<Verdict> = new Set(['running', 'idle', 'disabled']);

/** Is nothing to be done about it? */
export function isHealthy({ verdict }: Pick<JobStatus, 'verdict'>): boolean {
  return HEALTHY.has(verdict);
}
