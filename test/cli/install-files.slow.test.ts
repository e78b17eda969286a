/** What svc install does with a file that is not as it left it: each case has its own words and its own way out. */
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callsOf, change, sleepers, unwrapped } from '../support/changes.ts';
import { makeReadOnly, mountedAt, whyNoMount } from '../support/mount.ts';
import { type StandInMachine, write } from '../support/stand-in-machine.ts';
import { contentsOf } from '../support/svc.ts';
import { warmMachine } from '../support/warm-machine.ts';

const plistOf = ({ agents }: StandInMachine, name = 'a') => join(agents, `org.example.${name}.plist`);
const stateOf = ({ standIn }: StandInMachine) => join(standIn.home, '.local/state/svc/org.example');
const copiesOf = (machine: StandInMachine) => {
  const folder = join(stateOf(machine), 'copies');
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
};

/** `a` and `b` installed and running. */
async function installed(): Promise<StandInMachine> {
  const text = sleepers(['a', 'b']);
  const machine = await warmMachine(text);
  await machine.place(machine.declare(text));
  return machine;
}

/** A first install was refused for `a`, and `b` went on. */
async function refusedBeside(machine: StandInMachine, words: RegExp) {
  const disk = readFileOrLink(plistOf(machine));
  const before = machine.standIn.job(`${machine.domain}/org.example.a`);
  const refused = await change(machine, ['install', '--no-verify']);
  expect(refused.code, refused.stderr).toBe(1);
  const [a, b] = refused.services;
  expect(a).toMatchObject({ service: 'a', result: 'skipped', actions: [] });
  expect(unwrapped(a!.error!.cause)).toMatch(words);
  expect(a!.error!.remedy).toContain('--force');
  expect(['installed', 'unchanged']).toContain(b!.result);
  expect(readFileOrLink(plistOf(machine))).toEqual(disk);
  expect(machine.standIn.job(`${machine.domain}/org.example.a`)?.pid).toBe(before?.pid);
}

function readFileOrLink(path: string): string | undefined {
  if (!lstatSync(path, { throwIfNoEntry: false })) return undefined;
  return lstatSync(path).isSymbolicLink() ? 'a link' : readFileSync(path, 'utf8');
}

const foreign = (text: string) => text.replace(/<!--[\s\S]*?-->\n/, '').replace('1000', '2000');

