/** How svc talks to launchd: a call of launchctl and its answer. The real one is `system/launchctl.ts`. */

export interface LaunchctlAnswer {
  /** Exit code; undefined when there was no answer: it ended by a signal, could not be started or took too long. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no code, a clause for a person: "it did not answer within 30 s". */
  readonly failure?: string;
}

/** Calls launchctl with exactly these arguments; never throws. */
export type Launchctl = (argv: readonly string[]) => Promise<LaunchctlAnswer>;

/** The time that svc waits by; tests let it run faster. */
export interface Waiting {
  /** Milliseconds since some moment, never set back. */
  now(): number;
  sleep(ms: number): Promise<void>;
}
