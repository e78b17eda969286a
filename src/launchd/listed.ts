/** `launchctl list` of one label: the legacy output that launchctl(1) means to keep. */
import { bounded, count, linesOf } from './printed-text.ts';
import { decodeWaitStatus, type LastExit } from './wait-status.ts';

/** What `launchctl list <label>` says. Paths and arguments are as printed: an argument may be a secret. */
export interface ListedService {
  readonly label?: string;
  /** Missing while the job does not run. */
  readonly pid?: number;
  /** Exit 0 also for a job that never ran. */
  readonly lastExit?: LastExit;
  /** False: launchd keeps the job alive. */
  readonly onDemand?: boolean;
  readonly program?: string;
  readonly arguments?: readonly string[];
  readonly stdoutPath?: string;
  readonly stderrPath?: string;
  readonly sessionType?: string;
  /** The closing brace was seen: what is missing here, launchd did not print. */
  readonly isComplete: boolean;
}

/**
 * Reads the old-style dict of `launchctl list <label>`. Never throws. Strings stand in it without escapes (PROC), so
 * a value goes from its first quote to the first `";` that ends a line.
 */
export function parseListedService(text: string): ListedService {
  const { lines, isWhole } = linesOf(text);
  const { values, args, isClosed } = readDict(lines);
  const status = values.get('LastExitStatus');
  const pid = count(values.get('PID'));
  const onDemand = values.get('OnDemand');
  const label = values.get('Label');
  const program = values.get('Program');
  const stdoutPath = values.get('StandardOutPath');
  const stderrPath = values.get('StandardErrorPath');
  const sessionType = values.get('LimitLoadToSessionType');
  return {
    ...(label !== undefined && { label }),
    ...(pid && { pid }),
    ...(status !== undefined && { lastExit: decodeWaitStatus(count(status) ?? Number.NaN) }),
    ...((onDemand === 'true' || onDemand === 'false') && { onDemand: onDemand === 'true' }),
    ...(program !== undefined && { program }),
    ...(args && { arguments: args }),
    ...(stdoutPath !== undefined && { stdoutPath }),
    ...(stderrPath !== undefined && { stderrPath }),
    ...(sessionType !== undefined && { sessionType }),
    isComplete: isClosed && isWhole,
  };
}

interface OldDict {
  readonly values: ReadonlyMap<string, string>;
  readonly args?: readonly string[];
  readonly isClosed: boolean;
}

/** The plain values at one tab and the array ProgramArguments; of a key that stands twice the first counts. */
function readDict(lines: readonly string[]): OldDict {
  const values = new Map<string, string>();
  let args: string[] | undefined;
  /** What closes the array or dict that is open, and whether it is ProgramArguments. */
  let open: { readonly end: string; readonly isArguments: boolean } | undefined;
  const start = lines.indexOf('{');
  for (const line of start < 0 ? [] : statements(lines.slice(start + 1))) {
    if (line === open?.end) {
      open = undefined;
    } else if (open !== undefined) {
      const value = open.isArguments && line.startsWith('\t\t') ? plainValue(line.slice(2)) : undefined;
      if (value !== undefined) args?.push(value);
    } else if (line === '};') {
      return { values, ...(args && { args }), isClosed: true };
    } else {
      const [, key, value] = /^\t"([^"\n]+)" = ([\s\S]*)$/.exec(line) ?? [];
      if (key === undefined || value === undefined) continue;
      const isArguments = key === 'ProgramArguments' && value === '(' && args === undefined;
      if (isArguments) args = [];
      if (value === '(' || value === '{') open = { end: value === '(' ? '\t);' : '\t};', isArguments };
      else addValue(values, key, plainValue(value));
    }
  }
  return { values, ...(args && { args }), isClosed: false };
}

function addValue(values: Map<string, string>, key: string, value: string | undefined): void {
  if (value !== undefined && !values.has(key)) values.set(key, value);
}

/** Lines, those of a string with line breaks put together. A string without an end is left out. */
function statements(lines: readonly string[]): readonly string[] {
  const found: string[] = [];
  let parts: string[] = [];
  for (const line of lines) {
    const text = parts.length > 0 ? `"${line}` : line.slice(/^\t+(?:"[^"]*" = )?/.exec(line)?.[0].length);
    const isOpen = text.startsWith('"') && (text.length < 3 || !text.endsWith('";'));
    parts.push(line);
    if (isOpen) continue;
    found.push(bounded(parts.join('\n')));
    parts = [];
  }
  return found;
}

/** `"text";` and `12;` without quotes and semicolon. */
function plainValue(value: string): string | undefined {
  if (value.length >= 3 && value.startsWith('"') && value.endsWith('";')) return value.slice(1, -2);
  return value.endsWith(';') && !value.startsWith('"') ? value.slice(0, -1) : undefined;
}
