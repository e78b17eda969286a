/** What became of one service: data for the report and for JSON. */
import type { ActionName } from './types.ts';

export type ResultName =
  | 'installed'
  | 'updated'
  | 'unchanged'
  | 'removed'
  | 'rolled-back'
  | 'failed'
  | 'skipped'
  | 'started'
  | 'stopped'
  | 'restarted'
  | 'enabled'
  | 'disabled'
  | 'not-loaded';

/** A job at one moment, in a word: running, not running, not loaded, unknown … */
export interface JobMoment {
  readonly state: string;
  readonly pid?: number;
}

/** A step that was made. */
export interface DoneAction {
  readonly do: ActionName | 'kickstart' | 'kill' | 'disable' | 'verify' | 'restore';
  readonly target: string;
  /** Of launchctl, where it was called. */
  readonly code?: number;
  /** Milliseconds it took. */
  readonly ms: number;
}

export interface JobError {
  /** Of launchctl, where it refused. */
  readonly code?: number;
  /** What is wrong, a sentence. */
  readonly cause: string;
  /** What to do, a sentence. */
  readonly remedy: string;
  /** What was asked for can not be, whatever the machine is like: a service that stops itself. */
  readonly isMisuse?: true;
  /** svc was asked to stop before it came to this service. */
  readonly isInterruption?: true;
}

export interface JobOutcome {
  readonly service: string;
  readonly label: string;
  readonly result: ResultName;
  readonly before: JobMoment;
  readonly after: JobMoment;
  readonly survives?: { readonly logout: boolean; readonly reboot: boolean };
  /** launchd starts it by the clock alone: once loaded again, it waits for its time. */
  readonly isTimed?: boolean;
  readonly actions: readonly DoneAction[];
  readonly error?: JobError;
  /** Things to know, a sentence each. */
  readonly notes: readonly string[];
}
