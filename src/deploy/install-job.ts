/**
 * Brings one service to what the plan says, or back to what it was. At every moment the next run of svc can tell what
 * happened: what will stand in the file is recorded before it is written, and nothing is loaded that is not on disk.
 */

import { serviceTarget } from '../launchd/domains.ts';
import { readLink, removeFile } from '../system/files.ts';
import { FileChange, PLIST_MODE } from './file-change.ts';
import { makeJobFolder, makeLogFiles } from './job-folders.ts';
import { restoreLauncher, writeLauncher } from './launcher.ts';
import { clearOverride, enableJob, loadJob, removeJob, type StepResult } from './loading.ts';
import type { DoneAction } from './outcome.ts';
import type { RecordStore } from './record-store.ts';
import { type Before, type Changed, type Rollback, rollBack } from './rollback.ts';
import { fileStep, StepLog } from './steps.ts';
import type { ActionName, JobPlan, Machine, PlannedAction, Target, WriteRecord } from './types.ts';

export interface InstallContext {
  readonly machine: Machine;
  readonly target: Target;
  readonly records: RecordStore;
  /** Version of svc, for the record. */
  readonly version: string;
}

/** Why a change did not come about, and what became of the attempt to undo it. */
export interface ChangeFailure {
  readonly failed: ActionName | 'verify';
  readonly code?: number;
  readonly cause: string;
  /** What became of it; untouched: nothing had been changed. */
  readonly state: Rollback['is'] | 'untouched';
  /** Why it could not be restored, a clause. */
  readonly undoCause?: string;
}

export class JobChange {
  readonly plan: JobPlan;
  readonly steps: StepLog;
  readonly #context: InstallContext;
  readonly #before: Before;
  readonly #file: FileChange;
  readonly #recordBefore: WriteRecord | undefined;
  /** Did anything change that is to be undone? */
  #isTouched = false;
  #leftByBootout: Changed['leftByBootout'];

  constructor(plan: JobPlan, context: InstallContext, onStep?: (name: DoneAction['do']) => void) {
    this.plan = plan;
    this.#context = context;
    this.steps = new StepLog(context.machine, onStep);
    const { file, loaded, elsewhere, override } = plan.observed;
    this.#before = {
      bytes: file?.bytes,
      mode: file ? file.mode & 0o777 : PLIST_MODE,
      link: file?.isSymlink ? readLink(file.path) : undefined,
      loaded: [loaded, elsewhere].filter((state) => state?.is === 'loaded'),
      wasDisabled: override === 'disabled',
    };
    this.#file = new FileChange(plan, this.#before, context);
    this.#recordBefore = context.records.read(plan.label);
  }

  /** Makes the planned actions; on the first that fails, undoes them. */
  async apply(): Promise<ChangeFailure | undefined> {
    for (const action of this.plan.actions) {
      let result: StepResult;
      try {
        // What can be known to fail must not cost a stop.
        const prepared = action.do === 'bootout' ? this.#file.prepare() : undefined;
        if (prepared?.ok === false) return await this.undo(this.plan.desired ? 'write' : 'remove-file', prepared);
        result = await this.steps.make(action.do, action.target, () => this.#do(action));
      } catch (bug) {
        // svc ends with it (exit 4), and must not leave a service down that ran.
        await this.undo(action.do, { cause: 'a bug in svc' });
        throw bug;
      }
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
      case 'write-launcher':
        this.#isTouched = true;
        return fileStep(writeLauncher(action.target, target), 'its launcher could not be written');
      case 'bootout':
        return this.#bootout(action.target);
      case 'write':
        return this.#file.write();
      case 'remove-file':
        return this.#file.remove(action.target);
      case 'remove-launcher':
        this.#isTouched = true;
        return fileStep(removeFile(action.target), 'its launcher could not be removed');
      case 'enable':
        this.#isTouched = true;
        return enableJob(machine, target.domain, label);
      case 'bootstrap':
        this.#isTouched = true;
        if (this.plan.desired) makeLogFiles(this.plan.desired, target);
        return loadJob(machine, target.domain, label, this.#path);
      case 'clear-override':
        return clearOverride(machine, target.domain, label);
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
    const removed = await removeJob(this.#context.machine, domain, label, loaded?.printed);
    if (!removed.ok) this.#leftByBootout = { target, is: removed.left };
    return removed;
  }

  /**
   * Says that the change holds: what it replaced is no longer taken for svc's.
   * @returns what the user should know, a sentence
   */
  settle(): string | undefined {
    const { records } = this.#context;
    const { desired, label } = this.plan;
    const record = records.read(label);
    if (!desired) {
      const problem = records.remove(label);
      return problem && `What svc knows of it could not be removed: ${problem.path}: ${problem.message}.`;
    }
    if (record && record.texts.length > 1) records.write({ ...record, texts: [desired.text] });
    return undefined;
  }

  /** Puts back what was there: file, override, loaded state. */
  async undo(failed: ActionName | 'verify', { code, cause }: { code?: number; cause: string }): Promise<ChangeFailure> {
    const failure = { failed, ...(code !== undefined && { code }), cause };
    if (!this.#isTouched && !this.#file.isTouched) {
      this.#file.drop();
      return { ...failure, state: 'untouched' };
    }
    let result: Rollback = { is: 'restored' };
    await this.steps.make('restore', this.#path, async () => {
      const { machine, target } = this.#context;
      const launcher = this.plan.actions.find(
        ({ do: name }) => name === 'write-launcher' || name === 'remove-launcher',
      );
      // Before the old version is loaded again, which may need it.
      if (launcher && this.#hasDone(launcher.do)) restoreLauncher(launcher.target, this.plan.observed, target);
      // What was never told to go needs nothing.
      const loaded = this.#before.loaded.filter(({ domain }) =>
        this.#hasDone('bootout', serviceTarget(domain, this.plan.label)),
      );
      result = await rollBack({ ...this.#before, loaded }, this.#changed, machine, target);
      return result.is === 'restored' ? { ok: true } : { ok: false, cause: result.cause };
    });
    this.#file.drop();
    // Whatever is loaded now, it was not put there by svc.
    if (this.#file.isOthers && result.is === 'restored') result = { is: 'left', cause: 'its file is of another hand' };
    return { ...failure, ...this.#undone(result) };
  }

  #undone(result: Rollback): Pick<ChangeFailure, 'state' | 'undoCause'> {
    if (result.is !== 'restored') return { state: result.is, undoCause: result.cause };
    const { records } = this.#context;
    const { label } = this.plan;
    // What can not be recorded stays as it is: every text on record may stand in the file.
    if (!this.#recordBefore) records.remove(label);
    else if (records.read(label) !== this.#recordBefore) records.write(this.#recordBefore);
    return { state: 'restored' };
  }

  get #changed(): Changed {
    const timeout = this.plan.desired?.dict.ExitTimeOut;
    return {
      label: this.plan.label,
      path: this.#path,
      isFileTouched: this.#file.isTouched,
      isNewLoaded: this.#hasDone('bootstrap'),
      newExitTimeout: typeof timeout === 'number' ? timeout : undefined,
      isOverrideTouched: this.#hasDone('enable') || this.#hasDone('clear-override'),
      leftByBootout: this.#leftByBootout,
    };
  }

  #hasDone(name: DoneAction['do'], target?: string): boolean {
    return this.steps.done.some((step) => step.do === name && (target === undefined || step.target === target));
  }
}
