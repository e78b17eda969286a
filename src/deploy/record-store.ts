/** The records and copies of one namespace, as applying needs them. */
import { type Draft, type FileProblem, isProblem } from '../system/files.ts';
import { draftRecord, keepCopy, removeRecord } from './records.ts';
import type { WriteRecord } from './types.ts';

export class RecordStore {
  readonly #folder: string;
  readonly #records: Map<string, WriteRecord>;

  /** @param folder the open state folder @param records what was read from it */
  constructor(folder: string, records: ReadonlyMap<string, WriteRecord>) {
    this.#folder = folder;
    this.#records = new Map(records);
  }

  get all(): ReadonlyMap<string, WriteRecord> {
    return this.#records;
  }

  /** The record of a label; undefined: none, or none that can be read. */
  read(label: string): WriteRecord | undefined {
    return this.#records.get(label);
  }

  /** Whole or not at all. */
  write(record: WriteRecord): FileProblem | undefined {
    const draft = this.draft(record);
    return isProblem(draft) ? draft : draft.put();
  }

  /** A record that counts once it is put. */
  draft(record: WriteRecord): Draft | FileProblem {
    const draft = draftRecord(this.#folder, record);
    if (isProblem(draft)) return draft;
    const put = () => {
      const problem = draft.put();
      if (!problem) this.#records.set(record.label, record);
      return problem;
    };
    return { put, drop: () => draft.drop() };
  }

  remove(label: string): FileProblem | undefined {
    this.#records.delete(label);
    return removeRecord(this.#folder, label);
  }

  /** Keeps the bytes of a file before it is taken over or removed. @returns where */
  keepCopy(label: string, bytes: Uint8Array): string | FileProblem {
    return keepCopy(this.#folder, label, bytes);
  }
}
