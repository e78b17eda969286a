/** What each case of test/cases/peers-deploy.yaml means for svc: a machine as the case gives it, a run, and a look. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Fault } from '../../src/testing/index.ts';
import { type Change, change, sleepers, unwrapped } from '../support/changes.ts';
import { type StandInMachine, write } from '../support/stand-in-machine.ts';
import { warmMachine } from '../support/warm-machine.ts';

/** Runs one case; what does not hold is thrown. */
export type Check = () => Promise<void>;

const ONE = sleepers(['a']);
const SIX = ['a', 'b', 'c', 'd', 'e', 'f'];
const CHANGED = sleepers(['a'], { a: 'nice: 5' });

const plistOf = ({ agents }: StandInMachine, name = 'a') => join(agents, `org.example.${name}.plist`);
const target = ({ domain }: StandInMachine, name = 'a') => `${domain}/org.example.${name}`;
const stateOf = ({ standIn }: StandInMachine, folder: string) =>
  readdirSync(join(standIn.home, '.local/state/svc/org.example', folder));
const verbsOf = ({ changing }: Change) => changing.map((call) => call.split(' ')[0]);

async function fresh(text = ONE): Promise<StandInMachine> {
  return await warmMachine(text);
}

async function placed(text = ONE): Promise<StandInMachine> {
  const machine = await warmMachine(text);
  await machine.place(machine.declare(text));
  return machine;
}

async function unloaded(): Promise<StandInMachine> {
  const machine = await placed();
  await machine.standIn.call(['bootout', target(machine)]);
  await expect.poll(() => machine.standIn.job(target(machine))).toBeUndefined();
  return machine;
}

async function withFaults(machine: StandInMachine, ...faults: readonly Fault[]): Promise<Change> {
  machine.standIn.faults.add(...faults);
  return await change(machine, ['install', '--no-verify']);
}

/** LaunchAgents is made 0755 and the plist 0644 whatever the umask, both the user's. */
async function freshAccount(): Promise<void> {
  const machine = await fresh();
  rmSync(machine.agents, { recursive: true });
  const before = process.umask(0o077);
  const { code, only } = await change(machine, ['install', '--no-verify']).finally(() => process.umask(before));
  expect([code, only.actions.map((action) => action.do)]).toEqual([
    0,
    ['make-folders', 'write', 'enable', 'bootstrap'],
  ]);
  for (const [path, mode] of [
    [machine.agents, 0o755],
    [plistOf(machine), 0o644],
  ] as const) {
    const { mode: found, uid } = statSync(path);
    expect([found & 0o777, uid]).toEqual([mode, process.getuid!()]);
  }
}

/** start, stop and restart leave every byte; enabled and disabled are launchctl's. */
async function untouchedByVerbs(): Promise<void> {
  const machine = await placed();
  const text = readFileSync(plistOf(machine), 'utf8');
  const calls: string[] = [];
  for (const verb of ['stop', 'start', 'restart', 'disable', 'enable']) {
    const { code, changing } = await change(machine, [verb, 'a']);
    expect(code, verb).toBe(0);
    calls.push(...changing);
    expect(readFileSync(plistOf(machine), 'utf8')).toBe(text);
  }
  expect(calls).toContain(`disable ${target(machine)}`);
  expect(calls.at(-1)).toBe(`enable ${target(machine)}`);
}

