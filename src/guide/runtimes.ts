/** Where an interpreter is looked for when somebody begins: paths that outlive the next upgrade, and only those. */
import { unstablePathIn } from '../launchd/interpreter-paths.ts';

/** Folders whose programs stay where they are: Homebrew's links on both kinds of Mac, installers', the system's. */
const FIXED_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin', '/bin'];

/** What a program is called when it was not found: the link that Homebrew would make. */
export function usualPath(program: string): string {
  return `/opt/homebrew/bin/${program}`;
}

/**
 * A stable path of a program on this machine. Folders of PATH count as well unless a version manager, a project
 * (node_modules, a virtual environment) or the system for a while (/tmp) owns them; of a Cellar path its link is tried.
 * @param path the variable PATH
 * @param isProgram is there an executable file of this path
 */
export function stablePath(program: string, path: string, isProgram: (path: string) => boolean): string | undefined {
  const folders = [...FIXED_FOLDERS, ...path.split(':').filter((folder) => folder.startsWith('/'))];
  for (const folder of new Set(folders)) {
    const file = `${folder.replace(/(?<!\/)\/+$/, '')}/${program}`;
    const unstable = unstablePathIn(file);
    const candidate = unstable ? unstable.twin : file;
    // A link in a folder of a version manager is no more stable than the folder.
    if (candidate === undefined || SHORT_LIVED.test(candidate) || unstablePathIn(candidate)) continue;
    if (isProgram(candidate)) return candidate;
  }
  return undefined;
}

const SHORT_LIVED = /\/node_modules\/|\/\.?venv\/|^\/(?:private\/)?(?:tmp|var\/folders)\//;
