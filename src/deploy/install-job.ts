/**
 * Brings one service to what the plan says, or back to what it was. At every moment the next run of svc can tell what
 * happened: what will stand in the file is recorded before it is written, and nothing is loaded that is not on disk.
 */
import { type Domain, serviceTarget } from '../launchd/domains.ts';
import { readBytes, removeFile, writeFileAtomic } from '../system/files.ts';
import { makeJobFolder, makeLogFiles } from './job-folders.ts';
import { askLoadState } from './load-state.ts';
import { disableJob, enableJob, isEnding, loadJob, removeJob, type StepResult } from './loading.ts';
import type { DoneAction } from './outcome.ts';
import type { RecordStore } from './record-store.ts';
import { fileStep, StepLog } from './steps.ts';
import type { ActionName, JobPlan, LoadState, Machine, PlannedAction, Target } from './types.ts';

/** The mode launchd takes everywhere; 0600 is refused by some releases (OC104228). */
const PLIST_MODE = 0o644;

export interface InstallContext {
  readonly machine: Machine;
  readonly target: Target;
  readonly records: RecordStore;
  /** Version of svc, for the record. */
  readonly version: string;
}

const STILL_ENDING = 'its old process has not ended yet, so nothing was loaded';

/** What one service was before it was changed. */
interface Before {
  readonly bytes: Uint8Array | undefined;
  readonly mode: number;
  readonly loaded: readonly Extract<LoadState, { is: 'loaded' }>[];
  readonly wasDisabled: boolean;
}

/** Why a change did not come about, and what became of the attempt to undo it. */
export interface ChangeFailure {
  readonly failed: ActionName | 'verify';
  readonly code?: number;
  readonly cause: string;
  /** restored: as it was before · down: it ran before and does not now · untouched: nothing had been changed. */
  readonly state: 'restored' | 'down' | 'untouched';
  /** Why it could not be restored. */
  readonly undoCause?: string;
}

export class JobChange {
  readonly plan: JobPlan;
  readonly steps: StepLog;
  readonly #context: InstallContext;
  readonly #before: Before;
  /** Did anything change that is to be undone? */
  #isTouched = false;

