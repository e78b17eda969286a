/** What node compiled of svc, kept from one run to the next. */
import * as fs from 'node:fs';
import * as nodeModule from 'node:module';

/**
 * Lets node keep what it compiled of svc, in a cache folder of the user: half of each start. Only below a home that is
 * the caller's own and that nobody else may write, since what is kept is run again.
 * NODE_DISABLE_COMPILE_CACHE=1 switches it off, NODE_COMPILE_CACHE names another folder.
 */
export function keepCompiledCode(): void {
  const { HOME, XDG_CACHE_HOME, NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE } = process.env;
  if (!HOME?.startsWith('/') || NODE_COMPILE_CACHE || NODE_DISABLE_COMPILE_CACHE) return;
  const caches = process.platform === 'darwin' ? `${HOME}/Library/Caches` : XDG_CACHE_HOME || `${HOME}/.cache`;
  try {
    const me = process.geteuid?.();
    for (const folder of [HOME, caches]) {
      const stat = fs.statSync(folder, { throwIfNoEntry: false });
      if (stat ? stat.uid !== me || (stat.mode & 0o022) !== 0 : folder === HOME) return;
    }
    // @ts-expect-error: in node 22.8 and newer, while our types are those of 20
    const enable: unknown = nodeModule.enableCompileCache;
    if (typeof enable === 'function') enable(`${caches}/launchd-svc`);
  } catch {
    // Without it svc starts a little slower.
  }
}
