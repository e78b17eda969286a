/** services.yaml as `svc install` reads it: `~` is the home of the user whose services they are. */
import { targetHome } from '../deploy/target.ts';
import { readCaller } from '../system/account.ts';
import { type Environment, readEnvironment } from '../system/environment.ts';
import type { Io } from './io.ts';
import { type OpenedManifest, type OpenOptions, openManifestFiles } from './open-manifest.ts';

/** The manifest with its environment, or the exit code to leave with; everything has been said by then. */
export function openUserManifest(
  options: OpenOptions,
  io: Io,
): (OpenedManifest & { readonly environment: Environment }) | number {
  const environment = readEnvironment();
  const home = targetHome({ environment, caller: readCaller(), platform: process.platform });
  const opened = openManifestFiles(options, io, home);
  return typeof opened === 'number' ? opened : { ...opened, environment };
}
