/** Signals and exit codes under the names of macOS. Its signal numbers are not Linux's (SIGBUS is 10, SIGUSR1 30). */

/** Name and words of each signal, from 1 up; the words are those of strsignal(3). Source: SIGNAL. */
const SIGNALS = [
  ['SIGHUP', 'Hangup'],
  ['SIGINT', 'Interrupt'],
  ['SIGQUIT', 'Quit'],
  ['SIGILL', 'Illegal instruction'],
  ['SIGTRAP', 'Trace/BPT trap'],
  ['SIGABRT', 'Abort trap'],
  ['SIGEMT', 'EMT trap'],
  ['SIGFPE', 'Floating point exception'],
  ['SIGKILL', 'Killed'],
  ['SIGBUS', 'Bus error'],
  ['SIGSEGV', 'Segmentation fault'],
  ['SIGSYS', 'Bad system call'],
  ['SIGPIPE', 'Broken pipe'],
  ['SIGALRM', 'Alarm clock'],
  ['SIGTERM', 'Terminated'],
  ['SIGURG', 'Urgent I/O condition'],
  ['SIGSTOP', 'Suspended (signal)'],
  ['SIGTSTP', 'Suspended'],
  ['SIGCONT', 'Continued'],
  ['SIGCHLD', 'Child exited'],
  ['SIGTTIN', 'Stopped (tty input)'],
  ['SIGTTOU', 'Stopped (tty output)'],
  ['SIGIO', 'I/O possible'],
  ['SIGXCPU', 'Cputime limit exceeded'],
  ['SIGXFSZ', 'Filesize limit exceeded'],
  ['SIGVTALRM', 'Virtual timer expired'],
  ['SIGPROF', 'Profiling timer expired'],
  ['SIGWINCH', 'Window size changes'],
  ['SIGINFO', 'Information request'],
  ['SIGUSR1', 'User defined signal 1'],
  ['SIGUSR2', 'User defined signal 2'],
] as const;

/** A signal of macOS. */
export type SignalName = (typeof SIGNALS)[number][0];

const numbers: ReadonlyMap<string, number> = new Map(SIGNALS.map(([name], index) => [name, index + 1]));

/** The name that macOS gives a signal number, or undefined for one that it does not have. */
export function signalName(number: number): SignalName | undefined {
  return SIGNALS[number - 1]?.[0];
}

/** The number of a signal on macOS: by name, with or without SIG, in any letter case, or by its number. */
export function signalNumber(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return signalName(Number(text)) && Number(text);
  const name = text.toUpperCase();
  return numbers.get(name.startsWith('SIG') ? name : `SIG${name}`);
}

/** What strsignal(3) of macOS says, and launchctl prints: "Terminated: 15". */
export function signalWords(number: number): string {
  return `${SIGNALS[number - 1]?.[1] ?? 'Unknown signal'}: ${number}`;
}

/** Names of the exit codes from 64 up. Source: sysexits(3). */
const SYSEXITS = [
  'EX_USAGE',
  'EX_DATAERR',
  'EX_NOINPUT',
  'EX_NOUSER',
  'EX_NOHOST',
  'EX_UNAVAILABLE',
  'EX_SOFTWARE',
  'EX_OSERR',
  'EX_OSFILE',
  'EX_CANTCREAT',
  'EX_IOERR',
  'EX_TEMPFAIL',
  'EX_PROTOCOL',
  'EX_NOPERM',
  'EX_CONFIG',
] as const;

/** The name that sysexits(3) gives an exit code. */
export type SysexitName = (typeof SYSEXITS)[number];

/** The name of an exit code between 64 and 78, else undefined. */
export function sysexitName(code: number): SysexitName | undefined {
  return SYSEXITS[code - 64];
}
