/** The folder in which svc remembers what it wrote: found and made so that nobody else can slip another one in. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { LAUNCHER_FOLDER, STATE_PARTS } from '../launchd/launcher-place.ts';
import { type FileProblem, problemOf } from './files.ts';

/** Where the state of a namespace is kept. */
export type StatePlace =
  /** `<home>/.local/state/svc/<namespace>`, for agents. */
  | { readonly kind: 'home'; readonly home: string; readonly namespace: string }
  /** `<root>/Library/Application Support/svc/<namespace>`, for daemons; never derived from HOME. */
  | { readonly kind: 'system'; readonly root: string; readonly namespace: string };

/** Folders within the state folder. */
export const STATE_FOLDERS = { records: 'records', copies: 'copies', launchers: LAUNCHER_FOLDER } as const;

/** Others may see which daemons there are, but not what an agent's property lists held. */
const FOLDER_MODE = { home: 0o700, system: 0o755 } as const;

interface Way {
  /** Is followed wherever it leads: /home and /Library's disk are the system's business. */
  readonly base: string;
  /** None of these may be a link. */
  readonly parts: readonly string[];
}

function wayTo(place: StatePlace): Way {
  if (place.kind === 'home') return { base: place.home, parts: [...STATE_PARTS.home, place.namespace] };
  return { base: place.root === '' ? '/' : place.root, parts: [...STATE_PARTS.system, place.namespace] };
}

/** Path of the state folder, whether or not it is there. */
export function stateFolderPath(place: StatePlace): string {
  const { base, parts } = wayTo(place);
  return join(base, ...parts);
}

/**
 * Opens the state folder part by part and makes what is missing, with its modes whatever the umask. Refused: a part
 * that is a link or no folder, that belongs to neither `uid` nor root, or that everybody may write.
 * @param uid whom it must belong to; the state folder itself may not be root's unless `uid` is
 * @returns its path
 */
export function openStateFolder(place: StatePlace, uid: number): string | FileProblem {
  const { base, parts } = wayTo(place);
  const mode = FOLDER_MODE[place.kind];
  const baseProblem = checkBase(base, uid);
  if (baseProblem) return baseProblem;
  let at = base;
  for (const [index, part] of parts.entries()) {
    at = join(at, part);
    // `svc` and what is in it are ours alone; what stands above may be shared with root.
    const problem = openPart(at, { uid, mode, isOurs: index >= parts.length - 2 });
    if (problem) return problem;
  }
  for (const name of Object.values(STATE_FOLDERS)) {
    const problem = openPart(join(at, name), { uid, mode, isOurs: true });
    if (problem) return problem;
  }
  return at;
}

/**
 * Finds the state folder to read in, by the same rules, and makes nothing.
 * @returns undefined where there is none
 */
export function findStateFolder(place: StatePlace, uid: number): string | undefined | FileProblem {
  const { base, parts } = wayTo(place);
  let at = base;
  for (const [index, part] of parts.entries()) {
    at = join(at, part);
    const problem = checkPart(at, { uid, isOurs: index >= parts.length - 2 });
    if (problem?.code === 'ENOENT') return undefined;
    if (problem) return problem;
  }
  return at;
}

function checkBase(base: string, uid: number): FileProblem | undefined {
  try {
    const stat = fs.statSync(base);
    if (!stat.isDirectory()) return refused(base, 'kind', 'it is no folder');
    if (stat.uid !== uid && stat.uid !== 0)
      return refused(base, 'owner', `it belongs to uid ${stat.uid}, not to ${uid}`);
    return undefined;
  } catch (error) {
    return problemOf(error, base);
  }
}

interface PartRules {
  readonly uid: number;
  readonly isOurs: boolean;
}

function checkPart(path: string, { uid, isOurs }: PartRules): FileProblem | undefined {
  try {
    const stat = fs.lstatSync(path);
    if (stat.isSymbolicLink()) return refused(path, 'kind', 'it is a symbolic link, and svc follows none there');
    if (!stat.isDirectory()) return refused(path, 'kind', 'it is no folder');
    if (stat.uid !== uid && (isOurs || stat.uid !== 0)) {
      return refused(path, 'owner', `it belongs to uid ${stat.uid}, not to ${uid}`);
    }
    // Whoever may write a folder can put another one in place of what is in it.
    if ((stat.mode & 0o1002) === 0o002) return refused(path, 'mode', 'everybody may write there');
    return undefined;
  } catch (error) {
    return problemOf(error, path);
  }
}

function openPart(path: string, rules: PartRules & { readonly mode: number }): FileProblem | undefined {
  const first = checkPart(path, rules);
  if (first?.code === 'ENOENT') {
    const problem = makePart(path, rules.mode);
    if (problem) return problem;
    return checkPart(path, rules);
  }
  if (first || !rules.isOurs) return first;
  return withMode(path, rules.mode);
}

function makePart(path: string, mode: number): FileProblem | undefined {
  try {
    fs.mkdirSync(path, { mode });
  } catch (error) {
    const problem = problemOf(error, path);
    // Another svc was faster; what it made is checked like anything else.
    if (problem.code !== 'EEXIST') return problem;
  }
  return withMode(path, mode);
}

/** Sets the mode of a folder of ours, through a handle: what is there now, never what a link leads to. */
function withMode(path: string, mode: number): FileProblem | undefined {
  let handle: number | undefined;
  try {
    handle = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY | fs.constants.O_NOFOLLOW);
    if ((fs.fstatSync(handle).mode & 0o7777) !== mode) fs.fchmodSync(handle, mode);
    return undefined;
  } catch (error) {
    return problemOf(error, path);
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}

function refused(path: string, wrong: NonNullable<FileProblem['wrong']>, message: string): FileProblem {
  return { kind: 'refused', path, code: '', message, wrong };
}
