/** `svc start`, `stop`, `restart`, `enable`, `disable`: what launchd is told, what survives, and that no file is touched. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { change, sleepers } from '../support/changes.ts';
import { type StandInMachine, write } from '../support/stand-in-machine.ts';
import { contentsOf, MAIN } from '../support/svc.ts';
import { warmMachine } from '../support/warm-machine.ts';

const target = ({ domain }: StandInMachine, name = 'a') => `${domain}/org.example.${name}`;
const plistOf = ({ agents }: StandInMachine, name = 'a') => join(agents, `org.example.${name}.plist`);

async function installed(text = sleepers(['a', 'b']), options = {}): Promise<StandInMachine> {
  const machine = await warmMachine(text, options);
  await machine.place(machine.declare(text));
  return machine;
}

/** Bytes, modes and times of the property lists. */
const plistsOf = ({ agents }: StandInMachine) => contentsOf(agents);

describe('the verbs', () => {
  it('stop and start one service, never edit its plist, and say what survives (an-02, an-04, an-07, oc-23, oc-24)', async () => {
    const machine = await installed();
    const before = plistsOf(machine);
    const pid = machine.standIn.job(target(machine))!.pid!;
    const stopped = await change(machine, ['stop', 'a']);
    expect([stopped.code, stopped.changing]).toEqual([0, [`bootout ${target(machine)}`]]);
    expect(stopped.only).toMatchObject({
      result: 'stopped',
      before: { state: 'running', pid },
      after: { state: 'not loaded', pid: null },
      // launchd loads the plist again at the next login.
      survives: { logout: false, reboot: false },
      notes: [`It is stopped until the next login; svc disable a -f ${machine.file} keeps it from coming back.`],
    });
    const again = await change(machine, ['stop', 'a']);
    expect([again.code, again.only.result, again.changing]).toEqual([0, 'not-loaded', []]);

    const started = await change(machine, ['start', 'a']);
    expect([started.code, started.changing]).toEqual([
      0,
      [`enable ${target(machine)}`, `bootstrap ${machine.domain} ${plistOf(machine)}`],
    ]);
    expect(started.only).toMatchObject({
      result: 'started',
      before: { state: 'not loaded', pid: null },
      after: { state: 'running', pid: expect.any(Number) },
      survives: { logout: true, reboot: true },
    });
    const twice = await change(machine, ['start', 'a', 'b']);
    expect([twice.code, twice.results]).toEqual([0, ['a started', 'b started']]);
    expect(twice.services[0]!.after.pid).toBe(started.only.after.pid);
    expect(plistsOf(machine)).toEqual(before);
  });

  it('disable and enable survive; with stop it stays away over a reboot', async () => {
    const machine = await installed();
    const before = plistsOf(machine);
    const disabled = await change(machine, ['disable', 'a']);
    expect([disabled.code, disabled.changing]).toEqual([0, [`disable ${target(machine)}`]]);
    expect(disabled.only).toMatchObject({
      result: 'disabled',
      after: { state: 'running' },
      survives: { logout: true, reboot: true },
      notes: [`It stays loaded until logout; svc stop a -f ${machine.file} stops it now.`],
    });
    const stopped = await change(machine, ['stop', 'a']);
    expect(stopped.only).toMatchObject({ result: 'stopped', survives: { logout: true, reboot: true } });
    await machine.standIn.reboot();
    expect(machine.standIn.jobs(machine.domain).map(({ definition }) => definition.label)).toEqual(['org.example.b']);
    const enabled = await change(machine, ['enable', 'a']);
    expect(enabled.only).toMatchObject({
      result: 'enabled',
      after: { state: 'not loaded', pid: null },
      survives: { logout: true, reboot: true },
      notes: [`It is not loaded now; svc start a -f ${machine.file} loads it.`],
    });
    expect(plistsOf(machine)).toEqual(before);
  });

  it('start what is not loaded at login by itself, and say so', async () => {
    const text = sleepers(['a']).replace('keepAlive: true', 'schedule: "03:00"');
    const machine = await installed(`${text}  b:\n    command: [/bin/sleep, "1000"]\n    startOnMount: true\n`);
    const { code, services } = await change(machine, ['start', 'a', 'b']);
    expect(code).toBe(0);
    expect(services[0]).toMatchObject({ survives: { logout: true, reboot: true }, after: { state: 'running' } });
    expect(services[1]).toMatchObject({ survives: { logout: false, reboot: false }, after: { state: 'running' } });
  });

  it('what is not installed is not started, and its override stays', async () => {
    const machine = await warmMachine(sleepers(['a']));
    await machine.standIn.call(['disable', target(machine)]);
    for (const verb of ['start', 'restart']) {
      const { code, only, changing } = await change(machine, [verb, 'a']);
      expect([code, only.result, changing], verb).toEqual([3, 'failed', []]);
      expect(only.error).toEqual({
        cause: 'Its property list is not installed.',
        remedy: `Run svc install a -f ${machine.file} first.`,
      });
    }
  });

  it('one that launchctl refuses does not stop the others, and the worst exit code counts', async () => {
    const machine = await installed(sleepers(['a', 'b', 'c']));
    machine.standIn.faults.add({ kind: 'answer', code: 5, verb: 'disable', label: 'org.example.b', times: 'always' });
    const { code, results, services } = await change(machine, ['disable', 'a', 'b', 'c']);
    expect([code, results]).toEqual([3, ['a disabled', 'b failed', 'c disabled']]);
    expect(services[1]!.error).toMatchObject({
      code: 5,
      cause: 'It could not be disabled: launchctl answered 5: Input/output error.',
    });
    const inside = await change(machine, ['restart', 'a', 'c'], { XPC_SERVICE_NAME: 'org.example.c' });
    expect([inside.code, inside.results]).toEqual([2, ['a restarted', 'c skipped']]);
  });

  it('tell a person in words', async () => {
    const machine = await installed();
    const { code, stdout } = await machine.svc(['stop', 'a', 'b']);
    expect(code).toBe(0);
    expect(stdout).toBe(
      `${['a', 'b']
        .map(
          (name) =>
            `stopped      ${name}  org.example.${name}  not loaded\n` +
            `  note: It is stopped until the next login; svc disable ${name} -f ${machine.file} keeps it from coming back.\n`,
        )
        .join('')}2 stopped.\n`,
    );
  });
});

