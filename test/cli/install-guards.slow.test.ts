/** What svc does not begin, what it leaves when it is asked to stop, and a service that calls svc on itself. */
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callsOf, change, changeFrom, sleepers, unwrapped } from '../support/changes.ts';
import { until } from '../support/stand-in.ts';
import { type StandInMachine, write } from '../support/stand-in-machine.ts';
import { contentsOf, folderWith, MAIN, svc } from '../support/svc.ts';
import { warmMachine } from '../support/warm-machine.ts';

const isRoot = process.getuid?.() === 0;
const VERBS = ['install', 'uninstall', 'start', 'stop', 'restart', 'enable', 'disable'];

async function installed(names = ['a', 'b', 'c']): Promise<StandInMachine> {
  const text = sleepers(names);
  const machine = await warmMachine(text);
  await machine.place(machine.declare(text));
  return machine;
}

/** Runs a command that must be refused with these words before it has done anything at all. */
async function refuses(machine: StandInMachine, args: readonly string[], code: number, words: RegExp, env = {}) {
  const before = contentsOf(machine.standIn.folder);
  const refused = await change(machine, args, env);
  expect(unwrapped(refused.stderr)).toMatch(words);
  expect([refused.code, refused.changing]).toEqual([code, []]);
  expect(contentsOf(machine.standIn.folder)).toEqual(before);
}

describe('svc refuses before anything changes', () => {
  it('a home that is not the target user’s', async () => {
    const machine = await warmMachine(sleepers(['a'], {}, 'home: /Users/other\n'));
    for (const verb of ['install', 'uninstall', 'restart'])
      await refuses(
        machine,
        [verb, 'a'],
        2,
        /services\.yaml is for the home \/Users\/other; that of the user .* is \//,
      );
    expect(callsOf(machine)).toEqual([]);
  });

  it.skipIf(!isRoot)('agents as root, with the way out (oc-12; skipped unless root)', async () => {
    const machine = await warmMachine(sleepers(['a']));
    const words = /agents \(domain gui\), and svc runs as root: .*Call svc without sudo/;
    for (const verb of VERBS) await refuses(machine, [verb, 'a'], 2, words, { SVC_ALLOW_ROOT: '' });
    await refuses(machine, ['install'], 2, words, { SVC_ALLOW_ROOT: '', SUDO_UID: '501' });
    expect(callsOf(machine)).toEqual([]);
  });

  it.skipIf(!isRoot)('daemons as anybody else (skipped unless root)', () => {
    const text = sleepers(['a'], {}, 'domain: system\n');
    const folder = folderWith({ 'services.yaml': text });
    chmodSync(folder, 0o755);
    const { code, stderr, stdout } = svc(['install'], {
      cwd: folder,
      uid: 65_534,
      env: { SVC_LAUNCHCTL: '/bin/false', SVC_ROOT: folder, NODE_COMPILE_CACHE: '' },
    });
    expect([code, stdout]).toEqual([2, '']);
    expect(unwrapped(stderr)).toContain('for domain system, and only root may change that. Call svc with sudo');
  });

  it.skipIf(process.platform === 'darwin')('off macOS without SVC_LAUNCHCTL (skipped on macOS)', () => {
    const folder = folderWith({ 'services.yaml': sleepers(['a']) });
    for (const verb of VERBS) {
      const { code, stderr } = svc([verb, 'a'], { cwd: folder, env: { SVC_HOME: folder, SVC_ALLOW_ROOT: '1' } });
      expect(code, verb).toBe(2);
      expect(unwrapped(stderr)).toMatch(
        /This machine runs linux; launchd, .* is only on macOS\. Run the command on the Mac/,
      );
    }
  });

  it('gui without a desktop session, with the three ways out (oc-11)', async () => {
    const uid = process.getuid!();
    const machine = await warmMachine(sleepers(['a']), { domains: [`user/${uid}`, 'system'] });
    const words =
      /There is no domain gui\/\d+: uid \d+ is not logged in at the desktop .*Log in at the desktop .*domain: user, .*domain: system with user:/;
    for (const verb of ['install', 'stop']) await refuses(machine, [verb, 'a'], 3, words);
  });

  it('a service that nobody declares, with the nearest name (an-08)', async () => {
    const machine = await warmMachine(sleepers(['gateway']));
    await refuses(machine, ['restart', 'gatway'], 2, /there is no service "gatway"\. Did you mean gateway\?/);
    await refuses(machine, ['uninstall'], 2, /name the services to remove, or all of them with --all/);
    expect(callsOf(machine)).toEqual([]);
  });
});

