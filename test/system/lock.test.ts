/** The lock: one holder at a time, whatever happens to the others. Real processes. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { acquireLock } from '../../src/system/lock.ts';
import { processFacts } from '../../src/system/processes.ts';
import { openWaiting } from '../../src/system/waiting.ts';
import { moduleProcess } from '../support/module-process.ts';
import { tries } from '../support/sample.ts';
import { folderWith } from '../support/svc.ts';

/** So often each of many takes the lock. */
const TIMES = tries(4, 10);

const waiting = openWaiting();
const own = { waiting, waitMs: 0 };
/** What a process of its own needs of src/system/waiting.ts. */
const WAITING = '{ now: () => performance.now(), sleep: (ms) => new Promise((done) => setTimeout(done, ms)) }';

function release(lock: Awaited<ReturnType<typeof acquireLock>>): void {
  if (!('release' in lock)) throw new Error(JSON.stringify(lock));
  lock.release();
}

/** A pid that was in use and is not any more. */
async function deadPid(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid!;
}

const TOKEN = 'abcdef0123456789';
const leftBy = (owner: object) => JSON.stringify({ token: TOKEN, ...owner });

const ended = async (child: ChildProcess) => {
  const errors: string[] = [];
  child.stderr?.on('data', (chunk) => errors.push(String(chunk)));
  const [code, signal] = await once(child, 'close');
  return { code, signal, stderr: errors.join('') };
};

async function lineOf(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  const [line] = await once(lines, 'line');
  return line as string;
}

describe('acquireLock', () => {
  it('takes a free lock, keeps others out, and gives it back', async () => {
    const folder = folderWith();
    const lock = await acquireLock(folder, own);
    expect(readdirSync(folder)).toEqual(['lock']);
    expect(await acquireLock(folder, own)).toEqual({ heldBy: process.pid });
    release(lock);
    release(lock);
    expect(readdirSync(folder)).toEqual([]);
    release(await acquireLock(folder, own));
  });

  it('releasing twice takes nobody else’s lock away', async () => {
    const folder = folderWith();
    const first = await acquireLock(folder, own);
    release(first);
    const second = await acquireLock(folder, own);
    release(first);
    expect(existsSync(join(folder, 'lock'))).toBe(true);
    release(second);
  });

  it('listens to nothing once it is given back', async () => {
    const count = () => ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name));
    const before = count();
    const locks = [await acquireLock(folderWith(), own), await acquireLock(folderWith(), own)];
    expect(count()).toEqual(before.map((n) => n + 1));
    for (const lock of locks) release(lock);
    expect(count()).toEqual(before);
  });

  it('waits for who holds it, says so once, and gets it', async () => {
    const folder = folderWith();
    const lock = await acquireLock(folder, own);
    const told: number[] = [];
    setTimeout(() => release(lock), 500);
    const start = performance.now();
    const second = await acquireLock(folder, { waiting, waitMs: 20_000, onWait: (pid) => told.push(pid) });
    expect(performance.now() - start).toBeGreaterThan(400);
    expect(told).toEqual([process.pid]);
    release(second);
  });

  it('waits in svc’s time and then says who holds it', async () => {
    const folder = folderWith();
    const lock = await acquireLock(folder, own);
    const start = performance.now();
    expect(await acquireLock(folder, { waiting: openWaiting(0.01), waitMs: 30_000 })).toEqual({ heldBy: process.pid });
    expect(performance.now() - start).toBeGreaterThan(290);
    expect(performance.now() - start).toBeLessThan(5000);
    release(lock);
  });

  it('a folder that is not there is a problem, not a lock', async () => {
    expect(await acquireLock(join(folderWith(), 'none'), own)).toMatchObject({ kind: 'missing', code: 'ENOENT' });
  });
});