export const CHECKS: Readonly<Record<string, Check>> = {
  'hb-36-path-dirs': async () => {
    const machine = await fresh();
    const { home } = machine.standIn;
    machine.declare(
      sleepers(['a'], { a: `logs: { stdout: ${home}/w/log/a.log }\n    workingDirectory: ${home}/w/data` }),
    );
    const { code, only } = await change(machine, ['install', '--no-verify']);
    expect(code).toBe(0);
    const done = only.actions.map((action) => `${action.do} ${action.target}`);
    const [first] = done.filter((line) => line.startsWith('bootstrap'));
    for (const folder of ['w/log', 'w/data']) {
      expect(existsSync(join(home, folder))).toBe(true);
      const made = done.indexOf(`make-folders ${join(home, folder)}`);
      expect(made).toBeGreaterThanOrEqual(0);
      expect(made).toBeLessThan(done.indexOf(first!));
    }
  },
  'hb-38-cleanup': async () => {
    const machine = await placed(sleepers(['a', 'old']));
    write(plistOf(machine, 'theirs'), readFileSync(plistOf(machine), 'utf8').replace(/<!--[\s\S]*?-->\n/, ''));
    machine.declare(ONE);
    const { results, changing } = await change(machine, ['install', '--prune', '--force']);
    expect(results).toContain('old removed');
    expect(changing).toContain(`bootout ${target(machine, 'old')}`);
    expect([existsSync(plistOf(machine, 'old')), existsSync(plistOf(machine, 'theirs'))]).toEqual([false, true]);
  },
  'hm-06-unchanged-unloaded': async () => {
    const machine = await unloaded();
    const run = await change(machine, ['install', '--no-verify']);
    expect([run.code, verbsOf(run)]).toEqual([0, ['enable', 'bootstrap']]);
    expect(machine.standIn.job(target(machine))?.state).toBe('running');
  },
  'hm-07-restore': async () => {
    const machine = await placed();
    const old = readFileSync(plistOf(machine), 'utf8');
    machine.declare(CHANGED);
    const run = await withFaults(machine, { kind: 'answer', verb: 'bootstrap', code: 5, times: 5 });
    expect([run.code, run.only.result, verbsOf(run).slice(0, 3), verbsOf(run).at(-1)]).toEqual([
      3,
      'rolled-back',
      ['bootout', 'enable', 'bootstrap'],
      'bootstrap',
    ]);
    expect(readFileSync(plistOf(machine), 'utf8')).toBe(old);
    expect(machine.standIn.job(target(machine))).toMatchObject({
      state: 'running',
      definition: { arguments: ['/bin/sleep', '1000'] },
    });
    expect(machine.standIn.job(target(machine))?.definition.nice).toBeUndefined();
  },
  'hm-09-partial-failure': async () => {
    const machine = await fresh(sleepers(SIX));
    const fault = { kind: 'answer', verb: 'bootstrap', code: 109, label: 'org.example.c', times: 'always' } as const;
    const { code, results } = await withFaults(machine, fault);
    expect([code, results]).toEqual([3, SIX.map((name) => `${name} ${name === 'c' ? 'failed' : 'installed'}`)]);
    expect(machine.standIn.jobs().map(({ definition }) => definition.label)).toEqual(
      SIX.filter((name) => name !== 'c').map((name) => `org.example.${name}`),
    );
    const told = await machine.svc(['install', '--no-verify']);
    expect(told.stdout).toMatch(/5 unchanged, 1 failed|1 failed, 5 unchanged/);
  },
  'hm-10-domain-moved': async () => {
    const machine = await placed();
    machine.declare(sleepers(['a'], {}, 'domain: user\n'));
    const { code, changing } = await change(machine, ['install', '--no-verify']);
    const user = machine.domain.replace('gui', 'user');
    expect(code).toBe(0);
    expect(changing).toEqual([
      `bootout ${target(machine)}`,
      `enable ${user}/org.example.a`,
      `bootstrap ${user} ${plistOf(machine)}`,
    ]);
  },
  'nd-06-agents-dir': freshAccount,
  'oc-14-plist-mode': freshAccount,
  'nd-10-no-setenv': async () => {
    const machine = await fresh(sleepers(['a'], { a: 'environment: { FOO: "42" }' }));
    const { code, calls } = await change(machine, ['install', '--no-verify']);
    expect([code, calls.filter((call) => call.startsWith('setenv'))]).toEqual([0, []]);
    expect(readFileSync(plistOf(machine), 'utf8')).toMatch(/<key>FOO<\/key>\s*<string>42<\/string>/);
    expect(machine.standIn.job(target(machine))?.definition.environment.get('FOO')).toBe('42');
  },
  'oc-09-already': async () => {
    const machine = await fresh();
    const run = await withFaults(machine, { kind: 'answer', verb: 'bootstrap', code: 37, performed: true });
    expect([run.code, run.only.result, verbsOf(run)]).toEqual([0, 'installed', ['enable', 'bootstrap']]);
  },
  'oc-10-17': async () => {
    const machine = await fresh();
    const [job] = machine.declare(ONE);
    const other = join(machine.standIn.root, 'Library/LaunchAgents/org.example.a.plist');
    write(other, job!.text.replace('1000', '2000'));
    expect((await machine.standIn.call(['bootstrap', machine.domain, other])).code).toBe(0);
    const run = await change(machine, ['install']);
    expect([run.code, run.changing]).toEqual([1, []]);
    expect(run.only.error?.cause).toContain(other);
  },
  'oc-11-no-gui': async () => {
    const ways = /Log in at the desktop .*automatic login.*domain: user,.*domain: system/;
    const machine = await fresh();
    const run = await withFaults(machine, { kind: 'answer', verb: 'bootstrap', code: 125, times: 'always' });
    expect([run.code, run.only.result, existsSync(plistOf(machine))]).toEqual([3, 'failed', false]);
    expect(run.only.error?.cause).toContain('125');
    expect(run.only.error?.remedy).toMatch(ways);
    machine.standIn.faults.clear();
    const absent = await withFaults(machine, { kind: 'refuse', domain: machine.domain });
    expect([absent.code, absent.changing, existsSync(plistOf(machine))]).toEqual([3, [], false]);
    expect(unwrapped(absent.stderr)).toMatch(new RegExp(`There is no domain ${machine.domain}: .*${ways.source}`));
  },
  'oc-12-sudo': async () => {
    const machine = await fresh();
    const run = await change(machine, ['install'], { SVC_ALLOW_ROOT: '', SUDO_UID: '501' });
    expect([run.code, run.calls]).toEqual([2, []]);
    expect(run.stderr).toContain('Call svc without sudo');
  },
  'oc-23-stop': async () => {
    const machine = await placed();
    const run = await change(machine, ['stop', 'a']);
    expect([run.code, verbsOf(run)]).toEqual([0, ['bootout']]);
    expect(machine.standIn.job(target(machine))).toBeUndefined();
  },
  'oc-24-stop-again': async () => {
    const run = await change(await unloaded(), ['stop', 'a']);
    expect([run.code, run.only.result, run.only.after]).toEqual([0, 'not-loaded', { state: 'not loaded', pid: null }]);
  },
  'oc-25-restart': async () => {
    const machine = await placed();
    machine.standIn.advance(20);
    const run = await change(machine, ['restart', 'a']);
    expect([run.code, verbsOf(run)]).toEqual([0, ['kill']]);
    expect(run.only.after.pid).not.toBe(run.only.before.pid);
  },
  'oc-27-inside': async () => {
    const run = await change(await placed(), ['restart', 'a'], { XPC_SERVICE_NAME: 'org.example.a' });
    expect([run.code, run.changing]).toEqual([2, []]);
    expect(run.only.error?.cause).toContain('called by the service org.example.a itself');
  },
  'oc-34-trash': async () => {
    const machine = await placed();
    const text = readFileSync(plistOf(machine), 'utf8');
    const run = await change(machine, ['uninstall', 'a']);
    expect([run.code, verbsOf(run), existsSync(plistOf(machine))]).toEqual([0, ['bootout'], false]);
    expect(run.only.actions[0]).toMatchObject({ do: 'keep-copy' });
    const [copy] = stateOf(machine, 'copies');
    expect(readFileSync(join(machine.standIn.home, '.local/state/svc/org.example/copies', copy!), 'utf8')).toBe(text);
  },
  'oc-35-failed-install': async () => {
    const machine = await fresh();
    const failing = [
      { kind: 'answer', verb: 'bootstrap', code: 5, times: 3 },
      { kind: 'hang', verb: 'bootstrap' },
    ] as const;
    const run = await withFaults(machine, ...failing);
    expect([run.code, run.only.result, readdirSync(machine.agents), stateOf(machine, 'records')]).toEqual([
      3,
      'failed',
      [],
      [],
    ]);
    expect(machine.standIn.jobs()).toEqual([]);
  },
  'ks-02-install-twice': async () => {
    const run = await change(await placed(), ['install']);
    expect([run.code, run.results, run.changing]).toEqual([0, ['a unchanged'], []]);
  },
  'ks-03-restart-race': async () => {
    const machine = await fresh();
    const [script, steps] = ['slow.sh', 'steps'].map((name) => join(machine.standIn.home, name));
    const trap = `trap 'sleep 0.2; echo end >>${steps}; exit 1' TERM`;
    write(script!, `#!/bin/sh\necho start >>${steps}\n${trap}\nwhile :; do sleep 0.05; done\n`, 0o755);
    await machine.place(machine.declare(ONE.replace('/bin/sleep, "1000"', script!)));
    await expect.poll(() => existsSync(steps!)).toBe(true);
    machine.standIn.advance(20);
    expect((await change(machine, ['restart', 'a'])).code).toBe(0);
    await expect.poll(() => readFileSync(steps!, 'utf8')).toBe('start\nend\nstart\n');
  },
  'ks-05-uninstall-absent': async () => {
    const run = await change(await fresh(), ['uninstall', 'a']);
    expect([run.code, run.results, run.changing]).toEqual([0, ['a unchanged'], []]);
    expect(run.only.notes).toEqual(['There is nothing of svc to remove.']);
  },
  'an-01-check': async () => {
    const machine = await fresh();
    const dry = await machine.svc(['install', '--dry-run']);
    expect([dry.code, readdirSync(machine.agents), machine.standIn.jobs()]).toEqual([0, [], []]);
    expect(dry.stdout).toContain('+ a (org.example.a): not installed');
    expect(dry.stdout).toContain(
      `Would do, in this order:\n  write ${plistOf(machine)}\n  launchctl enable ${target(machine)}\n` +
        `  launchctl bootstrap ${machine.domain} ${plistOf(machine)}\n`,
    );
    expect(existsSync(join(machine.standIn.home, '.local'))).toBe(false);
  },
  'an-02-start': async () => {
    const { only } = await change(await unloaded(), ['start', 'a']);
    expect([only.before, only.after]).toEqual([
      { state: 'not loaded', pid: null },
      { state: 'running', pid: expect.any(Number) },
    ]);
  },
  'an-04-stop-twice': async () => {
    const run = await change(await unloaded(), ['stop', 'a']);
    expect([run.code, run.changing, run.only.actions]).toEqual([0, [], []]);
  },
  'an-06-reload': async () => {
    const machine = await placed();
    machine.declare(ONE.replace('"1000"', '"21213"'));
    const run = await change(machine, ['install', '--no-verify']);
    expect([run.code, verbsOf(run)]).toEqual([0, ['bootout', 'enable', 'bootstrap']]);
    expect((await machine.standIn.call(['print', target(machine)])).stdout).toContain('21213');
    // The right file beside a job that was loaded from an older one: what is loaded is compared too.
    const text = readFileSync(plistOf(machine), 'utf8');
    await machine.standIn.call(['bootout', target(machine)]);
    await expect.poll(() => machine.standIn.job(target(machine))).toBeUndefined();
    write(plistOf(machine), text.replace('21213', '21212'));
    await machine.standIn.call(['bootstrap', machine.domain, plistOf(machine)]);
    write(plistOf(machine), text);
    const again = await change(machine, ['install', '--no-verify']);
    expect([again.code, verbsOf(again)]).toEqual([0, ['bootout', 'enable', 'bootstrap']]);
    expect(machine.standIn.job(target(machine))?.definition.arguments).toEqual(['/bin/sleep', '21213']);
  },
  'an-07-plist-untouched': untouchedByVerbs,
  'an-08-unknown': async () => {
    const machine = await fresh(sleepers(['gateway', 'watcher']));
    const near = await machine.svc(['restart', 'gatway']);
    expect([near.code, near.stderr]).toEqual([2, 'svc: there is no service "gatway". Did you mean gateway?\n']);
    const far = await machine.svc(['restart', 'nope']);
    expect([far.code, far.stderr]).toEqual([2, 'svc: there is no service "nope". Services: gateway, watcher.\n']);
  },
  'mi-01-missing': async () => {
    const machine = await placed(sleepers(SIX));
    await machine.standIn.call(['bootout', target(machine, 'd')]);
    const { code, stdout } = await machine.svc(['diff']);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^~ d \(org\.example\.d\): not loaded\n/)]);
  },
};

/** Cases that only root can run: nobody else is root by sudo. */
export const AS_ROOT: ReadonlySet<string> = new Set(['oc-12-sudo']);

/** What a case asks for beyond that, and why svc decides otherwise. */
export const DECIDED: Readonly<Record<string, readonly [wish: string, why: string]>> = {
  'oc-25-restart': [
    'enable and kickstart -k',
    'reports conflict on whether kickstart -k gives a process its grace; svc sends TERM, waits for a new pid, and takes -k only when the exit timeout is over. An override is not touched by a restart of what is loaded',
  ],
  'oc-34-trash': ['env and wrapper files removed', 'svc writes none: the property list is all there is'],
  'an-02-start': ['the state is called unloaded', 'svc says it as launchd does: not loaded'],
  'an-08-unknown': ['the folders looked in are named', 'svc knows services by services.yaml, and names those in it'],
  'mi-01-missing': ['exit 2', 'svc diff exits 1 for differences, like all of its commands; 2 is wrong usage'],
};
