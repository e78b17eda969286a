/** The way from the launchctl executable to the engine: the socket, its folder, the lock of a folder. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type StandIn, startStandIn } from '../../src/testing/index.ts';
import { agent, isRunning, launchctl, standIn, until } from '../support/stand-in.ts';
import { folderWith, REPO } from '../support/svc.ts';

const LABEL = 'com.example.a';

describe('the executable', () => {
  it('lies with its socket in a short folder that is closed to others, however long the folder of the user is', async () => {
    const folder = join(folderWith(), `a 'quoted' "folder" ${'x'.repeat(150)}`);
    const machine = await standIn({ folder });
    const place = dirname(machine.launchctl);
    expect(statSync(place).mode & 0o777).toBe(0o700);
    expect(place.length).toBeLessThan(80);
    expect((await launchctl(machine, ['managername'])).stdout).toBe('Aqua\n');
    expect(machine.home).toBe(join(folder, 'home'));
  });

  it('works from the folder it is called in, with an empty environment, and passes every argument whole', async () => {
    const machine = await standIn();
    agent(machine, LABEL);
    const cwd = join(machine.home, 'Library/LaunchAgents');
    expect((await launchctl(machine, ['bootstrap', 'gui/501', `${LABEL}.plist`], { cwd })).code).toBe(0);
    const odd = `a b"c'd$e\nü*`;
    const { code, stderr } = await launchctl(machine, ['list', odd]);
    expect([code, stderr]).toEqual([113, `Could not find service "${odd}" in domain for user gui: 501\n`]);
    expect(machine.log().at(-1)?.argv).toEqual(['list', odd]);
  });

  it('carries an answer of a megabyte', async () => {
    const text = 'x'.repeat(1_048_576);
    const machine = await standIn({ faults: [{ kind: 'garbage', text }] });
    expect((await launchctl(machine, ['print', 'gui/501'])).stdout === text).toBe(true);
  });

  it('serves fifty at once', async () => {
    const machine = await standIn();
    const pairs = Array.from({ length: 50 }, (_, index) => `com.example.${index}`);
    // In threes, so that the machine is not full of starting programs; the socket sees all of them.
    for (let at = 0; at < pairs.length; at += 10) {
      const calls = pairs.slice(at, at + 10).map((label) => launchctl(machine, ['disable', `gui/501/${label}`]));
      for (const { code } of await Promise.all(calls)) expect(code).toBe(0);
    }
    const { stdout } = await machine.call(['print-disabled', 'gui/501']);
    expect(stdout.match(/=> disabled/g)).toHaveLength(50);
  });

  it('says so, and exits 255, when its engine is gone', async () => {
    const machine = await standIn();
    const script = readFileSync(machine.launchctl, 'utf8');
    await machine.stop();
    const copy = join(folderWith({ launchctl: script }), 'launchctl');
    const { code, stderr } = await launchctl({ ...machine, launchctl: `/bin/sh` } as StandIn, [copy, 'list']);
    expect(code).toBe(255);
    expect(stderr).toMatch(/stand-in .* does not answer/);
  });

  it('exits 255 when the engine stops while it waits', async () => {
    const machine = await standIn({ faults: [{ kind: 'hang' }] });
    const call = launchctl(machine, ['list']);
    await until(() => machine.faults.list().length === 0);
    await machine.stop();
    expect((await call).code).toBe(255);
  });
});

describe('the socket', () => {
  const rude: readonly (readonly [string, string])[] = [
    ['no JSON', 'hello\n'],
    ['another shape', '{"argv":[1]}\n'],
    ['no end', 'x'.repeat(2_000_000)],
    ['nothing', ''],
  ];

  it.each(rude)('hangs up on %s, and goes on', async (_, bytes) => {
    const machine = await standIn();
    const closed = new Promise<string>((resolve) => {
      let text = '';
      const socket = createConnection(join(dirname(machine.launchctl), 's'), () => {
        if (bytes === '') socket.destroy();
        else socket.write(bytes);
      });
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
    });
    expect(await closed).toBe('');
    expect((await launchctl(machine, ['managername'])).code).toBe(0);
  });
});

describe('callers that are killed', () => {
  it.skipIf(!existsSync('/proc/self/fd'))('leave nothing with the engine', async () => {
    const machine = await standIn({ faults: [{ kind: 'hang', times: 'always' }] });
    const request = `${JSON.stringify({ argv: ['list'], isTty: false, cwd: '/' })}\n`;
    const callOf = () =>
      new Promise<void>((resolve) => {
        const socket = createConnection(join(dirname(machine.launchctl), 's'), () => {
          socket.write(request, () => {
            socket.destroy();
            resolve();
          });
        });
      });
    const hung = () => machine.log().filter(({ kind }) => kind === 'call').length;
    await callOf();
    await until(() => hung() === 1);
    const before = readdirSync('/proc/self/fd').length;
    for (let call = 0; call < 200; call++) await callOf();
    await until(() => hung() === 201, 'the end of every call');
    // Files of the test runner come and go; 200 sockets do not.
    await until(() => readdirSync('/proc/self/fd').length < before + 20, 'the end of every socket');
  });
});

describe('the folder', () => {
  it('is refused to a second engine, by any of its names, and free again after stop()', async () => {
    const folder = folderWith();
    const machine = await standIn({ folder });
    const alias = join(folderWith(), 'alias');
    symlinkSync(folder, alias);
    await expect(startStandIn({ folder })).rejects.toThrow(`in use by another stand-in (pid ${process.pid})`);
    await expect(startStandIn({ folder: alias })).rejects.toThrow('in use by another stand-in');
    expect((await launchctl(machine, ['managername'])).code).toBe(0);
    await machine.stop();
    await (await startStandIn({ folder })).stop();
    expect(readdirSync(folder).sort()).toEqual(['home', 'root']);
  });

  it('is taken over from an engine that was killed, whose jobs and socket folder are gone', async () => {
    const folder = folderWith();
    const script = `
      import { startStandIn } from 'launchd-svc/testing';
      const { launchctl } = await startStandIn({ folder: process.argv[1], uid: 501 });
      process.stdout.write(launchctl);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], { cwd: REPO });
    onTestFinished(() => void child.kill('SIGKILL'));
    const stale = await new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(`${data}`)));
    await expect(startStandIn({ folder })).rejects.toThrow(`(pid ${child.pid})`);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(stale)).toBe(true);
    const machine = await standIn({ folder });
    expect(existsSync(dirname(stale))).toBe(false);
    expect((await launchctl(machine, ['managername'])).code).toBe(0);
  });

  it.each([
    ['of another process with the same number', JSON.stringify({ pid: process.pid, started: '1' })],
    ['of nobody', JSON.stringify({ pid: 2 ** 22 + 5 })],
    ['that holds nonsense', '{{{'],
  ])('is taken over with a lock %s', async (_, lock) => {
    const folder = folderWith({ 'standin.lock': lock });
    const machine = await standIn({ folder });
    await machine.stop();
    expect(existsSync(join(folder, 'standin.lock'))).toBe(false);
  });

  it("keeps what is the user's, and a temporary one is removed", async () => {
    const folder = folderWith({ 'mine.txt': 'x' });
    const machine = await standIn({ folder });
    await machine.call(['disable', `gui/501/${LABEL}`]);
    await machine.stop();
    expect(existsSync(join(folder, 'mine.txt'))).toBe(true);
    const again = await standIn({ folder });
    expect((await again.call(['print-disabled', 'gui/501'])).stdout).toContain(`"${LABEL}" => disabled`);
    const temporary = await standIn();
    await temporary.stop();
    expect(existsSync(temporary.folder)).toBe(false);
    expect(existsSync(dirname(temporary.launchctl))).toBe(false);
  });

  it('leaves nothing outside when it can not be used', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('svc-li-'));
    const file = join(folderWith({ file: '' }), 'file');
    await expect(startStandIn({ folder: file })).rejects.toThrow(/file/);
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('svc-li-') && !before.includes(name));
    expect(after.filter((name) => ownedByUs(join(tmpdir(), name)))).toEqual([]);
  });
});

/** Other tests make such folders at the same time, in another process. */
function ownedByUs(folder: string): boolean {
  try {
    return JSON.parse(readFileSync(join(folder, 'owner'), 'utf8')).pid === process.pid;
  } catch {
    return false;
  }
}

