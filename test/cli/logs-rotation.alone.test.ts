/** `svc logs --follow` through 100 rotations and 50 MB: every line once, in order, and memory flat. */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { folderWith, MAIN, manifestOf } from '../support/svc.ts';

const ROTATIONS = 100;
const LINES_A_FILE = 5000;
const WIDTH = 105;
const KEPT = 5;
/** Node itself takes some 50 MB, the bundle and its libraries 15, and what waits for collection some more. */
const MAX_MEGABYTES = 130;

const lineOf = (nth: number) => `${String(nth).padStart(8, '0')} ${'x'.repeat(WIDTH - 10)}\n`;

interface Reader {
  /** Lines that came more than once, out of order, or are none of ours. */
  readonly wrong: string[];
  next: number;
}

function followIn(cwd: string, args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, 'logs', '-F', '-v', '-n', '0', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const reader: Reader = { wrong: [], next: 0 };
  let held = '';
  child.stdout.setEncoding('latin1').on('data', (data: string) => {
    const lines = (held + data).split('\n');
    held = lines.pop()!;
    for (const line of lines) {
      if (`${line}\n` === lineOf(reader.next)) reader.next++;
      else if (reader.wrong.length < 5) reader.wrong.push(`${line.slice(0, 40)} where ${reader.next} was due`);
    }
  });
  const peak = () => {
    const status = existsSync('/proc') ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : '';
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  };
  const follows = new Promise<void>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('svc: following ')) resolve();
    });
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, reader, peak, follows, code };
}

it('loses and repeats no line, and holds no more than a little', { timeout: 240_000 }, async () => {
  const cwd = folderWith({ 'out.log': '' });
  const log = join(cwd, 'out.log');
  const logs = `logs: { stdout: ${log} }`;
  writeFileSync(join(cwd, 'services.yaml'), manifestOf(`command: [/usr/bin/true]\nrunAtLoad: true\n${logs}`));
  const { child, reader, peak, follows, code } = followIn(cwd, ['--stdout']);
  await follows;
  let nth = 0;
  for (let rotation = 0; rotation < ROTATIONS; rotation++) {
    for (let left = LINES_A_FILE; left > 0; left -= 1000) {
      appendFileSync(log, Array.from({ length: 1000 }, () => lineOf(nth++)).join(''));
      // Half of the files take a while to fill, half are there at once: several rotations lie between two looks.
      if (rotation % 20 < 10) await sleep(15);
    }
    rmSync(`${log}.${KEPT}`, { force: true });
    for (let old = KEPT - 1; old > 0; old--)
      if (existsSync(`${log}.${old}`)) renameSync(`${log}.${old}`, `${log}.${old + 1}`);
    // Rotations keep five files: what is gone before anybody could look is lost to every reader.
    if (rotation % 20 >= 10 && rotation % 3 === 0) await sleep(250);
    renameSync(log, `${log}.1`);
    writeFileSync(log, '');
  }
  const total = ROTATIONS * LINES_A_FILE;
  expect(total * WIDTH).toBeGreaterThan(50e6);
  for (let tries = 0; tries < 300 && reader.next < total && reader.wrong.length === 0; tries++) await sleep(100);
  const megabytes = peak();
  child.kill('SIGINT');
  expect(await code).toBe(0);
  expect(reader.wrong).toEqual([]);
  expect(reader.next).toBe(total);
  if (megabytes > 0) expect(megabytes).toBeLessThan(MAX_MEGABYTES);
});