describe('svc restart', () => {
  it('of an unchanged kept-alive service sends TERM and waits for a new pid (oc-25)', async () => {
    const machine = await installed();
    const before = plistsOf(machine);
    machine.standIn.advance(20);
    const old = machine.standIn.job(target(machine))!.pid!;
    const { code, only, changing } = await change(machine, ['restart', 'a']);
    expect([code, changing]).toEqual([0, [`kill SIGTERM ${target(machine)}`]]);
    expect(only).toMatchObject({
      result: 'restarted',
      before: { state: 'running', pid: old },
      after: { state: 'running', pid: expect.any(Number) },
      survives: { logout: true, reboot: true },
    });
    expect(only.after.pid).not.toBe(old);
    expect(machine.standIn.job(target(machine))).toMatchObject({ pid: only.after.pid, runs: 2 });
    expect(plistsOf(machine)).toEqual(before);
  });

  it('waits as long as the old process takes to end, and no longer (ks-03)', async () => {
    const machine = await warmMachine(sleepers(['a']));
    const script = join(machine.standIn.home, 'slow.sh');
    const steps = join(machine.standIn.home, 'steps');
    // Ends 0.4 real seconds after TERM: eight of launchd's here.
    write(
      script,
      `#!/bin/sh\necho start $$ >>${steps}\ntrap 'sleep 0.4; echo end $$ >>${steps}; exit 1' TERM\nwhile :; do sleep 0.05; done\n`,
      0o755,
    );
    const text = sleepers(['a']).replace('/bin/sleep, "1000"', script);
    await machine.place(machine.declare(text));
    await expect.poll(() => readFileSync(steps, 'utf8')).toMatch(/^start/);
    machine.standIn.advance(20);
    const started = performance.now();
    const { code, only } = await change(machine, ['restart', 'a']);
    const seconds = (performance.now() - started) / 1000;
    expect([code, only.result]).toEqual([0, 'restarted']);
    await expect.poll(() => readFileSync(steps, 'utf8').trim().split('\n').length).toBe(3);
    const [one, end, two] = readFileSync(steps, 'utf8').trim().split('\n');
    expect([end, two]).toEqual([one!.replace('start', 'end'), expect.stringMatching(/^start/)]);
    expect(two).not.toBe(one);
    expect(seconds).toBeGreaterThan(0.4);
  });

  it('starts an idle job, and loads one that is not loaded', async () => {
    const machine = await installed(sleepers(['a']).replace('keepAlive: true', 'schedule: "03:00"'));
    const idle = await change(machine, ['restart', 'a']);
    expect([idle.code, idle.changing, idle.only.after.state]).toEqual([0, [`kickstart ${target(machine)}`], 'running']);
    await change(machine, ['stop', 'a']);
    const loaded = await change(machine, ['restart', 'a']);
    // Its schedule starts it; that it was loaded is no reason to run it now.
    expect([loaded.code, loaded.only.result, loaded.only.after.state]).toEqual([0, 'started', 'not running']);
  });
});

/** A script of a test, and a services.yaml whose service `a` it is. */
function scripted({ standIn }: StandInMachine, lines: string, keepAlive = 'true'): string {
  const script = join(standIn.home, 'a.sh');
  write(script, `#!/bin/sh\n${lines}\n`, 0o755);
  return sleepers(['a']).replace('/bin/sleep, "1000"', script).replace('keepAlive: true', `keepAlive: ${keepAlive}`);
}