describe('startStandIn', () => {
  it.each([
    [{ timeScale: 0 }, 'timeScale is 0'],
    [{ timeScale: 2 }, 'timeScale is 2'],
    [{ domains: [] }, 'domains is empty'],
    [{ folder: '' }, 'folder is empty'],
    [{ domains: ['gui'] }, '"gui" is no domain'],
    [{ session: 'gui/1/x' }, 'is no domain'],
    [{ faults: [{ kind: 'hang', times: -1 }] }, 'times of hang'],
    [{ semantics: { kickstartSignal: 'SIGTERM' } }, 'kickstartSignal is no switch; there are kickstartKill, '],
    [{ semantics: { kickstartKill: 'SIGHUP' } }, 'kickstartKill can not be "SIGHUP"; it is SIGTERM or SIGKILL'],
    [{ semantics: { listAbsent: undefined } }, 'listAbsent can not be undefined'],
  ] as const)('refuses %j', async (options, words) => {
    await expect(startStandIn(options as object)).rejects.toThrow(words);
  });

  it('refuses times that are none', async () => {
    const machine = await standIn();
    for (const seconds of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => machine.advance(seconds)).toThrow(RangeError);
    expect(() => machine.setClock(new Date('no date'))).toThrow(RangeError);
  });

  it('gives the environment that svc understands', async () => {
    const machine = await standIn({ timeScale: 0.5 });
    expect(machine.env).toEqual({
      SVC_LAUNCHCTL: machine.launchctl,
      SVC_HOME: machine.home,
      SVC_ROOT: machine.root,
      SVC_TIME_SCALE: '0.5',
    });
    expect((await standIn()).env.SVC_TIME_SCALE).toBeUndefined();
    for (const folder of ['LaunchAgents', 'Logs']) expect(existsSync(join(machine.home, 'Library', folder))).toBe(true);
    expect(existsSync(join(machine.root, 'Library/LaunchDaemons'))).toBe(true);
  });

  it('reboots: everything dies, then what the folders hold is loaded as at login', async () => {
    const machine = await standIn();
    agent(machine, LABEL, { RunAtLoad: true });
    agent(machine, 'com.example.off', { RunAtLoad: true });
    agent(machine, 'com.example.background', { LimitLoadToSessionType: ['Background'] });
    const outside = join(machine.folder, 'elsewhere');
    mkdirSync(outside);
    writeFileSync(join(outside, 'x.plist'), readFileSync(agent(machine, 'com.example.x')));
    const files = ['com.example.a.plist', 'com.example.off.plist'];
    const cwd = join(machine.home, 'Library/LaunchAgents');
    await machine.call(['bootstrap', 'gui/501', ...files], { cwd });
    await machine.call(['disable', 'gui/501/com.example.off']);
    const pids = machine.jobs().flatMap(({ pid }) => pid ?? []);
    expect(pids).toHaveLength(2);
    await machine.reboot();
    await until(() => !pids.some(isRunning));
    expect(machine.jobs('gui/501').map(({ definition }) => definition.label)).toEqual([LABEL, 'com.example.x']);
    expect(machine.jobs('user/501').map(({ definition }) => definition.label)).toEqual(['com.example.background']);
    expect(machine.job(`gui/501/${LABEL}`)).toMatchObject({ state: 'running', runs: 1 });
  });

  it('stops every process', async () => {
    const machine = await standIn();
    const script = 'sleep 600 & sleep 600';
    const path = agent(machine, LABEL, { RunAtLoad: true, ProgramArguments: ['/bin/sh', '-c', script] });
    await machine.call(['bootstrap', 'gui/501', path]);
    const pid = machine.job(`gui/501/${LABEL}`)?.pid as number;
    expect(isRunning(pid)).toBe(true);
    await machine.stop();
    await machine.stop();
    await until(() => !isRunning(pid));
    expect(await machine.call(['kickstart', `gui/501/${LABEL}`])).toMatchObject({ code: 137, signal: 'SIGKILL' });
  });
});
