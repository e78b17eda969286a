/** What svc does where somebody put a link, or puts one while it works: which it follows and which it refuses. */
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeEmptyFile, writeFileAtomic, writeNewFile } from '../../src/system/files.ts';
import { readJobFile } from '../../src/system/job-files.ts';
import { openStateFolder } from '../../src/system/state-folder.ts';
import { until } from '../support/stand-in.ts';
import { standInMachine } from '../support/stand-in-machine.ts';
import { folderWith, svc, TWO_SERVICES } from '../support/svc.ts';

const ME = { uid: process.getuid!(), gid: process.getgid!() };
const AGENT = 'version: 1\nnamespace: org.example\nservices:\n  a: {command: [/bin/sleep, "600"], keepAlive: true}\n';

describe('a link in the place of a file that is written', () => {
  it('is replaced by render, and what it leads to stays', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES, victim: 'mine', 'plists/x': '' });
    symlinkSync('../victim', join(folder, 'plists/org.example.a.plist'));
    expect(svc(['render'], { cwd: folder }).code).toBe(0);
    expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('mine');
    expect(lstatSync(join(folder, 'plists/org.example.a.plist')).isFile()).toBe(true);
  });

  it('is refused by install, and what it leads to stays', async () => {
    const machine = await standInMachine(AGENT);
    const victim = join(machine.standIn.home, 'victim');
    writeFileSync(victim, 'mine');
    const path = join(machine.agents, 'org.example.a.plist');
    mkdirSync(machine.agents, { recursive: true });
    symlinkSync(victim, path);
    const { code, stdout, stderr } = await machine.svc(['install']);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('is a symbolic link; svc writes through none');
    expect([readFileSync(victim, 'utf8'), readlinkSync(path)]).toEqual(['mine', victim]);
    expect(machine.standIn.jobs()).toEqual([]);
  });

  it('is never written through, at whatever moment it comes', () => {
    const folder = folderWith({ victim: 'mine' });
    const path = join(folder, 'file');
    for (let n = 0; n < 50; n++) {
      symlinkSync('victim', join(folder, 'link'));
      renameSync(join(folder, 'link'), path);
      expect(writeFileAtomic(path, `${n}`)).toBeUndefined();
      expect([lstatSync(path).isFile(), readFileSync(path, 'utf8')]).toEqual([true, `${n}`]);
    }
    rmSync(path);
    symlinkSync('victim', path);
    expect(writeNewFile(path, 'x')?.code).toBe('EEXIST');
    expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('mine');
  });
});

describe('the state folder', () => {
  it.each([
    '.local',
    '.local/state',
    '.local/state/svc',
    '.local/state/svc/org.example',
    '.local/state/svc/org.example/records',
    '.local/state/svc/org.example/copies',
  ])('is refused where %s is a link', (part) => {
    const home = folderWith({ 'elsewhere/keep': 'x' });
    mkdirSync(join(home, part, '..'), { recursive: true, mode: 0o755 });
    symlinkSync(join(home, 'elsewhere'), join(home, part));
    expect(openStateFolder({ kind: 'home', home, namespace: 'org.example' }, ME.uid)).toMatchObject({
      kind: 'refused',
      wrong: 'kind',
    });
  });

  it('makes install stop before anything is done, where it is a link', async () => {
    const machine = await standInMachine(AGENT);
    const { home } = machine.standIn;
    mkdirSync(join(home, 'elsewhere'));
    mkdirSync(join(home, '.local'));
    symlinkSync(join(home, 'elsewhere'), join(home, '.local/state'));
    const { code, stderr } = await machine.svc(['install']);
    expect(code).toBe(3);
    expect(stderr).toContain('it is a symbolic link, and svc follows none there');
    expect(machine.standIn.jobs()).toEqual([]);
  });
});

describe('property lists that are looked at', () => {
  it('are never read through a link or out of a pipe', () => {
    const folder = folderWith({ 'secret.plist': 'secret' });
    symlinkSync('secret.plist', join(folder, 'link.plist'));
    expect(readJobFile(join(folder, 'link.plist'))).toMatchObject({ isSymlink: true });
    expect(readJobFile(join(folder, 'link.plist'))?.bytes).toBeUndefined();
    expect(readJobFile(folder)).toMatchObject({ problem: 'it is a folder' });
  });
});

describe('logs', () => {
  it('are made beforehand only where no link stands in their place or in that of their folder', () => {
    const folder = folderWith({ victim: 'mine', 'real/x': '' });
    symlinkSync('victim', join(folder, 'a.log'));
    symlinkSync('nowhere', join(folder, 'b.log'));
    symlinkSync('real', join(folder, 'logs'));
    expect(makeEmptyFile(join(folder, 'a.log'), 0o600, ME)).toBeUndefined();
    expect(makeEmptyFile(join(folder, 'b.log'), 0o600, ME)).toBeUndefined();
    expect(makeEmptyFile(join(folder, 'logs/c.log'), 0o600, ME)?.code).toBe('ENOTDIR');
    expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('mine');
    expect(lstatSync(join(folder, 'nowhere'), { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('the stand-in', () => {
  it('has its socket in a folder that is closed to others, and that goes with it', async () => {
    const { standIn } = await standInMachine(AGENT);
    const folder = join(standIn.launchctl, '..');
    const { mode, uid } = lstatSync(folder);
    expect([mode & 0o777, uid]).toEqual([0o700, ME.uid]);
    await standIn.stop();
    await until(() => lstatSync(folder, { throwIfNoEntry: false }) === undefined);
  });
});
