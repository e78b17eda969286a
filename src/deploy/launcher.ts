/** The launcher of a service with an `environmentFile`: what there is of it, and how it comes and goes. */
import { join } from 'node:path';
import { LAUNCHER_FOLDER } from '../launchd/launcher-place.ts';
import type { PlistDict } from '../plist/value.ts';
import { isLauncher, LAUNCHER_MODE, LAUNCHER_TEXT } from '../render/launcher.ts';
import { environmentFileProblem, shutFolder } from '../system/environment-file.ts';
import { type FileProblem, removeFile, writeFileAtomic } from '../system/files.ts';
import { accountNamed } from '../system/job-account.ts';
import { readJobFile } from '../system/job-files.ts';
import type { DesiredJob, ObservedJob, ObservedLauncher, Target } from './types.ts';

/** Path of the launcher of a service. */
export function launcherPath({ stateFolder }: Pick<Target, 'stateFolder'>, service: string): string {
  return join(stateFolder, LAUNCHER_FOLDER, service);
}

/** Looks at the launcher of a service and, where it is to have one, at its environment file. */
export function observeLauncher(
  target: Target,
  service: string,
  desired: DesiredJob | undefined,
): Pick<ObservedJob, 'launcher' | 'environmentProblem'> {
  const path = launcherPath(target, service);
  const launcher = launcherAt(path, target);
  if (!desired?.environmentFile) return launcher ? { launcher } : {};
  const uid = jobUid(desired.dict, target);
  const problem = uid === undefined ? undefined : problemFor(uid, desired.environmentFile, path);
  return { ...(launcher && { launcher }), ...(problem !== undefined && { environmentProblem: problem }) };
}

function problemFor(uid: number, environmentFile: string, launcher: string): string | undefined {
  const shut = shutFolder(launcher, uid);
  if (shut === undefined) return environmentFileProblem(environmentFile, uid);
  return `the job's user (uid ${uid}) may not look into the folder ${shut}, above the launcher`;
}

/** What svc put there, or what stands in its place; undefined where nothing does. */
function launcherAt(path: string, target: Target): ObservedLauncher | undefined {
  const file = readJobFile(path);
  if (file === undefined) return undefined;
  const text = file.bytes && new TextDecoder().decode(file.bytes);
  const isRight = text === LAUNCHER_TEXT && file.mode === LAUNCHER_MODE && file.uid === target.uid && !file.isSymlink;
  return { path, isOurs: text !== undefined && isLauncher(text), isRight };
}

/** Whom the job runs as; undefined for a name that this machine does not have. */
function jobUid({ UserName: name, GroupName: group }: PlistDict, { domain, uid }: Target): number | undefined {
  if (domain.kind !== 'system') return uid;
  if (typeof name === 'string') return accountNamed(name)?.uid;
  // A group alone leaves the user root. Source: SRC842.
  return group === undefined || typeof group === 'string' ? 0 : undefined;
}

/** Writes the launcher, whole or not at all. The state folder must be open. */
export function writeLauncher(path: string, { uid, gid }: Target): FileProblem | undefined {
  return writeFileAtomic(path, LAUNCHER_TEXT, LAUNCHER_MODE, { uid, gid });
}

/** Back to what there was: one launcher is like another, so that only being there counts. */
export function restoreLauncher(path: string, { launcher }: ObservedJob, target: Target): FileProblem | undefined {
  return launcher?.isOurs ? writeLauncher(path, target) : removeFile(path);
}
