/** What the package holds: what users need, and nothing else. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { VERSION } from '../src/cli/version.ts';
import { loadManifest } from '../src/index.ts';
import { folderWith, MAIN, manifestOf, REPO, svc } from './support/svc.ts';

/** What `import 'launchd-svc'` loads. */
const LIBRARY = join(REPO, 'dist/esm/index.js');

const manifest = JSON.parse(readFileSync(join(REPO, 'package.json'), 'utf8'));

describe('npm pack', () => {
  let files: string[] = [];
  beforeAll(() => {
    const answer = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: REPO,
      encoding: 'utf8',
    });
    files = JSON.parse(answer)[0]
      .files.map((file: { path: string }) => file.path)
      .sort();
  });

  it('holds the program, its types, templates, schema and licences, and nothing else', () => {
    const kinds = files.map((file) =>
      file
        .replace(/^(dist\/(?:esm\/)?chunks)\/.*(\.c?js)$/, '$1/*$2')
        .replace(/^dist\/types\/.*\.d\.ts$/, 'dist/types/*.d.ts'),
    );
    expect([...new Set(kinds)]).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/THIRD-PARTY-LICENSES.txt',
      'dist/chunks/*.cjs',
      'dist/esm/chunks/*.js',
      'dist/esm/index.js',
      'dist/esm/package.json',
      'dist/esm/testing.js',
      'dist/lint.cjs',
      'dist/main.js',
      'dist/manifest.cjs',
      'dist/package.json',
      'dist/shared.cjs',
      'dist/standin-launchctl.js',
      'dist/standin.js',
      'dist/start.cjs',
      'dist/types/*.d.ts',
      'package.json',
      'schema/services.schema.json',
      ...readdirSync(join(REPO, 'templates'))
        .map((name) => `templates/${name}`)
        .sort(),
    ]);
  });

  it('stays under 3 MB unpacked and installs nothing else', () => {
    const size = files.reduce((sum, file) => sum + statSync(join(REPO, file)).size, 0);
    expect(size).toBeLessThan(3_000_000);
    expect(manifest.dependencies).toBeUndefined();
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
    expect(manifest.private).toBe(true);
  });

  it('names the licence of every package in the bundle', () => {
    const licences = readFileSync(join(REPO, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['zod', 'yaml', 'kleur', 'diff']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });
});

