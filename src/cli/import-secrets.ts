/** The files that `svc import --extract-secrets` moves secrets to. */
import { dirname, join, resolve } from 'node:path';
import type { AdoptedManifest, SecretFile } from '../adopt/adopt.ts';
import type { AdoptedDomain } from '../adopt/source-job.ts';
import { printable } from '../launchd/printable.ts';
import { environmentFileProblem } from '../system/environment-file.ts';
import { type FileProblem, isProblem, kindOfPath, makeFolder, removeFile, writeNewFile } from '../system/files.ts';
import type { Io } from './io.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Folders beside a services.yaml. Those of daemons are not those of agents: they belong to another user. */
export function secretFolders(target: string): Readonly<Record<AdoptedDomain, string>> {
  const folder = dirname(resolve(target));
  return { gui: join(folder, 'secrets'), system: join(folder, 'secrets.system') };
}

/** The first of these paths at which there is something. */
export function firstTaken(paths: readonly string[]): string | undefined {
  return paths.find((path) => {
    const kind = kindOfPath(path);
    return !isProblem(kind) || kind.kind !== 'missing';
  });
}

/** Writes all files or none. */
export function writeSecrets(files: readonly SecretFile[]): FileProblem | undefined {
  for (const [i, { path, text }] of files.entries()) {
    const problem = folderProblem(dirname(path)) ?? writeNewFile(path, text, FILE_MODE);
    if (!problem) continue;
    removeSecrets(files.slice(0, i));
    return problem;
  }
  return undefined;
}

/** Makes the folder, but not the one above it, in which services.yaml is to lie. */
function folderProblem(folder: string): FileProblem | undefined {
  const above = kindOfPath(dirname(folder));
  return isProblem(above) ? above : makeFolder(folder, { mode: FOLDER_MODE });
}

/** Takes back what was written. */
export function removeSecrets(files: readonly SecretFile[]): void {
  for (const { path } of files) removeFile(path);
}

/** Says where secrets are now, and what their launchers would refuse. */
export function tellOfSecrets({ secretFiles, domain }: AdoptedManifest, io: Io): void {
  const [first] = secretFiles;
  if (!first) return;
  const folder = printable(dirname(first.path));
  io.note(`svc: ${folder} holds secrets now: keep it out of repositories, and change what everybody could read.\n`);
  const uid = domain === 'system' ? 0 : process.geteuid!();
  for (const { path } of secretFiles) {
    const problem = environmentFileProblem(path, uid);
    if (problem !== undefined) io.err(`svc: ${printable(path)}: svc install will refuse it: ${printable(problem)}.\n`);
  }
}
