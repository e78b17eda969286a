/** What the file of a job is: right, outdated, edited, somebody else's. Pure. */
import { modeText } from '../launchd/masks.ts';
import { isSameDict } from './compare-dicts.ts';
import type { DesiredJob, DiskFile, Objection, Target, WriteRecord } from './types.ts';

/**
 * none · same: byte for byte · comment: the dict is right, only the text around it is not · adopted: so it is, and the
 * file is somebody else's · outdated: svc wrote it · unreadable: a clause says why · edited, foreign: not to be touched
 * unasked.
 */
export type FileJudgement =
  | { readonly is: 'none' | 'same' | 'comment' | 'adopted' | 'outdated' }
  | { readonly is: 'unreadable'; readonly why: string }
  | { readonly is: 'edited' | 'foreign'; readonly refusal: Objection };

/** Fatal, and a byte-order mark stays: equal texts are equal bytes. */
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a file; undefined when it is none of UTF-8, as a binary property list. */
export function textOf({ bytes }: Pick<DiskFile, 'bytes'>): string | undefined {
  try {
    return bytes && DECODER.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Judges the file at the path of a job. A text that one of the records knows is svc's, whatever mark it bears. */
export function judgeFile(
  desired: DesiredJob,
  file: DiskFile | undefined,
  record: WriteRecord | undefined,
  { namespace }: Pick<Target, 'namespace'>,
): FileJudgement {
  if (file === undefined) return { is: 'none' };
  if (file.isSymlink) return { is: 'foreign', refusal: symlinkRefusal(file) };
  if (file.bytes === undefined) return { is: 'unreadable', why: `${file.path} can not be read: ${file.problem ?? ''}` };
  const text = textOf(file);
  if (text === desired.text) return { is: 'same' };
  const { ownership, dict } = file;
  const isOurs = ownership?.namespace === namespace && ownership.service === desired.service;
  const isRight = dict !== undefined && isSameDict(dict, desired.dict);
  if (text !== undefined && record?.texts.includes(text)) return { is: isRight ? 'comment' : 'outdated' };
  if (isRight) return { is: isOurs ? 'comment' : 'adopted' };
  if (isOurs) return { is: 'edited', refusal: editedRefusal(file, record) };
  return { is: 'foreign', refusal: foreignRefusal(file) };
}

function symlinkRefusal({ path }: DiskFile): Objection {
  return {
    cause: `${path} is a symbolic link; svc writes through none, and launchd may refuse one.`,
    remedy: 'Remove the link, or let --force put the file itself in its place; what it leads to stays.',
  };
}

/** The words for a file of ours with a text that svc did not write. */
export function editedRefusal({ path }: DiskFile, record: WriteRecord | undefined): Objection {
  const cause = record
    ? `${path} was edited by hand since svc wrote it.`
    : `${path} bears the mark of this service, but svc has no record of having written it: it may have been edited by hand.`;
  return {
    cause,
    remedy:
      'Put what you want to keep into services.yaml; --force then writes the file anew and keeps a copy of this one.',
  };
}

function foreignRefusal({ path, ownership, dict }: DiskFile): Objection {
  const whose = ownership
    ? `bears the mark of another service, ${ownership.namespace}/${ownership.service}`
    : dict
      ? 'was not written by svc'
      : 'was not written by svc, and is no property list that can be read';
  return {
    cause: `${path} ${whose}.`,
    remedy: 'Give the service another label, remove that file, or take it over with --force, which keeps a copy.',
  };
}

/**
 * What is wrong with mode or owner of the file, a sentence each; writing it anew mends both.
 * @param isLeft nothing is going to be done with it: only what is wrong is said
 */
export function accessNotes(
  { path, mode, uid }: DiskFile,
  target: Pick<Target, 'uid'>,
  isLeft = false,
): readonly string[] {
  // In a folder that may not be looked into nothing is known of it.
  if (uid < 0) return [];
  const notes: string[] = [];
  const note = (wrong: string, mended: string) => notes.push(isLeft ? `${wrong}.` : `${wrong}. ${mended}`);
  if (mode !== 0o644 && mode !== 0o444) {
    const why =
      (mode & 0o022) !== 0
        ? 'others than its owner may write it, and launchd refuses such a file'
        : 'launchd takes 0644 everywhere, and some releases refuse other modes';
    note(`${path} has the mode ${modeText(mode)}: ${why}`, 'It is written anew with 0644.');
  }
  if (uid !== target.uid) {
    const wrong = `${path} belongs to uid ${uid} and not to uid ${target.uid}: launchd refuses it`;
    note(wrong, 'It is written anew with the right owner.');
  }
  return notes;
}
