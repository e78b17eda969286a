/** The hooks of .pre-commit-hooks.yaml in a real pre-commit, installed from what a commit of this checkout would hold. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WHOLE } from '../support/sample.ts';
import { folderWith, REPO, TWO_SERVICES } from '../support/svc.ts';
import { errorPlist, jobPlist } from './lint-jobs.ts';

let scratch = '';

/** The environment of a shell of its own: nothing of npm, vitest or a git hook that runs these tests. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_|VITEST|GIT_|PRE_COMMIT|PYTHON)/i.test(name),
  );
  const own = Object.fromEntries(kept);
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  // Certificates of a proxy, where the machine needs them to reach the registry.
  const { NODE_EXTRA_CA_CERTS } = process.env;
  return {
    ...own,
    ...(NODE_EXTRA_CA_CERTS && { NODE_EXTRA_CA_CERTS }),
    PATH: path.join(delimiter),
    PRE_COMMIT_HOME: join(scratch, 'cache'),
    // What npm has it takes without asking whether it is still so.
    npm_config_prefer_offline: 'true',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'user',
    GIT_AUTHOR_EMAIL: 'user@example.org',
    GIT_COMMITTER_NAME: 'user',
    GIT_COMMITTER_EMAIL: 'user@example.org',
  };
}

function runIn(cwd: string, program: string, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(program, args, { cwd, env: environment(), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

function git(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = runIn(cwd, 'git', ...args);
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

const why = ['pre-commit', 'git', 'node', 'npm'].find((tool) => runIn('/', tool, '--version').status !== 0);

/** What takes no part in building svc. */
const NO_BUILDERS = ['@biomejs/biome', '@vitest/coverage-v8', 'vitest'];
/** The Node that builds it, which a hook must not run on: 190 MB. */
const NODE = join(REPO, 'node_modules/node/bin/node');

/** Has npm unpack less: no tools that are not needed, and in place of the Node that builds svc one that calls the Node here. */
function lighten(repository: string): void {
  const file = join(repository, 'package.json');
  const content = JSON.parse(readFileSync(file, 'utf8'));
  for (const name of NO_BUILDERS) delete content.devDependencies[name];
  if (existsSync(NODE)) {
    const folder = join(repository, 'node-here');
    mkdirSync(folder);
    const { version } = JSON.parse(readFileSync(join(REPO, 'node_modules/node/package.json'), 'utf8'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'node', version, bin: { node: 'node' } }));
    writeFileSync(join(folder, 'node'), `#!/bin/sh\nexec '${NODE}' "$@"\n`, { mode: 0o755 });
    content.devDependencies.node = 'file:node-here';
  }
  writeFileSync(file, JSON.stringify(content));
}

