/** What svc obeys of the environment it is started in. */
import { isAbsolute } from 'node:path';
import { ownEntry } from './account.ts';
import { untrustedPart } from './trust.ts';

export interface Environment {
  /**
   * SVC_HOME, else the caller's own idea of it (HOME), else that of the password database; absent where none of them says
   * one. Never the home to install into under sudo.
   */
  readonly home?: string;
  /** SVC_HOME, where it was given and counts: home of the target user. */
  readonly svcHome?: string;
  /** SVC_LAUNCHCTL: called in place of /bin/launchctl. */
  readonly launchctl?: string;
  /** SVC_ROOT: stands before /Library; empty for the real one. */
  readonly root: string;
  /** SVC_TIME_SCALE: real seconds that a second of svc's own waits takes, 0.01 to 1. */
  readonly timeScale: number;
  /** SVC_ALLOW_ROOT=1: agents may be managed as root. Never on macOS. */
  readonly allowsRoot: boolean;
  /** Things to tell the user once, such as a variable that was ignored. */
  readonly warnings: readonly string[];
}

/** The machine as far as it decides what counts. */
export interface Whereabouts {
  readonly platform: string;
  /** Effective uid. */
  readonly uid: number;
}

/** Variables that name a file or folder. */
type PathVariable = 'SVC_LAUNCHCTL' | 'SVC_HOME' | 'SVC_ROOT';

/**
 * Reads the environment. On macOS as root, a variable that names a path counts only where nobody but root could have
 * prepared what is there: it may come from the user who called sudo. What is ignored is said in `warnings`.
 */
export function readEnvironment(
  env: NodeJS.ProcessEnv = process.env,
  here: Whereabouts = { platform: process.platform, uid: process.geteuid?.() ?? -1 },
): Environment {
  const warnings: string[] = [];
  const ignore = (name: string, why: string) => {
    warnings.push(`${name} is ignored: ${why}.`);
  };
  const path = (name: PathVariable) => {
    const given = env[name] || undefined;
    const problem = given === undefined ? undefined : pathProblem(given, here);
    if (problem !== undefined) ignore(name, problem);
    return problem === undefined ? given : undefined;
  };
  const launchctl = path('SVC_LAUNCHCTL');
  const svcHome = withoutEndSlashes(path('SVC_HOME'));
  const root = withoutEndSlashes(path('SVC_ROOT')) ?? '';
  const said = env.HOME || undefined;
  // An empty HOME says nothing, and a relative one would go with the folder that svc is called in.
  const isHome = said !== undefined && isAbsolute(said);
  if (said !== undefined && !isHome) ignore('HOME', 'it is not an absolute path');
  const home = svcHome ?? (isHome ? withoutEndSlashes(said) : ownEntry().home);
  const scale = readTimeScale(env.SVC_TIME_SCALE || undefined, launchctl !== undefined);
  if ('problem' in scale) ignore('SVC_TIME_SCALE', scale.problem);
  const allows = readAllowRoot(env.SVC_ALLOW_ROOT || undefined, here.platform);
  if ('problem' in allows) ignore('SVC_ALLOW_ROOT', allows.problem);
  return {
    ...(home !== undefined && { home }),
    ...(svcHome !== undefined && { svcHome }),
    ...(launchctl !== undefined && { launchctl }),
    root: root === '/' ? '' : root,
    timeScale: 'value' in scale ? scale.value : 1,
    allowsRoot: 'value' in allows && allows.value,
    warnings,
  };
}

/** Why a path of the environment does not count: a clause, or undefined. */
function pathProblem(path: string, { platform, uid }: Whereabouts): string | undefined {
  if (!isAbsolute(path)) return 'it is not an absolute path';
  if (path.includes('\0')) return 'it is no path';
  if (platform !== 'darwin' || uid !== 0) return undefined;
  const untrusted = untrustedPart(path);
  if (untrusted === undefined) return undefined;
  return `svc runs as root, and others than root may prepare what it names (${untrusted.path}: ${untrusted.why})`;
}

function withoutEndSlashes(path: string | undefined): string | undefined {
  let end = path?.length ?? 0;
  while (end > 1 && path![end - 1] === '/') end--;
  return path?.slice(0, end);
}

type Read<T> = { readonly value: T } | { readonly problem: string };

const SLOWEST_SCALE = 1;
const FASTEST_SCALE = 0.01;

function readTimeScale(text: string | undefined, hasLaunchctl: boolean): Read<number> {
  if (text === undefined) return { value: 1 };
  // Against the real launchd a shortened wait would only give up too early.
  if (!hasLaunchctl) return { problem: 'it counts only together with SVC_LAUNCHCTL' };
  const value = /^\d{0,3}(?:\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  return value >= FASTEST_SCALE && value <= SLOWEST_SCALE ? { value } : { problem: 'it must be a number of 0.01 to 1' };
}

function readAllowRoot(text: string | undefined, platform: string): Read<boolean> {
  if (text === undefined || text === '0') return { value: false };
  if (text !== '1') return { problem: 'only 1 says that agents may be managed as root' };
  if (platform === 'darwin') return { problem: 'on macOS agents are never managed as root' };
  return { value: true };
}
