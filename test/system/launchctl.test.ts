/** The port to launchctl, with programs that answer, fail, hang and never end. */
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as passing } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type LaunchctlCall, launchctlLine, openLaunchctl } from '../../src/system/launchctl.ts';
import { isAlive } from '../../src/system/processes.ts';
import { moduleProcess } from '../support/module-process.ts';
import { folderWith } from '../support/svc.ts';

function program(script: string): string {
  const path = join(folderWith({ launchctl: `#!/bin/sh\n${script}\n` }), 'launchctl');
  chmodSync(path, 0o755);
  return path;
}

describe('openLaunchctl', () => {
  it('passes the arguments as they are, without a shell', async () => {
    const launchctl = openLaunchctl({ program: program(`for word; do printf '<%s>' "$word"; done; exit 113`) });
    const argv = ['print', 'gui/501/a b', '$HOME', '`id`', "it's", '*', '', '-x', 'é\n'];
    const answer = await launchctl(argv);
    expect(answer).toEqual({ code: 113, stdout: argv.map((word) => `<${word}>`).join(''), stderr: '' });
  });

  it('gives launchctl nothing of the environment, no input and /', async () => {
    process.env.SVC_TEST_SECRET = 'x';
    const { stdout } = await openLaunchctl({ program: program('/usr/bin/env; cat; pwd') })([]);
    delete process.env.SVC_TEST_SECRET;
    // NODE_V8_COVERAGE is there while coverage is measured: Node hands it on whatever environment it is told.
    const lines = stdout
      .trim()
      .split('\n')
      .filter((line) => !/^(PWD|_|SHLVL|OLDPWD|NODE_V8_COVERAGE)=/.test(line));
    expect(lines.sort()).toEqual(['/', 'LC_ALL=C', 'PATH=/usr/bin:/bin:/usr/sbin:/sbin']);
  });

  it('keeps stdout and stderr apart', async () => {
    const answer = await openLaunchctl({ program: program('echo out; echo err >&2; exit 5') })([]);
    expect(answer).toEqual({ code: 5, stdout: 'out\n', stderr: 'err\n' });
  });

  it.each([
    ['a program that is missing', '/nonexistent/launchctl', 'there is no such program'],
    ['a folder', '/', 'it may not be executed'],
    ['a file in place of a folder', '/etc/passwd/launchctl', 'there is no such program'],
  ])('%s is a failure in words', async (_what, path, words) => {
    const answer = await openLaunchctl({ program: path })(['print', 'system']);
    expect(answer.code).toBeUndefined();
    expect(answer.failure).toContain(`${path} could not be started: ${words}`);
  });

  it('so is one that is not executable, and an argument that can not be', async () => {
    const path = program('exit 0');
    expect((await openLaunchctl({ program: path })(['a\0b'])).failure).toContain('could not be started');
    chmodSync(path, 0o644);
    expect((await openLaunchctl({ program: path })([])).failure).toContain('it may not be executed');
  });

  it('and so is a lack of file descriptors, however many are left', () => {
    const { call } = moduleProcess('system/launchctl.ts');
    // With all descriptors in use, then with some more free each time: Node loses one or two with each try that fails.
    const failures = call(
      `(async () => {
        const { openSync, closeSync } = await import('node:fs');
        const taken = [];
        try { for (;;) taken.push(openSync('/dev/null')); } catch {}
        const failures = [];
        for (let tries = 0; tries < 12; tries++) {
          const { failure } = await m.openLaunchctl({ program: '/bin/true' })([]);
          failures.push(failure ?? 'none');
          for (const free of taken.splice(0, 3)) closeSync(free);
        }
        return failures;
      })()`,
      { mostFiles: 64 },
    ) as readonly string[];
    const words = '/bin/true could not be started: too many files are open';
    expect([failures[0], failures.at(-1)]).toEqual([words, 'none']);
    expect(failures.filter((failure) => failure !== words && failure !== 'none')).toEqual([]);
  });

  it('kills what does not answer in time, with all it started', async () => {
    const folder = folderWith();
    const path = program(`sleep 1000 & echo $! >${folder}/pid; trap '' TERM; echo begun; while :; do sleep 1000; done`);
    const start = performance.now();
    const answer = await openLaunchctl({ program: path, timeoutMs: 1500 })([]);
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(answer).toEqual({
      code: undefined,
      stdout: 'begun\n',
      stderr: '',
      failure: 'it did not answer within 1.5 s',
    });
    for (let tries = 0; tries < 50 && isAlive(Number(readFileSync(`${folder}/pid`, 'utf8'))); tries++)
      await passing(50);
    expect(isAlive(Number(readFileSync(`${folder}/pid`, 'utf8')))).toBe(false);
  });

  it('the time limit shrinks with the time scale, to 3 s and not below', async () => {
    const [late, never] = await Promise.all(
      ['sleep 1; echo late', 'exec sleep 1000'].map((script) =>
        openLaunchctl({ program: program(script), timeScale: 0.01 })([]),
      ),
    );
    expect(late!.stdout).toBe('late\n');
    expect(never!.failure).toBe('it did not answer within 3 s');
  });

  it('does not wait for a process that launchctl left behind', async () => {
    const start = performance.now();
    const answer = await openLaunchctl({ program: program('sleep 20 & echo done') })([]);
    expect(answer).toEqual({ code: 0, stdout: 'done\n', stderr: '' });
    expect(performance.now() - start).toBeLessThan(15_000);
  });

  it('says which signal ended it', async () => {
    const answer = await openLaunchctl({ program: program('kill -SEGV $$') })([]);
    expect(answer).toEqual({ code: undefined, stdout: '', stderr: '', failure: 'it was ended by SIGSEGV' });
  });

  it('takes 1 MiB whole, and stops what writes without end', async () => {
    const mebibyte = await openLaunchctl({ program: program('head -c 1048576 /dev/zero') })([]);
    expect([mebibyte.code, mebibyte.stdout.length]).toEqual([0, 1048576]);
    for (const where of ['', ' >&2']) {
      const answer = await openLaunchctl({ program: program(`exec cat /dev/zero${where}`) })([]);
      expect(answer.code).toBeUndefined();
      expect(answer.failure).toBe('it wrote more than 4 MiB');
      expect(answer.stdout.length + answer.stderr.length).toBeLessThanOrEqual(4 * 1024 * 1024);
    }
  });

  it('several calls run at the same time, and each is told of', async () => {
    const calls: LaunchctlCall[] = [];
    const here = folderWith();
    // Each ends when all four have begun.
    const all = `[ -e a ] && [ -e b ] && [ -e c ] && [ -e d ]`;
    const path = program(`cd ${here}; >"$1"; sleep 0.2; until ${all}; do sleep 0.02; done; echo "$1"`);
    const launchctl = openLaunchctl({ program: path, observe: (call) => calls.push(call) });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((word) => launchctl([word])));
    expect(answers.map(({ stdout }) => stdout)).toEqual(['a\n', 'b\n', 'c\n', 'd\n']);
    expect(calls.map(({ argv }) => argv[0]).sort()).toEqual(['a', 'b', 'c', 'd']);
    for (const { ms } of calls) expect(ms).toBeGreaterThanOrEqual(190);
  });

  it('is /bin/launchctl unless something else is said', async () => {
    const { code, failure } = await openLaunchctl()(['version']);
    if (existsSync('/bin/launchctl')) expect(code).toBe(0);
    else expect(failure).toContain('/bin/launchctl could not be started: there is no such program');
  });
});

