/** Folders of a job: made so that the job can use them. */
import { dirname } from 'node:path';
import { accountNamed } from '../system/account.ts';
import { type FileProblem, makeFolder } from '../system/files.ts';
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
  const account = typeof dict.UserName === 'string' ? accountNamed(dict.UserName) : undefined;
  return makeFolder(path, { mode: FOLDER_MODE, ...(account && { owner: account }) });
}
