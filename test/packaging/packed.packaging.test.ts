/** The package as users get it: packed, installed into an empty folder, run on every Node that is supported. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEPT, REPO, TWO_SERVICES } from '../support/svc.ts';

const VERSIONS = ['20.19', '22', '24', '26'] as const;
/** Kept between runs: each is 100 MB and more. Made by npm, so a folder that is half made is made again. */
const NODES = join(KEPT, 'svc-test-nodes');

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(cwd: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Ran {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: 240_000,
    killSignal: 'SIGKILL',
    env: { PATH: process.env.PATH, HOME: cwd, npm_config_cache: join(KEPT, 'svc-test-npm'), ...env },
  });
  return { status, stdout: stdout ?? '', stderr: stderr ?? '' };
}

/** A Node of this line from the registry, or why there is none. */
function nodeOf(version: string): { readonly node: string } | { readonly why: string } {
  const folder = join(NODES, version);
  const node = join(folder, 'node_modules/node/bin/node');
  const works = () => existsSync(node) && run('/', node, ['--version']).stdout.startsWith(`v${version}.`);
  if (works()) return { node };
  mkdirSync(folder, { recursive: true });
  const args = ['i', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, `node@${version}`];
  // With the whole environment: it may name a registry, a proxy or a certificate.
  const { status, stderr } = run(folder, 'npm', args, process.env);
  if (status === 0 && works()) return { node };
  return { why: `npm gives no node ${version}: ${stderr.trim().split('\n').at(-1) ?? ''}` };
}

let scratch: string;
let installed: Ran;
const main = () => join(scratch, 'user/node_modules/launchd-svc/dist/main.js');

beforeAll(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'svc-packed-')));
  const user = join(scratch, 'user');
  mkdirSync(join(scratch, 'home'));
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{"private": true}\n');
  // What is built is there already; building anew would take dist/ from under other tests.
  const packed = run(REPO, 'npm', ['pack', '--ignore-scripts', '--pack-destination', scratch]);
  if (packed.status !== 0) throw new Error(packed.stderr);
  const tarball = readdirSync(scratch).find((name) => name.endsWith('.tgz'))!;
  installed = run(user, 'npm', ['i', '--offline', '--no-audit', '--no-fund', join(scratch, tarball)]);
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the packed package', () => {
  it('is installed without a network: it has no dependencies, and runs nothing when it is installed', () => {
    expect(installed).toMatchObject({ status: 0 });
    expect(readdirSync(join(scratch, 'user/node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'launchd-svc',
    ]);
    const { dependencies, optionalDependencies, scripts } = JSON.parse(
      readFileSync(join(scratch, 'user/node_modules/launchd-svc/package.json'), 'utf8'),
    );
    expect([dependencies, optionalDependencies]).toEqual([undefined, undefined]);
    const atInstall = ['preinstall', 'install', 'postinstall'];
    expect(Object.keys(scripts ?? {}).filter((name) => atInstall.includes(name))).toEqual([]);
  });
});

describe.each(VERSIONS)('on Node %s', (version) => {
  it('renders, lints and looks', { timeout: 600_000 }, ({ skip }) => {
    const found = nodeOf(version);
    if ('why' in found) return skip(found.why);
    const cwd = realpathSync(mkdtempSync(join(scratch, 'project-')));
    writeFileSync(join(cwd, 'services.yaml'), TWO_SERVICES);
    const svc = (args: readonly string[], env = {}) => run(cwd, found.node, [main(), ...args], env);
    expect(svc(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(svc(['render'])).toMatchObject({ status: 0, stderr: '' });
    expect(svc(['render', '--check'])).toMatchObject({ status: 0, stderr: '' });
    expect(svc(['lint', 'plists', 'services.yaml'])).toMatchObject({ status: 0 });
    // status against the stand-in of the same package, in a process of its own.
    writeFileSync(join(cwd, 'services.yaml'), TWO_SERVICES.replace('home: /Users/user\n', ''));
    const standIn = join(main(), '../standin.js');
    const looked = run(cwd, found.node, [standIn, 'run', '--', found.node, main(), 'status', '--json'], {
      SVC_ALLOW_ROOT: '1',
    });
    expect(JSON.parse(looked.stdout).services.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      'not-installed',
      'not-installed',
    ]);
  });
});
