/** The state folder: made with its modes, and refused where somebody else could have a hand in it. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isProblem } from '../../src/system/files.ts';
import { findStateFolder, openStateFolder, type StatePlace, stateFolderPath } from '../../src/system/state-folder.ts';
import { isRoot, OTHER_UID, whyNotRoot } from '../support/module-process.ts';
import { makeReadOnly, mountedAt, whyNoMount } from '../support/mount.ts';
import { contentsOf, folderWith } from '../support/svc.ts';

const UID = process.getuid!();
const namespace = 'org.example';
const homeOf = (home: string): StatePlace => ({ kind: 'home', home, namespace });
const systemOf = (root: string): StatePlace => ({ kind: 'system', root, namespace });
const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);
const PARTS = ['.local', '.local/state', '.local/state/svc', '.local/state/svc/org.example'];

const underUmask = (umask: number) => {
  const before = process.umask(umask);
  onTestFinished(() => {
    process.umask(before);
  });
};

describe('openStateFolder', () => {
  it.each([0o000, 0o022, 0o077, 0o777])('makes its parts with their modes under umask %o', (umask) => {
    const home = folderWith();
    underUmask(umask);
    expect(openStateFolder(homeOf(home), UID)).toBe(join(home, '.local/state/svc/org.example'));
    expect(PARTS.map((part) => modeOf(join(home, part)))).toEqual(['700', '700', '700', '700']);
    expect(readdirSync(join(home, PARTS[3]!)).sort()).toEqual(['bin', 'copies', 'records']);
    const root = folderWith();
    const folder = join(root, 'Library/Application Support/svc/org.example');
    expect(openStateFolder(systemOf(root), UID)).toBe(folder);
    for (let at = folder; at !== root; at = dirname(at)) expect(modeOf(at)).toBe('755');
  });

  it('is the same place the second time, and nothing is written', () => {
    const home = folderWith();
    const path = openStateFolder(homeOf(home), UID);
    writeFileSync(join(String(path), 'records/x.json'), '{}');
    const before = contentsOf(home);
    expect(openStateFolder(homeOf(home), UID)).toBe(path);
    expect(findStateFolder(homeOf(home), UID)).toBe(path);
    expect(stateFolderPath(homeOf(home))).toBe(path);
    expect(contentsOf(home)).toEqual(before);
  });

  it('closes what is ours and stood open, and leaves what others share', () => {
    const home = folderWith();
    mkdirSync(join(home, PARTS[3]!), { recursive: true });
    for (const part of PARTS) chmodSync(join(home, part), 0o775);
    openStateFolder(homeOf(home), UID);
    expect(PARTS.map((part) => modeOf(join(home, part)))).toEqual(['775', '775', '700', '700']);
  });

  it.each(PARTS)('refuses a link at %s, though it leads to a folder of the same user', (part) => {
    const home = folderWith();
    openStateFolder(homeOf(home), UID);
    const path = join(home, part);
    const elsewhere = join(folderWith(), 'moved');
    renameSync(path, elsewhere);
    symlinkSync(elsewhere, path);
    const before = contentsOf(elsewhere);
    for (const answer of [openStateFolder(homeOf(home), UID), findStateFolder(homeOf(home), UID)]) {
      expect(answer).toMatchObject({ kind: 'refused', path, message: expect.stringContaining('symbolic link') });
    }
    expect(contentsOf(elsewhere)).toEqual(before);
  });

  it.each(['records', 'copies'])('refuses a link at %s', (name) => {
    const home = folderWith();
    const path = join(String(openStateFolder(homeOf(home), UID)), name);
    rmSync(path, { recursive: true });
    symlinkSync(folderWith(), path);
    expect(openStateFolder(homeOf(home), UID)).toMatchObject({ kind: 'refused', path });
  });

  it.each(PARTS)('refuses a file, and a link to nowhere, at %s', (part) => {
    for (const put of [
      (path: string) => writeFileSync(path, ''),
      (path: string) => symlinkSync('/nonexistent', path),
    ]) {
      const home = folderWith();
      mkdirSync(dirname(join(home, part)), { recursive: true });
      put(join(home, part));
      expect(openStateFolder(homeOf(home), UID)).toMatchObject({ kind: 'refused', path: join(home, part) });
    }
  });

  it('follows links above the home, and the home itself', () => {
    const real = folderWith();
    const link = join(folderWith(), 'home');
    symlinkSync(real, link);
    expect(openStateFolder(homeOf(link), UID)).toBe(join(link, PARTS[3]!));
    expect(existsSync(join(real, PARTS[3]!))).toBe(true);
  });

  it('a home that is not there is not made', () => {
    const home = join(folderWith(), 'none');
    expect(openStateFolder(homeOf(home), UID)).toMatchObject({ kind: 'missing', path: home });
    expect(findStateFolder(homeOf(home), UID)).toBeUndefined();
    expect(existsSync(home)).toBe(false);
  });

  it.each(PARTS)('refuses %s where everybody may write', (part) => {
    const home = folderWith();
    openStateFolder(homeOf(home), UID);
    chmodSync(join(home, part), 0o777);
    expect(openStateFolder(homeOf(home), UID)).toMatchObject({
      path: join(home, part),
      message: 'everybody may write there',
    });
  });
});

describe.skipIf(!isRoot)(`whose it is${whyNotRoot}`, () => {
  it.each(PARTS)('refuses %s when it belongs to someone else', (part) => {
    const home = folderWith();
    openStateFolder(homeOf(home), UID);
    chownSync(join(home, part), OTHER_UID, OTHER_UID);
    const message = `it belongs to uid ${OTHER_UID}, not to ${UID}`;
    expect(openStateFolder(homeOf(home), UID)).toMatchObject({ kind: 'refused', path: join(home, part), message });
  });

  it('a user may have root’s folders above it, not for it; and no home of another user', () => {
    const home = folderWith();
    mkdirSync(join(home, '.local/state'), { recursive: true });
    mkdirSync(join(home, '.local/state/svc'));
    expect(findStateFolder(homeOf(home), OTHER_UID)).toMatchObject({ path: join(home, '.local/state/svc') });
    expect(openStateFolder(homeOf(home), OTHER_UID)).toMatchObject({ path: join(home, '.local/state/svc') });
    chownSync(home, OTHER_UID, OTHER_UID);
    expect(openStateFolder(homeOf(home), 54321)).toMatchObject({
      path: home,
      message: expect.stringContaining('not to 54321'),
    });
  });

  it('the system’s is root’s from top to bottom', () => {
    const root = folderWith();
    mkdirSync(join(root, 'Library'));
    chownSync(join(root, 'Library'), OTHER_UID, 0);
    expect(openStateFolder(systemOf(root), 0)).toMatchObject({ kind: 'refused', path: join(root, 'Library') });
    expect(existsSync(join(root, 'Library/Application Support'))).toBe(false);
  });
});

it.skipIf(whyNoMount !== '')(`a read-only disk is refused in words${whyNoMount}`, () => {
  const home = mountedAt(folderWith(), 'home', 65536);
  makeReadOnly(home);
  const answer = openStateFolder(homeOf(home), UID);
  expect(isProblem(answer) && answer.message).toBe('the file system is read-only');
});
