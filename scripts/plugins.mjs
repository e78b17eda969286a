// Node's own modules for the bundles, without the wrappers round them. The ES module wrapper reads every export, and with
// them node:fs loads its promises and streams, node:util half of node (5 ms and more each); the one that esbuild puts round
// CommonJS asks for every property, which is as dear. So each module gives just the names that src takes from it.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SRC = new URL('../src', import.meta.url).pathname;

/** What src and the bundled libraries take of each of node's modules. */
function namesTaken() {
  const taken = new Map();
  const add = (module, name) => {
    const names = taken.get(module) ?? new Set();
    taken.set(module, names.add(name));
  };
  for (const file of readdirSync(SRC, { recursive: true }).filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(join(SRC, file), 'utf8');
    for (const [, names, module] of text.matchAll(/^import (?!type)\{([^}]*)\} from '(node:[\w/]+)';/gm))
      for (const name of names.split(',')) if (!/^\s*type\s/.test(name)) add(module, name.trim().split(/\s+as\s+/)[0]);
    for (const [, alias, module] of text.matchAll(/^import \* as (\w+) from '(node:[\w/]+)';/gm))
      for (const [, name] of text.matchAll(new RegExp(`\\b${alias}\\.(\\w+)`, 'g'))) add(module, name);
  }
  return taken;
}

const taken = namesTaken();

/** An esbuild plugin. `process.getBuiltinModule` is in node from 20.16 on. */
export const nodeAsItIs = {
  name: 'node-as-it-is',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      const names = [...(taken.get(path) ?? [])].filter((name) => /^[a-z_]\w*$/i.test(name)).sort();
      const lines = names.map((name) => `export const ${name} = module.${name};`);
      return {
        contents: `const module = process.getBuiltinModule(${JSON.stringify(path)});\n${lines.join('\n')}`,
        loader: 'js',
      };
    });
    // kleur asks node's stdout whether it is a terminal as soon as it is loaded: making that stream takes 3 ms, and we
    // say ourselves whether there is colour.
    onLoad({ filter: /node_modules\/kleur\/index\.mjs$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const asked = 'process.stdout && process.stdout.isTTY';
      if (!text.includes(asked)) throw new Error(`${path} is not as it was: see scripts/plugins.mjs`);
      return { contents: text.replace(asked, 'false'), loader: 'js' };
    });
  },
};

/** What a rule says of itself for its page is made when it is asked for: a run that lints never asks. */
export const docsWhenAsked = {
  name: 'docs-when-asked',
  setup({ onLoad }) {
    onLoad({ filter: /src\/lint\/rules\/[^/]*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(
        /^( *)docs: \{\n(.*?)^\1\},$/gms,
        '$1get docs() { return {\n$2$1}; },',
      ),
      loader: 'ts',
    }));
  },
};

/** The registry as text, a family of keys each, made while svc is built; a run parses those that it is asked for. */
export const registryAtBuild = {
  name: 'registry-at-build',
  setup({ onLoad, esbuild }) {
    onLoad({ filter: /src\/launchd\/keys\/all\.ts$/ }, async ({ path }) => {
      const both = `export * from './all.ts'; export { usualRow } from './row.ts';`;
      const stdin = { contents: both, resolveDir: dirname(path) };
      const { outputFiles } = await esbuild.build({ stdin, bundle: true, format: 'esm', write: false });
      const { topLevelNames, familyOf, usualRow } = await import(
        `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
      );
      const unusual = (row) => {
        const usual = usualRow(row.key);
        return Object.fromEntries(
          Object.entries(row).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name])),
        );
      };
      const texts = topLevelNames.map((name) => [name, JSON.stringify(familyOf(name).map(unusual))]);
      return {
        contents: `
          import { usualRow } from './row.ts';
          const parsed = new Map();
          const texts = ${JSON.stringify(Object.fromEntries(texts))};
          export const topLevelNames = Object.keys(texts);
          export function familyOf(name) {
            if (!parsed.has(name) && Object.hasOwn(texts, name))
              parsed.set(name, JSON.parse(texts[name]).map((row) => ({ ...usualRow(row.key), ...row })));
            return parsed.get(name);
          }`,
        loader: 'js',
        resolveDir: dirname(path),
      };
    });
  },
};
