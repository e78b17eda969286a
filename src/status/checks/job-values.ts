/** Values of a job that several checks look at. */
import { unstablePathIn } from '../../launchd/interpreter-paths.ts';
import { launcherArguments } from '../../launchd/launcher-place.ts';
import { guardedPlace } from '../../launchd/privacy.ts';
import type { PlistValue } from '../../plist/value.ts';
import type { PathUse } from '../../system/job-host.ts';
import type { JobFacts } from './check.ts';

/** The items of ProgramArguments that are strings. */
export function argumentsOf({ dict }: Pick<JobFacts, 'dict'>): readonly string[] {
  const args = dict.ProgramArguments;
  return Array.isArray(args) ? (args as readonly PlistValue[]).filter((item) => typeof item === 'string') : [];
}

/**
 * What launchd executes: Program, else the first argument; behind svc's launcher what that executes, since the launcher
 * itself is looked at with its environment file. Undefined where the job names nothing.
 */
export function programOf(facts: Pick<JobFacts, 'dict'>): string | undefined {
  const { Program: program } = facts.dict;
  const args = argumentsOf(facts);
  return typeof program === 'string' ? program : args[launcherArguments(args)];
}

/** A text of the job. */
export function textAt({ dict }: Pick<JobFacts, 'dict'>, key: string): string | undefined {
  const value = Object.hasOwn(dict, key) ? dict[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The keys of a job that name a log. */
export const LOG_KEYS = ['StandardOutPath', 'StandardErrorPath'] as const;

export interface NamedPath {
  /** "its program", "WorkingDirectory" … */
  readonly what: string;
  readonly path: string;
}

/** The absolute paths that launchd or the program opens, the property list first. */
export function pathsOf(facts: JobFacts): readonly NamedPath[] {
  const program = programOf(facts);
  const named: readonly (readonly [string, string | undefined])[] = [
    ['the property list', facts.desired.path],
    ['the program', program],
    ...argumentsOf(facts)
      .slice(facts.dict.Program === undefined ? 1 : 0)
      .map((argument) => ['an argument', argument] as const),
    ...['WorkingDirectory', 'StandardInPath', ...LOG_KEYS].map((key) => [key, textAt(facts, key)] as const),
  ];
  return named.flatMap(([what, path]) => (path?.startsWith('/') && !path.includes('\0') ? [{ what, path }] : []));
}

/** volume: /Volumes, or a folder that a cloud keeps · private: Desktop, Documents, Downloads. */
export type GuardedKind = 'volume' | 'private';

export interface GuardedPath extends NamedPath {
  /** In words: "the Desktop folder". */
  readonly place: string;
  readonly kind: GuardedKind;
}

/** The paths of a job that lie where macOS guards them. The home of the user may be anywhere. */
export function guardedPathsOf(facts: JobFacts): readonly GuardedPath[] {
  const { home } = facts.target;
  return pathsOf(facts).flatMap((named) => {
    const { path } = named;
    const place = guardedPlace(path) ?? guardedPlace(path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : '');
    if (place === undefined) return [];
    return [{ ...named, place, kind: /volume|cloud/i.test(place) ? ('volume' as const) : ('private' as const) }];
  });
}

/** The first path of the command that ends with an upgrade. */
export function unstableWord(facts: JobFacts) {
  for (const word of [programOf(facts), ...argumentsOf(facts)]) {
    const unstable = word === undefined ? undefined : unstablePathIn(word);
    if (unstable) return unstable;
  }
  return undefined;
}

/** May the job do that with a path that is there? Undefined where only the user it runs as could tell. */
export function jobMay(facts: JobFacts, path: string, use: PathUse): boolean | undefined {
  const { target, host } = facts;
  const user = target.domain.kind === 'system' ? (textAt(facts, 'UserName') ?? 'root') : undefined;
  const uid = user === undefined ? target.uid : user === 'root' ? 0 : undefined;
  if (uid === host.uid) return host.mayUse(path, use);
  // Root goes anywhere, but does not execute what nobody may.
  if (uid === 0 && use !== 'execute') return true;
  return undefined;
}
