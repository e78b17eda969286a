/** What goes over the socket: one line of JSON from the client, one back. */

/** Longest request: arguments of a program end near two megabytes on Linux, and nobody writes such a launchctl line. */
export const MAX_REQUEST_BYTES = 1024 * 1024;
/** Longest answer; `print` of a thousand jobs has a tenth of it. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** What the client exits with when no engine answers; no answer of launchctl's own. */
export const NO_ENGINE = 255;

export interface Request {
  readonly argv: readonly string[];
  readonly isTty: boolean;
  readonly cwd: string;
}

/** A request, or undefined for a line that is none. */
export function requestOf(line: string): Request | undefined {
  try {
    const value = JSON.parse(line) as Partial<Request> | null;
    const { argv, isTty, cwd } = value ?? {};
    if (!Array.isArray(argv) || !argv.every((arg) => typeof arg === 'string')) return undefined;
    if (typeof isTty !== 'boolean' || typeof cwd !== 'string') return undefined;
    return { argv, isTty, cwd };
  } catch {
    return undefined;
  }
}
