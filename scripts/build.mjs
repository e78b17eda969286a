// Builds the package: a bundle per entry and command (split), the types of the library, the licences of what is in it.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { docsWhenAsked, nodeAsItIs, registryAtBuild } from './plugins.mjs';
import { buildProgram } from './program.mjs';

/** Files of the program, by the source that needs what is in them: see buildProgram. */
const PACKS = {
  'start.cjs': 'src/cli/program.ts',
  'lint.cjs': 'src/cli/lint.ts',
  'manifest.cjs': 'src/cli/render.ts',
};

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
// Built beside and put in place at the end, so that a running svc never sees half a build.
const scratch = `build/${process.pid}`;
const dist = join(scratch, 'dist');

const options = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true,
  plugins: [nodeAsItIs, docsWhenAsked, registryAtBuild],
  legalComments: 'none',
  metafile: true,
  // Where the program came from, for who measures what tests run of it: see test/lines-run/.
  ...(process.env.SVC_MAPS === '1' && { sourcemap: 'external', sourcesContent: false }),
  // yaml's node build requires `process` dynamically, which an ES module can not.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
};

// The program, and the stand-in's two, in CommonJS; the library in ES modules in a folder of its own.
mkdirSync(join(dist, 'esm'), { recursive: true });
writeFileSync(join(dist, 'package.json'), '{"type":"commonjs"}\n');
writeFileSync(join(dist, 'esm/package.json'), '{"type":"module"}\n');
const program = await buildProgram(options, 'src/cli/program.ts', PACKS, dist);
const metafiles = [
  program.metafile,
  await bundle({
    format: 'cjs',
    entryPoints: { main: 'src/main.ts' },
    outdir: dist,
    define: { START_BUILD: JSON.stringify(program.build) },
    // So that an old Node can read as far as the words for it.
    target: 'node12',
  }),
  await bundle({
    format: 'cjs',
    entryPoints: { standin: 'src/testing/run-cli.ts', 'standin-launchctl': 'src/testing/client.ts' },
    outdir: dist,
    define: { 'import.meta.url': '__place' },
    banner: { js: 'const __place=require("node:url").pathToFileURL(__filename).href;' },
  }),
  await bundle({
    format: 'esm',
    splitting: true,
    entryPoints: { index: 'src/index.ts', testing: 'src/testing/index.ts' },
    outdir: join(dist, 'esm'),
    chunkNames: 'chunks/[name]-[hash]',
  }),
];
for (const program of ['main.js', 'standin.js']) chmodSync(join(dist, program), 0o755);
writeTypes();
writeLicences(metafiles);
putMapsAside();
rmSync('dist', { recursive: true, force: true });
renameSync(dist, 'dist');
rmSync(scratch, { recursive: true, force: true });

async function bundle(more) {
  return (await build({ ...options, ...more })).metafile;
}

/** Source maps are no part of the package: they go to build/maps. */
function putMapsAside() {
  rmSync('build/maps', { recursive: true, force: true });
  for (const file of readdirSync(dist, { recursive: true }).filter((name) => name.endsWith('.map'))) {
    mkdirSync(dirname(join('build/maps', file)), { recursive: true });
    renameSync(join(dist, file), join('build/maps', file));
  }
}

/** Declarations of the faces of the library: each index.d.ts and what it reaches, none of which may name a library. */
function writeTypes() {
  execFileSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json', '--outDir', join(scratch, 'types')],
    { stdio: 'inherit' },
  );
  const open = ['index.d.ts', 'testing/index.d.ts'];
  const seen = new Set();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readFileSync(join(scratch, 'types', file), 'utf8');
    for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?['"]([^'"]+)['"]/g)) {
      if (!specifier.startsWith('.')) throw new Error(`exported types name a library: ${specifier} in ${file}`);
      open.push(join(dirname(file), specifier.replace(/\.[jt]s$/, '.d.ts')));
    }
    const target = join(dist, 'types', file);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(scratch, 'types', file), target);
  }
}

/** One file with the licence of every package whose code is in the bundle. */
function writeLicences(metas) {
  const packages = new Set();
  for (const input of metas.flatMap(({ inputs }) => Object.keys(inputs))) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (name) packages.add(name);
  }
  const parts = [...packages].sort().map((name) => {
    const folder = join('node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} comes without a licence text`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  const head = 'svc contains code of these packages, under their licences.\n';
  writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), [head, ...parts].join(`\n${'-'.repeat(80)}\n\n`));
}
