/** The verbs in short, and commands that find nothing to do; lifecycle.slow.test.ts and uninstall.slow.test.ts have more. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { acquireLock } from '../../src/system/lock.ts';
import { openWaiting } from '../../src/system/waiting.ts';
import { change, sleepers } from '../support/changes.ts';
import { type StandInMachine, standInMachine, write } from '../support/stand-in-machine.ts';
import { MAIN } from '../support/svc.ts';

const target = ({ domain }: StandInMachine, name = 'a') => `${domain}/org.example.${name}`;

async function installed(text = sleepers(['a', 'b'])): Promise<StandInMachine> {
  const machine = await standInMachine(text);
  await machine.place(machine.declare(text));
  return machine;
}

describe('the verbs', () => {
  it('disable and enable change the override only, and say what is loaded', async () => {
    const machine = await installed();
    const disabled = await change(machine, ['disable', 'a']);
    expect(disabled.changing).toEqual([`disable ${target(machine)}`]);
    expect(disabled.only).toMatchObject({
      result: 'disabled',
      notes: [`It stays loaded until logout; svc stop a -f ${machine.file} stops it now.`],
    });
    await machine.standIn.call(['bootout', target(machine)]);
    const enabled = await change(machine, ['enable', 'a']);
    expect(enabled.changing).toEqual([`enable ${target(machine)}`]);
    expect(enabled.only).toMatchObject({
      result: 'enabled',
      notes: [`It is not loaded now; svc start a -f ${machine.file} loads it.`],
    });
  });

  it('start leaves what runs alone, and restart gives it a new process', async () => {
    const machine = await installed();
    const { pid } = machine.standIn.job(target(machine))!;
    const started = await change(machine, ['start', 'a']);
    expect(started.only).toMatchObject({ result: 'started', after: { pid }, notes: ['It was running already.'] });
    const restarted = await change(machine, ['restart', 'a']);
    expect(restarted.only.result).toBe('restarted');
    expect(restarted.only.after.pid).not.toBe(pid);
  });

  // Found by trying: of what a path starts it said that it had no trigger, of a timed one that it starts at login.
  it('start says of what starts at load, and of what something else must start, what becomes of it', async () => {
    const job = '    command: [/bin/sleep, "600"]\n';
    const machine = await installed(
      `version: 1\nnamespace: org.example\nservices:\n  a:\n${job}    watchPaths: [/nowhere]\n  b:\n${job}    plist: {OnDemand: false}\n  c:\n${job}    schedule: sunday 03:00\n`,
    );
    const { stdout } = await machine.svc(['start', 'a', 'b', 'c']);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /started a .*launchd loads it and does not start it: it has no RunAtLoad, KeepAlive or schedule\. started b .*launchd starts it again after logout and reboot\..* started c .*launchd loads it again after logout and reboot, and starts it when its time comes\./,
    );
  });

  it('start says what is to be installed first, and what launchctl refuses', async () => {
    const machine = await standInMachine(sleepers(['a', 'b']));
    const missing = await change(machine, ['start', 'a']);
    expect([missing.code, missing.only.error?.remedy]).toEqual([3, `Run svc install a -f ${machine.file} first.`]);
    await machine.place(machine.declare(sleepers(['a', 'b'])));
    machine.standIn.faults.add({ kind: 'answer', verb: 'disable', code: 1, times: 'always' });
    const refused = await change(machine, ['disable', 'b']);
    expect(refused.code).toBe(3);
    expect(refused.only.error).toMatchObject({ code: 1, cause: expect.stringContaining('could not be disabled') });
  });
});

it('what could not be found out of the other domain is not called "not loaded"', async () => {
  const machine = await installed();
  const user = machine.domain.replace('gui', 'user');
  const note = `Whether it is loaded in ${user} as well is not known: launchctl print failed with exit code 5.`;
  const launchctl = join(machine.standIn.home, 'launchctl');
  const real = machine.env.SVC_LAUNCHCTL;
  write(launchctl, `#!/bin/sh\ncase "$1 $2" in "print user/"*) exit 5 ;; esac\nexec ${real} "$@"\n`, 0o755);
  const notes: Record<string, readonly string[] | undefined> = {};
  for (const [name, args] of [
    ['stopped', ['stop', 'a']],
    ['not loaded', ['stop', 'a']],
    ['removed', ['uninstall', 'a']],
    ['removed again', ['uninstall', 'a']],
  ] as const)
    notes[name] = (await change(machine, args, { SVC_LAUNCHCTL: launchctl })).only.notes;
  expect(notes).toEqual({
    stopped: [expect.stringContaining('It is stopped until the next login'), note],
    'not loaded': ['It was not loaded; nothing was done.', note],
    removed: [note],
    'removed again': [note],
  });
});

it('restart does not wait for hours: a throttle may be as long as that', async () => {
  const machine = await standInMachine(sleepers(['a'], { a: 'throttleInterval: 1h' }), { timeScale: 0.01 });
  await machine.place(machine.declare(sleepers(['a'], { a: 'throttleInterval: 1h' })));
  const start = performance.now();
  const { code, only } = await change(machine, ['restart', 'a']);
  expect(performance.now() - start).toBeLessThan(20_000);
  expect([code, only.result, only.after]).toEqual([3, 'failed', { state: 'spawn scheduled', pid: null }]);
  expect(only.error?.cause).toBe(
    'It has no new process after 120 s; launchd starts it again no sooner than 3600 s after its last start.',
  );
});

describe('a record that can not be read', () => {
  it('is told once, also where it came while another svc had the lock', async () => {
    const machine = await installed();
    const state = join(machine.standIn.home, '.local/state/svc/org.example');
    const lock = await acquireLock(state, { waiting: openWaiting(1), waitMs: 0 });
    if (!('release' in lock)) throw new Error('the lock is held');
    const spoil = (name: string) => writeFileSync(join(state, 'records', `org.example.${name}.json`), '{');
    spoil('a');
    const { child, end } = machine.start(['disable', 'a']);
    await new Promise<void>((resolve) => {
      let said = '';
      child.stderr!.on('data', (data) => {
        said += String(data);
        if (said.includes('is at work; waiting')) resolve();
      });
    });
    spoil('b');
    lock.release();
    const { code, stderr } = await end;
    expect(code).toBe(0);
    expect(stderr.match(/org\.example\.[ab]\.json counts as none: it is damaged/g)).toEqual([
      'org.example.a.json counts as none: it is damaged',
      'org.example.b.json counts as none: it is damaged',
    ]);
  });
});

describe('command lines that are proposed', () => {
  /** Every `svc …` that an answer proposes. */
  const proposed = (text: string) => [...text.matchAll(/svc (?:install|start|stop|doctor|logs|run|why|diff) [^.";]*/g)];

  it('name the services.yaml that -f named, so that a copy of them does what is said', async () => {
    const machine = await standInMachine(sleepers(['a']));
    const said = async (...args: string[]) => (await machine.svc([...args, '--json'])).stdout;
    const answers = [
      await said('status'),
      await said('start', 'a'),
      await said('why', '78', 'a'),
      await said('doctor'),
    ];
    for (const answer of answers) {
      const lines = proposed(answer);
      expect(lines.length, answer).toBeGreaterThan(0);
      for (const [line] of lines) expect(line).toContain(` -f ${machine.file.replace('.yaml', '')}`);
    }
  });

  it('name none where svc finds it by itself', async () => {
    const machine = await standInMachine(sleepers(['a']));
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'status'], {
      cwd: dirname(machine.file),
      env: machine.env,
    }).catch((failure: { stdout: string }) => failure);
    expect(stdout).toContain('svc install a installs it.');
  });
});

