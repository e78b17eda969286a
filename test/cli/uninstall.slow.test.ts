/** `svc uninstall`, and what --prune removes. */
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { change, sleepers, unwrapped } from '../support/changes.ts';
import { type StandInMachine, write } from '../support/stand-in-machine.ts';
import { warmMachine } from '../support/warm-machine.ts';

const plistOf = ({ agents }: StandInMachine, name: string) => join(agents, `org.example.${name}.plist`);
const inState = ({ standIn }: StandInMachine, folder: string) =>
  readdirSync(join(standIn.home, '.local/state/svc/org.example', folder)).sort();

async function installed(names: readonly string[]): Promise<StandInMachine> {
  const text = sleepers(names, { a: 'logs: ~/logs' });
  const machine = await warmMachine(text);
  write(join(machine.standIn.home, 'logs/a-stdout.log'), 'kept\n');
  await machine.place(machine.declare(text));
  return machine;
}

describe('svc uninstall', () => {
  it('unloads, removes the file, keeps a copy and the logs, and may be said again (oc-34, ks-05)', async () => {
    const machine = await installed(['a', 'b']);
    const { standIn, domain } = machine;
    const log = join(standIn.home, 'logs/a-stdout.log');
    const text = readFileSync(plistOf(machine, 'a'), 'utf8');
    const { code, only, changing } = await change(machine, ['uninstall', 'a']);
    expect([code, changing]).toEqual([0, [`bootout ${domain}/org.example.a`]]);
    expect(only).toEqual({
      service: 'a',
      label: 'org.example.a',
      result: 'removed',
      before: { state: 'running', pid: expect.any(Number) },
      after: { state: 'not loaded', pid: null },
      actions: [
        { do: 'keep-copy', target: plistOf(machine, 'a'), ms: expect.any(Number) },
        { do: 'bootout', target: `${domain}/org.example.a`, code: 0, ms: expect.any(Number) },
        { do: 'remove-file', target: plistOf(machine, 'a'), ms: expect.any(Number) },
      ],
    });
    expect(existsSync(plistOf(machine, 'a'))).toBe(false);
    expect([inState(machine, 'copies'), inState(machine, 'records')]).toEqual([
      ['org.example.a.1.plist.bak'],
      ['org.example.b.json'],
    ]);
    const copy = join(standIn.home, '.local/state/svc/org.example/copies/org.example.a.1.plist.bak');
    expect([readFileSync(copy, 'utf8'), readFileSync(log, 'utf8')]).toEqual([text, 'kept\n']);
    expect(standIn.jobs().map(({ definition }) => definition.label)).toEqual(['org.example.b']);

    const again = await change(machine, ['uninstall', 'a']);
    expect([again.code, again.results, again.changing]).toEqual([0, ['a unchanged'], []]);
    expect(again.only.notes).toEqual(['There is nothing of svc to remove.']);
  });

  it('removes a service that goes by another label since it was installed', async () => {
    const machine = await installed(['a', 'b']);
    machine.declare(sleepers(['a', 'b'], { a: 'label: org.example.new' }));
    const { code, services } = await change(machine, ['uninstall', 'a']);
    expect([code, services.map(({ service, label, result }) => [service, label, result])]).toEqual([
      0,
      [
        ['a', 'org.example.a', 'removed'],
        ['a', 'org.example.new', 'unchanged'],
      ],
    ]);
    expect(machine.standIn.jobs().map(({ definition }) => definition.label)).toEqual(['org.example.b']);
  });

  it('leaves a label alone that another service has now', async () => {
    const machine = await installed(['a', 'b']);
    machine.declare(sleepers(['a', 'b'], { a: 'label: org.example.new', b: 'label: org.example.a' }));
    const { results } = await change(machine, ['uninstall', 'a']);
    expect(results).toEqual(['a unchanged']);
    expect(existsSync(plistOf(machine, 'a'))).toBe(true);
  });

  it('clears a leftover override, even where it is all that is left', async () => {
    const machine = await installed(['a']);
    const target = `${machine.domain}/org.example.a`;
    await machine.standIn.call(['disable', target]);
    const first = await change(machine, ['uninstall', '--all']);
    expect([first.code, first.results, first.changing]).toEqual([
      0,
      ['a removed'],
      [`bootout ${target}`, `enable ${target}`],
    ]);
    await machine.standIn.call(['disable', target]);
    const second = await change(machine, ['uninstall', '--all']);
    expect([second.code, second.results, second.changing]).toEqual([0, ['a removed'], [`enable ${target}`]]);
    expect((await machine.standIn.call(['print-disabled', machine.domain])).stdout).not.toMatch(
      /example\.a" => disabled/,
    );
    expect(await change(machine, ['uninstall', '--all'])).toMatchObject({ code: 0, changing: [] });
  });

  it.each([
    ['edited by hand', (text: string) => text.replace('1000', '2000'), /was edited by hand since svc wrote it/],
    [
      'rewritten without the mark',
      (text: string) => text.replace(/<!--[\s\S]*?-->\n/, ''),
      /does not bear the mark of svc/,
    ],
    ['somebody else’s', () => 'no property list', /does not bear the mark of svc/],
  ])('refuses a file that is %s, and the others go on; --force keeps a copy of it', async (_what, edit, words) => {
    const machine = await installed(['a', 'b']);
    const edited = edit(readFileSync(plistOf(machine, 'a'), 'utf8'));
    write(plistOf(machine, 'a'), edited);
    const refused = await change(machine, ['uninstall', 'a', 'b']);
    expect([refused.code, refused.results]).toEqual([1, ['a skipped', 'b removed']]);
    expect(unwrapped(refused.services[0]!.error!.cause)).toMatch(words);
    expect(refused.services[0]!.error!.remedy).toContain('--force');
    expect(readFileSync(plistOf(machine, 'a'), 'utf8')).toBe(edited);
    expect(machine.standIn.job(`${machine.domain}/org.example.a`)?.state).toBe('running');
    const forced = await change(machine, ['uninstall', 'a', '--force']);
    expect([forced.code, forced.results]).toEqual([0, ['a removed']]);
    expect(existsSync(plistOf(machine, 'a'))).toBe(false);
    const copies = join(machine.standIn.home, '.local/state/svc/org.example/copies');
    expect(readFileSync(join(copies, 'org.example.a.1.plist.bak'), 'utf8')).toBe(edited);
    expect(machine.standIn.jobs()).toEqual([]);
  });

  it('refuses a link and a label loaded from another path', async () => {
    const machine = await installed(['a', 'b']);
    const other = join(machine.standIn.home, 'other/b.plist');
    write(other, readFileSync(plistOf(machine, 'b'), 'utf8'));
    await machine.standIn.call(['bootout', `${machine.domain}/org.example.b`]);
    await expect.poll(() => machine.standIn.job(`${machine.domain}/org.example.b`)).toBeUndefined();
    expect((await machine.standIn.call(['bootstrap', machine.domain, other])).code).toBe(0);
    rmSync(plistOf(machine, 'a'));
    symlinkSync(other, plistOf(machine, 'a'));
    const { code, results, services, changing } = await change(machine, ['uninstall', '--all']);
    expect([code, results, changing]).toEqual([1, ['a skipped', 'b skipped'], []]);
    expect(services[0]!.error?.cause).toContain('is a symbolic link');
    expect(services[1]!.error?.cause).toContain(`is loaded from ${other}`);
  });

  it('tells a person in words', async () => {
    const machine = await installed(['a']);
    const { code, stdout, stderr } = await machine.svc(['uninstall', '--all']);
    const copies = join(machine.standIn.home, '.local/state/svc/org.example/copies');
    expect([code, stdout, stderr]).toEqual([
      0,
      'removed      a  org.example.a  not loaded\n1 removed.\n',
      `svc: logs stay; copies of the property lists are in ${copies}.\n`,
    ]);
  });
});

