/** What svc wrote last for each label, and the copies it kept: files in the state folder. */
import { join } from 'node:path';
import {
  type Draft,
  draftFile,
  type FileProblem,
  isProblem,
  listFolder,
  readBytes,
  removeFile,
  writeNewFile,
} from '../system/files.ts';
import { STATE_FOLDERS } from '../system/state-folder.ts';
import { removeTemporaries } from '../system/temporaries.ts';
import type { WriteRecord } from './types.ts';

/** For the eyes of the owner alone: property lists may hold secrets. */
const MODE = 0o600;
/** Two property lists of the largest size that is read, escaped as JSON. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Copies kept of one label; the oldest goes when there is one more. */
export const MOST_COPIES = 20;

export interface RecordReading {
  /** By label. */
  readonly records: ReadonlyMap<string, WriteRecord>;
  /** What counts as no record and why, a sentence each. */
  readonly problems: readonly string[];
}

/** Reads all records. A damaged one counts as none: svc then takes its file for a foreign one, and asks. */
export function readRecords(stateFolder: string): RecordReading {
  const folder = join(stateFolder, STATE_FOLDERS.records);
  const records = new Map<string, WriteRecord>();
  const problems: string[] = [];
  const names = listFolder(folder);
  if (isProblem(names)) return { records, problems: [`The records in ${folder} can not be read: ${names.message}.`] };
  for (const name of names) {
    if (!name.endsWith('.json') || name.startsWith('.')) continue;
    const path = join(folder, name);
    const read = readRecord(path);
    if (typeof read === 'string') problems.push(`The record ${path} counts as none: ${read}.`);
    else if (`${fileNameOf(read.label)}.json` !== name) {
      problems.push(`The record ${path} counts as none: it is of another label, ${JSON.stringify(read.label)}.`);
    } else records.set(read.label, read);
  }
  return { records, problems };
}

/** A record, or a clause that says why it is none. */
function readRecord(path: string): WriteRecord | string {
  const bytes = readBytes(path, MOST_BYTES);
  if (isProblem(bytes)) return bytes.message;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return 'it is damaged';
  }
  if (typeof value !== 'object' || value === null) return 'it is damaged';
  const { version, label, service, source, path: plist, texts, svc } = value as Record<string, unknown>;
  if (typeof version === 'number' && version > VERSION) return 'a later version of svc wrote it';
  const words = { label, service, source, path: plist, svc };
  if (version !== VERSION || !Object.values(words).every((word) => typeof word === 'string')) return 'it is damaged';
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) return 'it is damaged';
  return { ...(words as Record<keyof typeof words, string>), texts };
}

/** Of the form of a record. */
const VERSION = 1;

/** Writes the record of a label beside its place. The state folder must be open (`openStateFolder`). */
export function draftRecord(stateFolder: string, record: WriteRecord): Draft | FileProblem {
  const { label, service, source, path, texts, svc } = record;
  const text = `${JSON.stringify({ version: VERSION, label, service, source, path, texts, svc }, undefined, 2)}\n`;
  return draftFile(recordPath(stateFolder, label), text, MODE);
}

/** Forgets a label; there may be no record of it. */
export function removeRecord(stateFolder: string, label: string): FileProblem | undefined {
  return removeFile(recordPath(stateFolder, label));
}

function recordPath(stateFolder: string, label: string): string {
  return join(stateFolder, STATE_FOLDERS.records, `${fileNameOf(label)}.json`);
}

/**
 * Keeps a copy of a property list before it is taken over or removed: `copies/<label>.<n>.plist.bak`, n counting up.
 * Nothing is ever overwritten; the {@link MOST_COPIES} newest of a label stay. What the newest copy already holds is
 * not kept twice.
 * @returns path of the copy
 */
export function keepCopy(stateFolder: string, label: string, bytes: Uint8Array): string | FileProblem {
  const folder = join(stateFolder, STATE_FOLDERS.copies);
  const names = listFolder(folder);
  if (isProblem(names)) return names;
  const name = fileNameOf(label);
  const numbers = copyNumbers(names, name);
  const pathOf = (n: number) => join(folder, `${name}.${n}.plist.bak`);
  const newest = numbers.at(-1) ?? 0;
  if (newest > 0) {
    const last = readBytes(pathOf(newest), MOST_BYTES);
    if (!isProblem(last) && Buffer.compare(last, bytes) === 0) return pathOf(newest);
  }
  for (let n = newest + 1; ; n++) {
    const problem = writeNewFile(pathOf(n), bytes, MODE);
    if (problem?.code === 'EEXIST') continue;
    if (problem) return problem;
    // That an old copy stays is no reason to stop: the new one is safe.
    for (const old of numbers.slice(0, Math.max(0, numbers.length + 1 - MOST_COPIES))) removeFile(pathOf(old));
    return pathOf(n);
  }
}

/**
 * Removes what a svc which was killed left half-written: records, copies, launchers, and what `svc status` saw. The lock
 * must be held; status takes none, and goes without if its file is taken away.
 */
export function tidyRecords(stateFolder: string): void {
  for (const name of Object.values(STATE_FOLDERS)) removeTemporaries(join(stateFolder, name));
  removeTemporaries(stateFolder);
}

/** Numbers of the copies of a label, ascending. */
function copyNumbers(names: readonly string[], name: string): readonly number[] {
  const numbers = names.flatMap((each) => {
    if (!each.startsWith(`${name}.`)) return [];
    const [, digits] = /^([1-9]\d{0,9})\.plist\.bak$/.exec(each.slice(name.length + 1)) ?? [];
    return digits === undefined ? [] : [Number(digits)];
  });
  return numbers.sort((a, b) => a - b);
}

/** A label as the name of a file: whatever a label holds, it can not lead out of the folder. */
function fileNameOf(label: string): string {
  return label.replace(/[%/\u0000-\u001f\u007f]|^\./g, (char) => {
    return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
