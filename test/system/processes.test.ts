/** Processes by pid: real ones. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ancestorsOf, isAlive, parsePs, parsePsUse, processFacts, processUse } from '../../src/system/processes.ts';
import { openWaiting } from '../../src/system/waiting.ts';

const sleeper = async () => {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child, 'spawn');
  return child;
};

describe('processFacts', () => {
  it('knows this process and its parent', () => {
    expect(processFacts(process.pid)).toMatchObject({ pid: process.pid, parent: process.ppid, isZombie: false });
    expect(processFacts(process.pid)?.started).toBe(processFacts(process.pid)?.started);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 40, 99_999_999])('knows none with pid %d', (pid) => {
    expect(processFacts(pid)).toBeUndefined();
    expect(isAlive(pid)).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')('reads names with brackets and spaces', async () => {
    const child = spawn('/bin/sh', ['-c', 'printf "%s" "a) S 1 (b" >/proc/self/comm 2>/dev/null; read x'], {
      stdio: 'pipe',
    });
    await once(child, 'spawn');
    for (let tries = 0; tries < 1000 && processFacts(child.pid!)?.command !== 'a) S 1 (b'; tries++) {
      await openWaiting().sleep(20);
    }
    // printf is a builtin, so that the shell itself got the name.
    expect(processFacts(child.pid!)).toMatchObject({ command: 'a) S 1 (b', parent: process.pid });
    child.kill('SIGKILL');
  });
});

describe('ancestorsOf', () => {
  it('goes up from a process, nearest first, without the first of all', async () => {
    const child = await sleeper();
    const pids = ancestorsOf(child.pid).map(({ pid }) => pid);
    expect(pids.slice(0, 2)).toEqual([process.pid, process.ppid].filter((pid) => pid > 1));
    expect(pids).not.toContain(child.pid);
    expect(pids).not.toContain(1);
    expect(ancestorsOf()[0]?.pid).toBe(process.ppid);
  });
});

describe('isAlive', () => {
  it('tells a process from one that ended, and from another with its pid', async () => {
    const child = await sleeper();
    const started = processFacts(child.pid!)?.started;
    expect(isAlive(child.pid!)).toBe(true);
    expect(isAlive(child.pid!, started)).toBe(true);
    expect(isAlive(child.pid!, 'some other time')).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(child.pid!, started)).toBe(false);
  });

  it('two processes started at different times differ', async () => {
    const first = await sleeper();
    await openWaiting().sleep(1100);
    const second = await sleeper();
    expect(processFacts(first.pid!)?.started).not.toBe(processFacts(second.pid!)?.started);
  });

  it.skipIf(process.platform !== 'linux')('a zombie is not alive', async () => {
    // The shell starts a child and then becomes a program that never asks after it.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 1000'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => {
      parent.kill('SIGKILL');
    });
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(String(line));
    for (let tries = 0; tries < 1000 && !processFacts(pid)?.isZombie; tries++) await openWaiting().sleep(20);
    expect(processFacts(pid)?.isZombie).toBe(true);
    expect(isAlive(pid)).toBe(false);
  });
});

describe('parsePs', () => {
  it('reads a row as macOS writes it', () => {
    const row = '  501 Ss   Mon Jan  2 03:04:05 2026     /Applications/Some App.app/Contents/MacOS/x\n';
    expect(parsePs(7, row)).toEqual({
      pid: 7,
      parent: 501,
      started: 'Mon Jan 2 03:04:05 2026',
      command: '/Applications/Some App.app/Contents/MacOS/x',
      isZombie: false,
    });
    expect(parsePs(7, '1 Z+ Mon Jan 12 03:04:05 2026 (x)')?.isZombie).toBe(true);
    for (const text of ['', '\n', 'ps: no such process', '1 S', '1 S Mon Jan 12 03:04:05 2026']) {
      expect(parsePs(7, text)).toBeUndefined();
    }
  });

  const ps = spawnSync('/bin/ps', ['-o', 'ppid=,stat=,lstart=,comm=', '-p', String(process.pid)], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', TZ: 'UTC' },
  });
  it.skipIf(ps.status !== 0)('reads what the ps of this machine writes', () => {
    expect(parsePs(process.pid, ps.stdout)).toMatchObject({ pid: process.pid, parent: process.ppid, isZombie: false });
  });
});

describe('processUse', () => {
  it('tells how long processes run and what they hold, of those that are there', async () => {
    const child = await sleeper();
    const gone = await sleeper();
    gone.kill('SIGKILL');
    await once(gone, 'exit');
    const use = processUse([process.pid, child.pid!, gone.pid!, -1, 0, Number.NaN, 99_999_999]);
    expect([...use.keys()].sort()).toEqual([process.pid, child.pid!].sort());
    const own = use.get(process.pid)!;
    expect(Math.abs(own.uptimeSeconds - process.uptime())).toBeLessThan(2);
    expect(own.rssBytes).toBeGreaterThan(10 * 2 ** 20);
    expect(use.get(child.pid!)!.uptimeSeconds).toBeLessThan(60);
    expect(processUse([]).size).toBe(0);
  });

  it('reads what ps of macOS prints, zombies aside', () => {
    const text =
      '  501 Ss      00:42   1234\n 7 S 12:34:56 20\n    9 S+ 03-02:01:00  5\n   11 Z 00:01 0\nps: x\n 12 S x 1\n';
    expect([...parsePsUse(text)]).toEqual([
      [501, { uptimeSeconds: 42, rssBytes: 1234 * 1024 }],
      [7, { uptimeSeconds: 45_296, rssBytes: 20 * 1024 }],
      [9, { uptimeSeconds: 266_460, rssBytes: 5 * 1024 }],
    ]);
  });
});
