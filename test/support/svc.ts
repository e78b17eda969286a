/** Runs the built program as a user's shell would. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export const REPO = join(import.meta.dirname, '../..');
export const MAIN = join(REPO, 'dist/main.js');

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string | undefined>;
  readonly input?: string | Uint8Array;
  /** Node to run it with; by default the one that runs the tests. */
  readonly node?: string;
  readonly nodeArgs?: readonly string[];
}

/** Runs `svc` with `args`. The environment is small and the same everywhere unless `env` says otherwise. */
export function svc(args: readonly string[], options: RunOptions = {}): Result {
  const env = { PATH: process.env.PATH, HOME: '/Users/user', ...options.env };
  const { status, stdout, stderr } = spawnSync(
    options.node ?? process.execPath,
    [...(options.nodeArgs ?? []), MAIN, ...args],
    {
      cwd: options.cwd ?? REPO,
      env: env as NodeJS.ProcessEnv,
      input: options.input,
      encoding: 'utf8',
      timeout: 60_000,
      maxBuffer: 256 * 1024 * 1024,
    },
  );
  return { code: status, stdout, stderr };
}

/** A fresh folder holding `files` (path within it → content), removed when the test ends. */
export function folderWith(files: Record<string, string | Uint8Array> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'svc-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** The smallest services.yaml that says nothing of itself but `body`, the fields of one service named `a`. */
export function manifestOf(body: string, top = ''): string {
  const indented = body.trimEnd().replace(/^(?=.)/gm, '    ');
  return `version: 1\nnamespace: org.example\nhome: /Users/user\n${top}services:\n  a:\n${indented}\n`;
}
