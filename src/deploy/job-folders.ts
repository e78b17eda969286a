/** Folders and log files of a job: made so that the job can use them. */
import { dirname } from 'node:path';
import { DEFAULT_UMASK } from '../launchd/job-setup.ts';
import { maskOfText } from '../launchd/masks.ts';
import type { PlistDict } from '../plist/value.ts';
import { type Account, accountNamed } from '../system/account.ts';
import { type FileProblem, makeEmptyFile, makeFolder } from '../system/files.ts';
import { untrustedPart } from '../system/trust.ts';
import type { DesiredJob, Target } from './types.ts';

const FOLDER_MODE = 0o755;

/**
 * Makes a folder that a job needs, with those above it that are missing. The folder of the property list has the mode
 * 0755 whatever the umask. What is made for a daemon with UserName belongs to that user: launchd opens the log files
 * after it became the user (launchd-842 core.c), and a folder of root's would end in exit 78. Folders of agents follow
 * the umask: their logs are their owner's business.
 */
export function makeJobFolder(
  path: string,
  { dict, path: plist }: DesiredJob,
  target: Target,
): FileProblem | undefined {
  if (path === dirname(plist)) return makeFolder(path, { mode: FOLDER_MODE });
  if (target.domain.kind !== 'system') return makeFolder(path);
  const owner = userOf(dict);
  return makeFolder(path, { mode: FOLDER_MODE, ...(owner && { owner }) });
}

/**
 * Makes the log files that a daemon with UserName can not make itself, since their folder is there already and belongs
 * to root or to another daemon's user. Where that is not safe or does not succeed, launchd has its say.
 */
export function makeLogFiles({ dict }: DesiredJob, target: Target): void {
  const owner = target.domain.kind === 'system' ? userOf(dict) : undefined;
  if (!owner || owner.uid === 0) return;
  const said = typeof dict.Umask === 'string' ? maskOfText(dict.Umask) : dict.Umask;
  const umask = typeof said === 'number' ? said : DEFAULT_UMASK;
  for (const path of [dict.StandardOutPath, dict.StandardErrorPath]) {
    if (typeof path !== 'string' || !path.startsWith('/')) continue;
    // Nobody but root may put another folder or a link in the place of this one.
    if (untrustedPart(dirname(dirname(path)), { sticky: true })) continue;
    makeEmptyFile(path, 0o666 & ~umask, owner);
  }
}

function userOf({ UserName: name }: PlistDict): Account | undefined {
  return typeof name === 'string' ? accountNamed(name) : undefined;
}
