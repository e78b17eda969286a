/** Taking a job out of launchd and putting it in, with the races that come with it: launchctl(1) says little of them. */
import { type Domain, domainTarget, isNoDomain, serviceTarget } from '../launchd/domains.ts';
import type { LaunchctlAnswer } from '../launchd/port.ts';
import type { PrintedService } from '../launchd/printed-service.ts';
import { isSamePlace } from '../system/job-files.ts';
import { isAlive } from '../system/processes.ts';
import { askLoadState, reasonOf } from './load-state.ts';
import { isEnding } from './moment.ts';
import { Asker, askOverrides, overrideOf } from './observe-loaded.ts';
import type { LoadState, Machine } from './types.ts';

/** What a step came to; `code` is launchctl's where it refused. */
export type StepResult =
  /** isUnsure: launchctl said so, and would not show it. */
  | { readonly ok: true; readonly code?: number; readonly isUnsure?: true }
  | { readonly ok: false; readonly code?: number; readonly cause: string };

/** What a removal came to. left: what is known of the job that was to go. */
export type RemovalResult =
  | Extract<StepResult, { ok: true }>
  | (Extract<StepResult, { ok: false }> & { readonly left: 'loaded' | 'ending' | 'unknown' });

/** launchd's own deadline when the job's is not known. Source: measured on current macOS (TT4393, EA593). */
const DEFAULT_EXIT_TIMEOUT = 5;
/** ExitTimeOut 0 means that launchd waits for ever; svc does not. */
const ENDLESS_EXIT = 60;
const MARGIN = 10;
const MOST_SECONDS = 120;
/** Milliseconds between two looks, growing. */
const FIRST_LOOK = 200;
const LAST_LOOK = 1000;
/** From this wait on a job that goes on as before is told again. */
const LOOK_TWICE = 450;

/** Seconds that a loaded job may take to be gone after bootout: its own exit timeout, and some more for launchd. */
export function removalDeadline(exitTimeout: number | undefined): number {
  const own = exitTimeout === 0 ? ENDLESS_EXIT : (exitTimeout ?? DEFAULT_EXIT_TIMEOUT);
  return Math.min(own + MARGIN, MOST_SECONDS);
}

/** Accepted: done, not loaded (3, 113), or under way (36, 10.15 to 11). */
const BOOTOUT_ACCEPTED = new Set([0, 3, 36, 113]);
/** Milliseconds before bootout is said again, when it was refused. */
const BOOTOUT_AGAIN = [500, 1000];

/**
 * Boots a label out and waits until it is gone: bootout returns when the request is accepted, the label stays taken
 * until the process is gone (ten independent reports; sources: DINF1102, HOMEBREW).
 * @param known what is known of the job that is loaded: its exit timeout in seconds, its process
 */
export async function removeJob(
  machine: Machine,
  domain: Domain,
  label: string,
  { exitTimeout, pid }: { readonly [Name in 'exitTimeout' | 'pid']?: PrintedService[Name] | undefined } = {},
): Promise<RemovalResult> {
  const target = serviceTarget(domain, label);
  let answer = await machine.launchctl(['bootout', target]);
  let state = await askLoadState(machine.launchctl, domain, label);
  // Even a call that failed may have been heard: what counts is whether the label is going.
  for (const wait of BOOTOUT_AGAIN) {
    if (isAccepted(answer) || isNoDomain(answer.code) || state.is === 'absent' || isEnding(state)) break;
    await machine.waiting.sleep(wait);
    answer = await machine.launchctl(['bootout', target]);
    state = await askLoadState(machine.launchctl, domain, label);
  }
  const refused = `it could not be stopped: ${reasonOf(answer)}`;
  if (isNoDomain(answer.code) || (!isAccepted(answer) && isUnseen(state)))
    return { ok: false, ...codeOf(answer), cause: refused, left: 'unknown' };
  // A session that goes takes its jobs along; launchctl that says so while the process lives has shown nothing.
  const isGone = () => state.is === 'absent' && !(isUnseen(state) && pid !== undefined && isAlive(pid));
  if (!isAccepted(answer) && state.is === 'loaded' && !isEnding(state))
    return { ok: false, ...codeOf(answer), cause: refused, left: 'loaded' };
  const seconds = removalDeadline(exitTimeout);
  let deadline = machine.waiting.now() + seconds * 1000;
  let isRepeated = false;
  for (let wait = FIRST_LOOK, isLast = false; !isGone(); wait = Math.min(wait * 1.5, LAST_LOOK)) {
    if (isLast) return stillThere(state, seconds);
    await machine.waiting.sleep(wait);
    // The last look comes after the deadline: this machine may have slept.
    isLast = machine.waiting.now() >= deadline;
    state = await askLoadState(machine.launchctl, domain, label);
    if (isRepeated || !isUnheard(state) || (wait < LOOK_TWICE && !isLast)) continue;
    // Nobody heard the first one: its time begins now.
    isRepeated = true;
    await machine.launchctl(['bootout', target]);
    deadline = machine.waiting.now() + seconds * 1000;
    isLast = false;
  }
  return { ok: true, code: answer.code ?? 0 };
}

