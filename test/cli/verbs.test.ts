/** The verbs in short, and commands that find nothing to do; lifecycle.slow.test.ts and uninstall.slow.test.ts have more. */
import { describe, expect, it } from 'vitest';
import { change, sleepers } from '../support/changes.ts';
import { type StandInMachine, standInMachine } from '../support/stand-in-machine.ts';

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
      notes: ['It stays loaded until logout; svc stop a stops it now.'],
    });
    await machine.standIn.call(['bootout', target(machine)]);
    const enabled = await change(machine, ['enable', 'a']);
    expect(enabled.changing).toEqual([`enable ${target(machine)}`]);
    expect(enabled.only).toMatchObject({ result: 'enabled', notes: ['It is not loaded now; svc start a loads it.'] });
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

  // Found by trying: of what a path starts it said that it had no trigger.
  it('start says of what starts at load, and of what something else must start, what becomes of it', async () => {
    const job = '    command: [/bin/sleep, "600"]\n';
    const machine = await installed(
      `version: 1\nnamespace: org.example\nservices:\n  a:\n${job}    watchPaths: [/nowhere]\n  b:\n${job}    plist: {OnDemand: false}\n`,
    );
    const { stdout } = await machine.svc(['start', 'a', 'b']);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /started a .*launchd loads it and does not start it: it has no RunAtLoad, KeepAlive or schedule\. started b .*launchd starts it again after logout and reboot\./,
    );
  });

  it('start says what is to be installed first, and what launchctl refuses', async () => {
    const machine = await standInMachine(sleepers(['a', 'b']));
    const missing = await change(machine, ['start', 'a']);
    expect([missing.code, missing.only.error?.remedy]).toEqual([3, 'Run svc install a first.']);
    await machine.place(machine.declare(sleepers(['a', 'b'])));
    machine.standIn.faults.add({ kind: 'answer', verb: 'disable', code: 1, times: 'always' });
    const refused = await change(machine, ['disable', 'b']);
    expect(refused.code).toBe(3);
    expect(refused.only.error).toMatchObject({ code: 1, cause: expect.stringContaining('could not be disabled') });
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
