/** What the exit codes of launchctl mean: decide by these, its words are for people. Source of that: launchctl(1). */
import type { SourceId } from './sources.ts';

/** high: documented, or two independent sources · medium: one good source · low: unverified. */
export type ErrorConfidence = 'high' | 'medium' | 'low';

/** What is known of a code. */
export interface CodeMeaning {
  /** The words that launchd or macOS has for it, in one line. */
  readonly text: string;
  /** What it means for a job, one sentence without a full stop; empty when nothing is known but the words. */
  readonly meaning: string;
  /** What to look at, the likeliest first. */
  readonly causes: readonly string[];
  readonly confidence: ErrorConfidence;
  readonly sources: readonly SourceId[];
}

/** One exit code of launchctl; `text` has its words exactly: `Bootstrap failed: 5: Input/output error`. */
export interface LaunchctlError extends CodeMeaning {
  readonly code: number;
}

/** Words alone, where nothing more is known. 1 to 106 are errno of macOS (SIGNAL), from 107 up XERR. */
const WORDS: Readonly<Record<number, string>> = {
  2: 'No such file or directory',
  4: 'Interrupted system call',
  7: 'Argument list too long',
  9: 'Bad file descriptor',
  11: 'Resource deadlock avoided',
  12: 'Cannot allocate memory',
  13: 'Permission denied',
  14: 'Bad address',
  16: 'Resource busy',
  20: 'Not a directory',
  21: 'Is a directory',
  24: 'Too many open files',
  28: 'No space left on device',
  30: 'Read-only file system',
  35: 'Resource temporarily unavailable',
  45: 'Operation not supported',
  60: 'Operation timed out',
  62: 'Too many levels of symbolic links',
  63: 'File name too long',
  116: 'Routine not yet implemented',
  117: '(n/a)',
  118: 'Bad response from server',
  120: 'Bad subsystem destination for request',
  121: 'Path not searched for services',
  123: 'Path is whitelisted for domain',
  128: 'The specified path is not a bundle',
  129: 'The service was superseded by a later later version',
  131: 'Out of order requests',
  132: 'Request for stale data',
  135: 'Process is not managed',
  136: 'Action not allowed on singleton service',
  137: 'Service does not support the specified action',
  141: 'Reentrancy avoided',
  142: 'Operation only supported on development',
  143: 'Requested entry was cached',
  144: 'Requestor lacks required entitlement',
  145: 'Endpoint is hidden',
  147: 'The specified service did not ship in the requestor',
  148: 'The specified service path was not in the service cache',
  151: 'A complete hack',
  153: 'Completely unexpected error',
  154: 'Requestor is not a platform binary',
  156: 'Domain creation with that UID is not allowed anymore',
  157: 'System service is not in system service whitelist',
  158: 'Service cannot be loaded on current os variant',
  159: 'Unknown error',
};

