/** A machine made of the host.json of a fixture folder. */
import { join } from 'node:path/posix';
import type { HostFacts, HostPath } from '../../src/lint/host-facts.ts';

interface FakePath extends Partial<Omit<HostPath, 'mode'>> {
  /** Octal; 0755 when absent. */
  readonly mode?: string;
  /** Where a link leads. */
  readonly real?: string;
}

interface FakeMachine {
  readonly uid?: number;
  /** The folder that the fixtures' relative paths start from. */
  readonly cwd?: string;
  /** The linted files, by their path in the fixture folder; an unlisted one has mode 0644. */
  readonly files?: Readonly<
    Record<string, { readonly mode?: string; readonly uid?: number; readonly isSymlink?: true }>
  >;
  /** What is known of paths: null is known to be missing, an unlisted one is not known. */
  readonly paths?: Readonly<Record<string, FakePath | null>>;
  /** What is wrong with environment files, by path. */
  readonly environmentFiles?: Readonly<Record<string, string>>;
  readonly users?: readonly string[];
  readonly groups?: readonly string[];
}

/** The facts that a host.json tells. Without lists of users or groups, none is known for sure. */
export function fakeHost(json: string): HostFacts {
  const machine = JSON.parse(json) as FakeMachine;
  const {
    uid = 501,
    cwd = '/Users/user/project',
    files = {},
    paths = {},
    environmentFiles = {},
    users,
    groups,
  } = machine;
  return {
    uid,
    file: (path) => {
      const { mode = '0644', uid: owner = uid, isSymlink = false } = files[path] ?? {};
      return { path: join(cwd, path), mode: Number.parseInt(mode, 8), uid: owner, isSymlink };
    },
    stat: (path) => {
      const found = paths[path];
      if (!found) return found === null ? 'missing' : undefined;
      const { kind = 'file', mode = '0755', uid: owner = 0, gid = 0 } = found;
      return { kind, mode: Number.parseInt(mode, 8), uid: owner, gid };
    },
    realPath: (path) => paths[path]?.real ?? path,
    environmentFile: (path) => environmentFiles[path],
    hasUser: (name) => users?.includes(name),
    hasGroup: (name) => groups?.includes(name),
  };
}