describe('a label that is loaded in the other domain of the user', () => {
  const uid = process.getuid!();
  const other = `user/${uid}`;

  const forBoth = sleepers(['a'], { a: 'sessions: [Aqua, Background]' });

  /** Loaded in user/<uid> only, by a property list that asks for both. */
  async function loadedThere(): Promise<StandInMachine> {
    const machine = await installed(forBoth);
    await machine.standIn.call(['bootout', target(machine)]);
    expect((await machine.standIn.call(['bootstrap', other, `${machine.agents}/org.example.a.plist`])).code).toBe(0);
    return machine;
  }

  it.each(['start', 'restart'])('%s says that it may run twice, and what unloads it there', async (verb) => {
    const machine = await loadedThere();
    machine.declare(sleepers(['a']));
    const { code, only } = await change(machine, [verb, 'a']);
    expect([code, only.result]).toEqual([0, 'started']);
    const mend = `svc install a -f ${machine.file} unloads it there`;
    expect(only.notes).toEqual([
      `It is loaded in ${other} as well as in ${machine.domain}, so it may run twice; ${mend}.`,
    ]);
    const again = await change(machine, ['restart', 'a']);
    expect(again.only).toMatchObject({ result: 'restarted', notes: only.notes });
    await machine.svc(['install', 'a', '--no-verify']);
    expect(machine.standIn.jobs().map(({ domain }) => domain.kind)).toEqual(['gui']);
    expect((await change(machine, [verb, 'a'])).only.notes ?? []).not.toEqual(only.notes);
  });

  it('is nothing to say of where the property list asks for both', async () => {
    const machine = await loadedThere();
    expect((await change(machine, ['start', 'a'])).only).toMatchObject({ result: 'started' });
    expect((await change(machine, ['restart', 'a'])).only.notes ?? []).toEqual([]);
  });
});

describe('svc uninstall', () => {
  it('wants names or --all, removes what is there, and finds nothing the second time', async () => {
    const machine = await installed();
    const { code, stderr } = await machine.svc(['uninstall']);
    expect([code, stderr]).toEqual([2, 'svc: name the services to remove, or all of them with --all.\n']);
    const removed = await change(machine, ['uninstall', 'a']);
    expect([removed.code, removed.results]).toEqual([0, ['a removed']]);
    const again = await change(machine, ['uninstall', 'a']);
    expect(again.only).toMatchObject({ result: 'unchanged', notes: ['There is nothing of svc to remove.'] });
    expect(machine.standIn.jobs().map(({ definition }) => definition.label)).toEqual(['org.example.b']);
  });
});

// Older releases print `waiting` of a job without a process.
it.each(['waiting', 'exited'])('restart starts a job again whose state is "%s" once it has ended', async (word) => {
  const text = sleepers(['a']).replace('keepAlive: true', 'watchPaths: [/nowhere]');
  const machine = await installed(text);
  const launchctl = join(machine.standIn.home, 'launchctl');
  const real = machine.env.SVC_LAUNCHCTL;
  write(launchctl, `#!/bin/sh\n${real} "$@" | sed 's/state = not running/state = ${word}/'\n`, 0o755);
  await machine.standIn.call(['kickstart', target(machine)]);
  const { pid } = machine.standIn.job(target(machine))!;
  const { only, changing } = await change(machine, ['restart', 'a'], { SVC_LAUNCHCTL: launchctl });
  expect([only.result, changing.map((call) => call.split(' ')[0])]).toEqual(['restarted', ['kill', 'kickstart']]);
  expect([only.before.pid, only.after.pid === pid]).toEqual([pid, false]);
});
