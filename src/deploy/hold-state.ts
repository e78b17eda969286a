/** The state folder of a target, held against every other svc for as long as the machine is changed. */
import type { Waiting } from '../launchd/port.ts';
import { isProblem } from '../system/files.ts';
import { acquireLock } from '../system/lock.ts';
import { openStateFolder } from '../system/state-folder.ts';
import { lockRefusal, stateFolderRefusal } from './guards.ts';
import { RecordStore } from './record-store.ts';
import { readRecords, tidyRecords } from './records.ts';
import { statePlaceOf } from './target.ts';
import type { Refusal, Target } from './types.ts';

/** Longest that another svc is waited for: a service may take two minutes to stop. */
const WAIT_MS = 150_000;

export interface HeldState {
  readonly records: RecordStore;
  /** Records that count as none and why, a sentence each. */
  readonly problems: readonly string[];
  /** Lets the next svc in; safe to call again. Exit and signals do it too. */
  release(): void;
}

export interface HoldOptions {
  readonly waiting: Waiting;
  /** Milliseconds of `waiting`; 150 s unless given. */
  readonly waitMs?: number;
  /** Is told what is waited for, a clause: "another svc (pid 77) is at work; waiting". */
  readonly onWait?: (words: string) => void;
}

/** Opens the state folder of a target, makes what is missing of it, and takes its lock. */
export async function holdState(target: Target, options: HoldOptions): Promise<HeldState | { refusal: Refusal }> {
  const { waiting, waitMs = WAIT_MS, onWait } = options;
  const folder = openStateFolder(statePlaceOf(target), target.uid);
  if (isProblem(folder)) return { refusal: stateFolderRefusal(folder) };
  const lock = await acquireLock(folder, {
    waiting,
    waitMs,
    onWait: (pid) => onWait?.(`another svc (pid ${pid}) is at work; waiting`),
  });
  if (isProblem(lock)) return { refusal: stateFolderRefusal(lock) };
  if ('heldBy' in lock) return { refusal: lockRefusal(lock.heldBy, folder) };
  tidyRecords(folder);
  // Read now: whoever held the lock may have written since.
  const { records, problems } = readRecords(folder);
  return { records: new RecordStore(folder, records), problems, release: () => lock.release() };
}
