/**
 * How a job last ended. launchctl says it in four ways: the raw status of wait(2) (`LastExitStatus` of `list <label>`),
 * a column (`list`), and the lines `last exit code` and `last terminating signal` (`print`). All become one value here,
 * and go back into each way. Sources: CTL26, PROC, PRINT.
 */
import { type SignalName, type SysexitName, signalName, signalWords, sysexitName } from './signals.ts';

/**
 * exit: the program returned `code` (0 to 255) · signal: a signal ended it · never: it has not ended since it was
 * loaded · unknown: the text says nothing that we can read.
 */
export type LastExit =
  | { readonly kind: 'exit'; readonly code: number; readonly name?: SysexitName }
  | { readonly kind: 'signal'; readonly number: number; readonly signal?: SignalName }
  | { readonly kind: 'never' }
  | { readonly kind: 'unknown' };

/** What launchctl can print. */
export type KnownExit = Exclude<LastExit, { kind: 'unknown' }>;

const UNKNOWN: LastExit = { kind: 'unknown' };

/** The program returned `code`; unknown unless it is an integer from 0 to 255. */
export function exited(code: number): LastExit {
  if (!Number.isInteger(code) || code < 0 || code > 255) return UNKNOWN;
  const name = sysexitName(code);
  return { kind: 'exit', code, ...(name && { name }) };
}

/** A signal, by its number on macOS, ended the program; unknown unless 1 to 126, what wait(2) has room for. */
export function killed(number: number): LastExit {
  if (!Number.isInteger(number) || number < 1 || number > 126) return UNKNOWN;
  const signal = signalName(number);
  return { kind: 'signal', number, ...(signal && { signal }) };
}

/**
 * Reads a status of wait(2), as in `LastExitStatus`: 256 is exit 1, 15 is SIGTERM, 139 SIGSEGV with a core file.
 * A job that never ran has 0 as well.
 */
export function decodeWaitStatus(status: number): LastExit {
  if (!Number.isInteger(status) || status < 0 || status > 0xffff) return UNKNOWN;
  const low = status & 127;
  if (low === 0) return exited(status >> 8);
  // 127: stopped, not ended.
  return low === 127 ? UNKNOWN : killed(low);
}

/** Reads the Status column of `launchctl list`: an exit code, or minus a signal. A job that never ran has 0 as well. */
export function decodeListStatus(status: string): LastExit {
  const text = status.trim();
  if (!/^-?\d{1,3}$/.test(text)) return UNKNOWN;
  return text.startsWith('-') ? killed(-Number(text)) : exited(Number(text));
}

/** Reads what stands behind `last exit code =`: `1`, `78: EX_CONFIG`, `(never exited)`. */
export function decodeLastExitCode(value: string): LastExit {
  const text = value.trim();
  if (text === '(never exited)') return { kind: 'never' };
  const code = /^(\d{1,3})(?:: ?EX_[A-Z]+)?$/.exec(text)?.[1];
  return code === undefined ? UNKNOWN : exited(Number(code));
}

/** Reads what stands behind `last terminating signal =`: `Terminated: 15`. */
export function decodeTerminatingSignal(value: string): LastExit {
  const number = /: ?(\d{1,3})$/.exec(value.trim())?.[1];
  return number === undefined ? UNKNOWN : killed(Number(number));
}

/** The status of wait(2); 0 for a job that never ended, as `LastExitStatus` has it. */
export function encodeWaitStatus(exit: KnownExit): number {
  switch (exit.kind) {
    case 'exit':
      return exit.code << 8;
    case 'signal':
      return exit.number;
    case 'never':
      return 0;
  }
}

/** The Status column of `launchctl list`. */
export function encodeListStatus(exit: KnownExit): string {
  switch (exit.kind) {
    case 'exit':
      return `${exit.code}`;
    case 'signal':
      return `-${exit.number}`;
    case 'never':
      return '0';
  }
}

/** The line of `launchctl print`, without its tab: `last exit code = 78: EX_CONFIG`. */
export function encodePrintLine(exit: KnownExit): string {
  switch (exit.kind) {
    case 'exit':
      return `last exit code = ${exit.code}${exit.name === undefined ? '' : `: ${exit.name}`}`;
    case 'signal':
      return `last terminating signal = ${signalWords(exit.number)}`;
    case 'never':
      return 'last exit code = (never exited)';
  }
}

/** How often a job was started, and how often that came to a program: the same number says that each program ran. */
export interface StartCounts {
  readonly runs?: number;
  readonly execs?: number;
}

/**
 * One line for a person: "exit 1", "killed by SIGKILL", "exit 127: a shell did not find the command".
 * @param counts of the job as launchctl print shows them, which tell whose 78 it is
 */
export function lastExitText(exit: LastExit, counts: StartCounts = {}): string {
  switch (exit.kind) {
    case 'exit':
      return exitText(exit.code, exit.name, counts);
    case 'signal':
      return `killed by ${exit.signal ?? `signal ${exit.number}`}`;
    case 'never':
      return 'never exited';
    case 'unknown':
      return 'unknown';
  }
}

function exitText(code: number, name: SysexitName | undefined, counts: StartCounts): string {
  if (code === 78) return `exit 78 EX_CONFIG: ${whoReturned78(counts)}`;
  if (code === 126) return 'exit 126: a shell found the command but could not execute it';
  if (code === 127) return 'exit 127: a shell did not find the command';
  if (name !== undefined) return `exit ${code} ${name}`;
  const signal = signalName(code - 128);
  return signal === undefined ? `exit ${code}` : `exit ${code}: a shell's word for ${signal}`;
}

/** launchd itself reports 78 for a program that it could not start; see launchctl's EX_CONFIG in errors.ts. */
function whoReturned78({ runs, execs }: StartCounts): string {
  if (execs === 0) return 'the program never ran';
  return execs !== undefined && execs === runs
    ? 'the program returned 78 itself'
    : 'the program never ran, or returned 78 itself';
}
