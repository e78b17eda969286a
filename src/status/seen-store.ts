/** `seen.json` in the state folder: what `svc status` remembers from call to call. Looking works without it. */
import { join } from 'node:path';
import { statePlaceOf } from '../deploy/target.ts';
import type { Target } from '../deploy/types.ts';
import { isProblem, readTextIfThere, writeFileAtomic } from '../system/files.ts';
import { findStateFolder } from '../system/state-folder.ts';
import { NOTHING_SEEN, readSeenText, type SeenJob, seenText } from './seen.ts';

/** The folder of daemons is open to be looked at, that of agents is not; the file holds numbers alone. */
const MODE = 0o644;
/** What is larger was not written by svc. */
const MOST_BYTES = 16 * 1024 * 1024;

export class SeenStore {
  readonly #path: string | undefined;
  readonly #mayWrite: boolean;
  readonly #jobs: Map<string, SeenJob>;
  #isChanged = false;

  /**
   * Reads what was seen. Makes no folder: before the first install there is none, and nothing is remembered.
   * @param uid effective uid of svc. Only the owner of the folder writes there, so that root leaves nothing of its own
   * in a user's home
   */
  constructor(target: Target, uid: number, now: number) {
    const folder = findStateFolder(statePlaceOf(target), target.uid);
    this.#path = typeof folder === 'string' ? join(folder, 'seen.json') : undefined;
    this.#mayWrite = uid === target.uid;
    const text = this.#path === undefined ? undefined : readTextIfThere(this.#path, MOST_BYTES);
    this.#jobs = typeof text === 'string' ? readSeenText(text, now) : new Map();
  }

  of(label: string): SeenJob {
    return this.#jobs.get(label) ?? NOTHING_SEEN;
  }

  put(label: string, seen: SeenJob): void {
    const { readings: before, session } = this.of(label);
    const isSame = before.length === seen.readings.length && before.at(-1) === seen.readings.at(-1);
    if (isSame && session === seen.session) return;
    this.#jobs.set(label, seen);
    this.#isChanged = true;
  }

  /** Forgets jobs that were loaded anew: launchd counts their runs from 0 again. */
  forget(labels: readonly string[]): void {
    for (const label of labels) if (this.#jobs.delete(label)) this.#isChanged = true;
  }

  /** Writes what changed. @returns a clause where it can not be written: the answer stands all the same */
  save(): string | undefined {
    if (!this.#isChanged || this.#path === undefined || !this.#mayWrite) return undefined;
    this.#isChanged = false;
    const problem = writeFileAtomic(this.#path, seenText(this.#jobs), MODE);
    return isProblem(problem) ? `${problem.path} can not be written: ${problem.message}` : undefined;
  }
}
