/** Why jobs end as they do: what an exit code, a signal or a reason of the kernel means for a job, and what to look at. */
import type { CodeMeaning, ErrorConfidence } from './errors.ts';
import { signalWords } from './signals.ts';
import { type LastExit, lastExitText } from './wait-status.ts';

/** What is known of a way to end; `text` as in "exit 78 EX_CONFIG: …". */
export type ExitMeaning = CodeMeaning;

type Known = Omit<ExitMeaning, 'text'>;

const OWN = 'its own log and documentation say what the code stands for';

/** Meanings of sysexits(3), for the programs that keep to it. */
const SYSEXIT_MEANINGS: Readonly<Record<number, string>> = {
  64: 'the program was called with wrong arguments',
  65: 'the input of the program was wrong',
  66: 'an input file is missing or can not be read',
  67: 'a user that the program was told of does not exist',
  68: 'a host that the program was told of does not exist',
  69: 'something that the program needs is not available',
  70: 'the program found a bug in itself',
  71: 'the system refused something, such as another process',
  72: 'a file of the system is missing or can not be read',
  73: 'the program could not make an output file',
  74: 'reading or writing failed',
  75: 'a failure that may pass; the program wants to be tried again',
  76: 'another side spoke the protocol wrongly',
  77: 'the program lacks a permission',
};

/** Exit codes whose cause is known to lie around the program. */
const CODES: Readonly<Record<number, Known>> = {
  0: { meaning: 'the program ended in order', causes: [], confidence: 'high', sources: ['CTL26'] },
  1: {
    meaning: 'the program gave up with the code that most programs use for any failure',
    causes: [
      OWN,
      'it misses something that a terminal has: PATH, HOME, other variables, the working directory',
      'a folder that macOS guards: "Operation not permitted"',
    ],
    confidence: 'medium',
    sources: ['CTL26'],
  },
  78: {
    meaning: 'launchd could not start the program (it never ran), or the program itself returned 78',
    causes: [
      'the program is missing, is not executable or not given by an absolute path',
      'a whole command line stands in one string',
      'a log file or its folder can not be opened: it is missing, belongs to somebody else, or is guarded',
      'the working directory is missing',
      'the program or a log lies in a folder that macOS guards, or on a volume',
      'the code signature is refused or has changed (needs LWCR update)',
      'the user of UserName does not exist',
      'the program is quarantined',
    ],
    confidence: 'high',
    sources: ['LRG298', 'BEACON', 'PRINT'],
  },
  126: {
    meaning: 'a shell found the command and could not execute it',
    causes: ['the file is not executable (chmod +x)', 'the first line names an interpreter that is missing'],
    confidence: 'high',
    sources: ['HINT'],
  },
  127: {
    meaning: 'a shell did not find the command',
    causes: [
      'PATH of a job is /usr/bin:/bin:/usr/sbin:/sbin unless the job sets it: nothing of Homebrew or a version manager',
      'the command went away with an upgrade',
    ],
    confidence: 'high',
    sources: ['MAN26', 'HINT'],
  },
};

const CRASH = 'a bug of the program; a report lies in ~/Library/Logs/DiagnosticReports';

/** By the number of the signal on macOS. */
const SIGNALS: Readonly<Record<number, Known>> = {
  1: signal('something told it to hang up', ['svc, launchctl kill or another program sent SIGHUP'], 'medium'),
  4: signal('it ran into an illegal instruction', ['a program for another processor or macOS', CRASH], 'medium'),
  5: signal('it trapped', [CRASH, 'a library that is missing or does not fit (dyld)'], 'medium'),
  6: signal('it aborted itself', [CRASH, 'a library that is missing or does not fit (dyld)'], 'medium'),
  9: signal(
    'it was killed and could not clean up',
    [
      'it did not end within its ExitTimeOut (5 s unless the job says more) when it was stopped',
      'the program or its signature was replaced while it ran, or its signature is refused',
      'memory ran short (jetsam)',
      'somebody killed it: kill -9, kickstart -k',
    ],
    'medium',
  ),
  10: signal('it touched memory that is not there', [CRASH], 'medium'),
  11: signal('it touched memory that is not its own', [CRASH], 'medium'),
  12: signal('it made a system call that does not exist or is forbidden', [CRASH], 'low'),
  13: signal('it wrote to a pipe or socket that nobody reads', ['the other side went away'], 'medium'),
  15: signal(
    'it was asked to end: the usual way in which launchd stops a job',
    ['bootout, stop, logout or shutdown', 'somebody killed it'],
    'high',
  ),
  24: signal('it used more processor time than it may', ['HardResourceLimits, SoftResourceLimits: CPU'], 'medium'),
  25: signal('it wrote a larger file than it may', ['HardResourceLimits, SoftResourceLimits: FileSize'], 'medium'),
};

