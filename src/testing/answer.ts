/** What launchctl gives back to whoever called it. */

/** The end of one call of launchctl. */
export interface Answer {
  /** Exit code; 128 + the signal's number for a call that a signal ended. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The signal that launchctl died of (a fault, or its caller gave up). */
  readonly signal?: NodeJS.Signals;
}

/** Who calls, as far as launchctl looks at it. */
export interface Caller {
  /** Is its standard output a terminal? `kickstart -p` prints a sentence there, and a bare number elsewhere. */
  readonly isTty: boolean;
  /** What relative paths are taken from. */
  readonly cwd: string;
  /** Aborted when the caller is gone; nothing goes on for it then. */
  readonly gone: AbortSignal;
}

/** Done, with this on standard output. */
export function done(stdout = ''): Answer {
  return { code: 0, stdout, stderr: '' };
}

/** Failed, with these lines on standard error. */
export function failed(code: number, ...lines: readonly string[]): Answer {
  return { code, stdout: '', stderr: lines.map((line) => `${line}\n`).join('') };
}
