/** Command lines of svc that messages propose: a person copies them, so they must mean the same services.yaml. */
import type { Domain } from '../launchd/domains.ts';
import { launchctlLine } from '../system/launchctl.ts';

/** For whom a command line is; a target is such a one. */
export interface Named {
  /** The services.yaml that a command line has to name; undefined: svc finds it by itself. */
  readonly named?: string | undefined;
  /** Of the services, where it is known. */
  readonly domain?: Domain;
}

/** Daemons are changed by root alone, and what they log may be root's too; everybody may look at the rest. */
const NEEDS_ROOT = new Set(['install', 'uninstall', 'start', 'stop', 'restart', 'enable', 'disable', 'logs']);

/**
 * `svc start gateway`, with the `-f` that this svc was called with, and `sudo` before it where only root may do it to
 * daemons; words that need it are in single quotes.
 */
export function svcLine({ named, domain }: Named, verb: string, ...words: readonly string[]): string {
  const line = launchctlLine([verb, ...words, ...(named === undefined ? [] : ['-f', named])], 'svc');
  return domain?.kind === 'system' && NEEDS_ROOT.has(verb) ? `sudo ${line}` : line;
}