describe('a job on its way out, which keeps its label and its process until it is gone', () => {
  it.each([
    ['install', 'updated'],
    ['start', 'started'],
    ['restart', 'started'],
  ])('is not taken for one that runs: svc %s waits and loads it again', async (verb, result) => {
    const machine = await warmMachine(sleepers(['a']));
    const ready = join(machine.standIn.home, 'ready');
    // Ends a real second after TERM.
    const lines = `trap 'sleep 1; exit 0' TERM\n: >${ready}\nwhile :; do sleep 0.05; done`;
    const text = scripted(machine, lines).replace('exitTimeout: 20', 'exitTimeout: 90');
    await machine.place(machine.declare(text));
    await expect.poll(() => existsSync(ready)).toBe(true);
    const old = machine.standIn.job(target(machine))!.pid!;
    await machine.standIn.call(['bootout', target(machine)]);
    const { code, only } = await change(machine, [verb, 'a']);
    expect([code, only.result, only.before]).toEqual([0, result, { state: 'SIGTERMed', pid: old }]);
    expect(only.after).toEqual({ state: 'running', pid: expect.any(Number) });
    const job = machine.standIn.job(target(machine));
    expect([job?.pid === old, job?.isDraining, job?.state]).toEqual([false, false, 'running']);
  });

  it('that does not go is told, and nothing is done', async () => {
    const machine = await warmMachine(sleepers(['a']));
    const ready = join(machine.standIn.home, 'ready');
    const lines = `trap '' TERM\n: >${ready}\nwhile :; do sleep 0.05; done`;
    await machine.place(machine.declare(scripted(machine, lines).replace('exitTimeout: 20', 'exitTimeout: 200')));
    await expect.poll(() => existsSync(ready)).toBe(true);
    await machine.standIn.call(['bootout', target(machine)]);
    const { code, only, changing } = await change(machine, ['start', 'a']);
    expect([code, only.result, changing]).toEqual([3, 'failed', []]);
    expect(only.error?.cause).toBe('Launchd is stopping it, and it has not ended within 120 s.');
  });
});

describe('what is said to be started', () => {
  it('has a process: a kept-alive service that can not be set up has failed', async () => {
    const machine = await warmMachine(sleepers(['a']));
    const text = scripted(machine, 'exec sleep 1000');
    await machine.place(machine.declare(text));
    await change(machine, ['stop', 'a']);
    rmSync(join(machine.standIn.home, 'a.sh'));
    const { code, only } = await change(machine, ['start', 'a']);
    expect([code, only.result, only.after.pid]).toEqual([3, 'failed', null]);
    expect(only.error?.cause).toBe('It has no process after 20 s.');
  });

  it.each(['start', 'restart'])('svc %s: has run, where KeepAlive takes its exit for a good one', async (verb) => {
    const machine = await warmMachine(sleepers(['a']));
    await machine.place(machine.declare(scripted(machine, 'exit 0', '{ successfulExit: false }')));
    await expect.poll(() => machine.standIn.job(target(machine))?.state).toBe('not running');
    const { code, only } = await change(machine, [verb, 'a']);
    expect([code, only.error, machine.standIn.job(target(machine))?.runs]).toEqual([0, undefined, 2]);
  });

  it('is started where launchd put its start at load off', async () => {
    const machine = await installed(sleepers(['a']));
    await change(machine, ['stop', 'a']);
    machine.standIn.faults.add({ kind: 'pend', label: 'org.example.a' });
    const { code, only, changing } = await change(machine, ['start', 'a']);
    expect([code, only.result, only.after.state]).toEqual([0, 'started', 'running']);
    expect(changing.at(-1)).toBe(`kickstart ${target(machine)}`);
  });
});

describe('a stdout that takes nothing more', () => {
  const names = ['a', 'b', 'c'];
  const loaded = ({ standIn }: StandInMachine) => standIn.jobs().map(({ definition }) => definition.label);

  it('stops nothing halfway, and says nothing good of what failed: the reader went away', async () => {
    const machine = await installed(sleepers(names));
    const run = machine.start(['stop', ...names]);
    run.child.stdout!.destroy();
    expect([(await run.end).code, loaded(machine)]).toEqual([0, []]);
    machine.standIn.faults.add({ kind: 'answer', code: 5, verb: 'disable', label: 'org.example.c' });
    const refused = machine.start(['disable', ...names]);
    refused.child.stdout!.destroy();
    expect((await refused.end).code).toBe(3);
    expect((await machine.standIn.call(['print-disabled', machine.domain])).stdout.match(/=> disabled/g)).toHaveLength(
      2,
    );
  });

  const full = existsSync('/dev/full');
  it.skipIf(!full)(`nor does a full disk, which is exit 3${full ? '' : ' (skipped: no /dev/full)'}`, async () => {
    const machine = await installed(sleepers(names));
    const { code, stderr } = await new Promise<{ code: number | null; stderr: string }>((resolve) => {
      const stdout = openSync('/dev/full', 'w');
      const child = spawn(process.execPath, [MAIN, '-f', machine.file, 'stop', ...names], {
        env: machine.env,
        stdio: ['ignore', stdout, 'pipe'],
      });
      closeSync(stdout);
      let said = '';
      child.stderr!.on('data', (chunk) => {
        said += String(chunk);
      });
      child.on('close', (end) => resolve({ code: end, stderr: said }));
    });
    expect([code, stderr, loaded(machine)]).toEqual([3, 'svc: stdout can not be written: the disk is full.\n', []]);
  });
});