describe('svc install and a file that is not as svc left it', () => {
  it('refuses one edited by hand; --force writes it anew and keeps a copy', async () => {
    const machine = await installed();
    const edited = readFileSync(plistOf(machine), 'utf8').replace('1000', '2000');
    write(plistOf(machine), edited);
    await refusedBeside(machine, /org\.example\.a\.plist was edited by hand since svc wrote it\.$/);
    const forced = await change(machine, ['install', '--no-verify', '--force']);
    expect([forced.code, forced.results]).toEqual([0, ['a updated', 'b unchanged']]);
    expect(copiesOf(machine)).toEqual([edited]);
    expect(readFileSync(plistOf(machine), 'utf8')).toContain('1000');
    expect(await change(machine, ['install'])).toMatchObject({ code: 0, changing: [] });
  });

  it('refuses a foreign one with our label; --force takes it over and keeps a copy', async () => {
    const machine = await warmMachine(sleepers(['a', 'b']));
    const [job] = machine.declare(sleepers(['a', 'b']));
    const theirs = foreign(job!.text);
    write(plistOf(machine), theirs);
    expect((await machine.standIn.call(['bootstrap', machine.domain, plistOf(machine)])).code).toBe(0);
    await refusedBeside(machine, /org\.example\.a\.plist was not written by svc\.$/);
    const forced = await change(machine, ['install', '--no-verify', '--force']);
    expect([forced.code, forced.results]).toEqual([0, ['a updated', 'b unchanged']]);
    expect(copiesOf(machine)).toEqual([theirs]);
    expect(machine.standIn.job(`${machine.domain}/org.example.a`)?.definition.arguments).toEqual([
      '/bin/sleep',
      '1000',
    ]);
  });

  it('adopts a foreign one with an equal dict: a copy, our file, and no reload', async () => {
    const machine = await warmMachine(sleepers(['a']));
    const [job] = machine.declare(sleepers(['a']));
    const theirs = job!.text.replace(/<!--[\s\S]*?-->\n/, '');
    expect(theirs).not.toBe(job!.text);
    write(plistOf(machine), theirs);
    await machine.standIn.call(['bootstrap', machine.domain, plistOf(machine)]);
    const pid = machine.standIn.job(`${machine.domain}/org.example.a`)?.pid;
    const adopted = await change(machine, ['install']);
    expect([adopted.code, adopted.results, adopted.changing]).toEqual([0, ['a updated'], []]);
    expect(adopted.only.actions.map((action) => action.do)).toEqual(['keep-copy', 'write']);
    expect(adopted.only.notes?.join()).toContain('nothing is reloaded for it');
    expect(machine.standIn.job(`${machine.domain}/org.example.a`)?.pid).toBe(pid);
    expect([readFileSync(plistOf(machine), 'utf8'), copiesOf(machine)]).toEqual([job!.text, [theirs]]);
  });

  it('refuses a symbolic link; --force puts the file in its place and leaves what it led to', async () => {
    const machine = await installed();
    const kept = join(machine.standIn.home, 'dotfiles/a.plist');
    write(kept, readFileSync(plistOf(machine), 'utf8'));
    rmSync(plistOf(machine));
    symlinkSync(kept, plistOf(machine));
    await refusedBeside(machine, /org\.example\.a\.plist is a symbolic link; svc writes through none/);
    const before = readFileSync(kept, 'utf8');
    const forced = await change(machine, ['install', '--no-verify', '--force', 'a']);
    expect([forced.code, forced.results]).toEqual([0, ['a updated']]);
    expect(lstatSync(plistOf(machine)).isFile()).toBe(true);
    expect(readFileSync(kept, 'utf8')).toBe(before);
  });

  it.each([
    ['0600', /has the mode 0600: launchd takes 0644 everywhere/],
    ['0666', /has the mode 0666: others than its owner may write it/],
  ])('mends the mode %s with a word', async (mode, words) => {
    const machine = await installed();
    chmodSync(plistOf(machine), mode);
    const mended = await change(machine, ['install', 'a']);
    expect([mended.code, mended.results, mended.changing]).toEqual([0, ['a updated'], []]);
    expect(mended.only.notes?.join()).toMatch(words);
    expect(statSync(plistOf(machine)).mode & 0o777).toBe(0o644);
  });

  it.skipIf(process.getuid?.() !== 0)('mends the owner with a word (skipped unless root)', async () => {
    const machine = await installed();
    chownSync(plistOf(machine), 12_345, 12_345);
    const mended = await change(machine, ['install', 'a']);
    expect([mended.code, mended.results, mended.changing]).toEqual([0, ['a updated'], []]);
    expect(mended.only.notes?.join()).toMatch(/belongs to uid 12345 and not to uid 0: launchd refuses it/);
    expect(statSync(plistOf(machine)).uid).toBe(0);
  });
});

describe('svc install and what launchd holds', () => {
  it('enables what an override disables, and says so', async () => {
    const machine = await warmMachine(sleepers(['a']));
    await machine.standIn.call(['disable', `${machine.domain}/org.example.a`]);
    const { code, only, changing } = await change(machine, ['install', '--no-verify']);
    expect([code, only.result]).toEqual([0, 'installed']);
    expect(only.notes?.join()).toContain(`disabled by an override in ${machine.domain}: install enables it`);
    expect(changing[0]).toBe(`enable ${machine.domain}/org.example.a`);
    expect(machine.standIn.job(`${machine.domain}/org.example.a`)?.state).toBe('running');
  });

  it('refuses a label loaded from another path, and names the path; --force unloads it (oc-10)', async () => {
    const machine = await warmMachine(sleepers(['a', 'b']));
    const [job] = machine.declare(sleepers(['a', 'b']));
    const other = join(machine.standIn.home, 'elsewhere/a.plist');
    write(other, foreign(job!.text));
    expect((await machine.standIn.call(['bootstrap', machine.domain, other])).code).toBe(0);
    await refusedBeside(machine, /org\.example\.a is loaded from .*\/elsewhere\/a\.plist, another file/);
    const forced = await change(machine, ['install', '--no-verify', '--force', 'a']);
    expect(forced.code, JSON.stringify(forced.services)).toBe(0);
    expect(machine.standIn.job(`${machine.domain}/org.example.a`)?.path).toBe(plistOf(machine));
    expect(existsSync(other)).toBe(true);
  });

  it('unloads the label from the user domain as well, and says so', async () => {
    const text = sleepers(['a']);
    const machine = await warmMachine(text);
    const [job] = machine.declare(text);
    const user = machine.domain.replace('gui', 'user');
    write(
      plistOf(machine),
      job!.text.replace('<key>Label', '<key>LimitLoadToSessionType</key><string>Background</string><key>Label'),
    );
    expect((await machine.standIn.call(['bootstrap', user, plistOf(machine)])).code).toBe(0);
    write(plistOf(machine), job!.text);
    const { code, only, changing } = await change(machine, ['install', '--no-verify']);
    expect([code, only.result], JSON.stringify(only)).toEqual([0, 'updated']);
    expect(only.notes?.join()).toContain(`It is loaded in ${user}: it is unloaded there`);
    expect(changing[0]).toBe(`bootout ${user}/org.example.a`);
    expect(machine.standIn.jobs().map(({ domain }) => domain.kind)).toEqual(['gui']);
  });
});

