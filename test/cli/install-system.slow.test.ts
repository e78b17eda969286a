/** Daemons in domain system, end to end as root against the stand-in; and the linter that stands before every install. */
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callsOf, change, sleepers, unwrapped } from '../support/changes.ts';
import type { StandInMachine } from '../support/stand-in-machine.ts';
import { contentsOf, folderWith } from '../support/svc.ts';
import { warmMachine } from '../support/warm-machine.ts';

const isRoot = process.getuid?.() === 0;
/** Accounts that every machine has. */
const [USER, OTHER] = ['nobody', 'daemon'] as const;

/** uid of an account of this machine. */
function uidOf(name: string): number {
  return Number(new RegExp(`^${name}:[^:]*:(\\d+):`, 'm').exec(readFileSync('/etc/passwd', 'utf8'))![1]);
}

const daemonsOf = ({ standIn }: StandInMachine) => join(standIn.root, 'Library/LaunchDaemons');
const stateOf = ({ standIn }: StandInMachine) => join(standIn.root, 'Library/Application Support/svc/org.example');

/** A folder that daemons of any user can reach. */
function openFolder(): string {
  const folder = folderWith();
  chmodSync(folder, 0o755);
  return folder;
}

const system = (names: readonly string[], more: Readonly<Record<string, string>>) =>
  sleepers(names, more, 'domain: system\n');