describe('a service that calls svc on itself', () => {
  it('is refused by its label, with exit 2, and the others go on (oc-27)', async () => {
    const machine = await installed(['a', 'b']);
    machine.declare(sleepers(['a', 'b'], { a: 'nice: 5', b: 'nice: 5' }));
    const inside = { XPC_SERVICE_NAME: 'org.example.a' };
    for (const args of [
      ['restart', 'a'],
      ['stop', 'a'],
      ['uninstall', 'a', '--force'],
    ]) {
      const refused = await change(machine, args, inside);
      expect([refused.code, refused.only.result, refused.changing], args.join(' ')).toEqual([2, 'skipped', []]);
      expect(refused.only.error?.cause).toContain('svc was called by the service org.example.a itself');
      expect(refused.only.error?.remedy).toContain('keepAlive brings it back');
    }
    const { stdout } = await machine.svc(['install', '--dry-run', '--force'], inside);
    expect(stdout).toContain('svc was called by the service org.example.a itself');
    expect(stdout).toContain(`bootout ${machine.domain}/org.example.b`);
    expect(stdout).not.toContain(`bootout ${machine.domain}/org.example.a`);
    const { code, results, changing } = await change(machine, ['install', '--no-verify', '--force'], inside);
    expect([code, results]).toEqual([2, ['a skipped', 'b updated']]);
    expect(changing.filter((call) => call.includes('example.a'))).toEqual([]);
    expect(machine.standIn.job(`${machine.domain}/org.example.a`)?.state).toBe('running');
  });

  it('is refused by its process, however far above svc it is', async () => {
    const machine = await warmMachine(sleepers(['a']));
    const { standIn } = machine;
    const said = join(standIn.home, 'said');
    const script = join(standIn.home, 'inside.sh');
    const env = Object.entries({ ...standIn.env, SVC_ALLOW_ROOT: '1' }).map(([name, value]) => `${name}='${value}'`);
    // Without its label, as after sudo or su, in a shell of a shell.
    const call = `env -u XPC_SERVICE_NAME ${env.join(' ')} '${process.execPath}' '${MAIN}' -f '${machine.file}' restart a`;
    write(
      script,
      `#!/bin/sh\nsh -c "${call} >'${said}.part' 2>&1; echo exit \\$? >>'${said}.part'; mv '${said}.part' '${said}'; :"\nexec sleep 1000\n`,
      0o755,
    );
    machine.declare(sleepers(['a']).replace('/bin/sleep, "1000"', script));
    const first = await change(machine, ['install', '--no-verify']);
    expect([first.code, first.results]).toEqual([0, ['a installed']]);
    await until(() => existsSync(said), 'the end of the svc inside');
    const text = unwrapped(readFileSync(said, 'utf8'));
    expect(text).toMatch(
      /svc was called by the service org\.example\.a itself \(its process \d+ \(.*\) started this svc\)/,
    );
    expect(text).toMatch(/exit 2 $/);
    expect(standIn.log().filter(({ kind }) => kind === 'signal')).toEqual([]);
    expect(standIn.job(`${machine.domain}/org.example.a`)?.runs).toBe(1);
  });
});

describe('svc that is asked to stop', () => {
  const interrupted = async (machine: StandInMachine, args: readonly string[], signal: NodeJS.Signals, at: RegExp) => {
    const before = callsOf(machine).length;
    const { child, end } = machine.start([...args, '--json']);
    await until(
      () =>
        callsOf(machine)
          .slice(before)
          .some((call) => at.test(call)),
      'the call to interrupt at',
    );
    child.kill(signal);
    return await changeFrom(machine, before, end);
  };

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s finishes one upgrade and leaves the others',
    async (signal) => {
      const machine = await installed();
      const names = ['a', 'b', 'c'];
      machine.declare(sleepers(names, { a: 'nice: 5', b: 'nice: 5', c: 'nice: 5' }));
      machine.standIn.faults.add({ kind: 'drain', label: 'org.example.a', ms: 10_000 });
      const { code, results, services, stderr } = await interrupted(
        machine,
        ['install'],
        signal,
        /^bootout .*example\.a$/,
      );
      expect([code, results], stderr).toEqual([3, ['a updated', 'b skipped', 'c skipped']]);
      expect(stderr).toContain(`${signal}: finishing with the service at hand, the others are left as they are.`);
      for (const one of services.slice(1)) {
        expect(one).toMatchObject({
          actions: [],
          error: { cause: expect.stringContaining('interrupted before it came to') },
        });
        expect(one.error?.remedy).toBe('Run the same command again for what is left.');
      }
      expect(machine.standIn.jobs().map(({ state, definition }) => [definition.nice, state])).toEqual([
        [5, 'running'],
        [undefined, 'running'],
        [undefined, 'running'],
      ]);
      expect((await change(machine, ['install', '--no-verify'])).results).toEqual([
        'a unchanged',
        'b updated',
        'c updated',
      ]);
    },
  );

  it('rolls the one at hand back where it does not come up', async () => {
    const machine = await installed(['a', 'b']);
    machine.declare(sleepers(['a', 'b'], { b: 'nice: 5' }).replace('/bin/sleep, "1000"', '/bin/false'));
    const { code, results } = await interrupted(machine, ['install'], 'SIGTERM', /^bootout .*example\.a$/);
    expect([code, results]).toEqual([3, ['a rolled-back', 'b skipped']]);
    for (const { definition, state } of machine.standIn.jobs())
      expect([definition.arguments, state]).toEqual([['/bin/sleep', '1000'], 'running']);
  });

  it('leaves the rest of an uninstall and of a verb', async () => {
    const machine = await installed();
    // The ones at hand take a while to end, so that the signal comes before the next ones are begun.
    for (const label of ['org.example.a', 'org.example.b'])
      machine.standIn.faults.add({ kind: 'drain', label, ms: 10_000 });
    const removed = await interrupted(machine, ['uninstall', '--all'], 'SIGTERM', /^bootout .*example\.a$/);
    expect([removed.code, removed.results]).toEqual([3, ['a removed', 'b skipped', 'c skipped']]);
    const stopped = await interrupted(machine, ['stop', 'b', 'c'], 'SIGINT', /^bootout .*example\.b$/);
    expect([stopped.code, stopped.results]).toEqual([3, ['b stopped', 'c skipped']]);
  });
});