describe('the types of the library', () => {
  it('name no library', () => {
    const folder = join(REPO, 'dist/types');
    const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.d.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(texts.length).toBeGreaterThan(5);
    for (const text of texts)
      expect([...text.matchAll(/from ['"]([^.'"][^'"]*)['"]/g)].map(([, name]) => name)).toEqual([]);
  });

  /** Compiles files as somebody does who checks everything, the types of packages too. */
  function compiled(files: Readonly<Record<string, string>>, options: object): string {
    const folder = folderWith({
      'package.json': '{"type": "module"}',
      'tsconfig.json': JSON.stringify({
        compilerOptions: { strict: true, noEmit: true, skipLibCheck: false, target: 'es2022', ...options },
        files: Object.keys(files),
      }),
      ...files,
    });
    mkdirSync(join(folder, 'node_modules'));
    for (const name of ['@types', 'undici-types', 'vitest'])
      symlinkSync(join(REPO, 'node_modules', name), join(folder, 'node_modules', name));
    symlinkSync(REPO, join(folder, 'node_modules/launchd-svc'));
    const tsc = join(REPO, 'node_modules/typescript/bin/tsc');
    const { stdout, stderr, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    return status === 0 ? '' : stdout + stderr;
  }

  it.each([
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('hold by themselves, module %s and resolution %s, without the types of Node', (module, moduleResolution) => {
    const text = `
      import { compileService, loadManifest, renderPlist } from 'launchd-svc';
      import type { FileProblem, PathStep, Place, Service, Written } from 'launchd-svc';
      const { manifest, problem } = loadManifest('services.yaml');
      export const why: FileProblem | undefined = problem;
      export const texts: string[] = (manifest?.services ?? []).map((service) => renderPlist(compileService(service)));
      export const at = (service: Service, path: PathStep[]) => service.origin(...path).start;
      export const of = ({ value }: Written): Place => value;`;
    expect(compiled({ 'a.ts': text }, { module, moduleResolution, types: [] })).toBe('');
  });

  it('fit the samples of README and docs/testing.md', () => {
    const samples = ['README.md', 'docs/testing.md'].map((file) => {
      const text = readFileSync(join(REPO, file), 'utf8');
      const [whole, ...parts] = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => code!);
      return [whole, ...parts.map((part, i) => `export function part${i}() {\n${part}}\n`)].join('\n');
    });
    for (const sample of samples) expect(sample).toContain("from 'launchd-svc");
    const files = { 'readme.ts': samples[0]!, 'testing.ts': samples[1]! };
    // The types of vitest are not ours to check.
    expect(compiled(files, { module: 'nodenext', types: ['node'], skipLibCheck: true })).toBe('');
  });

  it('of the stand-in bring those of Node along', () => {
    const text = `
      import { startStandIn, type JobView } from 'launchd-svc/testing';
      const standIn = await startStandIn({ uid: 501 });
      export const job: JobView | undefined = standIn.job('gui/501/com.example.server');
      export const { signal } = await standIn.call(['list'], { signal: AbortSignal.timeout(1000) });
      await standIn.stop();`;
    expect(compiled({ 'a.ts': text }, { module: 'nodenext', types: [] })).toBe('');
  });
});

describe('the library', () => {
  it('does what the sample of README says', () => {
    const [, sample] = readFileSync(join(REPO, 'README.md'), 'utf8').match(/^```ts\n([\s\S]*?)^```/m)!;
    const run = (cwd: string) =>
      spawnSync(
        process.execPath,
        ['--input-type=module', '-e', sample!.replace("'launchd-svc'", JSON.stringify(LIBRARY))],
        {
          cwd,
          encoding: 'utf8',
        },
      );
    expect(run(REPO)).toMatchObject({
      stderr: '',
      stdout: svc(['render', '--stdout']).stdout.replace(/(?<=<\/plist>\n)/g, '\n'),
    });
    expect(run(folderWith())).toMatchObject({ stderr: 'services.yaml: there is no such file or folder\n', stdout: '' });
    const broken = folderWith({ 'services.yaml': 'version: 2\n' });
    expect(run(broken).stderr).toContain('services.yaml:1:10 `version` must be 1, not the number 2.\n');
  });

  it('renders from the package as users import it', () => {
    const script = `
      import { loadManifest, compileService, renderPlist } from 'launchd-svc';
      const { manifest } = loadManifest('services.yaml');
      process.stdout.write(manifest.services.map((service) => renderPlist(compileService(service))).join(''));`;
    const library = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: REPO, encoding: 'utf8' });
    expect(library.stderr).toBe('');
    expect(library.stdout).toBe(svc(['render', '--stdout']).stdout);
  });
});

describe('loadManifest', () => {
  const TILDE = manifestOf('runAtLoad: true\ncommand: [~/bin/server]').replace(/^home:.*\n/m, '');
  const file = () => join(folderWith({ 'services.yaml': TILDE }), 'services.yaml');

  it.each(['', 'rel', '~'])('refuses the home %j, which ~ can not mean', (home) => {
    for (const name of ['home', 'userHome'])
      expect(() => loadManifest(file(), { [name]: home })).toThrow(
        new RangeError(`${name} is ${JSON.stringify(home)}; it must be an absolute path.`),
      );
  });

  it('takes an undefined userHome as one that is left out', () => {
    const commandOf = (options: object) => loadManifest(file(), options).manifest?.services[0]?.fields.command;
    expect(commandOf({ userHome: undefined })).toEqual(commandOf({}));
    expect(commandOf({ userHome: '/Users/user' })).toEqual(['/Users/user/bin/server']);
  });
});

describe('the stand-in', () => {
  /** A file of dist/ and whatever it imports, at once or later. */
  function reached(entry: string, seen = new Set<string>()): Set<string> {
    if (seen.has(entry)) return seen;
    seen.add(entry);
    const text = readFileSync(entry, 'utf8');
    for (const [, specifier] of text.matchAll(/(?:from|import|require)\s*\(?\s*["'](\.[\w./-]+\.c?js)["']/g))
      reached(join(entry, '..', specifier!), seen);
    return seen;
  }
  const speaksAsStandIn = (file: string) => readFileSync(file, 'utf8').includes('launchd semantics, not launchd');

  it('is in its own entry points', () => {
    const files = [...reached(join(REPO, 'dist/esm/testing.js'))];
    expect(files.some(speaksAsStandIn)).toBe(true);
  });

  it('is nothing that the library could load', () => {
    const files = [...reached(join(REPO, 'dist/esm/index.js'))];
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter(speaksAsStandIn)).toEqual([]);
  });

  it('is nothing that the program could load', () => {
    // Pieces are asked for by name, so every file of the program counts.
    const folder = join(REPO, 'dist');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const files = names
      .filter((name) => /^(?:main\.js|[^/]+\.cjs|chunks\/.*)$/.test(name))
      .map((name) => join(folder, name));
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter(speaksAsStandIn)).toEqual([]);
  });

  it('has a launchctl that loads no more than the socket needs', () => {
    const files = [...reached(join(REPO, 'dist/standin-launchctl.js'))];
    expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(5000);
  });

  it('is started from the package as users import it', () => {
    const script = `
      import { startStandIn } from 'launchd-svc/testing';
      const standIn = await startStandIn({ uid: 501 });
      const { stdout } = await standIn.call(['managername']);
      await standIn.stop();
      process.stdout.write(stdout);`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: REPO, encoding: 'utf8' });
    expect([run.stderr, run.stdout, run.status]).toEqual(['', 'Aqua\n', 0]);
  });
});

describe('the program', () => {
  it('has the version of package.json', () => {
    expect(VERSION).toBe(manifest.version);
    expect(svc(['--version']).stdout).toBe(`${manifest.version}\n`);
  });

  it('says in one line that an old Node is too old, and exits 2', () => {
    const pretend = 'Object.defineProperty(process.versions, "node", { value: "20.18.3" })';
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, MAIN, 'render'],
      { encoding: 'utf8' },
    );
    expect({ status, stderr, stdout }).toEqual({
      status: 2,
      stderr: 'svc needs Node 20.19 or newer; this is 20.18.3.\n',
      stdout: '',
    });
  });
});
