/**
 * What becomes of the property list of one job. All that can be known to fail is tried before the job is stopped: the
 * record and the file lie whole beside their places then, and what is left is to rename them.
 */
import { type Draft, draftFile, type FileProblem, isProblem, readLink, removeFile } from '../system/files.ts';
import { changeProblem, readJobFile } from '../system/job-files.ts';
import type { InstallContext } from './install-job.ts';
import type { StepResult } from './loading.ts';
import type { Before } from './rollback.ts';
import { fileStep } from './steps.ts';
import type { DesiredJob, JobPlan } from './types.ts';

/** The mode launchd takes everywhere; 0600 is refused by some releases (OC104228). */
export const PLIST_MODE = 0o644;

const UNWRITTEN = 'it could not be written';
const UNRECORDED = 'what is written could not be recorded';
const UNREMOVED = 'it could not be removed';

export class FileChange {
  readonly #plan: JobPlan;
  readonly #before: Before;
  readonly #context: InstallContext;
  #drafts: { readonly record: Draft; readonly file: Draft } | undefined;
  #isTouched = false;
  #isOthers = false;

  constructor(plan: JobPlan, before: Before, context: InstallContext) {
    this.#plan = plan;
    this.#before = before;
    this.#context = context;
  }

  /** May the file be another one than before? */
  get isTouched(): boolean {
    return this.#isTouched;
  }

  /** Did another hand put something else there since svc looked? */
  get isOthers(): boolean {
    return this.#isOthers;
  }

  /** Tries what the plan has for the file. Nothing that counts is changed. */
  prepare(): StepResult {
    for (const { do: name, target } of this.#plan.actions) {
      const isRemoval = name === 'remove-file';
      if (!isRemoval && name !== 'write') continue;
      const seen = this.#asSeen(target);
      const result = seen.ok ? (isRemoval ? fileStep(changeProblem(target), UNREMOVED) : this.#draft()) : seen;
      if (!result.ok) return result;
    }
    return { ok: true };
  }

  /** Puts the property list in its place; of a job that was not stopped nothing was prepared yet. */
  write(): StepResult {
    const { path } = this.#desired;
    const seen = this.#asSeen(path);
    if (!seen.ok) return seen;
    const drafted = this.#draft();
    if (!drafted.ok) return drafted;
    const { record, file } = this.#drafts!;
    // First the record of what will stand there: a crash between the two must not make it look edited by hand.
    const recorded = record.put();
    if (recorded) return fileStep(recorded, UNRECORDED);
    this.#isTouched = true;
    return fileStep(file.put(), UNWRITTEN);
  }

  remove(path: string): StepResult {
    const seen = this.#asSeen(path);
    if (!seen.ok) return seen;
    this.#isTouched = true;
    return fileStep(removeFile(path), UNREMOVED);
  }

  /** Removes what was prepared and not used. */
  drop(): void {
    this.#drafts?.record.drop();
    this.#drafts?.file.drop();
  }

  get #desired(): DesiredJob {
    const { desired, label } = this.#plan;
    if (!desired) throw new Error(`nothing to write for ${label}`);
    return desired;
  }

  #draft(): StepResult {
    if (this.#drafts) return { ok: true };
    const { label, service, path, text } = this.#desired;
    const { records, target, version } = this.#context;
    const locked = changeProblem(path);
    if (locked) return fileStep(locked, UNWRITTEN);
    const known = records.read(label)?.texts ?? [];
    const texts = [...new Set([text, ...known])];
    const record = records.draft({ label, service, source: target.source, path, svc: version, texts });
    if (isProblem(record)) return fileStep(record, UNRECORDED);
    const { uid, gid } = target;
    const file = draftFile(path, text, PLIST_MODE, { uid, gid });
    if (isProblem(file)) {
      record.drop();
      return fileStep(file, UNWRITTEN);
    }
    this.#drafts = { record, file };
    return { ok: true };
  }

  /** What was put there since svc looked is nobody's to lose; of what is gone nothing can be lost. */
  #asSeen(path: string): StepResult {
    const { bytes, link } = this.#before;
    const now = readJobFile(path);
    if (now === undefined) return { ok: true };
    const isSame = now.isSymlink
      ? link !== undefined && readLink(path) === link
      : now.bytes !== undefined && bytes !== undefined && Buffer.compare(now.bytes, bytes) === 0;
    if (isSame) return { ok: true };
    this.#isOthers = true;
    const problem: FileProblem = { kind: 'refused', path, code: '', message: 'it changed since svc looked at it' };
    return fileStep(problem, 'it is left as it is');
  }
}