/** A repository of the hook: every file here that git tracks or would track. */
function hookRepository(): string {
  const repository = join(scratch, 'hook');
  const listed = git(REPO, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter(Boolean);
  for (const file of new Set(listed)) {
    const from = join(REPO, file);
    if (!existsSync(from) || lstatSync(from).isDirectory()) continue;
    mkdirSync(dirname(join(repository, file)), { recursive: true });
    cpSync(from, join(repository, file));
  }
  if (!WHOLE) lighten(repository);
  git(repository, 'init', '-q');
  git(repository, 'add', '-A');
  git(repository, 'commit', '-q', '-m', 'the hook');
  return repository;
}

let hook = '';
let revision = '';

const configOf = (id: string, more = '') =>
  `repos:\n- repo: ${hook}\n  rev: ${revision}\n  hooks:\n  - id: ${id}\n${more}`;

/** A repository that uses a hook, with `files` staged; `more` are lines of the hook's entry. */
function project(files: Record<string, string>, id = 'svc-lint', more = ''): string {
  const folder = folderWith({ '.pre-commit-config.yaml': configOf(id, more), ...files });
  git(folder, 'init', '-q');
  git(folder, 'add', '-A');
  return folder;
}

const preCommit = (folder: string, ...args: string[]) =>
  runIn(folder, 'pre-commit', 'run', '--color', 'never', ...args);

describe.skipIf(why !== undefined)(
  `pre-commit${why === undefined ? '' : ` (skipped: ${why} is not installed)`}`,
  () => {
    beforeAll(() => {
      scratch = mkdtempSync(join(tmpdir(), 'svc-pre-commit-'));
      hook = hookRepository();
      revision = git(hook, 'rev-parse', 'HEAD').trim();
      const user = join(scratch, 'user');
      mkdirSync(user);
      writeFileSync(join(user, '.pre-commit-config.yaml'), configOf('svc-lint'));
      git(user, 'init', '-q');
      const installed = runIn(user, 'pre-commit', 'install-hooks');
      if (installed.status !== 0)
        throw new Error(`the hook can not be installed:\n${installed.stdout}${installed.stderr}`);
    }, 300_000);
    afterAll(() => rmSync(scratch, { recursive: true, force: true }));

    it('installs the hook on the node of the machine, not on the one that builds it', () => {
      const cache = join(scratch, 'cache');
      const environments = readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((path) =>
        /\/node_env-[^/]+\/bin\/(node|svc)$/.test(path),
      );
      const [node, program] = environments.sort();
      expect(environments).toHaveLength(2);
      const version = (path: string) => runIn('/', path, '--version').stdout;
      expect(version(join(cache, node!))).toBe(version('node'));
      expect(runIn('/', join(cache, node!), join(cache, program!), '--version').status).toBe(0);
    });

    it('fails on a bad property list and names it, and it alone', { timeout: 60_000 }, () => {
      const folder = project({ 'good.plist': jobPlist('good'), 'a/bad.plist': errorPlist('bad') });
      const { status, stdout } = preCommit(folder);
      expect(stdout).toMatch(/^svc lint\.+Failed$/m);
      expect(stdout).toContain('- exit code: 1');
      expect(stdout).toMatch(/^a\/bad\.plist:14:2 error .*\[exit-timeout-zero\]$/m);
      expect(stdout).not.toContain('good.plist:');
      expect(status).toBe(1);
    });

    it('stops a commit, and lets it pass once the file is mended', { timeout: 60_000 }, () => {
      const folder = project({ 'bad.plist': errorPlist('bad') });
      expect(runIn(folder, 'pre-commit', 'install').status).toBe(0);
      const stopped = runIn(folder, 'git', 'commit', '-m', 'x');
      expect(stopped.status).toBe(1);
      expect(stopped.stdout + stopped.stderr).toContain('bad.plist:14:2 error');
      writeFileSync(join(folder, 'bad.plist'), jobPlist('bad'));
      git(folder, 'add', '-A');
      expect(runIn(folder, 'git', 'commit', '-m', 'x').status).toBe(0);
      expect(git(folder, 'log', '--oneline').trim().split('\n')).toHaveLength(1);
    });

    it('passes good files, services.yaml among them, and skips other YAML', { timeout: 60_000 }, () => {
      const files = { 'good.plist': jobPlist('good'), 'services.yaml': TWO_SERVICES, 'docker-compose.yaml': 'x: [\n' };
      const { status, stdout } = preCommit(project(files));
      expect(stdout).toMatch(/^svc lint\.+Passed$/m);
      expect(status).toBe(0);
      const bad = preCommit(project({ 'services.yaml': `${TWO_SERVICES}    nice: high\n` }));
      expect(bad.stdout).toMatch(/^services\.yaml:\d+:\d+ error .*\[schema\]$/m);
      expect(bad.status).toBe(1);
    });

    it('is skipped on a commit without property lists', { timeout: 60_000 }, () => {
      const { status, stdout } = preCommit(project({ 'readme.md': 'x\n', 'plist.txt': 'x\n' }));
      expect(stdout).toMatch(/^svc lint\.*\(no files to check\)Skipped$/m);
      expect(status).toBe(0);
    });

    it('takes names with spaces, upper case and a leading dash as they are', { timeout: 60_000 }, () => {
      const files = Object.fromEntries(
        ['with space.plist', 'UPPER.PLIST', '-q.plist', '--json.plist'].map((name) => [name, errorPlist('x')]),
      );
      const { stdout } = preCommit(project(files));
      for (const name of Object.keys(files)) expect(stdout).toContain(`${name}:14:2 error`);
    });

    it('takes options through args', { timeout: 60_000 }, () => {
      const args = '    args: [--format, compact, --rule, exit-timeout-zero=warning, --max-warnings, "0", --]\n';
      const { status, stdout } = preCommit(project({ 'bad.plist': errorPlist('bad') }, 'svc-lint', args));
      expect(stdout).toMatch(/^bad\.plist:14:2: warning: .*\[exit-timeout-zero\]$/m);
      expect(status).toBe(1);
    });

    it('goes through files in batches where they are too many for one command', { timeout: 120_000 }, () => {
      const files: Record<string, string> = {};
      for (let i = 0; i < 1_500; i++) {
        const label = `org.example.${'x'.repeat(80)}.${i}`;
        files[`agents/${label}.plist`] = i % 500 === 250 ? errorPlist(label) : jobPlist(label);
      }
      const { status, stdout } = preCommit(project(files));
      const counts = [...stdout.matchAll(/^svc: (\d+) files? checked/gm)].map(([, count]) => Number(count));
      expect(counts.length).toBeGreaterThan(1);
      expect(counts.reduce((sum, count) => sum + count)).toBe(1_500);
      expect(stdout.match(/\[exit-timeout-zero\]$/gm)).toHaveLength(3);
      expect(status).toBe(1);
    });

    it('svc-render-check compares the plists with services.yaml', { timeout: 60_000 }, () => {
      const folder = project({ 'services.yaml': TWO_SERVICES }, 'svc-render-check');
      const missing = preCommit(folder);
      expect(missing.stdout).toMatch(/^svc render --check\.+Failed$/m);
      expect(missing.stdout).toContain('plists/org.example.a.plist');
      expect(missing.status).toBe(1);
      const rendered = spawnSync(process.execPath, [join(REPO, 'dist/main.js'), 'render'], { cwd: folder });
      expect(rendered.status).toBe(0);
      git(folder, 'add', '-A');
      expect(preCommit(folder)).toMatchObject({ status: 0, stdout: expect.stringMatching(/\.Passed$/m) });
      writeFileSync(join(folder, 'services.yaml'), TWO_SERVICES.replace('07:55', '08:55'));
      git(folder, 'add', '-A');
      const stale = preCommit(folder);
      expect(stale.status).toBe(1);
      expect(stale.stdout).toMatch(/^-\s*<integer>7<\/integer>$/m);
      expect(stale.stdout).toMatch(/^\+\s*<integer>8<\/integer>$/m);
    });

    it('svc-render-check is run for a template alone, and not for a readme', { timeout: 60_000 }, () => {
      const folder = project({}, 'svc-render-check');
      git(folder, 'commit', '-q', '-m', 'x');
      writeFileSync(join(folder, 'readme.md'), 'x\n');
      git(folder, 'add', '-A');
      expect(preCommit(folder)).toMatchObject({ status: 0, stdout: expect.stringContaining('Skipped') });
      writeFileSync(join(folder, 'mine.yaml'), 'x: 1\n');
      git(folder, 'add', '-A');
      const ran = preCommit(folder);
      expect(ran.status).toBe(1);
      expect(ran.stdout).toContain('there is no services.yaml');
    });
  },
);