describe('launchctlLine', () => {
  it('is what a shell takes back', () => {
    expect(launchctlLine(['bootstrap', 'gui/501', '/a b/c.plist'])).toBe("launchctl bootstrap gui/501 '/a b/c.plist'");
    expect(launchctlLine(["it's", ''], '/bin/launchctl')).toBe(`/bin/launchctl 'it'\\''s' ''`);
  });
});

describe('a stop', () => {
  it('gives up and kills what is under way, and nothing is called any more', async () => {
    const stop = new AbortController();
    const folder = folderWith();
    const launchctl = openLaunchctl({ program: program(`echo $$ >${folder}/pid; sleep 1000`), stop: stop.signal });
    const answer = launchctl(['print', 'system']);
    while (!existsSync(join(folder, 'pid')) || readFileSync(join(folder, 'pid'), 'utf8') === '') await passing(10);
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    stop.abort();
    expect(await answer).toMatchObject({ code: undefined, failure: 'svc was asked to stop' });
    while (isAlive(pid)) await passing(10);
    expect(await launchctl([])).toMatchObject({ code: undefined, failure: 'svc was asked to stop' });
  });
});

it('an answer that came while svc could not look is an answer: the machine slept, or svc was stopped (Ctrl-Z)', async () => {
  const launchctl = openLaunchctl({ program: program('echo late; exit 113'), timeoutMs: 200 });
  const answer = launchctl(['print', 'system']);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  expect(await answer).toEqual({ code: 113, stdout: 'late\n', stderr: '' });
});
