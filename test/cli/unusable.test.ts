/** Files and options that can not be used: one line that says why, an exit code, and the same in JSON. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { change, sleepers } from '../support/changes.ts';
import { standInMachine } from '../support/stand-in-machine.ts';
import { folderWith, manifestOf, svc } from '../support/svc.ts';

describe('a services.yaml that can not be read', () => {
  it.each([
    ['a folder', 'it is a folder, not a file', 'Mend that, or name another services.yaml with -f.'],
    ['too large', 'it has 100 bytes, and the limit is 99', '--max-size raises the limit.'],
  ])('%s', (what, why, help) => {
    const cwd = folderWith({ 'folder/x': '', 'large.yaml': `#${'x'.repeat(99)}` });
    const file = what === 'a folder' ? 'folder' : 'large.yaml';
    const args = ['-f', file, 'render', '--max-size', '99'];
    const told = svc(args, { cwd });
    expect([told.code, told.stdout]).toEqual([2, '']);
    expect(told.stderr).toContain(`svc: ${file} can not be used: ${why}`);
    const { diagnostics } = JSON.parse(svc([...args, '--json'], { cwd }).stdout);
    expect(diagnostics).toMatchObject([{ file, message: `The file can not be used: ${why}.`, help }]);
  });

  it('no text, and a template that is a folder', () => {
    const cwd = folderWith({
      'services.yaml': manifestOf('template: mine\ncommand: [/bin/x]', 'templates: mine\n'),
      'latin1.yaml': new Uint8Array([0x61, 0x3a, 0x20, 0xe9, 0x0a]),
    });
    mkdirSync(join(cwd, 'mine/mine.yaml'), { recursive: true });
    const template = svc(['render'], { cwd });
    expect(template.code).toBe(2);
    expect(template.stderr).toMatch(/mine\/mine\.yaml:1:1 error The template can not be read: it is a folder/);
    const text = svc(['-f', 'latin1.yaml', 'render'], { cwd });
    expect(text.code).toBe(2);
    expect(text.stderr).toMatch(/^latin1\.yaml:1:4 error .*UTF-8/);
  });
});

describe('--rule of svc lint', () => {
  it.each([
    ['key-cas=off', 'there is no rule "key-cas"; did you mean key-case?'],
    ['=off', 'write --rule id=level.'],
    ['key-case=loud', 'the level must be one of off, info, warning, error.'],
  ])('%s', (said, why) => {
    const { code, stdout, stderr } = svc(['lint', '--rule', said, 'x.plist']);
    expect([code, stdout, stderr]).toEqual([2, '', `svc: --rule ${said}: ${why}\n`]);
  });
});

describe('what svc lint finds in a folder', () => {
  it('nothing to check, a link to nowhere, and a folder in it that is a link to itself', () => {
    const cwd = folderWith({ 'empty/notes.txt': '', 'odd/sub/x.txt': '' });
    expect(svc(['lint', 'empty'], { cwd }).stderr).toContain('svc: empty: there is no property list in it.');
    symlinkSync('nowhere', join(cwd, 'odd/a.plist'));
    symlinkSync('..', join(cwd, 'odd/sub/up'));
    const { code, stdout, stderr } = svc(['lint', 'odd', '--format', 'compact'], { cwd });
    expect(code).toBe(3);
    expect(stdout + stderr).toMatch(/odd\/a\.plist/);
  });
});

describe('svc install', () => {
  it('takes back what no record knows with --prune --force, shows it first, and only then removes it', async () => {
    const machine = await standInMachine(sleepers(['a', 'b']));
    await machine.place(machine.declare(sleepers(['a', 'b'])));
    const state = join(machine.standIn.home, '.local/state/svc/org.example/records/org.example.b.json');
    rmSync(state);
    machine.declare(sleepers(['a']));
    const unclaimed = await machine.svc(['install', '--prune']);
    expect(unclaimed.stdout + unclaimed.stderr).toContain('--prune --force removes it');
    const shown = await machine.svc(['install', '--prune', '--force', '--dry-run', '--json']);
    // A dry run that shows less than the run does is worse than none.
    const removal = { service: 'b', actions: expect.arrayContaining([expect.objectContaining({ do: 'bootout' })]) };
    expect(JSON.parse(shown.stdout)).toMatchObject({ services: [{ service: 'a' }, removal], unclaimed: [] });
    const steps = await machine.svc(['install', '--prune', '--force', '--dry-run']);
    expect(steps.stdout).toContain(`launchctl bootout ${machine.domain}/org.example.b`);
    expect(machine.standIn.jobs()).toHaveLength(2);
    const removed = await change(machine, ['install', '--prune', '--force']);
    expect(removed.results).toEqual(['a unchanged', 'b removed']);
    expect(machine.standIn.jobs()).toHaveLength(1);
  });
});
