/**
 * A code that somebody met, as number, name or words, and what it may mean: as exit code of launchctl, as the way in
 * which a job ended, or as the raw status in `launchctl list <label>`. The same number is often all three.
 */
import { type CodeMeaning, codeOfWords, type LaunchctlError, launchctlError, launchctlErrors } from './errors.ts';
import { exitMeaning, exitReasons, reasonMeaning } from './exit-causes.ts';
import { nearest } from './nearest.ts';
import { type LaunchctlMessage, parseMessages } from './output.ts';
import { type SignalName, signalName, signalNumber, sysexitName } from './signals.ts';
import {
  decodeLastExitCode,
  decodeTerminatingSignal,
  decodeWaitStatus,
  exited,
  killed,
  type LastExit,
} from './wait-status.ts';

/**
 * launchctl: what launchctl exits with · exit: how a job ended · wait-status: `LastExitStatus` of `launchctl list
 * <label>` · reason: `last exit reason` of `launchctl print`.
 */
export type ReadingKind = 'launchctl' | 'exit' | 'wait-status' | 'reason';

/** One thing that the code may mean. */
export interface CodeReading extends CodeMeaning {
  readonly as: ReadingKind;
  /** Of launchctl or of the program. */
  readonly code?: number;
  readonly signal?: SignalName;
  readonly reason?: string;
}

/** What it may mean, the likeliest first; or the known spelling nearest to it. */
export type AskedCode = { readonly readings: readonly CodeReading[] } | { readonly nearest?: string };

/** Longer than all that launchctl says of one failure. */
const LONGEST = 4096;

/** Names of errno of macOS that launchctl answers with. Source: SIGNAL. */
const ERRNO: Readonly<Record<string, number>> = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EINTR: 4,
  EIO: 5,
  E2BIG: 7,
  EBADF: 9,
  EDEADLK: 11,
  ENOMEM: 12,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  EMFILE: 24,
  ENOSPC: 28,
  EROFS: 30,
  EAGAIN: 35,
  EINPROGRESS: 36,
  EALREADY: 37,
  ENOTSUP: 45,
  ETIMEDOUT: 60,
  ELOOP: 62,
  ENAMETOOLONG: 63,
  ENOSYS: 78,
};

const SYSEXIT_CODES = new Map(
  Array.from({ length: 15 }, (_, i) => 64 + i).map((code) => [sysexitName(code) as string, code]),
);

/** Reads what somebody met: `5`, `-9`, `EX_CONFIG`, `SIGKILL`, `Bootstrap failed: 5: Input/output error`, a line of print. */
export function readAskedCode(text: string): AskedCode {
  const asked = text.trim();
  if (asked === '' || asked.length > LONGEST) return {};
  const readings = numberReadings(asked) ?? lineReadings(asked) ?? nameReadings(asked) ?? messageReadings(asked);
  if (readings !== undefined && readings.length > 0) return { readings };
  // A number near to another one means something else.
  const near = /^-?\d+$/.test(asked) ? undefined : nearest(asked, spellings());
  return near === undefined ? {} : { nearest: near };
}

function numberReadings(text: string): readonly CodeReading[] | undefined {
  const [, number] =
    /^(?:exit(?:ed)?(?: (?:code|status|with))? |(?:error|code|status) )?(-?\d{1,6})$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  const code = Number(number);
  // As the column Status of `launchctl list` has a signal.
  if (number.startsWith('-')) return exitReadings(killed(-code), 'exit');
  if (/^exit/i.test(text)) return exitReadings(exited(code), 'exit');
  const launchctl = launchctlReading(code);
  const exit = exitReadings(exited(code), 'exit');
  const status = code === 0 ? [] : exitReadings(decodeWaitStatus(code), 'wait-status');
  return isMostlyExit(code, launchctl) ? [...exit, ...launchctl, ...status] : [...launchctl, ...exit, ...status];
}

/** Is a number met more often as the exit code of a program than as one of launchctl? */
function isMostlyExit(code: number, [launchctl]: readonly CodeReading[]): boolean {
  return launchctl === undefined || launchctl.meaning === '' || [1, 2, 78, 126, 127].includes(code);
}

function launchctlReading(code: number): readonly CodeReading[] {
  const error = launchctlError(code);
  return error === undefined ? [] : [ofLaunchctl(error)];
}

