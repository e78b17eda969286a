/**
 * Tests use svc through the door its users use: the built program. It is built once, before the first test. They get a
 * temp folder of their own; what is left in it, still runs, or has changed in the checkout when they are through is an error.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

const REPO = join(import.meta.dirname, '..');
/** Milliseconds that processes get to end, once the tests are through. */
const PATIENCE = 5_000;
/** vitest's own process, and the one that asks. */
const NOT_OURS = /vitest-watchdog|ps -axo pid=,args=$/;
/** Where node keeps compiled code of tools that ask for it (npx, vitest). */
const OF_NODE = 'node-compile-cache';

export function setup({ config }: TestProject): () => Promise<void> {
  // Coverage finds the way back to the sources by maps.
  const env = { ...process.env, SVC_MAPS: config.coverage.enabled ? '1' : '' };
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit', env });
  process.env.SVC_SEED ??= String(Math.floor(Math.random() * 2 ** 31));
  console.log(`SVC_SEED=${process.env.SVC_SEED} takes the same parts of large tables again.`);
  // Kept from run to run, unlike all else.
  process.env.SVC_TEST_KEPT ??= tmpdir();
  const outer = process.env.TMPDIR;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'svc-run-')));
  // Some tests are another user.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  const before = changed();
  return async () => {
    const running = await leftRunning(folder);
    const left = [
      ...running.map((line) => `still runs: ${line}`),
      ...readdirSync(folder)
        .filter((name) => name !== OF_NODE)
        .map((name) => `in the temp folder: ${name}`),
      ...changed()
        .filter((line) => !before.includes(line))
        .map((line) => `in the checkout: ${line}`),
    ];
    if (outer === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outer;
    rmSync(folder, { recursive: true, force: true });
    if (left.length === 0) return;
    process.exitCode = 1;
    throw new Error(`The tests have left something:\n  ${left.join('\n  ')}`);
  };
}

/** What git sees as changed or new. Not at a desk, where somebody may be writing meanwhile. */
function changed(): readonly string[] {
  if (!process.env.CI) return [];
  const { status, stdout } = spawnSync('git', ['status', '--porcelain'], { cwd: REPO, encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter(Boolean) : [];
}

/** Processes of this run that do not end. */
async function leftRunning(folder: string): Promise<readonly string[]> {
  for (const end = Date.now() + PATIENCE; ; ) {
    const running = ours(folder);
    if (running.length === 0 || Date.now() > end) return running;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Processes that name the temp folder of this run, in their arguments or (where /proc tells) in their environment. */
function ours(folder: string): readonly string[] {
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => {
      const pid = Number.parseInt(line, 10);
      if (!(pid > 1) || pid === process.pid || NOT_OURS.test(line)) return false;
      return line.includes(folder) || environmentOf(pid).includes(folder);
    });
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
