/** What a verb of launchctl works with: the engine, who calls it, and which domains are open to the caller. */
import type { Caller } from './answer.ts';
import type { Engine } from './engine.ts';
import type { Faults } from './faults.ts';
import type { Domain } from './types.ts';

/** The stand-in as launchctl sees it; `engine` is another one after a reboot. */
export interface Machine {
  readonly engine: Engine;
  readonly faults: Faults;
  /** The caller's uid; 0 may do anything. */
  readonly uid: number;
  /** The domain that the legacy verbs (list, load, start …) act in. */
  readonly session: Domain;
  /** Show the real codes where launchd masks them as 5 for callers that are not root. */
  readonly richErrors: boolean;
}

/** One call of a verb. */
export interface Call {
  readonly machine: Machine;
  readonly verb: Verb;
  /** What follows the verb. */
  readonly args: readonly string[];
  readonly caller: Caller;
}

/** The verbs that the stand-in has. */
export const VERBS = [
  'bootstrap',
  'bootout',
  'enable',
  'disable',
  'kickstart',
  'kill',
  'print',
  'print-disabled',
  'list',
  'blame',
  'load',
  'unload',
  'remove',
  'start',
  'stop',
  'managername',
  'manageruid',
  'managerpid',
  'error',
  'version',
  'help',
] as const;
export type Verb = (typeof VERBS)[number];

/** Verbs of launchctl(1) that the stand-in does not have; they answer 78. */
export const OTHER_VERBS: ReadonlySet<string> = new Set([
  ...['attach', 'debug', 'procinfo', 'hostinfo', 'resolveport', 'limit', 'runstats', 'examine', 'config', 'dumpstate'],
  ...['dumpjpcategory', 'reboot', 'bootshell', 'submit', 'plist', 'asuser', 'bsexec', 'setenv', 'unsetenv', 'getenv'],
  ...['print-cache', 'variant', 'userswitch', 'dumpwindow', 'uncache'],
]);

export function isVerb(text: string | undefined): text is Verb {
  return (VERBS as readonly (string | undefined)[]).includes(text);
}

/**
 * Why the caller gets no further than the domain: 0, or launchd's code. Everybody may look at `system`, and root at
 * everything; a domain that is not there is 112, and 125 to whoever wants to change a desktop session that is not
 * there. Source: launchctl.md §1, §3; print of another account's domain: 1 (public code).
 */
export function refusalOf({ engine, faults, uid }: Machine, domain: Domain, use: 'change' | 'look'): number {
  const refused = faults.refusalOf(domain);
  if (refused !== undefined) return use === 'look' ? 112 : refused;
  if (!engine.hasDomain(domain)) return use === 'change' && domain.kind === 'gui' ? 125 : 112;
  if (uid === 0) return 0;
  if (domain.kind === 'system') return use === 'change' ? 1 : 0;
  return domain.uid === uid ? 0 : 1;
}