function ofLaunchctl({ code, text, meaning, causes, confidence, sources }: LaunchctlError): CodeReading {
  return { as: 'launchctl', code, text, meaning, causes, confidence, sources };
}

/** A signal that macOS does not have ends no job. */
function exitReadings(exit: LastExit, as: 'exit' | 'wait-status'): readonly CodeReading[] {
  if (exit.kind === 'exit') return [{ as, code: exit.code, ...exitMeaning(exit) }];
  if (exit.kind === 'signal' && exit.signal !== undefined) return [{ as, signal: exit.signal, ...exitMeaning(exit) }];
  return [];
}

/** A line of `print` or `list <label>`, and `<code>: <words>`. */
function lineReadings(text: string): readonly CodeReading[] | undefined {
  const [, field, value = ''] = /^"?(last[ \w]{1,40}?)"? = (.{1,200}?);?$/i.exec(text) ?? [];
  switch (field?.toLowerCase()) {
    case 'last exit code':
      return exitReadings(decodeLastExitCode(value), 'exit');
    case 'last terminating signal':
      return exitReadings(decodeTerminatingSignal(value), 'exit');
    case 'last exit reason':
      return nameReadings(value);
    case 'lastexitstatus':
      return exitReadings(
        /^\d{1,5}$/.test(value) ? decodeWaitStatus(Number(value)) : { kind: 'unknown' },
        'wait-status',
      );
    default:
      return pairReadings(text);
  }
}

function pairReadings(text: string): readonly CodeReading[] | undefined {
  const [, code, words] = /^(\d{1,3}): ?(\S.*)$/.exec(text) ?? [];
  if (code !== undefined && words !== undefined) {
    if (SYSEXIT_CODES.get(words.toUpperCase()) === Number(code)) return exitReadings(exited(Number(code)), 'exit');
    return codeOfWords(words) === Number(code) ? launchctlReading(Number(code)) : undefined;
  }
  // "Killed: 9"
  return /^[A-Z][a-z/ ]{2,30}: \d{1,2}$/.test(text) ? exitReadings(decodeTerminatingSignal(text), 'exit') : undefined;
}

function nameReadings(text: string): readonly CodeReading[] | undefined {
  const name = text.trim().toUpperCase();
  const sysexit = SYSEXIT_CODES.get(name);
  if (sysexit !== undefined) return exitReadings(exited(sysexit), 'exit');
  if (Object.hasOwn(ERRNO, name)) return launchctlReading(ERRNO[name]!);
  const reason = reasonMeaning(name);
  if (reason) return [{ as: 'reason', reason: reason.text, ...reason }];
  const signal = /^[A-Z]+[12]?$/.test(name) ? signalNumber(name) : undefined;
  return signal === undefined ? undefined : exitReadings(killed(signal), 'exit');
}

/** Words of launchctl, one message a line; a code that stands there twice is one. */
function messageReadings(text: string): readonly CodeReading[] {
  const codes = parseMessages(text).flatMap((message) => codeOf(message) ?? []);
  const known = [...new Set(codes)].flatMap(launchctlReading);
  // "Bad request." is the first line of other failures.
  return known.length > 1 ? known.filter(({ code }) => code !== BAD_REQUEST) : known;
}

const BAD_REQUEST = 22;

function codeOf(message: LaunchctlMessage): number | undefined {
  switch (message.kind) {
    case 'failed':
      return message.code;
    case 'service-not-found':
      return 113;
    case 'domain-not-found':
      return 112;
    case 'already-loaded':
      return 37;
    case 'already-booted-out':
      return 3;
    case 'path-failed':
      return message.code;
    case 'bad-target':
      return 64;
    case 'bad-request':
      return BAD_REQUEST;
    case 'daemon-folder-expected':
      // Not a failure: load was called as root for an agent, and the system's domain was meant then.
      return undefined;
    case 'other':
      return codeOfWords(message.text);
  }
}

/** Everything that can be asked for, for "did you mean". */
function spellings(): readonly string[] {
  const signals = Array.from({ length: 31 }, (_, i) => signalName(i + 1) as string);
  const words = launchctlErrors.flatMap(({ code, text }) => [String(code), text]);
  return [...SYSEXIT_CODES.keys(), ...signals, ...Object.keys(ERRNO), ...exitReasons, ...words];
}
