// Builds the package: a bundle per entry and command (split), the types of the library, the licences of what is in it.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { builtins } from './builtins.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
// Built beside and put in place at the end, so that a running svc never sees half a build.
const scratch = `build/${process.pid}`;
const dist = join(scratch, 'dist');

const { metafile } = await build({
  entryPoints: {
    main: 'src/main.ts',
    index: 'src/index.ts',
    testing: 'src/testing/index.ts',
    standin: 'src/testing/run-cli.ts',
    'standin-launchctl': 'src/testing/client.ts',
  },
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  plugins: [builtins],
  legalComments: 'none',
  metafile: true,
  chunkNames: 'chunks/[name]-[hash]',
  // yaml's node build requires `process` dynamically, which an ES module can not; plist's index pulls in its parser.
  alias: { yaml: './node_modules/yaml/browser/index.js', plist: './node_modules/plist/dist/build.js' },
});
for (const program of ['main.js', 'standin.js']) chmodSync(join(dist, program), 0o755);
writeTypes();
writeLicences(metafile);
rmSync('dist', { recursive: true, force: true });
renameSync(dist, 'dist');
rmSync(scratch, { recursive: true, force: true });

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
function writeLicences(meta) {
  const packages = new Set();
  for (const input of Object.keys(meta.inputs)) {
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
