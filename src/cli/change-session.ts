/** What every command that changes the machine does first: guards, the lock, and a way to be asked to stop. */
import { checkDomain } from '../deploy/guards.ts';
import { holdState } from '../deploy/hold-state.ts';
import type { JobOutcome } from '../deploy/outcome.ts';
import type { RecordStore } from '../deploy/record-store.ts';
import type { Machine, Target } from '../deploy/types.ts';
import { SeenStore } from '../status/seen-store.ts';
import { readCaller } from '../system/account.ts';
import { isTerminal, STDERR } from '../system/streams.ts';
import { openWaiting } from '../system/waiting.ts';
import { now } from '../system/wall-clock.ts';
import { type Io, outlasting } from './io.ts';
import { type OpenedMachine, tellRefusals } from './open-machine.ts';
import { remarkText } from './remark.ts';

export interface ChangeSession {
  readonly machine: Machine;
  readonly records: RecordStore;
  /** Has somebody asked svc to stop? */
  isInterrupted(): boolean;
}

/**
 * Takes the lock and does `work`; SIGINT and SIGTERM let it finish what it has begun, and so does a stdout that takes
 * nothing more, with the `io` it is given.
 * @returns the exit code; everything has been said by then
 */
export async function withChange(
  opened: OpenedMachine,
  io: Io,
  work: (session: ChangeSession, io: Io) => Promise<number>,
): Promise<number> {
  const { target, environment, launchctl, recordProblems } = opened;
  const waiting = openWaiting(environment.timeScale);
  const absent = await checkDomain(launchctl, target.domain);
  if (absent) return tellRefusals([absent], io);
  const held = await holdState(target, { waiting, onWait: (words) => io.note(`svc: ${words}.\n`) });
  if ('refusal' in held) return tellRefusals([held.refusal], io);
  // Whoever held the lock until now may have left what was not there at the first look.
  for (const problem of held.problems) if (!recordProblems.includes(problem)) io.err(remarkText([problem]));
  const interruption = listenForInterruption(io);
  try {
    const { records } = held;
    const patient = outlasting(io);
    const session = { machine: { launchctl, waiting }, records, isInterrupted: interruption.isAsked };
    return patient.exitCode(await work(session, patient.io));
  } finally {
    interruption.stop();
    held.release();
  }
}

/** What `svc status` saw of jobs before they were loaded anew speaks of other counters. */
export function forgetLoaded(target: Target, outcomes: readonly JobOutcome[]): void {
  const loaded = outcomes.filter(({ actions }) => actions.some(({ do: action }) => action === 'bootstrap'));
  if (loaded.length === 0) return;
  const seen = new SeenStore(target, readCaller().uid, now());
  seen.forget(loaded.map(({ label }) => label));
  // Where it can not be written there is a next time: the answer of this command does not hang on it.
  seen.save();
}

function listenForInterruption(io: Io): { isAsked(): boolean; stop(): void } {
  let isAsked = false;
  const onSignal = (signal: NodeJS.Signals) => {
    // A terminal may have a line of progress, and the ^C, standing there.
    const start = isTerminal(STDERR) ? '\n' : '';
    if (!isAsked)
      io.err(`${start}svc: ${signal}: finishing with the service at hand, the others are left as they are.\n`);
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
