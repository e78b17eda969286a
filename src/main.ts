#!/usr/bin/env node
// Everything else is loaded behind this test, so that an old Node answers in words and not with a syntax error.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`svc needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 2;
} else {
  keepCompiledCode();
  // The program as it is built, cli/program.ts and all that it needs at once: see scripts/program.mjs.
  // biome-ignore lint/suspicious/noTsIgnore: there is no such file beside the source
  // @ts-ignore
  import('./core.cjs').then(({ run }) => run(process.argv.slice(2)));
}

/**
 * Lets node keep what it compiled of svc (node 22.8 and newer), in a cache folder of the user: half of each start.
 * Only below a home that is the caller's own and that nobody else may write, since what is kept is run again.
 * NODE_DISABLE_COMPILE_CACHE=1 switches it off, NODE_COMPILE_CACHE names another folder.
 */
function keepCompiledCode(): void {
  const { HOME, XDG_CACHE_HOME, NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE } = process.env;
  if (!HOME?.startsWith('/') || NODE_COMPILE_CACHE || NODE_DISABLE_COMPILE_CACHE) return;
  const caches = process.platform === 'darwin' ? `${HOME}/Library/Caches` : XDG_CACHE_HOME || `${HOME}/.cache`;
  try {
    const fs = process.getBuiltinModule('node:fs');
    const { enableCompileCache } = process.getBuiltinModule('node:module') as {
      enableCompileCache?(folder: string): void;
    };
    const me = process.geteuid?.();
    for (const folder of [HOME, caches]) {
      const stat = fs.statSync(folder, { throwIfNoEntry: false });
      if (stat ? stat.uid !== me || (stat.mode & 0o022) !== 0 : folder === HOME) return;
    }
    enableCompileCache?.(`${caches}/launchd-svc`);
  } catch {
    // Without it svc starts a little slower.
  }
}
