/**
 * Where the launcher of a service with an `environmentFile` lies, and how its job calls it: `<launcher> <environment
 * file> <command…>`. svc decides this, not launchd; every room that reads a job's command has to know it.
 */
import { inFolder } from './in-folder.ts';

/** Folders from the home, or from the root of the file system, down to the state of all namespaces. */
export const STATE_PARTS = {
  home: ['.local', 'state', 'svc'],
  system: ['Library', 'Application Support', 'svc'],
} as const;

/** The folder of the launchers, within the state folder of a namespace. */
export const LAUNCHER_FOLDER = 'bin';

/**
 * Folder of the launchers of a namespace, the same on every machine.
 * @param home of an agent's user; undefined for daemons
 */
export function launcherFolder(namespace: string, home: string | undefined): string {
  const parts = home === undefined ? STATE_PARTS.system : STATE_PARTS.home;
  return inFolder(home ?? '/', [...parts, namespace, LAUNCHER_FOLDER].join('/'));
}

const LAUNCHER = /\/(?:\.local\/state|Library\/Application Support)\/svc\/[^/]+\/bin\/[^/]+$/;

/** Arguments before the command: the launcher itself and the file. */
export const LAUNCHER_ARGUMENTS = 2;

/** How many of a job's arguments come before its real command: none, unless svc's launcher starts it. */
export function launcherArguments(args: readonly string[]): number {
  const isLaunched =
    args.length > LAUNCHER_ARGUMENTS &&
    args[0]!.includes('/svc/') &&
    LAUNCHER.test(args[0]!) &&
    args[1]!.startsWith('/');
  return isLaunched ? LAUNCHER_ARGUMENTS : 0;
}

/** Is it the launcher of a daemon? */
export function isDaemonLauncher(launcher: string): boolean {
  return launcher.includes(`/${STATE_PARTS.system.join('/')}/`);
}
