/** `svc diff`, the built program against the stand-in for launchd. */
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sleepers } from '../support/changes.ts';
import { type StandInMachine, standInMachine, write } from '../support/stand-in-machine.ts';
import { contentsOf } from '../support/svc.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

const manifest = (more: Readonly<Record<string, string>> = {}, names = NAMES) => sleepers(names, more);

async function installed(names = NAMES): Promise<StandInMachine> {
  const text = manifest({}, names);
  const machine = await standInMachine(text);
  await machine.place(machine.declare(text));
  return machine;
}

/** Enough where the number of services does not matter. */
const THREE = ['a', 'b', 'c'];

const documentOf = (stdout: string) =>
  JSON.parse(stdout) as {
    version: number;
    services: {
      service: string;
      label: string;
      state: string;
      changes: { key: string; desired: string | null; disk: string | null; loaded: string | null }[];
      actions: { do: string; target: string }[];
      price: object;
      refusal?: { cause: string };
      unknown?: string;
    }[];
    unclaimed: string[];
    notes: string[];
  };

describe('svc diff', () => {
  it('says so where nothing differs, and changes nothing', async () => {
    const machine = await installed();
    const before = contentsOf(machine.standIn.folder);
    const calls = machine.standIn.log().filter(({ kind }) => kind === 'call').length;
    const { code, stdout, stderr } = await machine.svc(['diff']);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'No changes: all 6 services are as services.yaml says.\n',
      stderr: '',
    });
    const made = machine.standIn
      .log()
      .filter(({ kind }) => kind === 'call')
      .slice(calls);
    expect(made.length).toBeLessThanOrEqual(9);
    expect(made.filter(({ text }) => !/^launchctl print(?:-disabled)? /.test(text))).toEqual([]);
    expect(contentsOf(machine.standIn.folder)).toEqual(before);
    expect(documentOf((await machine.svc(['diff', '--json'])).stdout).services.map(({ state }) => state)).toEqual(
      NAMES.map(() => 'same'),
    );
  });

  it('names the one that is not loaded, with exit 1 (mi-01)', async () => {
    const machine = await installed();
    await machine.standIn.call(['bootout', `${machine.domain}/org.example.d`]);
    const { code, stdout } = await machine.svc(['diff']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^~ d \(org\.example\.d\): not loaded\n/);
    expect(stdout).toMatch(/\n1 to change, 5 unchanged\.\n$/);
  });

  it('shows a change key by key with its price', async () => {
    const machine = await installed(THREE);
    machine.declare(manifest({ b: 'throttleInterval: 30', c: 'nice: 5' }, [...THREE, 'new']));
    const { code, stdout } = await machine.svc(['diff']);
    expect(code).toBe(1);
    expect(stdout).toContain(
      '~ b (org.example.b): outdated\n' +
        '    + ThrottleInterval: 30; loaded: 10\n' +
        '    Costs a reload: it is stopped and started again, and may be down for up to\n' +
        '    20 s while the old process ends.\n',
    );
    expect(stdout).toContain('    + Nice: 5\n');
    // What is new is told by what it starts and when; -v has the rest.
    expect(stdout).toContain(
      '+ new (org.example.new): not installed\n' +
        '    + ProgramArguments: ["/bin/sleep", "1000"]\n' +
        '    + KeepAlive: true\n' +
        '    and 2 more keys (-v shows them)\n',
    );
    expect((await machine.svc(['diff', 'new', '-v'])).stdout).toContain('    + Label: "org.example.new"\n');
    expect(stdout).toMatch(/\n1 to install, 2 to change, 1 unchanged\.\n$/);
  });

  it('has the shape of docs/cli.md in JSON', async () => {
    const machine = await installed(THREE);
    machine.declare(manifest({ b: 'throttleInterval: 30' }, THREE));
    const { version, services, unclaimed, notes } = documentOf((await machine.svc(['diff', 'b', '--json'])).stdout);
    const target = `${machine.domain}/org.example.b`;
    expect({ version, services, unclaimed }).toEqual({
      version: 1,
      unclaimed: [],
      services: [
        {
          service: 'b',
          label: 'org.example.b',
          state: 'outdated',
          changes: [{ key: 'ThrottleInterval', desired: '30', disk: null, loaded: '10' }],
          actions: [
            { do: 'bootout', target },
            { do: 'write', target: join(machine.agents, 'org.example.b.plist') },
            { do: 'enable', target },
            { do: 'bootstrap', target },
          ],
          price: { reload: true, downtimeSeconds: 20 },
          notes: [],
        },
      ],
    });
    expect(notes).toEqual([]);
  });

  it('tells a file edited by hand, a foreign one and a link apart', async () => {
    const machine = await installed(THREE);
    const plist = (name: string) => join(machine.agents, `org.example.${name}.plist`);
    write(plist('a'), readFileSync(plist('a'), 'utf8').replace('1000', '2000'));
    write(
      plist('b'),
      readFileSync(plist('b'), 'utf8')
        .replace(/<!--[\s\S]*?-->\n/, '')
        .replace('1000', '2000'),
    );
    rmSync(plist('c'));
    symlinkSync('/dev/null', plist('c'));
    const { code, stdout } = await machine.svc(['diff']);
    expect(code).toBe(1);
    expect(stdout).toContain(
      '! a (org.example.a): edited by hand, refused without --force\n    ~ ProgramArguments: ["/bin/sleep", "2000"] → ["/bin/sleep", "1000"]\n',
    );
    expect(stdout).toContain('! b (org.example.b): not of svc, refused without --force\n');
    expect(stdout.replace(/\s+/g, ' ')).toContain('org.example.c.plist is a symbolic link');
    expect(stdout).toMatch(/\n3 refused\.\n$/);
  });

  it('finds one entry of a calendar and an array of it the same (sc-12)', async () => {
    const text = manifest({}, ['a']).replace('keepAlive: true', 'schedule: "03:00"');
    const machine = await standInMachine(text);
    const [job] = machine.declare(text);
    await machine.place([job!]);
    const array = readFileSync(job!.path, 'utf8').replace(
      /(<key>StartCalendarInterval<\/key>\s*)(<dict>[\s\S]*?<\/dict>)/,
      '$1<array>$2</array>',
    );
    expect(array).toContain('<array><dict>');
    write(job!.path, array);
    const [service] = documentOf((await machine.svc(['diff', '--json'])).stdout).services;
    expect(service).toMatchObject({ changes: [], actions: [{ do: 'write' }], price: {} });
  });

  it('names orphans and marked files that nobody accounts for', async () => {
    const machine = await installed(THREE);
    machine.declare(manifest({}, ['a', 'b']));
    write(
      join(machine.agents, 'org.example.lost.plist'),
      readFileSync(join(machine.agents, 'org.example.a.plist'), 'utf8').replaceAll('example.a<', 'example.lost<'),
    );
    const { code, stdout } = await machine.svc(['diff']);
    expect(code).toBe(1);
    expect(stdout).toContain('- c (org.example.c): orphan: services.yaml does not declare it any more\n');
    expect(stdout.replace(/\s+/g, ' ')).toContain('org.example.lost.plist bears the mark of org.example/a,');
    expect(stdout).toMatch(/\n1 to remove with --prune, 2 unchanged\.\n$/);
    expect(
      documentOf((await machine.svc(['--json', 'diff', 'a'])).stdout).services.map(({ service }) => service),
    ).toEqual(['a']);
  });

  it.each([
    ['garbage', { kind: 'garbage', verb: 'print', times: 'always' }],
    ['a code that says nothing', { kind: 'answer', code: 5, verb: 'print', times: 'always' }],
    ['a crash', { kind: 'crash', verb: 'print', times: 'always' }],
  ] as const)('exits 3 where launchctl answers with %s, and does not call it "not loaded"', async (_name, fault) => {
    const machine = await installed(THREE);
    machine.standIn.faults.add(fault);
    const { code, stdout } = await machine.svc(['diff']);
    expect(code).toBe(3);
    expect(stdout).not.toContain('not loaded');
    expect(stdout).toMatch(/^\? a \(org\.example\.a\): not known\n/);
    expect(stdout).toMatch(/3 not known\.\n$/);
  });

  it('exits 3 where launchctl can not be called', async () => {
    const machine = await installed(THREE);
    const { code, stdout } = await machine.svc(['diff', 'a'], { SVC_LAUNCHCTL: '/nonexistent/launchctl' });
    expect(code).toBe(3);
    expect(stdout.replace(/\s+/g, ' ')).toContain('Nothing is done with it.');
  });

  it('suggests a service for an unknown name, and lets nothing steer the terminal', async () => {
    const text = manifest({ a: 'environment: { X: "\\u009b31mred\\u202e" }' }, ['a', 'gateway']);
    const machine = await standInMachine(text);
    const { code, stderr } = await machine.svc(['diff', 'gatway']);
    expect(code).toBe(2);
    expect(stderr).toBe('svc: there is no service "gatway". Did you mean gateway?\n');
    const shown = await machine.svc(['diff', '-v']);
    expect(shown.stdout).toContain('\\u009b31mred\\u202e');
    expect(shown.stdout).not.toMatch(/[\u001b\u009b\u202e]/);
  });

  it('colours only where it is asked to, and says the same without', async () => {
    const machine = await installed(THREE);
    machine.declare(manifest({ b: 'nice: 5' }, THREE));
    const plain = await machine.svc(['diff']);
    const colored = await machine.svc(['diff'], { FORCE_COLOR: '1' });
    expect(colored.stdout).toContain('\u001b[33m');
    expect(colored.stdout.replace(/\u001b\[\d+m/g, '')).toBe(plain.stdout);
    expect((await machine.svc(['diff', '-q'])).stdout).toBe(
      '~ b (org.example.b): outdated\n    + Nice: 5\n\n1 to change, 2 unchanged.\n',
    );
  });

  it('says when nobody is logged in at the desktop', async () => {
    const machine = await standInMachine(manifest({}, ['a']));
    machine.standIn.faults.add({ kind: 'refuse', domain: machine.domain });
    const { code, stdout } = await machine.svc(['diff']);
    expect(code).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      `There is no domain ${machine.domain}: nobody is logged in at the desktop`,
    );
  });

  it('shows no secret, in text and in JSON', async () => {
    const secret = 'correct-horse-7-battery';
    const machine = await standInMachine(manifest({ a: `environment: { DB_PASSWORD: ${secret} }` }, ['a']));
    const [job] = machine.declare(manifest({ a: `environment: { DB_PASSWORD: ${secret} }` }, ['a']));
    await machine.place([job!]);
    machine.declare(manifest({ a: 'environment: { DB_PASSWORD: another-horse-8-battery }' }, ['a']));
    for (const args of [['diff'], ['diff', '--json'], ['diff', '-v']]) {
      const { stdout, stderr, code } = await machine.svc(args);
      expect(code).toBe(1);
      expect(stdout + stderr).not.toContain('horse');
      expect(stdout).toContain('DB_PASSWORD');
    }
  });

  it('reports a file that can not be read with exit 3', async () => {
    const machine = await installed(THREE);
    rmSync(join(machine.agents, 'org.example.a.plist'));
    writeFileSync(join(machine.standIn.home, 'note'), '');
    write(join(machine.agents, 'org.example.a.plist/x'), '');
    const { code, stdout } = await machine.svc(['diff', 'a']);
    expect(code).toBe(3);
    expect(stdout.replace(/\s+/g, ' ')).toContain('org.example.a.plist can not be read: it is a folder.');
  });
});
