/** Which checks tell the causes of a code apart, the likeliest first. */
import type { CodeReading } from '../../launchd/asked-code.ts';
import type { JobCheckId } from './index.ts';

/** What launchd trusts no property list for, and what makes it unreadable. */
const FILE: readonly JobCheckId[] = ['file-mode', 'file-owner', 'symlink'];
const CONTENT: readonly JobCheckId[] = ['plist-missing', 'plist-invalid', 'label', 'program-named'];
const TAKEN: readonly JobCheckId[] = ['draining', 'already-loaded', 'loaded-elsewhere', 'label-twice'];
const OFF: readonly JobCheckId[] = ['override-disabled', 'disabled-key'];
const SESSION: readonly JobCheckId[] = ['domain', 'session-type'];

/** By exit code of launchctl. 5 hides all the others from callers that are not root. */
const OF_LAUNCHCTL: Readonly<Record<number, readonly JobCheckId[]>> = {
  2: ['plist-missing'],
  3: ['not-loaded', 'loaded-elsewhere', 'domain', 'plist-missing'],
  5: [...TAKEN, ...OFF, ...FILE, ...CONTENT, ...SESSION, 'account', 'volume', 'quarantine'],
  13: FILE,
  17: ['loaded-elsewhere', 'label-twice', 'draining', 'already-loaded'],
  22: ['label'],
  36: ['draining'],
  37: ['draining', 'already-loaded', 'loaded-elsewhere'],
  62: ['symlink'],
  107: ['plist-missing', 'plist-invalid'],
  108: ['plist-missing', 'plist-invalid'],
  109: ['plist-invalid', 'plist-missing'],
  110: ['label', 'plist-invalid'],
  111: ['program-named', 'plist-invalid'],
  112: ['domain'],
  113: ['not-loaded', 'loaded-elsewhere', ...OFF, 'domain', 'plist-missing'],
  114: ['account'],
  115: ['account'],
  119: OFF,
  122: [...FILE, 'volume'],
  124: ['domain'],
  125: SESSION,
  130: ['already-loaded', 'draining'],
  133: [...TAKEN, ...OFF, ...FILE, ...CONTENT, ...SESSION],
  134: ['session-type'],
  139: ['program-file', 'domain'],
  140: ['label'],
  155: ['quarantine'],
};

/** launchd could not start the program, or it could not find its way. */
const START: readonly JobCheckId[] = [
  'program-named',
  'environment-file',
  'program-file',
  'script-interpreter',
  'log-files',
  'working-directory',
  'volume',
  'privacy-folder',
  'code-signature',
  'account',
  'quarantine',
  'unstable-path',
];

/** By the exit code of a job. */
const OF_EXIT: Readonly<Record<number, readonly JobCheckId[]>> = {
  0: [],
  78: START,
  126: ['program-file', 'script-interpreter', 'privacy-folder'],
  127: ['program-file', 'script-interpreter', 'unstable-path'],
};

/** Any other failure of the program itself. */
const ANY_EXIT: readonly JobCheckId[] = [
  'working-directory',
  'privacy-folder',
  'volume',
  'unstable-path',
  'binary-newer',
  'throttle',
];
const ANY_SIGNAL: readonly JobCheckId[] = ['code-signature', 'quarantine', 'binary-newer', 'unstable-path', 'throttle'];
/** A job that was asked to end has no cause to look for but that it ends. */
const TERMINATED: readonly JobCheckId[] = ['draining', 'not-loaded', ...OFF];
const OF_REASON: Readonly<Record<string, readonly JobCheckId[]>> = {
  OS_REASON_CODESIGNING: ['code-signature', 'quarantine', 'binary-newer'],
  OS_REASON_DYLD: ['unstable-path', 'binary-newer'],
  OS_REASON_EXEC: ['program-file', 'script-interpreter', 'quarantine', 'code-signature'],
  OS_REASON_TCC: ['privacy-folder', 'volume'],
};

/** The checks for what a code likely means, each once. */
export function checksOf(readings: readonly CodeReading[]): readonly JobCheckId[] {
  const isOfLaunchctl = readings.some(({ as, code }) => as === 'launchctl' && OF_LAUNCHCTL[code!] !== undefined);
  // Where launchctl has the code with causes of its own, a program that happens to return it is a far guess.
  const likely = isOfLaunchctl
    ? readings.filter((reading) => reading.as === 'launchctl' || isKnownExit(reading))
    : readings;
  return [...new Set(likely.flatMap(checksOfReading))];
}

function isKnownExit({ as, code }: CodeReading): boolean {
  return as === 'exit' && code !== undefined && OF_EXIT[code] !== undefined;
}

function checksOfReading({ as, code, signal, reason }: CodeReading): readonly JobCheckId[] {
  if (reason !== undefined) return OF_REASON[reason] ?? ANY_SIGNAL;
  if (signal !== undefined) return signal === 'SIGTERM' ? TERMINATED : ANY_SIGNAL;
  if (code === undefined) return [];
  return as === 'launchctl' ? (OF_LAUNCHCTL[code] ?? []) : (OF_EXIT[code] ?? ANY_EXIT);
}