/** The codes an installer meets. */
// biome-ignore format: one row a code
const KNOWN: readonly LaunchctlError[] = [
  { code: 0, text: 'Undefined error: 0', meaning: 'launchctl reports success', confidence: 'high', sources: ['CTL26'],
    causes: ['load and unload also leave with 0 when they failed'] },
  { code: 1, text: 'Operation not permitted', meaning: 'the caller may not change this domain', confidence: 'medium', sources: ['HINT', 'PRINT'],
    causes: ['the system domain without root', "another user's domain"] },
  { code: 3, text: 'No such process', meaning: 'the job is not loaded; for bootout as good as success', confidence: 'high', sources: ['HOMEBREW', 'PRINT'],
    causes: ['it was never bootstrapped, or is already booted out'] },
  { code: 5, text: 'Input/output error', meaning: 'launchd refused, and does not say why to a caller who is not root', confidence: 'high', sources: ['PRINT', 'OC104228'],
    causes: [
      'the label is still loaded, or its process is still ending after bootout', 'the job is already loaded from an earlier install',
      'the service is disabled (launchctl print-disabled)', 'the plist has a mode or owner that launchd refuses',
      'the plist is invalid or names no program', 'there is no desktop login, or the job is for another kind of session',
      'the path is wrong, or on an external volume', 'the program is quarantined',
    ] },
  { code: 17, text: 'File exists', meaning: 'the same label is already loaded from another path', confidence: 'medium', sources: ['HINT'],
    causes: ['another plist with this label was bootstrapped before'] },
  { code: 22, text: 'Invalid argument', meaning: 'launchctl does not understand the target', confidence: 'medium', sources: ['PROC', 'HINT'],
    causes: ['a malformed target'] },
  { code: 36, text: 'Operation now in progress', meaning: 'the request was accepted and the process is still ending', confidence: 'high', sources: ['OSQ5698', 'HOMEBREW', 'PROC'],
    causes: ['bootout of a job that takes its time, mostly before macOS 12'] },
  { code: 37, text: 'Operation already in progress', meaning: 'the label is already loaded from the same path, or still being removed', confidence: 'high', sources: ['DINF1102', 'PRINT'],
    causes: ['bootstrap too soon after bootout', 'the job is already loaded', 'kickstart while the job is being stopped'] },
  { code: 64, text: 'Unrecognized target specifier.', meaning: 'launchctl was called with options or a target that it does not know', confidence: 'high', sources: ['PROC', 'HM9585'],
    causes: ['an option that this macOS lacks, such as bootout --wait before macOS 26', 'a malformed target'] },
  { code: 78, text: 'Function not implemented', meaning: 'launchctl can not do that here; something else than the last exit code 78, EX_CONFIG', confidence: 'medium', sources: ['SIGNAL'],
    causes: ['a subcommand that this macOS lacks'] },
  { code: 107, text: 'Malformed bundle', meaning: 'the path is no plist', confidence: 'medium', sources: ['XERR', 'HINT'], causes: ['the path does not exist or is no plist'] },
  { code: 108, text: 'Invalid path', meaning: 'the path is missing or no plist', confidence: 'medium', sources: ['XERR', 'HINT'], causes: ['the path does not exist or is no plist'] },
  { code: 109, text: 'Invalid property list', meaning: 'the plist can not be read', confidence: 'medium', sources: ['XERR', 'HINT', 'RADAR'],
    causes: ['it does not parse', 'it is no dict', '<true></true> in place of <true/>'] },
  { code: 110, text: 'Invalid or missing service identifier', meaning: 'the plist has no usable Label', confidence: 'medium', sources: ['XERR', 'HINT'], causes: ['Label is missing, empty or no string'] },
  { code: 111, text: 'Invalid or missing Program/ProgramArguments', meaning: 'the plist names nothing to start', confidence: 'medium', sources: ['XERR', 'HINT', 'OUTSET72'],
    causes: ['Program and ProgramArguments are missing', 'Program is relative or an array', 'an argument is no string'] },
  { code: 112, text: 'Could not find specified domain', meaning: 'the domain does not exist', confidence: 'high', sources: ['XERR', 'PRINT'],
    causes: ['gui/<uid> of a user who is not logged in at the desktop'] },
  { code: 113, text: 'Could not find specified service', meaning: 'the job is not loaded in this domain', confidence: 'high', sources: ['XERR', 'PRINT'],
    causes: ['it was never bootstrapped, or is booted out', 'it is loaded in another domain'] },
  { code: 114, text: 'The specified username does not exist', meaning: 'the user named by UserName does not exist', confidence: 'medium', sources: ['XERR', 'HINT'], causes: ['UserName'] },
  { code: 115, text: 'The specified group does not exist', meaning: 'the group named by GroupName does not exist', confidence: 'medium', sources: ['XERR', 'HINT'], causes: ['GroupName'] },
  { code: 119, text: 'Service is disabled', meaning: 'the service is switched off: launchctl enable must come first', confidence: 'high', sources: ['XERR', 'NIX530'],
    causes: ['an override left by launchctl disable', 'the Disabled key of the plist'] },
  { code: 122, text: 'Path had bad ownership/permissions', meaning: 'launchd does not trust the plist', confidence: 'high', sources: ['XERR', 'PRINT', 'OC104228'],
    causes: ['its group or others may write it', 'it has the wrong owner', 'it lies on an external volume', 'mode 0600 on macOS 26'] },
  { code: 124, text: 'Domain is tearing down', meaning: 'the user is logging out or the machine shuts down', confidence: 'medium', sources: ['XERR', 'HINT'], causes: ['logout or shutdown in progress'] },
  { code: 125, text: 'Domain does not support specified action', meaning: 'there is no desktop login behind this domain', confidence: 'high', sources: ['XERR', 'HEADLESS'],
    causes: ['ssh, a headless machine or root, with gui/<uid>', 'the first seconds after login', 'the item is switched off in Login Items (unverified)'] },
  { code: 126, text: 'Request type is no longer supported', meaning: 'this macOS does not take the request any more', confidence: 'medium', sources: ['XERR', 'HINT'], causes: ['a legacy subcommand'] },
  { code: 127, text: 'The specified service did not ship with the operating system', meaning: 'only jobs of macOS may be asked for this', confidence: 'medium', sources: ['XERR'], causes: [] },
  { code: 130, text: 'The system encountered a condition where behavior was undefined', meaning: 'perhaps the job is already loaded', confidence: 'low', sources: ['XERR'], causes: ['one project takes it for "already loaded"'] },
  { code: 133, text: 'Multiple errors were returned; see stderr', meaning: 'several plists were given and more than one failed', confidence: 'medium', sources: ['XERR', 'HINT'], causes: ['bootstrap one plist a call'] },
  { code: 134, text: 'Service cannot load in requested session', meaning: 'LimitLoadToSessionType does not fit the domain', confidence: 'high', sources: ['XERR', 'GEL740'],
    causes: ['an agent without Background in user/<uid>', 'an agent without Aqua in gui/<uid>'] },
  { code: 138, text: 'Service cannot be loaded on this hardware', meaning: 'LimitLoadToHardware or LimitLoadFromHardware excludes this Mac', confidence: 'medium', sources: ['XERR', 'HINT'], causes: ['LimitLoadToHardware, LimitLoadFromHardware'] },
  { code: 139, text: 'Service cannot presently execute', meaning: 'the job can not run now', confidence: 'low', sources: ['XERR'], causes: [] },
  { code: 140, text: 'Service name is reserved or invalid', meaning: 'launchd does not take this label', confidence: 'high', sources: ['XERR', 'HINT'], causes: ['a reserved label, such as "shell"', 'a malformed target'] },
  { code: 146, text: 'Domain is in on-demand-only mode', meaning: 'the domain does not start jobs by itself yet', confidence: 'medium', sources: ['XERR', 'HINT'], causes: ['early boot'] },
  { code: 149, text: 'Could not find a bundle of the given identifier through LaunchServices', meaning: 'the app behind the job is not found', confidence: 'medium', sources: ['XERR'], causes: ['a job of an app (SMAppService) that was moved or removed'] },
  { code: 150, text: 'Operation not permitted while System Integrity Protection is engaged', meaning: "macOS protects this one of its own services", confidence: 'medium', sources: ['XERR', 'PRINT'], causes: ['a service of Apple'] },
  { code: 152, text: 'Service cannot load in current boot environment', meaning: 'the Mac runs in a special boot mode', confidence: 'medium', sources: ['XERR', 'HINT'], causes: ['safe boot or recovery'] },
  { code: 155, text: 'Refusing to execute/trust quarantined program/file', meaning: 'the program or plist is quarantined', confidence: 'medium', sources: ['XERR', 'HINT'],
    causes: ['a download that was never opened by hand (attribute com.apple.quarantine)'] },
];

const errors = new Map<number, LaunchctlError>(
  Object.entries(WORDS).map(([code, text]) => [Number(code), wordsOnly(Number(code), text)]),
);
for (const error of KNOWN) errors.set(error.code, error);

function wordsOnly(code: number, text: string): LaunchctlError {
  const source = code < 107 ? 'SIGNAL' : 'XERR';
  return { code, text, meaning: '', causes: [], confidence: 'medium', sources: [source] };
}

/** All codes that have words, in ascending order. */
export const launchctlErrors: readonly LaunchctlError[] = [...errors.values()].sort((a, b) => a.code - b.code);

/** What is known of an exit code of launchctl; undefined for one without words. */
export function launchctlError(code: number): LaunchctlError | undefined {
  return errors.get(code);
}

const codes = new Map(launchctlErrors.map(({ code, text }) => [comparable(text), code]));

/** The code that launchctl words like this, in any letter case; undefined for other words. */
export function codeOfWords(text: string): number | undefined {
  return codes.get(comparable(text));
}

function comparable(text: string): string {
  return text.trim().replace(/\.$/, '').toLowerCase();
}
