/** `svc doctor`, the built program against the stand-in for launchd. */
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctorCheckIds } from '../../src/status/checks/index.ts';
import { type StandInMachine, standInMachine, write } from '../support/stand-in-machine.ts';
import { contentsOf } from '../support/svc.ts';

const service = (name: string) =>
  `  ${name}:\n    command: [/bin/sleep, "1000"]\n    keepAlive: true\n    exitTimeout: 20\n`;
const manifest = (...names: string[]) =>
  `version: 1\nnamespace: org.example\nservices:\n${names.map(service).join('')}`;

async function installed(...names: string[]): Promise<StandInMachine> {
  const machine = await standInMachine(manifest(...names));
  await machine.place(machine.declare(manifest(...names)));
  return machine;
}

interface Document {
  readonly version: number;
  readonly services: readonly { service: string; label: string; checks: readonly Answer[] }[];
  readonly machine: readonly Answer[];
}

interface Answer {
  readonly id: string;
  readonly state: string;
  readonly cause: string;
  readonly proposal: readonly string[];
}

const foundIn = (checks: readonly Answer[]) => checks.filter(({ state }) => state === 'found').map(({ id }) => id);

describe('svc doctor', () => {
  it('finds nothing on a machine in order, with exit 0, and changes nothing', async () => {
    const machine = await installed('a', 'b');
    const before = contentsOf(machine.standIn.folder);
    const calls = machine.standIn.log().length;
    const { code, stdout, stderr } = await machine.svc(['doctor']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^2 services and the machine: nothing found, \d+ ruled out, 2 not known\.\n$/);
    const verbose = await machine.svc(['doctor', '-v', 'a']);
    expect(verbose.stdout).toContain('  - ruled out  file-mode\n      The mode of the property list is 0644.\n');
    expect(verbose.stdout).toContain('\nmachine: nothing found, ');
    expect(contentsOf(machine.standIn.folder)).toEqual(before);
    const made = machine.standIn
      .log()
      .slice(calls)
      .filter(({ kind }) => kind === 'call');
    expect(made.filter(({ text }) => !/^launchctl print(?:-disabled)? /.test(text))).toEqual([]);
  });

  it('names what is wrong with which service, has the shape of docs/cli.md, and proposes without doing', async () => {
    const machine = await installed('a', 'b', 'c');
    const plist = (name: string) => join(machine.agents, `org.example.${name}.plist`);
    chmodSync(plist('a'), 0o666);
    await machine.standIn.call(['disable', `${machine.domain}/org.example.b`]);
    const before = contentsOf(machine.standIn.folder);
    const { code, stdout } = await machine.svc(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toContain('a (org.example.a): 1 found, ');
    expect(stdout).toContain(`  ! found      file-mode\n`);
    expect(stdout).toContain(`      $ chmod 0644 ${plist('a')}\n`);
    expect(stdout).toContain(`      $ launchctl enable ${machine.domain}/org.example.b\n`);
    expect(stdout).not.toContain('org.example.c');
    expect(stdout).not.toContain('  - ruled out');
    expect(stdout).toMatch(/\n3 services and the machine: 2 found, \d+ ruled out, 3 not known\.\n$/);
    const json = await machine.svc(['--json', 'doctor']);
    expect(json.code).toBe(1);
    const document = JSON.parse(json.stdout) as Document;
    expect(Object.keys(document)).toEqual(['version', 'services', 'machine']);
    expect(document.services.map(({ service, label, checks }) => [service, label, foundIn(checks)])).toEqual([
      ['a', 'org.example.a', ['file-mode']],
      ['b', 'org.example.b', ['override-disabled']],
      ['c', 'org.example.c', []],
    ]);
    expect(document.services[2]!.checks.map(({ id }) => id)).toEqual(doctorCheckIds);
    expect(foundIn(document.machine)).toEqual([]);
    expect(contentsOf(machine.standIn.folder)).toEqual(before);
  });

  it('finds what is left on the machine, and nothing of it where services are named', async () => {
    const machine = await installed('a', 'gone');
    const [a] = machine.declare(manifest('a'));
    write(join(machine.agents, 'org.example.lost.plist'), a!.text.replace('>org.example.a<', '>org.example.lost<'));
    const stale = join(machine.agents, '.org.example.a.plist.0123456789ab.tmp');
    const young = join(machine.agents, '.org.example.a.plist.ba9876543210.tmp');
    for (const path of [stale, young]) write(path, 'half');
    utimesSync(stale, 1_700_000_000, 1_700_000_000);
    const { code, stdout } = await machine.svc(['doctor', '--json']);
    expect(code).toBe(1);
    const { machine: checks } = JSON.parse(stdout) as Document;
    expect(foundIn(checks)).toEqual(['temporary-files', 'marked-files', 'orphans']);
    expect(checks.find(({ id }) => id === 'temporary-files')?.proposal).toEqual([`rm ${stale}`]);
    expect(checks.find(({ id }) => id === 'orphans')?.cause).toContain('org.example.gone');
    rmSync(stale);
    expect((await machine.svc(['doctor', 'a'])).code).toBe(0);
  });

  it('reports a state folder and an install folder that can not be used, and goes on', async () => {
    const machine = await installed('a');
    const state = join(machine.standIn.home, '.local/state/svc/org.example');
    rmSync(state, { recursive: true });
    symlinkSync('/tmp', state);
    chmodSync(machine.agents, 0o777);
    const { code, stdout } = await machine.svc(['doctor', '--json']);
    expect(code).toBe(1);
    const document = JSON.parse(stdout) as Document;
    expect(foundIn(document.machine)).toEqual(['install-folder', 'state-folder']);
    expect(document.services).toHaveLength(1);
    chmodSync(machine.agents, 0o755);
  });

  it('reports a file in place of the install folder', async () => {
    const machine = await standInMachine(manifest('a'));
    rmSync(machine.agents, { recursive: true });
    write(machine.agents, '');
    const { code, stdout } = await machine.svc(['doctor', '--json']);
    expect(code).toBe(1);
    const folder = (JSON.parse(stdout) as Document).machine.find(({ id }) => id === 'install-folder');
    expect(folder).toMatchObject({
      state: 'found',
      cause: `${machine.agents} is no folder.`,
      proposal: [`ls -ld ${machine.agents}`],
    });
    rmSync(machine.agents);
  });

  it.runIf(process.getuid?.() === 0)('reports an install folder of somebody else (needs root)', async () => {
    const machine = await installed('a');
    chownSync(machine.agents, 4242, 4242);
    const { stdout } = await machine.svc(['doctor', '--json']);
    const folder = (JSON.parse(stdout) as Document).machine.find(({ id }) => id === 'install-folder');
    expect(folder).toMatchObject({
      state: 'found',
      cause: `${machine.agents} belongs to uid 4242 and not to uid 0.`,
      proposal: [`sudo chown 0 ${machine.agents}`],
    });
    chownSync(machine.agents, 0, 0);
  });

  it('does not know whose label stands in a file that can not be read', async () => {
    const machine = await installed('a');
    mkdirSync(join(machine.agents, 'other.plist'));
    const { stdout } = await machine.svc(['doctor', '--json']);
    const unread = (JSON.parse(stdout) as Document).machine.find(({ id }) => id === 'unread-files');
    expect(unread?.state).toBe('unknown');
    expect(unread?.cause).toContain(`${join(machine.agents, 'other.plist')} (it is a folder) can not be read.`);
  });

  it('exits 3 where launchctl does not answer, and says what it knows all the same', async () => {
    const machine = await installed('a');
    chmodSync(join(machine.agents, 'org.example.a.plist'), 0o666);
    machine.standIn.faults.add({ kind: 'garbage', times: 'always' });
    const { code, stdout } = await machine.svc(['doctor', '--json']);
    expect(code).toBe(3);
    const document = JSON.parse(stdout) as Document;
    expect(foundIn(document.machine)).toEqual(['launchctl']);
    expect(foundIn(document.services[0]!.checks)).toEqual(['file-mode']);
  });

  it('says once that nobody is logged in at the desktop, and that a folder is missing', async () => {
    const machine = await standInMachine(manifest('a', 'b'));
    machine.standIn.faults.add({ kind: 'refuse', domain: machine.domain });
    rmSync(machine.agents, { recursive: true });
    const { code, stdout } = await machine.svc(['doctor', '--json']);
    expect(code).toBe(1);
    const document = JSON.parse(stdout) as Document;
    expect(foundIn(document.machine)).toEqual(['domain', 'install-folder']);
    expect(document.services.map(({ checks }) => foundIn(checks))).toEqual([['plist-missing'], ['plist-missing']]);
    mkdirSync(machine.agents, { recursive: true });
  });
});
