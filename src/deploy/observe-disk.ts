/** What lies in the five folders of launchd under the labels that are looked for. Nothing is changed. */
import { dirname, join } from 'node:path';
import { allPlistFolders } from '../launchd/domains.ts';
import { plainValueOf } from '../plist/node.ts';
import { readPlist } from '../plist/read.ts';
import { isDict, type PlistDict } from '../plist/value.ts';
import { ownershipOf } from '../render/render-plist.ts';
import { isMissing, type JobFile, listJobFiles, readJobFile } from '../system/job-files.ts';
import type { DiskFile, Target, Unread } from './types.ts';

/** What was found, in the order of the folders and of the names in them. */
export interface DiskSurvey {
  readonly files: readonly DiskFile[];
  readonly unread: readonly Unread[];
}

/**
 * Reads all property lists of the folders of user and administrator, and of Apple's two those whose name is one of
 * `labels`: hundreds lie there, and their labels are their names.
 */
export function surveyDisk(target: Pick<Target, 'home' | 'root'>, labels: ReadonlySet<string>): DiskSurvey {
  const files: DiskFile[] = [];
  const unread: Unread[] = [];
  for (const { path: folder, owner } of allPlistFolders({ home: target.home, root: target.root })) {
    const named = [...labels].map((label) => join(folder, `${label}.plist`));
    const listed = owner === 'apple' ? named : listJobFiles(folder);
    const paths = 'problem' in listed ? named : listed;
    if ('problem' in listed) unread.push({ path: folder, problem: listed.problem });
    for (const path of paths) {
      const file = readDiskFile(path);
      if (file === undefined) continue;
      files.push(file);
      if (file.problem !== undefined && !labels.has(nameOf(path))) unread.push({ path, problem: file.problem });
    }
  }
  return { files, unread };
}

/** The file at `path` with what it says; undefined when there is none. */
export function readDiskFile(path: string): DiskFile | undefined {
  const file = readJobFile(path);
  return file && { ...file, ...meaningOf(file) };
}

function meaningOf({ bytes }: JobFile): Pick<DiskFile, 'dict' | 'ownership'> {
  if (bytes === undefined) return {};
  const { root, text, errors } = readPlist(bytes);
  const value = root && errors.length === 0 ? plainValueOf(root) : undefined;
  const ownership = text === undefined ? undefined : ownershipOf(text);
  return { ...(isDict(value) && { dict: value }), ...(ownership && { ownership }) };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -'.plist'.length);
}

/** Has a file this label? By its Label, which is what launchd goes by, or by its name. */
export function hasLabel(file: DiskFile, label: string): boolean {
  return file.dict?.Label === label || nameOf(file.path) === label;
}

/** Folders that a job needs, as far as its property list names them with an absolute path. */
function foldersOf(dict: PlistDict, path: string): readonly string[] {
  const files = [dict.StandardInPath, dict.StandardOutPath, dict.StandardErrorPath];
  const named = [
    dirname(path),
    dict.WorkingDirectory,
    ...files.map((file) => (isPath(file) ? dirname(file) : undefined)),
  ];
  return [...new Set(named.filter(isPath))];
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('/') && !value.includes('\0');
}

/** Those of the folders that are surely not there. */
export function missingFolders(dict: PlistDict, path: string): readonly string[] {
  return foldersOf(dict, path).filter(isMissing);
}
