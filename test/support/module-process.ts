/** Runs a module of src in a process of its own: as another user, many at once, or to be killed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { onTestFinished } from 'vitest';
import { REPO } from './svc.ts';

export interface ModuleOptions {
  readonly env?: Record<string, string>;
  /** Only root may say this. */
  readonly uid?: number;
  /** So many files it may have open. */
  readonly mostFiles?: number;
}

export interface ModuleProcess {
  /** Runs an expression, in which `m` is the module, to its end; what it gives comes back by way of JSON. */
  call(expression: string, options?: ModuleOptions): unknown;
  /** Starts statements, in which `m` is the module and `say` writes a line. */
  start(body: string, options?: ModuleOptions): ChildProcess;
}

/** Bundles a file of src for processes of its own; removed when the test ends. */
export function moduleProcess(file: string): ModuleProcess {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'svc-module-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const outfile = join(folder, 'module.mjs');
  buildSync({ entryPoints: [join(REPO, 'src', file)], outfile, bundle: true, platform: 'node', format: 'esm' });
  const script = (body: string) => [
    '--input-type=module',
    '-e',
    `import * as m from ${JSON.stringify(outfile)};\nconst say = (line) => process.stdout.write(line + '\\n');\n${body}`,
  ];
  const settings = ({ env, uid }: ModuleOptions) => ({
    cwd: '/',
    env: { PATH: process.env.PATH, ...env },
    ...(uid !== undefined && { uid, gid: uid }),
  });
  // Node raises the soft limit to the hard one: both have to be set before it starts.
  const command = (body: string, { mostFiles }: ModuleOptions): readonly [string, readonly string[]] => {
    const node = [process.execPath, ...script(body)];
    if (mostFiles === undefined) return [node[0]!, node.slice(1)];
    return ['/bin/sh', ['-c', 'ulimit -n "$1"; shift; exec "$@"', 'sh', `${mostFiles}`, ...node]];
  };
  return {
    call: (expression, options = {}) => {
      const body = `say(JSON.stringify((await (${expression})) ?? null));`;
      const { stdout, stderr } = spawnSync(...command(body, options), { ...settings(options), encoding: 'utf8' });
      if (stdout === '') throw new Error(stderr);
      return JSON.parse(stdout);
    },
    start: (body, options = {}) => {
      const child = spawn(...command(body, options), settings(options));
      onTestFinished(() => {
        child.kill('SIGKILL');
      });
      return child;
    },
  };
}

/** Tests that act as another user take root. */
export const isRoot = process.getuid?.() === 0;
export const whyNotRoot = isRoot ? '' : ' (skipped: it takes root)';
/** Some user who is not root. */
export const OTHER_UID = 65534;
