/** No job outlives its engine, and an engine that runs for long loses nothing. Linux: it looks into /proc. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { tries } from '../support/sample.ts';
import { isAlive } from './world.ts';

/** Of four engines each. */
const ROUNDS = tries(3, 10);
const SCRIPT = join(import.meta.dirname, 'engine-host.ts');
/** The script in one file: node would read and strip dozens of modules for each engine. */
const HOST = join(realpathSync(tmpdir()), `svc-engine-host-${process.pid}.mjs`);
const hasProc = existsSync('/proc/self/fd');

interface Host {
  readonly child: ChildProcess;
  readonly marker: string;
  /** All it has written to its standard output. */
  readonly output: () => string;
}

let hosts = 0;

function host(what: 'load' | 'measure', nodeArgs: readonly string[] = []): Host {
  const folder = mkdtempSync(join(tmpdir(), 'svc-host-'));
  const marker = `svc-marker-${process.pid}-${hosts++}`;
  const child = spawn(process.execPath, [...nodeArgs, HOST, folder, what, marker], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return { child, marker, output: () => output };
}

const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });

/** Processes, alive, that have the marker among their arguments, and all in their groups; the host itself is none. */
function jobsOf(marker: string): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const marked = all.filter((pid) => {
    const argv = textOf(`/proc/${pid}/cmdline`).split('\0');
    return argv.includes(marker) && !argv.includes(HOST);
  });
  const groups = new Set(marked.map(groupOf));
  return all.filter((pid) => groups.has(groupOf(pid)) && isAlive(Number(pid))).map(Number);
}

const groupOf = (pid: string) =>
  textOf(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ')[2] ?? '';

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // gone meanwhile
  }
}

describe.skipIf(!hasProc)('an engine', () => {
  beforeAll(() => {
    buildSync({ entryPoints: [SCRIPT], outfile: HOST, bundle: true, platform: 'node', format: 'esm' });
  });
  afterAll(() => rmSync(HOST));

  it(`no-orphan-after-sigkill: ${4 * ROUNDS} engines killed in the midst of their work leave no job after 2 s`, async () => {
    let seen = 0;
    const killOne = async (delay: number) => {
      const { child, marker, output } = host('load');
      while (!output().includes('up')) await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise((resolve) => setTimeout(resolve, delay));
      seen += jobsOf(marker).length;
      const end = ended(child);
      child.kill('SIGKILL');
      await end;
      for (const late = Date.now() + 2000; jobsOf(marker).length > 0 && Date.now() < late; )
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect(jobsOf(marker), `killed after ${delay} ms`).toEqual([]);
    };
    for (let round = 0; round < ROUNDS; round++)
      await Promise.all([0, 1, 2, 3].map((i) => killOne(((round * 40) / ROUNDS + i) * 7)));
    // It would prove nothing had there been no jobs.
    expect(seen).toBeGreaterThan(10 * ROUNDS);
  }, 300_000);

  it('no-leaks: 60 starts of a crash loop, 50 jobs at once and 200 cycles leave no process, descriptor, file or memory', async () => {
    const { child, marker, output } = host('measure', ['--expose-gc']);
    await ended(child);
    const { before, after, stopped } = JSON.parse(output().trimEnd().split('\n').at(-1)!);
    expect(output().match(/running 50/g)).toHaveLength(2);
    // The loop still runs: its process, when it has one, takes a descriptor for the gate.
    expect(after.descriptors).toBeLessThanOrEqual(before.descriptors + 2);
    expect(after.children).toBeLessThanOrEqual(2);
    expect(after.files).toBe(before.files);
    expect(after.heap).toBeLessThan(before.heap + 3_000_000);
    expect(stopped.children).toBe(0);
    expect(jobsOf(marker)).toEqual([]);
  }, 300_000);
});