function signal(meaning: string, causes: readonly string[], confidence: ErrorConfidence): Known {
  return { meaning, causes, confidence, sources: ['SIGNAL'] };
}

/** What a way to end means; for `never` and `unknown` there is nothing to say. */
export function exitMeaning(exit: Extract<LastExit, { kind: 'exit' | 'signal' }>): ExitMeaning {
  const text = lastExitText(exit);
  if (exit.kind === 'signal') {
    const known = SIGNALS[exit.number];
    if (known) return { text, ...known };
    const meaning = `a signal ended it (${signalWords(exit.number)})`;
    return { text, meaning, causes: [], confidence: 'medium', sources: ['SIGNAL'] };
  }
  const { code } = exit;
  const known = CODES[code] ?? shellSignal(code);
  if (known) return { text, ...known };
  const meaning = SYSEXIT_MEANINGS[code];
  if (meaning !== undefined) {
    return {
      text,
      meaning: `${meaning}, if it keeps to sysexits(3)`,
      causes: [OWN],
      confidence: 'medium',
      sources: ['SIGNAL'],
    };
  }
  return { text, meaning: 'the program returned it', causes: [OWN], confidence: 'high', sources: ['CTL26'] };
}

/** A shell returns 128 and the number of the signal that ended its command. */
function shellSignal(code: number): Known | undefined {
  const known = code > 128 ? SIGNALS[code - 128] : undefined;
  if (!known) return undefined;
  const { meaning, causes } = known;
  return { meaning: `of the command that a shell ran: ${meaning}`, causes, confidence: 'medium', sources: ['SIGNAL'] };
}

/** What stands behind `last exit reason =`. Sources: PRINT; names in xnu's reason.h and kern_memorystatus.h. */
const REASONS: Readonly<Record<string, Known>> = {
  OS_REASON_CODESIGNING: reason('the kernel refused its code signature', [
    'the program was replaced in place by an upgrade while launchd knew the old one',
    'it is not signed, or its signature is broken (codesign --verify --verbose)',
    'it is quarantined',
  ]),
  OS_REASON_DYLD: reason('a library that it needs is missing or does not fit', [
    'an upgrade took the library or the interpreter away',
    'the crash report in ~/Library/Logs/DiagnosticReports names the library',
  ]),
  OS_REASON_EXEC: reason('it could not be executed', [
    'the file is damaged, or for another processor',
    'the first line names an interpreter that is missing',
  ]),
  OS_REASON_SIGNAL: reason('a signal ended it', ['launchctl print shows which one: last terminating signal']),
  OS_REASON_JETSAM: reason('memory ran short, or it used more than it may', [
    'its own use of memory',
    'that of others',
  ]),
  OS_REASON_LIBXPC: reason('the library of launchd ended it', [
    'a message of XPC that is wrong',
    'a job that checks in twice',
  ]),
  OS_REASON_TCC: reason('macOS refused it something private', ['a folder or device that needs a grant']),
  OS_REASON_WATCHDOG: reason('it did not answer in time', ['it hangs']),
  OS_REASON_GUARD: reason('it touched something that is guarded', [CRASH]),
  OS_REASON_SANDBOX: reason('its sandbox forbids what it did', ['the sandbox profile of the program']),
  OS_REASON_RUNNINGBOARD: reason('macOS ended it to save power or memory', ['its process type and priority']),
  JETSAM_REASON_MEMORY_PERPROCESSLIMIT: reason('it used more memory than it may', ['its own use of memory']),
  JETSAM_REASON_MEMORY_HIGHWATER: reason('it used more memory than its share while memory was short', [
    'its own use of memory',
  ]),
  JETSAM_REASON_MEMORY_VMPAGESHORTAGE: reason('memory ran short', ['that of other programs', 'its own use of memory']),
  JETSAM_REASON_MEMORY_IDLE_EXIT: reason('it was idle while memory was short', [
    'nothing: launchd starts it again on demand',
  ]),
};

function reason(meaning: string, causes: readonly string[]): Known {
  return { meaning, causes, confidence: 'low', sources: ['PRINT'] };
}

/** All reasons that have a meaning here. */
export const exitReasons: readonly string[] = Object.keys(REASONS);

/** What a reason means; undefined for one that is not known. @param name in any letter case */
export function reasonMeaning(name: string): ExitMeaning | undefined {
  const text = name.trim().toUpperCase();
  const known = Object.hasOwn(REASONS, text) ? REASONS[text] : undefined;
  return known && { text, ...known };
}
