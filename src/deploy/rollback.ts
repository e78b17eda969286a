/** Back to what a service was before: file, record, loaded state, override. What can not be put back is said. */
import { dirname } from 'node:path';
import { isNoDomain, serviceTarget } from '../launchd/domains.ts';
import { makeFolder, readBytes, readLink, removeFile, replaceWithLink, writeFileAtomic } from '../system/files.ts';
import { isMissing, readJobFile } from '../system/job-files.ts';
import { askLoadState } from './load-state.ts';
import {
  disableJob,
  enableJob,
  kickstartJob,
  loadJob,
  type RemovalResult,
  removeJob,
  type StepResult,
} from './loading.ts';
import { isEnding } from './moment.ts';
import { fileStep } from './steps.ts';
import type { LoadState, Machine, Target } from './types.ts';

type Loaded = Extract<LoadState, { is: 'loaded' }>;

type Left = Extract<RemovalResult, { ok: false }>['left'];

/** What one service was before it was changed. */
export interface Before {
  /** Of the property list; undefined: there was none. */
  readonly bytes: Uint8Array | undefined;
  readonly mode: number;
  /** Where it led to, if it was a link. */
  readonly link: string | undefined;
  /** Of them, those that were told to go are loaded again. */
  readonly loaded: readonly Loaded[];
  readonly wasDisabled: boolean;
}

/** What has been changed, as far as it went. */
export interface Changed {
  readonly label: string;
  /** Of the property list. */
  readonly path: string;
  readonly isFileTouched: boolean;
  /** The new version was to be loaded, and may be. */
  readonly isNewLoaded: boolean;
  /** Seconds, of the new version. */
  readonly newExitTimeout: number | undefined;
  readonly isOverrideTouched: boolean;
  /** The one of the old versions that did not go, by the target of its bootout, and what is known of it. */
  readonly leftByBootout: { readonly target: string; readonly is: Left } | undefined;
}

/**
 * restored: all is as it was · down: it was loaded before and is not, or does not run · unsure: whether it does is not
 * known · left: something of the new version stayed. With the cause, a clause.
 */
export type Rollback =
  | { readonly is: 'restored' }
  | { readonly is: 'down' | 'unsure' | 'left'; readonly cause: string };

const RESTORED: Rollback = { is: 'restored' };
const OLD_ONE = ', and the old one is not loaded';
const STILL_ENDING = 'its old process has not ended yet, so nothing was loaded';

/** Seconds that a version that is loaded again may take to have a process, and again after a kickstart. */
const START_SECONDS = 5;
const LOOK_EVERY = 250;
/** Milliseconds before an override is set again, when that was refused. */
const OVERRIDE_AGAIN = [500, 1000];

/** Undoes a change. The new version goes first, then its file: nothing is loaded that is not on disk. */
export async function rollBack(before: Before, changed: Changed, machine: Machine, target: Target): Promise<Rollback> {
  const { label, isNewLoaded, newExitTimeout } = changed;
  const known = { exitTimeout: newExitTimeout };
  const removed = isNewLoaded ? await removeJob(machine, target.domain, label, known) : undefined;
  if (removed?.ok === false) {
    const cause = `the new version could not be taken out: ${removed.cause}`;
    // Where launchctl does not say, it may well be gone; launchd itself refuses to load a label twice.
    const isToTry = removed.left === 'unknown' && before.loaded.length > 0;
    if (removed.left === 'ending') return withFile(before, changed, target, cause);
    if (!isToTry) return { is: 'left', cause: `${cause}${before.loaded.length > 0 ? OLD_ONE : ''}` };
  }
  const file = restoreFile(before, changed, target);
  if (!file.ok) return { is: before.loaded.length > 0 ? 'down' : 'left', cause: file.cause };
  let result = RESTORED;
  for (const old of before.loaded) {
    const isHere = serviceTarget(old.domain, label) === serviceTarget(target.domain, label);
    const reloaded = await reload(old, { ...changed, isNewLoaded: isNewLoaded && isHere }, machine);
    if (reloaded.is !== 'restored') result = reloaded;
  }
  if (!before.wasDisabled || !(changed.isOverrideTouched || before.loaded.length > 0)) return result;
  const disabled = await disableAgain(machine, target, label);
  return result.is === 'restored' && !disabled.ok ? { is: 'left', cause: disabled.cause } : result;
}

/** The new version is on its way out, too slowly to load anything now; the next login finds the old file at least. */
function withFile(before: Before, changed: Changed, target: Target, cause: string): Rollback {
  const file = restoreFile(before, changed, target);
  return { is: before.loaded.length > 0 ? 'down' : 'left', cause: file.ok ? cause : `${cause}; ${file.cause}` };
}