describe('svc install and what services.yaml no longer declares', () => {
  it('names an orphan, and removes it with --prune (hb-38)', async () => {
    const machine = await installed(['a', 'old']);
    machine.declare(sleepers(['a'], { a: 'logs: ~/logs' }));
    const named = await change(machine, ['install']);
    expect([named.code, named.results, named.changing]).toEqual([0, ['a unchanged'], []]);
    expect(named.stderr).toContain('old (org.example.old) is no longer declared; --prune removes it.');
    const one = await change(machine, ['install', 'a', '--prune']);
    expect([one.code, one.results, one.changing]).toEqual([0, ['a unchanged'], []]);
    expect(one.stderr).toContain('svc: --prune removes nothing where services are named.');
    const pruned = await change(machine, ['install', '--prune']);
    expect([pruned.code, pruned.results]).toEqual([0, ['a unchanged', 'old removed']]);
    expect(pruned.changing).toEqual([`bootout ${machine.domain}/org.example.old`]);
    expect([existsSync(plistOf(machine, 'old')), inState(machine, 'copies')]).toEqual([
      false,
      ['org.example.old.1.plist.bak'],
    ]);
    expect(await change(machine, ['install', '--prune'])).toMatchObject({ code: 0, results: ['a unchanged'] });
  });

  it('refuses an orphan that was edited; --force removes it with a copy', async () => {
    const machine = await installed(['a', 'old']);
    machine.declare(sleepers(['a'], { a: 'logs: ~/logs' }));
    write(plistOf(machine, 'old'), readFileSync(plistOf(machine, 'old'), 'utf8').replace('1000', '2000'));
    const refused = await change(machine, ['install', '--prune']);
    expect([refused.code, refused.results, refused.changing]).toEqual([1, ['a unchanged', 'old skipped'], []]);
    expect(await change(machine, ['install', '--prune', '--force'])).toMatchObject({
      code: 0,
      results: ['a unchanged', 'old removed'],
    });
  });

  it('names other files with our mark, removes them with --prune --force only, and never one without it', async () => {
    const machine = await installed(['a']);
    const { domain, standIn } = machine;
    const marked = readFileSync(plistOf(machine, 'a'), 'utf8').replaceAll('example.a<', 'example.lost<');
    write(plistOf(machine, 'lost'), marked.replaceAll('org.example/a', 'org.example/lost'));
    write(plistOf(machine, 'theirs'), marked.replaceAll('lost', 'theirs').replace(/<!--[\s\S]*?-->\n/, ''));
    for (const name of ['lost', 'theirs']) await standIn.call(['bootstrap', domain, plistOf(machine, name)]);
    for (const args of [['install'], ['install', '--prune'], ['install', '--force']]) {
      const { code, results, stderr, changing } = await change(machine, args);
      expect([code, results, changing], args.join(' ')).toEqual([0, ['a unchanged'], []]);
      expect(unwrapped(stderr)).toMatch(
        /org\.example\.lost\.plist bears the mark of this namespace, .*--prune --force removes it/,
      );
      expect(stderr).not.toContain('theirs');
    }
    const { code, results } = await change(machine, ['install', '--prune', '--force']);
    expect([code, results]).toEqual([0, ['a unchanged', 'lost removed']]);
    expect([existsSync(plistOf(machine, 'lost')), existsSync(plistOf(machine, 'theirs'))]).toEqual([false, true]);
    expect(standIn.jobs(domain).map(({ definition }) => definition.label)).toEqual([
      'org.example.a',
      'org.example.theirs',
    ]);
    expect(inState(machine, 'copies')).toEqual(['org.example.lost.1.plist.bak']);
  });
});
