/** Taking a job out of launchd and putting it in, with the races that come with it: launchctl(1) says little of them. */
import { type Domain, domainTarget, serviceTarget } from '../launchd/domains.ts';
import type { LaunchctlAnswer } from '../launchd/port.ts';
import { askLoadState, reasonOf } from './load-state.ts';
import type { LoadState, Machine } from './types.ts';

/** What a step came to; `code` is launchctl's where it refused. */
export type StepResult =
  | { readonly ok: true; readonly code?: number }
  | { readonly ok: false; readonly code?: number; readonly cause: string };

/** launchd's own deadline when the job's is not known. Source: measured on current macOS (TT4393, EA593). */
const DEFAULT_EXIT_TIMEOUT = 5;
/** ExitTimeOut 0 means that launchd waits for ever; svc does not. */
const ENDLESS_EXIT = 60;
const MARGIN = 10;
const MOST_SECONDS = 120;
/** Milliseconds between two looks, growing. */
const FIRST_LOOK = 200;
const LAST_LOOK = 1000;

/** Seconds that a loaded job may take to be gone after bootout: its own exit timeout, and some more for launchd. */
export function removalDeadline(exitTimeout: number | undefined): number {
  const own = exitTimeout === 0 ? ENDLESS_EXIT : (exitTimeout ?? DEFAULT_EXIT_TIMEOUT);
  return Math.min(own + MARGIN, MOST_SECONDS);
}

/** Accepted: done, not loaded (3, 113), no such domain (112), or under way (36, 10.15 to 11). */
const BOOTOUT_ACCEPTED = new Set([0, 3, 36, 112, 113]);
/** Milliseconds before bootout is said again, when it was refused. */
const BOOTOUT_AGAIN = [500, 1000];

/**
 * Boots a label out and waits until it is gone: bootout returns when the request is accepted, the label stays taken
 * until the process is gone (ten independent reports; sources: DINF1102, HOMEBREW).
 * @param exitTimeout seconds, of the job that is loaded; undefined: not known
 */
export async function removeJob(
  machine: Machine,
  domain: Domain,
  label: string,
  exitTimeout: number | undefined,
): Promise<StepResult> {
  const target = serviceTarget(domain, label);
  let answer = await machine.launchctl(['bootout', target]);
  let state = await askLoadState(machine.launchctl, domain, label);
  // Even a call that failed may have been heard: what counts is whether the label is going.
  for (const wait of BOOTOUT_AGAIN) {
    if (isAccepted(answer) || state.is === 'absent' || isEnding(state)) break;
    await machine.waiting.sleep(wait);
    answer = await machine.launchctl(['bootout', target]);
    state = await askLoadState(machine.launchctl, domain, label);
  }
  if (!isAccepted(answer) && state.is === 'loaded' && !isEnding(state))
    return { ok: false, ...codeOf(answer), cause: `it could not be stopped: ${reasonOf(answer)}` };
  const seconds = removalDeadline(exitTimeout);
  const deadline = machine.waiting.now() + seconds * 1000;
  for (let wait = FIRST_LOOK; state.is !== 'absent'; wait = Math.min(wait * 1.5, LAST_LOOK)) {
    if (machine.waiting.now() >= deadline) return { ok: false, cause: stillThere(state, seconds) };
    await machine.waiting.sleep(wait);
    state = await askLoadState(machine.launchctl, domain, label);
  }
  return { ok: true, code: answer.code ?? 0 };
}

function isAccepted({ code }: LaunchctlAnswer): boolean {
  return code !== undefined && BOOTOUT_ACCEPTED.has(code);
}

/** Has launchd begun to stop it? */
export function isEnding(state: LoadState): boolean {
  return state.is === 'loaded' && /^SIG[A-Z]+ed$/.test(state.printed.state ?? '');
}

function stillThere(state: LoadState, seconds: number): string {
  if (state.is === 'unknown') return `it is not known whether it stopped: ${state.why}`;
  const { pid } = state.is === 'loaded' ? state.printed : {};
  return `its process${pid === undefined ? '' : ` (pid ${pid})`} has not ended ${seconds} s after bootout`;
}

/** Codes with which bootstrap may mean: too soon, or already there. */
const BOOTSTRAP_RACE = new Set([5, 17, 37]);
/** Milliseconds before each further try. */
const RETRY_AFTER = [500, 1000, 2000, 4000];

/**
 * Loads a property list. Codes 5, 17 and 37 are tried again, five times in all, since right after a bootout they say
 * no more than "not yet"; when the label is loaded from this very path, that is success.
 */
export async function loadJob(machine: Machine, domain: Domain, label: string, path: string): Promise<StepResult> {
  for (let attempt = 0; ; attempt++) {
    const answer = await machine.launchctl(['bootstrap', domainTarget(domain), path]);
    if (answer.code === 0) return { ok: true, code: 0 };
    const state = await askLoadState(machine.launchctl, domain, label);
    if (state.is === 'loaded' && state.printed.path === path && !isEnding(state))
      return { ok: true, ...codeOf(answer) };
    const wait = RETRY_AFTER[attempt];
    // A launchctl that hangs costs its time limit each time: once more is enough.
    const isRace = answer.code === undefined ? attempt === 0 : BOOTSTRAP_RACE.has(answer.code);
    if (!isRace || wait === undefined)
      return { ok: false, ...codeOf(answer), cause: whyNotLoaded(answer, state, path) };
    await machine.waiting.sleep(wait);
  }
}

function whyNotLoaded(answer: LaunchctlAnswer, state: LoadState, path: string): string {
  if (state.is === 'loaded' && state.printed.path !== undefined && state.printed.path !== path)
    return `the label is loaded from ${state.printed.path}`;
  return `it could not be loaded: ${reasonOf(answer)}`;
}

/** Takes the override off, so that the label may be loaded. */
export async function enableJob(machine: Machine, domain: Domain, label: string): Promise<StepResult> {
  return toStep(await machine.launchctl(['enable', serviceTarget(domain, label)]), 'it could not be enabled');
}

/** Sets the override that keeps the label from being loaded; what runs goes on. */
export async function disableJob(machine: Machine, domain: Domain, label: string): Promise<StepResult> {
  return toStep(await machine.launchctl(['disable', serviceTarget(domain, label)]), 'it could not be disabled');
}

/** Starts a loaded job now, as far as its throttle lets it. */
export async function kickstartJob(
  machine: Machine,
  domain: Domain,
  label: string,
  options: readonly '-k'[] = [],
): Promise<StepResult> {
  const answer = await machine.launchctl(['kickstart', ...options, serviceTarget(domain, label)]);
  return toStep(answer, 'it could not be started');
}

/** A call as a step. @param failed what it means when the call did not succeed, a clause */
export function toStep(answer: LaunchctlAnswer, failed: string): StepResult {
  if (answer.code === 0) return { ok: true, code: 0 };
  return { ok: false, ...codeOf(answer), cause: `${failed}: ${reasonOf(answer)}` };
}

function codeOf({ code }: LaunchctlAnswer): { code?: number } {
  return code === undefined ? {} : { code };
}