/** Is it absent only because nothing of its domain can be seen? */
function isUnseen(state: LoadState): boolean {
  return state.is === 'absent' && state.noDomain === true;
}

function isAccepted({ code }: LaunchctlAnswer): boolean {
  return code !== undefined && BOOTOUT_ACCEPTED.has(code);
}

/** bootout was accepted, and the job goes on as if nothing had been said. */
function isUnheard(state: LoadState): boolean {
  if (state.is !== 'loaded') return false;
  return state.printed.state === 'running' || state.printed.state === 'spawn scheduled';
}

function stillThere(state: LoadState, seconds: number): RemovalResult {
  if (state.is !== 'loaded') {
    const why = state.is === 'unknown' ? state.why : 'its domain does not answer, and its process lives';
    return { ok: false, cause: `it is not known whether it stopped: ${why}`, left: 'unknown' };
  }
  const { pid } = state.printed;
  const cause =
    pid === undefined
      ? `launchd still holds its label ${seconds} s after bootout`
      : `its process (pid ${pid}) has not ended ${seconds} s after bootout`;
  return { ok: false, cause, left: isUnheard(state) ? 'loaded' : 'ending' };
}

/** Codes with which bootstrap may mean: too soon, or already there. */
const BOOTSTRAP_RACE = new Set([5, 17, 37]);
/** Milliseconds before each further try. */
const RETRY_AFTER = [500, 1000, 2000, 4000];

/**
 * Loads a property list, and looks whether it is there: what counts is not the code. Codes 5, 17 and 37 are tried
 * again, five times in all, since right after a bootout they say no more than "not yet"; so is a success that nothing
 * shows of. When the label is loaded from this very path, that is success.
 * @param insist tries again whatever the code: the service has nothing else to go back to
 */
export async function loadJob(
  { launchctl, waiting }: Machine,
  domain: Domain,
  label: string,
  path: string,
  { insist = false }: { readonly insist?: boolean } = {},
): Promise<StepResult> {
  for (let attempt = 0; ; attempt++) {
    const answer = await launchctl(['bootstrap', domainTarget(domain), path]);
    const state = await askLoadState(launchctl, domain, label);
    if (answer.code === 0 && state.is === 'unknown') return { ok: true, code: 0, isUnsure: true };
    if (state.is === 'loaded' && (answer.code === 0 || isFrom(state, path)) && !isEnding(state))
      return { ok: true, ...codeOf(answer) };
    const wait = RETRY_AFTER[attempt];
    // A launchctl that hangs costs its time limit each time: once more is enough.
    const isRace = answer.code === undefined ? attempt === 0 : answer.code === 0 || BOOTSTRAP_RACE.has(answer.code);
    if (!(isRace || insist) || wait === undefined)
      return { ok: false, ...codeOf(answer), cause: whyNotLoaded(answer, state, path) };
    await waiting.sleep(wait);
  }
}

/** launchd may print the path with its links followed. */
function isFrom({ printed }: Extract<LoadState, { is: 'loaded' }>, path: string): boolean {
  return printed.path !== undefined && isSamePlace(printed.path, path);
}

function whyNotLoaded(answer: LaunchctlAnswer, state: LoadState, path: string): string {
  if (state.is === 'loaded' && state.printed.path !== undefined && !isFrom(state, path))
    return `the label is loaded from ${state.printed.path}`;
  if (answer.code === 0) return 'launchctl says that it loaded it, and it is not loaded';
  return `it could not be loaded: ${reasonOf(answer)}`;
}

/** Takes the override off, so that the label may be loaded. */
export async function enableJob(machine: Machine, domain: Domain, label: string): Promise<StepResult> {
  return toStep(await machine.launchctl(['enable', serviceTarget(domain, label)]), 'it could not be enabled');
}

/** Takes the override off a job that is removed, and looks whether it is off. */
export async function clearOverride(machine: Machine, domain: Domain, label: string): Promise<StepResult> {
  const enabled = await enableJob(machine, domain, label);
  if (!enabled.ok) return enabled;
  const overrides = await askOverrides(new Asker(machine.launchctl), domain);
  if (overrideOf(overrides, label) !== 'disabled') return enabled;
  return { ok: false, cause: 'launchctl says that it enabled it, and its override is still there' };
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