function restoreFile(
  { bytes, mode, link }: Before,
  { path, isFileTouched }: Changed,
  { uid, gid }: Target,
): StepResult {
  if (!isFileTouched) return { ok: true };
  if (link !== undefined) {
    const isBack = readLink(path) === link;
    return fileStep(isBack ? undefined : replaceWithLink(path, link), 'the link could not be put back');
  }
  if (!bytes) return isMissing(path) ? { ok: true } : fileStep(removeFile(path), 'the new file could not be removed');
  const there = readBytes(path, bytes.length + 1);
  const isThere = there instanceof Uint8Array && Buffer.compare(there, bytes) === 0;
  if (isThere && ((readJobFile(path)?.mode ?? mode) & 0o777) === mode) return { ok: true };
  const what = 'the old file could not be put back';
  const folder = makeFolder(dirname(path));
  return fileStep(folder ?? writeFileAtomic(path, bytes, mode, { uid, gid }), what);
}

/** Loads the old version again, unless it never went, and sees to it that it runs if it did. */
async function reload(old: Loaded, changed: Changed, machine: Machine): Promise<Rollback> {
  const { label, path, leftByBootout } = changed;
  const { domain, printed } = old;
  const left = leftByBootout?.target === serviceTarget(domain, label) ? leftByBootout.is : undefined;
  const still = await askLoadState(machine.launchctl, domain, label);
  // Past the deadline of its bootout nothing is bootstrapped.
  if (left === 'ending') return { is: 'down', cause: STILL_ENDING };
  if (still.is === 'loaded') {
    if (isEnding(still)) return { is: 'down', cause: STILL_ENDING };
    if (changed.isNewLoaded) return { is: 'left', cause: 'the new version is still loaded' };
    const hasEnded = printed.pid !== undefined && still.printed.pid === undefined;
    if (left !== undefined) return hasEnded ? { is: 'down', cause: STILL_ENDING } : RESTORED;
  } else {
    const enabled = await enableJob(machine, domain, label);
    const loaded = await loadJob(machine, domain, label, printed.path ?? path, { insist: true });
    if (loaded.ok && loaded.isUnsure)
      return { is: 'unsure', cause: 'it was loaded again, and launchctl does not show it' };
    if (!loaded.ok) {
      const cause = enabled.ok ? loaded.cause : `${enabled.cause}; ${loaded.cause}`;
      return isNoDomain(loaded.code) ? { is: 'unsure', cause } : await lost(domain, label, cause, machine);
    }
  }
  return printed.pid === undefined ? RESTORED : await startAgain(old, label, machine);
}

/** It could not be loaded again: is it gone, or is that not known? */
async function lost(domain: Loaded['domain'], label: string, cause: string, { launchctl }: Machine): Promise<Rollback> {
  const { is } = await askLoadState(launchctl, domain, label);
  return { is: is === 'unknown' ? 'unsure' : 'down', cause };
}

/** Waits for the process of a job that had one; launchd may hold its start back until it is told to start it. */
async function startAgain({ domain }: Loaded, label: string, machine: Machine): Promise<Rollback> {
  let state = await waitForProcess(domain, label, machine);
  if (state.is === 'loaded' && state.printed.pid === undefined) {
    await kickstartJob(machine, domain, label);
    state = await waitForProcess(domain, label, machine);
  }
  switch (state.is) {
    case 'unknown':
      return { is: 'unsure', cause: state.why };
    case 'absent':
      return { is: 'down', cause: 'it was loaded again, and is gone' };
    case 'loaded': {
      const { pid, state: word } = state.printed;
      if (pid !== undefined) return RESTORED;
      if (word === undefined)
        return { is: 'unsure', cause: 'it is loaded again, and launchctl does not show its state' };
      return { is: 'down', cause: 'it is loaded again, and does not start' };
    }
  }
}

async function waitForProcess(domain: Loaded['domain'], label: string, machine: Machine): Promise<LoadState> {
  const end = machine.waiting.now() + START_SECONDS * 1000;
  for (;;) {
    const state = await askLoadState(machine.launchctl, domain, label);
    if (state.is === 'absent' || (state.is === 'loaded' && state.printed.pid !== undefined)) return state;
    if (machine.waiting.now() >= end) return state;
    await machine.waiting.sleep(LOOK_EVERY);
  }
}

async function disableAgain(machine: Machine, { domain }: Target, label: string): Promise<StepResult> {
  let result = await disableJob(machine, domain, label);
  for (const wait of OVERRIDE_AGAIN) {
    if (result.ok) break;
    await machine.waiting.sleep(wait);
    result = await disableJob(machine, domain, label);
  }
  return result;
}