  constructor(plan: JobPlan, context: InstallContext, onStep?: (name: DoneAction['do']) => void) {
    this.plan = plan;
    this.#context = context;
    this.steps = new StepLog(context.machine, onStep);
    const { file, loaded, elsewhere, override } = plan.observed;
    this.#before = {
      bytes: file?.bytes,
      mode: file ? file.mode & 0o777 : PLIST_MODE,
      loaded: [loaded, elsewhere].filter((state) => state?.is === 'loaded'),
      wasDisabled: override === 'disabled',
    };
  }

  /** Makes the planned actions; on the first that fails, undoes them. */
  async apply(): Promise<ChangeFailure | undefined> {
    for (const action of this.plan.actions) {
      const result = await this.steps.make(action.do, action.target, () => this.#do(action));
      if (!result.ok) return this.undo(action.do, result);
    }
    return undefined;
  }

  #do(action: PlannedAction): Promise<StepResult> | StepResult {
    const { machine, target } = this.#context;
    const { label } = this.plan;
    switch (action.do) {
      case 'keep-copy':
        return this.#keepCopy();
      case 'make-folders':
        return fileStep(this.#makeFolder(action.target), 'a folder could not be made');
      case 'bootout':
        return this.#bootout(action.target);
      case 'write':
        return this.#write();
      case 'remove-file':
        return this.#removeFile(action.target);
      case 'enable':
        this.#isTouched = true;
        return enableJob(machine, target.domain, label);
      case 'bootstrap':
        this.#isTouched = true;
        if (this.plan.desired) makeLogFiles(this.plan.desired, target);
        return loadJob(machine, target.domain, label, this.#path);
      case 'clear-override':
        return enableJob(machine, target.domain, label);
    }
  }

  #makeFolder(path: string) {
    const { desired } = this.plan;
    return desired && makeJobFolder(path, desired, this.#context.target);
  }

  get #path(): string {
    return this.plan.desired?.path ?? this.plan.observed.file?.path ?? '';
  }

  #keepCopy(): StepResult {
    const { bytes } = this.#before;
    if (!bytes) return { ok: true };
    const kept = this.#context.records.keepCopy(this.plan.label, bytes);
    return typeof kept === 'string' ? { ok: true } : fileStep(kept, 'no copy of the file could be kept');
  }

  /** From the domain that the target names; the job may be loaded in both domains of a user. */
  async #bootout(target: string): Promise<StepResult> {
    this.#isTouched = true;
    const { label } = this.plan;
    const loaded = this.#before.loaded.find(({ domain }) => serviceTarget(domain, label) === target);
    const domain = loaded?.domain ?? this.#context.target.domain;
    return await removeJob(this.#context.machine, domain, label, loaded?.printed.exitTimeout);
  }

  #write(): StepResult {
    const { desired, label } = this.plan;
    if (!desired) throw new Error(`nothing to write for ${label}`);
    const { records, target, version } = this.#context;
    const known = records.read(label)?.texts ?? [];
    const record = { label, service: desired.service, source: target.source, path: desired.path, svc: version };
    // First the record of what will stand there: a crash between the two must not make it look edited by hand.
    const recorded = records.write({ ...record, texts: [...new Set([desired.text, ...known])] });
    if (recorded) return fileStep(recorded, 'what is written could not be recorded');
    this.#isTouched = true;
    const { uid, gid } = target;
    return fileStep(writeFileAtomic(desired.path, desired.text, PLIST_MODE, { uid, gid }), 'it could not be written');
  }

  #removeFile(path: string): StepResult {
    this.#isTouched = true;
    return fileStep(removeFile(path), 'it could not be removed');
  }

  /** Says that the change holds: what it replaced is no longer taken for svc's. */
  settle(): void {
    const { records } = this.#context;
    const { desired, label } = this.plan;
    const record = records.read(label);
    if (!desired) records.remove(label);
    else if (record && record.texts.length > 1) records.write({ ...record, texts: [desired.text] });
  }

  /** Puts back what was there: file, override, loaded state. */
  async undo(failed: ActionName | 'verify', { code, cause }: { code?: number; cause: string }): Promise<ChangeFailure> {
    const failure = { failed, ...(code !== undefined && { code }), cause };
    if (!this.#isTouched) return { ...failure, state: 'untouched' };
    const result = await this.steps.make('restore', this.#path, () => this.#restore());
    if (result.ok && !this.#before.bytes) this.#context.records.remove(this.plan.label);
    if (result.ok) return { ...failure, state: 'restored' };
    const state = this.#before.loaded.length > 0 ? 'down' : 'restored';
    return { ...failure, state, undoCause: result.cause };
  }

  async #restore(): Promise<StepResult> {
    const { machine, target } = this.#context;
    const { label } = this.plan;
    const file = this.#restoreFile();
    if (!file.ok) return file;
    // Whatever is loaded after a bootstrap of ours is the new one; before it, the old one.
    if (this.#hasDone('bootstrap')) {
      const removed = await removeJob(machine, target.domain, label, undefined);
      if (!removed.ok) return removed;
    }
    for (const { domain, printed } of this.#before.loaded) {
      const result = await this.#reload(domain, printed.path ?? this.#path);
      if (!result.ok) return result;
    }
    if (this.#before.wasDisabled) return await disableJob(machine, target.domain, label);
    return { ok: true };
  }

  /** Loads the old version again, unless it never went. */
  async #reload(domain: Domain, path: string): Promise<StepResult> {
    const { machine } = this.#context;
    const { label } = this.plan;
    const still = await askLoadState(machine.launchctl, domain, label);
    if (still.is === 'loaded') return isEnding(still) ? { ok: false, cause: STILL_ENDING } : { ok: true };
    const enabled = await enableJob(machine, domain, label);
    const loaded = await loadJob(machine, domain, label, path);
    return loaded.ok || enabled.ok ? loaded : { ...loaded, cause: `${enabled.cause}; ${loaded.cause}` };
  }

  #hasDone(name: DoneAction['do']): boolean {
    return this.steps.done.some((step) => step.do === name);
  }

  #restoreFile(): StepResult {
    const { bytes, mode } = this.#before;
    const path = this.#path;
    const { uid, gid } = this.#context.target;
    if (bytes) {
      const there = readBytes(path, bytes.length + 1);
      if (there instanceof Uint8Array && Buffer.compare(there, bytes) === 0) return { ok: true };
      return fileStep(writeFileAtomic(path, bytes, mode, { uid, gid }), 'the old file could not be put back');
    }
    return this.#hasDone('write') ? fileStep(removeFile(path), 'the new file could not be removed') : { ok: true };
  }
}
