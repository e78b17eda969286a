/** What applying needs of the state folder. */
import type { FileProblem } from '../system/files.ts';
import type { WriteRecord } from './types.ts';

export interface RecordStore {
  /** The record of a label; undefined: none, or none that can be read. */
  read(label: string): WriteRecord | undefined;
  write(record: WriteRecord): FileProblem | undefined;
  remove(label: string): FileProblem | undefined;
  /** Keeps the bytes of a file before it is taken over or removed. @returns where */
  keepCopy(label: string, bytes: Uint8Array): string | FileProblem;
}
