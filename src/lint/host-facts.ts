/** What rules may ask of the machine, with `svc lint --host` only, and which paths of a job are worth asking about. */
import { isCommandLine } from '../launchd/commands.ts';
import { expansionInPath } from '../launchd/expansion.ts';
import type { Job } from './job.ts';

/** The linted file itself; of a link the link, not what it points to. */
export interface HostFile {
  /** Absolute path. */
  readonly path: string;
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly isSymlink: boolean;
}

/** What a path leads to, links followed. */
export interface HostPath {
  readonly kind: 'file' | 'folder' | 'other';
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface HostFacts {
  /** Who runs svc. */
  readonly uid: number;
  /** The linted file by its path as given; undefined for standard input and where the system does not tell. */
  file(path: string): HostFile | undefined;
  /** `missing` only where the system says so; undefined where it does not tell (no permission to look). */
  stat(path: string): HostPath | 'missing' | undefined;
  /** Where a path ends once its links are followed; undefined where it ends nowhere. */
  realPath(path: string): string | undefined;
  /**
   * Why a launcher would refuse an environment file, a clause without a word of what stands in it; undefined where it
   * would not, or where that is not known.
   * @param user whom the job runs as; undefined: as whoever runs svc
   */
  environmentFile(path: string, user: string | undefined): string | undefined;
  /** Undefined where the machine gives no sure answer. */
  hasUser(name: string): boolean | undefined;
  hasGroup(name: string): boolean | undefined;
}

/** The file a job stands in, where its own mode, owner and kind count: launchd loads no template and no services.yaml. */
export function hostFileOf(job: Job): HostFile | undefined {
  return job.isTemplate || job.file.origin === 'manifest' ? undefined : job.host?.file(job.file.path);
}

/** What lies at a path of the job; undefined too for paths that other rules speak of, and in a root folder of its own. */
export function hostPathOf(job: Job, path: string): HostPath | 'missing' | undefined {
  if (!path.startsWith('/') || expansionInPath(path) !== undefined || job.has('RootDirectory')) return undefined;
  return job.host?.stat(path);
}

/** What launchd executes, where that is an absolute path and not a whole command line, and there is a machine to ask. */
export function hostProgramOf(job: Job): string | undefined {
  if (!job.host) return undefined;
  const { program } = job;
  if (job.text('BundleProgram') !== undefined && job.text('Program') === undefined) return undefined;
  return program === undefined || !program.startsWith('/') || isCommandLine(program) ? undefined : program;
}
