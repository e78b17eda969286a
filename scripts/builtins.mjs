// Node's own modules for the bundles, without the ES module wrapper that node puts round them: making that wrapper
// reads every export, and with them node:fs loads its promises and streams, node:util half of node (5 ms and more each).

import { readFileSync } from 'node:fs';

/** An esbuild plugin. `process.getBuiltinModule` is in node from 20.16 on. */
export const builtins = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: 'js',
    }));
    // kleur asks node's stdout whether it is a terminal as soon as it is loaded: making that stream takes 3 ms, and we
    // say ourselves whether there is colour.
    onLoad({ filter: /node_modules\/kleur\/index\.mjs$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const asked = 'process.stdout && process.stdout.isTTY';
      if (!text.includes(asked)) throw new Error(`${path} is not as it was: see scripts/builtins.mjs`);
      return { contents: text.replace(asked, 'false'), loader: 'js' };
    });
  },
};
