/** How each verb says that it failed. Sources: launchctl.md §3 and §4.5, reports cited there. */
import { domainWords } from '../launchd/domains.ts';
import { launchctlError } from '../launchd/errors.ts';
import { type Answer, failed } from './answer.ts';
import type { Machine, Verb } from './machine.ts';
import type { Domain } from './types.ts';

/** What a failure is about. */
export interface Subject {
  readonly domain?: Domain;
  readonly label?: string;
}

/** launchd answers these to everybody; any other code of bootstrap is 5 to callers that are not root. */
const PLAIN: ReadonlySet<number> = new Set([0, 1, 3, 5, 36, 64, 112, 125]);

/** The code that the caller sees. Reports of 5 that hide 17, 37, 109, 119, 122, 134: launchctl.md §3.1. */
export function maskedCode({ richErrors }: Machine, code: number): number {
  return richErrors || PLAIN.has(code) ? code : 5;
}

/** `37: Operation already in progress`. */
export function codeWords(code: number): string {
  return `${code}: ${launchctlError(code)?.text ?? 'unknown error code'}`;
}

/** The words before the code; undefined: the verb has none that are known, and prints the code with its text. */
const HEADS: Readonly<Record<Verb, string | undefined>> = {
  bootstrap: 'Bootstrap failed',
  bootout: 'Boot-out failed',
  enable: 'Could not enable service',
  disable: 'Could not disable service',
  kickstart: 'Could not kickstart service',
  kill: 'Could not kill service',
  print: 'Could not print domain',
  'print-disabled': 'Could not print disabled services',
  blame: 'Could not print blame',
  load: 'Load failed',
  unload: 'Unload failed',
  list: undefined,
  remove: undefined,
  start: undefined,
  stop: undefined,
  managername: undefined,
  manageruid: undefined,
  managerpid: undefined,
  error: undefined,
  version: undefined,
  help: undefined,
};

/** The line that follows 5: the way to see the real code. */
const RICHER: Partial<Record<Verb, string>> = {
  bootstrap: 'Try re-running the command as root for richer errors.',
  bootout: 'Try re-running the command as root for richer errors.',
  load: 'Try running `launchctl bootstrap` as root for richer errors.',
  unload: 'Try running `launchctl bootout` as root for richer errors.',
};

/** A verb's answer for a code. `load` and `unload` exit 0 whatever happened; the code is in their text. */
export function failureOf(verb: Verb, code: number, { domain, label }: Subject = {}): Answer {
  const exit = verb === 'load' || verb === 'unload' ? 0 : code;
  const first = verb === 'print' ? ['Bad request.'] : [];
  const isAsked = verb === 'print' || verb === 'kickstart' || verb === 'kill' || verb === 'blame' || verb === 'list';
  if (isAsked && code === 113 && domain && label !== undefined) {
    return failed(exit, ...first, `Could not find service "${label}" in domain for ${domainWords(domain)}`);
  }
  if ((isAsked || verb === 'print-disabled') && code === 112 && domain) {
    return failed(exit, ...first, `Could not find domain for ${domainWords(domain)}`);
  }
  if (verb === 'kill' && code === 3) return failed(3, 'No process to signal.');
  // These three say nothing: what there is to know is in the exit code.
  if (verb === 'start' || verb === 'stop' || verb === 'remove') return failed(exit);
  const head = HEADS[verb];
  const named = verb === 'kickstart' && label !== undefined ? `${head} "${label}"` : head;
  const line = named === undefined ? codeWords(code) : `${named}: ${codeWords(code)}`;
  const richer = code === 5 ? RICHER[verb] : undefined;
  return failed(exit, line, ...(richer === undefined ? [] : [richer]));
}

/** How a verb is called, for whoever called it wrongly. */
export const USAGE: Readonly<Record<Verb, string>> = {
  bootstrap: '<domain-target> [service-path, service-path2, ...]',
  bootout: '<domain-target> [service-path1, service-path2, ...] | <service-target>',
  enable: '<service-target>',
  disable: '<service-target>',
  kickstart: '[-k] [-p] <service-target>',
  kill: '<signal-number|signal-name> <service-target>',
  print: '<domain-target> | <service-target>',
  'print-disabled': '<domain-target>',
  list: '[service-name]',
  blame: '<service-target>',
  load: '[-w] <service-path, service-path2, ...>',
  unload: '[-w] <service-path, service-path2, ...>',
  remove: '<service-name>',
  start: '<service-name>',
  stop: '<service-name>',
  managername: '',
  manageruid: '',
  managerpid: '',
  error: '[posix|mach|bootstrap] <code>',
  version: '',
  help: '',
};

/** 64 (EX_USAGE), with how the verb is called. */
export function usage(verb: Verb): Answer {
  return failed(64, `Usage: launchctl ${verb} ${USAGE[verb]}`.trimEnd());
}

/** 64, for a target that launchctl can not read: what `bootout --wait` is before macOS 26. */
export function badTarget(verb: Verb): Answer {
  return failed(
    64,
    'Unrecognized target specifier.',
    `Usage: launchctl ${verb} ${USAGE[verb]}`,
    '<service-target> takes a form of <domain-target>/<service-id>.',
    'Please refer to `man launchctl` for explanation of the <domain-target> specifiers.',
  );
}
