/**
 * The production policy that is code rather than template: floors and defaults, each with its reason.
 * `since` is the version of svc that introduced a value, so that a later svc can tell "outdated" from "edited".
 */
import { inFolder } from '../launchd/in-folder.ts';
import type { Domain } from './types.ts';

/**
 * Floor of ThrottleInterval in seconds. launchd honours 1 to 9 (and 0 is about one second), so a program that dies
 * at once would be started up to 86,400 times a day; ten is launchd's own default. Source: launchd-842 core.c,
 * openclaw/openclaw PR 66538.
 */
export const MIN_THROTTLE_SECONDS = { value: 10, since: '0.1.0' } as const;

/** Floor of ExitTimeOut in seconds: 0 means "wait for ever" and can stall a shutdown. Source: launchd.plist(5). */
export const MIN_EXIT_TIMEOUT_SECONDS = { value: 1, since: '0.1.0' } as const;

/** What must be left between the end of a drain and launchd's SIGKILL, in seconds. */
export const DRAIN_MARGIN_SECONDS = { value: 5, since: '0.1.0' } as const;

/** Sessions an agent of domain `user` is limited to: without Background, launchd refuses it there (error 134). */
export const USER_DOMAIN_SESSIONS = { value: ['Background'], since: '0.1.0' } as const;

/** Folder for logs when a template leaves it to svc; undefined when it needs a home that nobody named. */
export function defaultLogFolder(domain: Domain, home: string | undefined, namespace: string): string | undefined {
  if (domain === 'system') return `/Library/Logs/${namespace}`;
  return home === undefined ? undefined : inFolder(home, `Library/Logs/${namespace}`);
}
