/** Faults on demand, through the API and through faults.json. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault, StandIn } from '../../src/testing/index.ts';
import { agent, isRunning, launchctl, standIn, until } from '../support/stand-in.ts';

const LABEL = 'com.example.a';
const TARGET = `gui/501/${LABEL}`;

async function withJob(machine: StandIn, label = LABEL): Promise<string> {
  const path = agent(machine, label, { RunAtLoad: true });
  expect((await machine.call(['bootstrap', 'gui/501', path])).code).toBe(0);
  return path;
}

const faultLines = (machine: StandIn) =>
  machine
    .log()
    .filter(({ kind }) => kind === 'fault')
    .map(({ text }) => text);

describe('answer', () => {
  it('answers a code to the next k calls of a verb, with the words for it, and does nothing', async () => {
    const machine = await standIn();
    machine.faults.add({ kind: 'answer', verb: 'bootstrap', code: 37, times: 2 });
    const path = agent(machine, LABEL);
    for (const code of [37, 37, 0]) {
      const answer = await machine.call(['bootstrap', 'gui/501', path]);
      expect(answer.code).toBe(code);
      expect(answer.stderr).toBe(code === 0 ? '' : 'Bootstrap failed: 37: Operation already in progress\n');
      expect(machine.job(TARGET) !== undefined).toBe(code === 0);
    }
    expect(faultLines(machine)).toHaveLength(2);
    expect(machine.faults.list()).toEqual([]);
  });

  it('meets a label only, in a target or in the property list', async () => {
    const machine = await standIn();
    await withJob(machine);
    machine.faults.add({ kind: 'answer', label: 'com.example.b', code: 113, times: 2 });
    expect((await machine.call(['print', TARGET])).code).toBe(0);
    expect((await machine.call(['print', 'gui/501/com.example.b'])).stderr).toContain('"com.example.b" in domain for');
    const other = agent(machine, 'file-name', { Label: 'com.example.b' });
    expect((await machine.call(['bootstrap', 'gui/501', other])).code).toBe(113);
    expect((await machine.call(['bootstrap', 'gui/501', other])).code).toBe(0);
  });

  it('can do the work and deny it', async () => {
    const machine = await standIn();
    machine.faults.add({ kind: 'answer', verb: 'bootstrap', code: 5, performed: true });
    const answer = await machine.call(['bootstrap', 'gui/501', agent(machine, LABEL)]);
    expect(answer).toMatchObject({ code: 5, stderr: expect.stringContaining('5: Input/output error\nTry re-running') });
    expect(machine.job(TARGET)).toBeDefined();
  });

  it('goes on until it is cleared when it is for always', async () => {
    const machine = await standIn({
      faults: [{ kind: 'answer', verb: 'print', code: 1, stderr: 'no\n', times: 'always' }],
    });
    for (let call = 0; call < 5; call++)
      expect(await machine.call(['print', 'gui/501'])).toMatchObject({ code: 1, stderr: 'no\n' });
    machine.faults.clear();
    expect((await machine.call(['print', 'gui/501'])).code).toBe(0);
  });
});

describe('launchctl itself', () => {
  it('hangs until its caller is killed, and the engine goes on', async () => {
    const machine = await standIn({ faults: [{ kind: 'hang', verb: 'list' }] });
    const caller = execFile(machine.launchctl, ['list'], { env: {} });
    const ended = once(caller, 'exit');
    await until(() => machine.faults.list().length === 0, 'the call');
    caller.kill();
    expect(await ended).toEqual([null, 'SIGTERM']);
    await until(() => machine.log().some(({ kind, argv }) => kind === 'call' && argv?.[0] === 'list'));
    expect((await launchctl(machine, ['list'])).code).toBe(0);
  });

  it('hangs in process until its signal says so', async () => {
    const machine = await standIn({ faults: [{ kind: 'hang' }] });
    const call = machine.call(['list'], { signal: AbortSignal.timeout(50) });
    expect(await call).toMatchObject({ code: 137, signal: 'SIGKILL' });
  });

  it('lets no hung call outlive stop()', async () => {
    const machine = await standIn({ faults: [{ kind: 'hang' }, { kind: 'late', ms: 1e9 }] });
    const calls = [machine.call(['list']), machine.call(['list'])];
    await machine.stop();
    for (const { code } of await Promise.all(calls)) expect(code).toBe(137);
  });

  it('answers late, by engine time', async () => {
    const machine = await standIn({ faults: [{ kind: 'late', ms: 60_000, verb: 'managername' }] });
    let isDone = false;
    const call = machine.call(['managername']).then((answer) => {
      isDone = true;
      return answer.stdout;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isDone).toBe(false);
    machine.advance(60);
    expect(await call).toBe('Aqua\n');
  });

  it('prints garbage, and dies of a signal without a word', async () => {
    const machine = await standIn();
    machine.faults.add({ kind: 'garbage' }, { kind: 'crash' }, { kind: 'crash', signal: 'SIGSEGV' });
    const garbage = await launchctl(machine, ['print', 'gui/501']);
    expect(garbage.code).toBe(0);
    expect(garbage.stdout).not.toMatch(/^gui\/501 = \{$/m);
    expect(await launchctl(machine, ['list'])).toMatchObject({ code: null, signal: 'SIGKILL', stdout: '', stderr: '' });
    expect(await launchctl(machine, ['list'])).toMatchObject({ signal: 'SIGSEGV' });
    expect((await launchctl(machine, ['list'])).code).toBe(0);
  });
});

describe('the machine', () => {
  it('loses a process between two calls', async () => {
    const machine = await standIn();
    await withJob(machine);
    const pid = machine.job(TARGET)?.pid as number;
    machine.faults.add({ kind: 'die', target: LABEL, verb: 'print' });
    expect((await machine.call(['managername'])).code).toBe(0);
    expect(isRunning(pid)).toBe(true);
    const { stdout } = await machine.call(['print', TARGET]);
    expect(stdout).toContain('\n\tlast terminating signal = Killed: 9\n');
    expect(machine.job(TARGET)?.pid).toBeUndefined();
  });

  it('drains slowly', async () => {
    const machine = await standIn({ faults: [{ kind: 'drain', label: LABEL, ms: 30_000 }] });
    const path = await withJob(machine);
    const pid = machine.job(TARGET)?.pid as number;
    expect((await machine.call(['bootout', TARGET])).code).toBe(0);
    await until(() => machine.job(TARGET)?.pid === undefined);
    expect(isRunning(pid)).toBe(false);
    expect((await machine.call(['bootstrap', 'gui/501', path])).code).toBe(5);
    machine.advance(30);
    await until(() => machine.job(TARGET) === undefined);
    machine.faults.clear();
    expect((await machine.call(['bootstrap', 'gui/501', path])).code).toBe(0);
  });

  it('refuses a domain until the fault is cleared', async () => {
    const machine = await standIn();
    const path = agent(machine, LABEL);
    machine.faults.add({ kind: 'refuse', domain: 'gui/501' });
    expect((await machine.call(['bootstrap', 'gui/501', path])).code).toBe(125);
    expect((await machine.call(['print', 'gui/501'])).code).toBe(112);
    expect((await machine.call(['print', 'user/501'])).code).toBe(0);
    machine.faults.clear();
    machine.faults.add({ kind: 'refuse', domain: 'gui/501', code: 112 });
    expect((await machine.call(['bootstrap', 'gui/501', path])).code).toBe(112);
  });

  it('forgets a label, and its process is gone', async () => {
    const machine = await standIn();
    await withJob(machine);
    const pid = machine.job(TARGET)?.pid as number;
    machine.faults.add({ kind: 'forget', label: LABEL });
    expect((await machine.call(['print', TARGET])).code).toBe(113);
    await until(() => !isRunning(pid));
    expect(machine.faults.list()).toEqual([]);
  });
});

describe('faults.json', () => {
  const write = (machine: StandIn, content: unknown) =>
    writeFileSync(join(machine.folder, 'faults.json'), typeof content === 'string' ? content : JSON.stringify(content));

  it('is read whenever it changed, takes the place of what it said before, and leaves the API alone', async () => {
    const machine = await standIn();
    machine.faults.add({ kind: 'answer', verb: 'managerpid', code: 9 });
    write(machine, [{ kind: 'answer', verb: 'print', code: 5, times: 'always' }]);
    expect((await machine.call(['print', 'gui/501'])).code).toBe(5);
    write(machine, [
      { kind: 'answer', verb: 'list', code: 3 },
      { kind: 'refuse', domain: 'user/501' },
    ]);
    expect((await machine.call(['print', 'gui/501'])).code).toBe(0);
    expect((await machine.call(['list'])).code).toBe(3);
    expect((await machine.call(['list'])).code).toBe(0);
    expect((await machine.call(['print', 'user/501'])).code).toBe(112);
    write(machine, []);
    expect((await machine.call(['print', 'user/501'])).code).toBe(0);
    expect((await machine.call(['managerpid'])).code).toBe(9);
  });

  it.each<readonly [unknown, string]>([
    ['[{', 'it is no JSON'],
    [{}, 'it is not a list of faults'],
    [[{ kind: 'explode' }], '1: kind is "explode"; there are answer, hang'],
    [[{ kind: 'answer' }], '1: answer needs code'],
    [[{ kind: 'hang' }, { kind: 'answer', code: 999 }], '2: code of answer can not be 999'],
    [[{ kind: 'drain', label: 'x', ms: -1 }], '1: ms of drain can not be -1'],
    [[{ kind: 'hang', when: 'now' }], '1: hang has no when'],
    [[{ kind: 'refuse', domain: 'gui' }], '1: domain of refuse can not be "gui"'],
    [[{ kind: 'hang', times: 0 }], '1: times of hang can not be 0'],
    [[null], '1: a fault is an object'],
  ])('that is wrong (%j) is ignored, and the log says why', async (content, words) => {
    const machine = await standIn();
    write(machine, content);
    expect((await machine.call(['managername'])).code).toBe(0);
    expect(faultLines(machine)).toEqual([expect.stringContaining(words)]);
    if (typeof content !== 'string') {
      expect(() => machine.faults.add(...([content].flat() as Fault[]))).toThrow(TypeError);
    }
  });

  it('never ends the engine, whatever it holds', async () => {
    const machine = await standIn();
    const kinds = fc.constantFrom(
      'answer',
      'hang',
      'late',
      'die',
      'drain',
      'refuse',
      'forget',
      'constructor',
      '__proto__',
    );
    const wild = fc.dictionary(
      fc.constantFrom('code', 'ms', 'label', 'verb', 'times', 'domain', '__proto__'),
      fc.jsonValue(),
    );
    const fault = fc.tuple(kinds, wild).map(([kind, rest]) => ({ ...rest, kind, verb: 'never' }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.array(fault, { maxLength: 3 })), async (content) => {
        write(machine, content);
        expect((await machine.call(['managername'])).stdout).toBe('Aqua\n');
      }),
      { numRuns: 200 },
    );
    expect(existsSync(machine.launchctl)).toBe(true);
  });
});
