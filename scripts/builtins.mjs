// Node's own modules for the bundles, without the ES module wrapper that node puts round them: making that wrapper
// reads every export, and with them node:fs loads its promises and streams, node:util half of node (5 ms and more each).

/** An esbuild plugin. `process.getBuiltinModule` is in node from 20.16 on. */
export const builtins = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};