it('exits with the gravest of several codes: 2 before 3 before 1', async () => {
  const text = sleepers(['a', 'b', 'c']);
  const machine = await warmMachine(text);
  await machine.place(machine.declare(text));
  const edited = join(machine.agents, 'org.example.a.plist');
  write(edited, readFileSync(edited, 'utf8').replace('1000', '2000'));
  machine.standIn.faults.add({ kind: 'answer', verb: 'bootstrap', code: 109, label: 'org.example.b' });
  const more = { b: 'nice: 5', c: 'nice: 5' };
  machine.declare(sleepers(['a', 'b', 'c'], more));
  const three = await change(machine, ['install', '--no-verify', 'a', 'b']);
  expect([three.code, three.results]).toEqual([3, ['a skipped', 'b rolled-back']]);
  machine.standIn.faults.add({ kind: 'answer', verb: 'bootstrap', code: 109, label: 'org.example.b' });
  const two = await change(machine, ['install', '--no-verify'], { XPC_SERVICE_NAME: 'org.example.c' });
  expect([two.code, two.results]).toEqual([2, ['a skipped', 'b rolled-back', 'c skipped']]);
});

describe('svc install and the disk', () => {
  it('makes LaunchAgents where it is missing, 0755 whatever the umask (nd-06, oc-14)', async () => {
    const machine = await warmMachine(sleepers(['a']));
    rmSync(machine.agents, { recursive: true });
    const before = process.umask(0o077);
    const { code, only } = await change(machine, ['install', '--no-verify']).finally(() => process.umask(before));
    expect([code, only.result]).toEqual([0, 'installed']);
    expect(only.actions[0]).toMatchObject({ do: 'make-folders', target: machine.agents });
    expect(statSync(machine.agents).mode & 0o777).toBe(0o755);
    expect(statSync(plistOf(machine)).mode & 0o777).toBe(0o644);
  });

  it(`leaves the old version running on a full disk${whyNoMount}`, async ({ skip }) => {
    skip(whyNoMount !== '');
    const machine = await warmMachine(sleepers(['a']));
    rmSync(machine.agents, { recursive: true });
    mountedAt(join(machine.standIn.home, 'Library'), 'LaunchAgents', 16_384);
    chmodSync(machine.agents, 0o755);
    expect(await change(machine, ['install', '--no-verify'])).toMatchObject({ code: 0 });
    const old = readFileSync(plistOf(machine), 'utf8');
    fill(machine.agents);
    const disk = readdirSync(machine.agents);
    machine.declare(sleepers(['a', 'b'], { a: 'nice: 5' }));
    const { code, services, changing } = await change(machine, ['install', '--no-verify']);
    expect([code, changing]).toEqual([3, []]);
    expect(services.map(({ result }) => result)).toEqual(['failed', 'failed']);
    for (const { error } of services) {
      expect(error?.cause).toContain('the disk is full');
      expect(error?.remedy).toBe('Nothing was changed.');
    }
    expect(services[0]!.after.state).toBe('running');
    expect([readFileSync(plistOf(machine), 'utf8'), readdirSync(machine.agents)]).toEqual([old, disk]);
  });

  /** A services.yaml whose `a` is another one, installed by a svc in which these lines were run before. */
  async function withHook(machine: StandInMachine, lines: string) {
    const hook = join(machine.standIn.home, 'hook.cjs');
    write(hook, `const fs = require('node:fs');\n${lines}`);
    machine.declare(sleepers(['a', 'b'], { a: 'nice: 5' }));
    const env = { NODE_OPTIONS: `--require=${hook}` };
    return await machine.start(['install', '--no-verify', '--json'], env).end;
  }

  const sayQuota = () => {
    const errno = constants.errno.EDQUOT;
    const said = `'Unknown system error -${errno}'`;
    return `Object.assign(new Error(${said}), { errno: -${errno}, code: ${said}, syscall: 'fsync' })`;
  };

  it('leaves the old version running where the system answers what Node has no name for: a quota', async () => {
    const machine = await installed();
    const before = callsOf(machine).length;
    // After the record comes the property list; the old version runs still.
    const { code, stdout, stderr } = await withHook(
      machine,
      `const { fsyncSync } = fs;
      let left = 1;
      fs.fsyncSync = (handle) => {
        if (left-- !== 0) return fsyncSync(handle);
        throw ${sayQuota()};
      };`,
    );
    expect([code, stderr]).toEqual([3, '']);
    const [a, b] = JSON.parse(stdout).services;
    expect([a.result, b.result]).toEqual(['failed', 'unchanged']);
    expect(a.error.cause).toContain('the disk quota is used up');
    expect(callsOf(machine).slice(before).join('\n')).not.toContain('bootout');
    expect(machine.standIn.job(`${machine.domain}/org.example.a`)?.state).toBe('running');
  });

  /** Fails once, as the new property list is put in its place: the old version has been booted out by then. */
  const atTheRename = (error: string) => `
    const { renameSync } = fs;
    fs.renameSync = (from, to) => {
      if (!to.endsWith('.plist')) return renameSync(from, to);
      fs.renameSync = renameSync;
      throw ${error};
    };`;

  it('brings the old version back where it fails at the last moment', async () => {
    const machine = await installed();
    const { code, stdout } = await withHook(machine, atTheRename(sayQuota()));
    const [a] = JSON.parse(stdout).services;
    expect([code, a.result, a.after.state]).toEqual([3, 'rolled-back', 'running']);
    expect(readdirSync(machine.agents).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('leaves the old version running where svc itself fails, and says so (exit 4)', async () => {
    const machine = await installed();
    const old = readFileSync(plistOf(machine), 'utf8');
    const { code, stdout, stderr } = await withHook(machine, atTheRename("new TypeError('a slip')"));
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/this is a bug in svc.*TypeError: a slip/s);
    expect(machine.standIn.job(`${machine.domain}/org.example.a`)?.state).toBe('running');
    expect(readFileSync(plistOf(machine), 'utf8')).toBe(old);
  });

  it(`changes nothing where the state folder is on a full disk${whyNoMount}`, async ({ skip }) => {
    skip(whyNoMount !== '');
    const machine = await warmMachine(sleepers(['a']));
    const local = mountedAt(machine.standIn.home, '.local', 16_384);
    chmodSync(local, 0o755);
    fill(local);
    const { code, stderr, changing } = await change(machine, ['install', '--no-verify']);
    expect([code, changing]).toEqual([3, []]);
    expect(unwrapped(stderr)).toMatch(/The state folder can not be used: .*the disk is full.*make room/);
    expect(existsSync(plistOf(machine))).toBe(false);
  });

  it(`says so where LaunchAgents is read-only${whyNoMount}`, async ({ skip }) => {
    skip(whyNoMount !== '');
    const machine = await warmMachine(sleepers(['a']));
    rmSync(machine.agents, { recursive: true });
    mountedAt(join(machine.standIn.home, 'Library'), 'LaunchAgents', 65_536);
    makeReadOnly(machine.agents);
    const { code, only, changing } = await change(machine, ['install', '--no-verify']);
    expect([code, only.result, changing]).toEqual([3, 'failed', []]);
    expect(only.error).toMatchObject({
      cause: expect.stringMatching(/org\.example\.a\.plist: the file system is read-only/),
      remedy: expect.stringMatching(/Everything is as it was|Nothing was changed/),
    });
    expect(machine.standIn.jobs()).toEqual([]);
  });

  it('says so where LaunchAgents is a file, or a link into nothing', async () => {
    const machine = await warmMachine(sleepers(['a']));
    rmSync(machine.agents, { recursive: true });
    write(machine.agents, 'no folder');
    const before = contentsOf(join(machine.standIn.home, 'Library'));
    const { code, only } = await change(machine, ['install', '--no-verify']);
    expect([code, only.result]).toEqual([3, 'failed']);
    expect(only.error?.cause).toMatch(/a file, not a folder/);
    expect(contentsOf(join(machine.standIn.home, 'Library'))).toEqual(before);
    rmSync(machine.agents);
    symlinkSync('/nonexistent/svc', machine.agents);
    expect(await change(machine, ['install', '--no-verify'])).toMatchObject({ code: 3 });
    expect(machine.standIn.jobs()).toEqual([]);
  });
});

/** Takes all the room that is left. */
function fill(folder: string): void {
  mkdirSync(join(folder, 'x'), { recursive: true });
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
    for (let i = 0; i < 64; i++) {
      const path = join(folder, 'x', `${size}-${i}`);
      try {
        write(path, 'x'.repeat(size));
      } catch {
        rmSync(path, { force: true });
        break;
      }
    }
  }
}
