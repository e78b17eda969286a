/** What the engine of the stand-in shows of itself. All times are the engine's own, which may run faster (see Clock). */
import type { CalendarTime } from '../launchd/calendar.ts';

export type Domain = { readonly kind: 'system' } | { readonly kind: 'gui' | 'user'; readonly uid: number };

/** A job as launchd imported it: what it took of the property list, and what it passed over. */
export interface JobDefinition {
  readonly label: string;
  /** Absolute path, or a bare name that is looked up in launchd's own PATH. */
  readonly program: string;
  /** argv, its first item included; as given, or the program alone. */
  readonly arguments: readonly string[];
  /** There is no Program key: the program is the first argument. */
  readonly isProgramInferred: boolean;
  readonly environment: ReadonlyMap<string, string>;
  readonly workingDirectory?: string;
  readonly standardInPath?: string;
  readonly standardOutPath?: string;
  readonly standardErrorPath?: string;
  readonly umask?: number;
  readonly userName?: string;
  readonly runAtLoad: boolean;
  /** `true`: always; conditions are ORed; undefined: never. */
  readonly keepAlive?: true | KeepAliveConditions;
  /** Seconds from one start to the next, after launchd's reading: 0 is 1. */
  readonly throttleInterval: number;
  /** Seconds from TERM to KILL; 0: never. */
  readonly exitTimeOut: number;
  /** Seconds. */
  readonly startInterval?: number;
  /** Entries that launchd took; empty with `hasCalendar` when it dropped them all. */
  readonly calendar: readonly CalendarTime[];
  readonly watchPaths: readonly string[];
  readonly queueDirectories: readonly string[];
  readonly launchOnlyOnce: boolean;
  readonly abandonProcessGroup: boolean;
  readonly processType?: string;
  readonly nice?: number;
  /** The Disabled key; an override wins over it. */
  readonly disabled: boolean;
  /** LimitLoadToSessionType; undefined: Aqua. */
  readonly sessions?: readonly string[];
  /** A key was unknown or of a wrong type and was passed over: `partial import`. */
  readonly isPartial: boolean;
  /** A line for each of them, as launchd would log it. */
  readonly remarks: readonly string[];
}

export interface KeepAliveConditions {
  readonly successfulExit?: boolean;
  readonly crashed?: boolean;
  /** Path → should it exist? */
  readonly pathState?: ReadonlyMap<string, boolean>;
}

/** Why a job was started, in the words of `launchctl print` (immediate reason). */
export type StartReason =
  | 'speculative'
  | 'non-ipc demand'
  | 'inefficient'
  | 'semaphore'
  | 'calendar interval'
  | 'timer fired'
  | 'path changed'
  | 'queue not empty';

/** How a process ended. */
export type ExitStatus = { readonly code: number } | { readonly signal: NodeJS.Signals };

/**
 * `not running`: loaded, nothing to do · `spawn scheduled`: waits for its throttle · `running` ·
 * `SIGTERMed`, `SIGKILLed`: is being stopped, the label is occupied.
 */
export type JobState = 'not running' | 'spawn scheduled' | 'running' | 'SIGTERMed' | 'SIGKILLed';

/** A loaded job, at one moment. */
export interface JobView {
  readonly definition: JobDefinition;
  readonly domain: Domain;
  /** The property list it was loaded from. */
  readonly path: string;
  readonly state: JobState;
  readonly pid?: number;
  /** Starts since load, failed ones included. */
  readonly runs: number;
  /** Starts that came to run a program. */
  readonly execs: number;
  readonly lastExit?: ExitStatus;
  readonly reason?: StartReason;
  /** A start that launchd registered and did not make (a fault, on demand). */
  readonly pended?: StartReason;
  /** Booted out; it is still here since its process is. */
  readonly isDraining: boolean;
}

/** A line of the engine's log: what happened, when, to whom. */
export interface LogEntry {
  /** Engine milliseconds since it started. */
  readonly at: number;
  readonly kind:
    | 'call'
    | 'load'
    | 'remark'
    | 'start'
    | 'spawn-failed'
    | 'signal'
    | 'exit'
    | 'remove'
    | 'fault'
    | 'override';
  readonly label?: string;
  readonly text: string;
  readonly pid?: number;
  /** Of a `call`: the arguments of launchctl and what it answered. */
  readonly argv?: readonly string[];
  readonly code?: number;
}
