/** What every command that changes the machine does first: guards, the lock, and a way to be asked to stop. */
import { checkDomain, lockRefusal, stateFolderRefusal } from '../deploy/guards.ts';
import { RecordStore } from '../deploy/record-store.ts';
import { readRecords } from '../deploy/records.ts';
import { statePlaceOf } from '../deploy/target.ts';
import type { Machine } from '../deploy/types.ts';
import { isProblem } from '../system/files.ts';
import { acquireLock } from '../system/lock.ts';
import { openStateFolder } from '../system/state-folder.ts';
import { openWaiting } from '../system/waiting.ts';
import type { Io } from './io.ts';
import { type OpenedMachine, tellRefusals } from './open-machine.ts';

export interface ChangeSession {
  readonly machine: Machine;
  readonly records: RecordStore;
  /** Has somebody asked svc to stop? */
  isInterrupted(): boolean;
}

/** Milliseconds to wait for another svc on the same namespace: it may be watching services come up. */
const LOCK_WAIT = 60_000;

/**
 * Takes the lock and does `work`; SIGINT and SIGTERM let it finish what it has begun.
 * @returns the exit code; everything has been said by then
 */
export async function withChange(
  opened: OpenedMachine,
  io: Io,
  work: (session: ChangeSession) => Promise<number>,
): Promise<number> {
  const { target, environment, launchctl } = opened;
  const waiting = openWaiting(environment.timeScale);
  const absent = await checkDomain(launchctl, target.domain);
  if (absent) return tellRefusals([absent], io);
  const folder = openStateFolder(statePlaceOf(target), target.uid);
  if (isProblem(folder)) return tellRefusals([stateFolderRefusal(folder)], io);
  const onWait = (pid: number) =>
    io.note(`svc: another svc (pid ${pid}) is at work on this namespace; waiting for it.\n`);
  const lock = await acquireLock(folder, { waiting, waitMs: LOCK_WAIT, onWait });
  if (isProblem(lock)) return tellRefusals([stateFolderRefusal(lock)], io);
  if ('heldBy' in lock) return tellRefusals([lockRefusal(lock.heldBy, folder)], io);
  const interruption = listenForInterruption(io);
  try {
    // Read again: whoever held the lock may have written since.
    const records = new RecordStore(folder, readRecords(folder).records);
    return await work({ machine: { launchctl, waiting }, records, isInterrupted: interruption.isAsked });
  } finally {
    interruption.stop();
    lock.release();
  }
}

function listenForInterruption(io: Io): { isAsked(): boolean; stop(): void } {
  let isAsked = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (!isAsked) io.err(`svc: ${signal}: finishing with the service at hand, the others are left as they are.\n`);
    isAsked = true;
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    isAsked: () => isAsked,
    stop: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