describe.skipIf(!isRoot)('domain system (skipped unless root)', () => {
  it('installs, finds unchanged, changes, and removes daemons', async () => {
    const logs = openFolder();
    const text = (nice: number) => system(['a', 'b'], { a: `logs: ${logs}\n    nice: ${nice}`, b: `logs: ${logs}` });
    const machine = await warmMachine(text(0));
    const first = await change(machine, ['install']);
    expect([first.code, first.results], first.stderr).toEqual([0, ['a installed', 'b installed']]);
    expect(readdirSync(daemonsOf(machine))).toEqual(['org.example.a.plist', 'org.example.b.plist']);
    expect(statSync(join(daemonsOf(machine), 'org.example.a.plist')).mode & 0o777).toBe(0o644);
    expect(statSync(stateOf(machine)).mode & 0o777).toBe(0o755);
    expect(statSync(join(stateOf(machine), 'records/org.example.a.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(machine.agents)).toEqual([]);
    expect(existsSync(join(machine.standIn.home, '.local'))).toBe(false);
    const second = await change(machine, ['install']);
    expect([second.code, second.results, second.changing]).toEqual([0, ['a unchanged', 'b unchanged'], []]);
    machine.declare(text(5));
    const third = await change(machine, ['install']);
    expect([third.code, third.results]).toEqual([0, ['a updated', 'b unchanged']]);
    const stopped = await change(machine, ['stop', 'b']);
    expect(stopped.only).toMatchObject({
      result: 'stopped',
      notes: [
        `It is stopped until the next start of the Mac; sudo svc disable b -f ${machine.file} keeps it from coming back.`,
      ],
    });
    const removed = await change(machine, ['uninstall', '--all']);
    expect([removed.code, removed.results, machine.standIn.jobs()]).toEqual([0, ['a removed', 'b removed'], []]);
    expect(readdirSync(daemonsOf(machine))).toEqual([]);
  });

  it('makes folders and log files that the user of a daemon can use', async () => {
    const base = openFolder();
    const fields = (user: string) =>
      `user: ${user}\n    logs: ${base}/logs\n    workingDirectory: ${base}/work/${user}`;
    // Each writes into its working directory as who it is.
    const text = system(['a', 'b', 'c'], {
      a: fields(USER),
      b: fields(OTHER),
      c: `logs: ${base}/logs\n    workingDirectory: ${base}/work`,
    }).replaceAll('/bin/sleep, "1000"', '/bin/sh, -c, "id -u >who; echo up; exec sleep 1000"');
    const machine = await warmMachine(text);
    const before = process.umask(0o077);
    const { code, services, stderr } = await change(machine, ['install']).finally(() => process.umask(before));
    expect(code, stderr + JSON.stringify(services)).toBe(0);
    for (const user of [USER, OTHER])
      expect(Number(readFileSync(join(base, 'work', user, 'who'), 'utf8'))).toBe(uidOf(user));
    const ownerOf = (path: string) => statSync(join(base, path)).uid;
    expect([ownerOf('logs'), ownerOf('work'), ownerOf(`work/${USER}`)]).toEqual([
      uidOf(USER),
      uidOf(USER),
      uidOf(USER),
    ]);
    expect(statSync(join(base, 'logs')).mode & 0o777).toBe(0o755);
    // The folder was there for the second user: its files are made for it.
    expect(ownerOf('logs/b-stdout.log')).toBe(uidOf(OTHER));
    expect(statSync(join(base, 'logs/b-stdout.log')).mode & 0o777).toBe(0o644);
    // What was there keeps its owner.
    expect([ownerOf('.'), ownerOf(`work/${OTHER}`)]).toEqual([0, uidOf(OTHER)]);
  });

  it('refuses a services.yaml that others may write; --force goes on with a word', async () => {
    const logs = openFolder();
    const machine = await warmMachine(system(['a'], { a: `logs: ${logs}` }));
    chmodSync(machine.file, 0o666);
    const before = contentsOf(machine.standIn.folder);
    const refused = await change(machine, ['install']);
    expect([refused.code, refused.calls]).toEqual([2, []]);
    expect(unwrapped(refused.stderr)).toMatch(
      /Others than root may change .*services\.yaml .*root would run what it says/,
    );
    expect(contentsOf(machine.standIn.folder)).toEqual(before);
    const forced = await change(machine, ['install', '--force', '--no-verify']);
    expect([forced.code, forced.results]).toEqual([0, ['a installed']]);
    expect(forced.stderr).toContain('Done all the same: --force.');
  });

  it('always looks at this machine: a program that is missing stops it', async () => {
    const logs = openFolder();
    const text = system(['a'], { a: `logs: ${logs}` });
    const machine = await warmMachine(text.replace('/bin/sleep', '/opt/none/server'));
    const refused = await change({ ...machine, svc: (args) => machine.svc(args.filter((arg) => arg !== '--json')) }, [
      'install',
    ]);
    expect([refused.code, refused.calls]).toEqual([1, []]);
    expect(refused.stderr).toContain('host-program-missing');
    // The same as an agent: whether the program is there is asked in domain system only.
    machine.declare(sleepers(['a']).replace('/bin/sleep', '/opt/none/server'));
    expect((await change(machine, ['install', '--dry-run'])).code).toBe(0);
  });
});

describe('the linter before an install', () => {
  it('stops everything for an error, before anything changes, in text and in JSON', async () => {
    const machine = await warmMachine(sleepers(['a', 'b'], { b: 'plist: { StartCalendarIntervals: [] }' }));
    const before = contentsOf(machine.standIn.folder);
    const { code, stdout, stderr } = await machine.svc(['install']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/error.*unknown-key/);
    expect(stderr).toContain('svc: lint finds an error; nothing was changed.\n');
    const answer = await machine.svc(['install', '--json']);
    expect(JSON.parse(answer.stdout)).toMatchObject({
      version: 1,
      diagnostics: [{ rule: 'unknown-key', severity: 'error' }],
    });
    expect((await machine.svc(['install', 'a', '--force'])).code).toBe(1);
    expect(callsOf(machine)).toEqual([]);
    expect(contentsOf(machine.standIn.folder)).toEqual(before);
  });

  it('counts the levels of lint.rules, both ways', async () => {
    const wrong = { a: 'plist: { StartCalendarIntervals: [] }' };
    const machine = await warmMachine(sleepers(['a'], wrong, 'lint: { rules: { unknown-key: warning } }\n'));
    expect(await change(machine, ['install', '--no-verify'])).toMatchObject({ code: 0, results: ['a installed'] });
    machine.declare(sleepers(['a'], { a: 'nice: 5' }, 'lint: { rules: { log-missing: error } }\n'));
    const { code, stderr } = await machine.svc(['install']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/error.*log-missing/);
  });

  it('shows a secret in a plist, and installs all the same', async () => {
    const secret = 'correct-horse-7-battery';
    const machine = await warmMachine(sleepers(['a'], { a: `environment: { DB_PASSWORD: ${secret} }` }));
    const { code, stderr, stdout } = await machine.svc(['install', '--no-verify']);
    expect(code).toBe(0);
    // Reading the file tells of it, and so does the linter: once is enough, with -q too.
    expect(stderr.match(/secret-in-plist/g)).toHaveLength(1);
    expect((await machine.svc(['install', '-q'])).stderr.match(/secret-in-plist/g)).toHaveLength(1);
    expect(stdout + stderr).not.toContain('horse');
    expect(machine.standIn.job(`${machine.domain}/org.example.a`)?.state).toBe('running');
  });
});