describe('a lock that was left behind', () => {
  it.each([
    ['by a process that is dead', async () => leftBy({ pid: await deadPid(), started: 'then' })],
    ['by one whose pid another has now', async () => leftBy({ pid: process.ppid, started: 'long ago' })],
    ['empty', async () => ''],
    ['cut off', async () => leftBy({ pid: 1 }).slice(0, -5)],
    ['of something else', async () => '[]'],
    ['with a token that leads elsewhere', async () => JSON.stringify({ pid: await deadPid(), token: '../../x' })],
    ['with pid 0', async () => leftBy({ pid: 0 })],
    ['with a pid below 0', async () => leftBy({ pid: -1 })],
  ])('%s, is taken over, and nothing of it stays', async (_what, left) => {
    const folder = folderWith({ lock: await left() });
    const dead = await deadPid();
    writeFileSync(join(folder, `lock.draft.${dead}.abcdef`), '');
    writeFileSync(join(folder, `lock.over.0123456789.1.draft.${dead}.abcdef`), '');
    writeFileSync(join(folder, 'lock.over.0123456789.1'), leftBy({ pid: dead }));
    const lock = await acquireLock(folder, own);
    expect(JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    expect(readdirSync(folder)).toEqual(['lock']);
    release(lock);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is another’s while that one is taking it over, and ours once that one died at it', async () => {
    const dead = await deadPid();
    const folder = folderWith({
      lock: leftBy({ pid: dead }),
      [`lock.over.${TOKEN}.1`]: leftBy({ pid: process.ppid, started: processFacts(process.ppid)?.started }),
    });
    expect(await acquireLock(folder, own)).toEqual({ heldBy: process.ppid });
    writeFileSync(join(folder, `lock.over.${TOKEN}.1`), leftBy({ pid: dead }));
    writeFileSync(join(folder, `lock.over.${TOKEN}.2`), leftBy({ pid: dead }));
    const lock = await acquireLock(folder, own);
    expect(readdirSync(folder)).toEqual(['lock']);
    release(lock);
  });

  it('one without a start time is its owner’s as long as the pid is in use', async () => {
    const folder = folderWith({ lock: leftBy({ pid: process.ppid }) });
    expect(await acquireLock(folder, own)).toEqual({ heldBy: process.ppid });
  });
});

describe('with processes of their own', () => {
  const take = (folder: string) => `m.acquireLock(${JSON.stringify(folder)}, { waiting: ${WAITING}, waitMs: 50_000 })`;

  it.each([
    ['given back', 'lock.release();'],
    [
      'left behind each time',
      `fs.writeFileSync(dead, JSON.stringify({ pid: DEAD, token: crypto.randomBytes(12).toString('hex') }));
        fs.renameSync(dead, lockFile);`,
    ],
  ])(
    'twenty at once, again and again, the lock %s: never two hold it',
    async (_how, end) => {
      const folder = folderWith();
      const journal = join(folderWith(), 'journal');
      const { start } = moduleProcess('system/lock.ts');
      // Once all of them are up it says when they are to try: at the same moment, without rest.
      const begin = join(folderWith(), 'begin');
      // Each makes a file that must not be there, and removes it again: two holders would meet.
      const body = `
      import * as fs from 'node:fs';
      import * as crypto from 'node:crypto';
      const journal = ${JSON.stringify(journal)}, lockFile = ${JSON.stringify(join(folder, 'lock'))};
      const dead = journal + '.' + process.pid;
      const waiting = { now: () => performance.now(), sleep: () => new Promise(setImmediate) };
      const rest = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
      say('up');
      while (!fs.existsSync(${JSON.stringify(begin)})) rest(10);
      const moment = Number(fs.readFileSync(${JSON.stringify(begin)}, 'utf8'));
      rest(Math.max(0, moment - Date.now() - 30));
      while (Date.now() < moment) {}
      for (let n = 0; n < ${TIMES}; n++) {
        const lock = await m.acquireLock(${JSON.stringify(folder)}, { waiting, waitMs: 50_000 });
        if (!lock.release) throw new Error(JSON.stringify(lock));
        fs.writeFileSync(journal + '.in', '', { flag: 'wx' });
        fs.appendFileSync(journal, process.pid + '\\n');
        fs.rmSync(journal + '.in');
        ${end.replace('DEAD', String(await deadPid()))}
      }`;
      const children = Array.from({ length: 20 }, () => start(body));
      await Promise.all(children.map(lineOf));
      writeFileSync(`${begin}.new`, String(Date.now() + 200));
      renameSync(`${begin}.new`, begin);
      const ends = await Promise.all(children.map(ended));
      expect(ends.filter(({ code }) => code !== 0)).toEqual([]);
      const pids = readFileSync(journal, 'utf8').trim().split('\n').map(Number).sort();
      expect(pids).toEqual(children.flatMap(({ pid }) => Array.from({ length: TIMES }, () => pid!)).sort());
      release(await acquireLock(folder, own));
      expect(readdirSync(folder)).toEqual([]);
    },
    60_000,
  );

  it('twenty at once, every other one killed while it holds it: the rest get it, and never two', async () => {
    const folder = folderWith();
    const journal = join(folderWith(), 'journal');
    const { start } = moduleProcess('system/lock.ts');
    // The file names its holder: whoever finds it must find that one dead.
    const body = (dies: boolean) => `
      import * as fs from 'node:fs';
      const at = ${JSON.stringify(journal)};
      const lock = await ${take(folder)};
      if (!lock.release) throw new Error(JSON.stringify(lock));
      const before = fs.existsSync(at) ? fs.readFileSync(at, 'utf8') : '';
      if (before !== '') {
        const stat = (() => { try { return fs.readFileSync('/proc/' + before + '/stat', 'utf8'); } catch { return ') Z'; } })();
        if (!/\\) [ZX]/.test(stat)) throw new Error('two hold it: ' + before + ' and ' + process.pid);
      }
      fs.writeFileSync(at, String(process.pid));
      await new Promise((done) => setTimeout(done, 5));
      ${dies ? "process.kill(process.pid, 'SIGKILL');" : "fs.writeFileSync(at, '');"}
      lock.release();`;
    const children = Array.from({ length: 20 }, (_, n) => start(body(n % 2 === 0)));
    const ends = await Promise.all(children.map(ended));
    expect(ends.filter(({ code, signal }) => code !== 0 && signal !== 'SIGKILL')).toEqual([]);
    expect(ends.filter(({ signal }) => signal === 'SIGKILL').length).toBe(10);
    const lock = await acquireLock(folder, own);
    release(lock);
    expect(readdirSync(folder)).toEqual([]);
  }, 60_000);

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s gives it back and ends the process by it', async (signal) => {
    const folder = folderWith();
    const { start } = moduleProcess('system/lock.ts');
    const child = start(
      `await ${take(folder)}; await ${take(folderWith())}; say('held'); setInterval(() => {}, 1000);`,
    );
    expect(await lineOf(child)).toBe('held');
    child.kill(signal);
    expect(await ended(child)).toMatchObject({ signal });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves the signal to whoever listens too, and is given back at the exit', async () => {
    const folder = folderWith();
    const body = `await ${take(folder)}; process.on('SIGTERM', () => say('asked')); process.on('SIGUSR2', () => process.exit(7)); say('held'); setInterval(() => {}, 1000);`;
    const child = moduleProcess('system/lock.ts').start(body);
    expect(await lineOf(child)).toBe('held');
    const asked = lineOf(child);
    child.kill('SIGTERM');
    expect(await asked).toBe('asked');
    expect(readdirSync(folder)).toEqual(['lock']);
    child.kill('SIGUSR2');
    expect(await ended(child)).toMatchObject({ code: 7 });
    expect(readdirSync(folder)).toEqual([]);
  });

  // A link that leads nowhere was tried again for ever, a pipe was waited for.
  it.each([
    ['a link that leads nowhere', (path: string) => symlinkSync('/nowhere', path)],
    ['a link to a file', (path: string) => symlinkSync('/etc/hosts', path)],
    ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
    ['a folder', (path: string) => mkdirSync(path)],
  ])('%s in the place of the lock is refused at once, and left alone', async (_, make) => {
    const folder = folderWith();
    make(join(folder, 'lock'));
    // In a process that can be ended from outside, were it to hang.
    const child = moduleProcess('system/lock.ts').start(`say(JSON.stringify(await ${take(folder)}));`);
    const limit = setTimeout(() => child.kill('SIGKILL'), 20_000);
    const answer = lineOf(child).then(JSON.parse);
    expect(await Promise.race([answer, ended(child)])).toEqual({
      kind: 'refused',
      path: join(folder, 'lock'),
      code: '',
      message: 'it is no regular file, so it is no lock of svc',
      wrong: 'kind',
    });
    clearTimeout(limit);
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('an error that nobody catches gives it back', async () => {
    const folder = folderWith();
    const child = moduleProcess('system/lock.ts').start(`await ${take(folder)}; throw new Error('x');`);
    expect((await ended(child)).code).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});
