/** What `svc lint --host` asks of the machine, and the files that an environmentFile must be. */
import { chmodSync, chownSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentFileProblem, shutFolder } from '../../src/system/environment-file.ts';
import { readHost } from '../../src/system/host.ts';
import { accountNamed, groupNamed } from '../../src/system/job-account.ts';
import { isRoot, OTHER_UID, whyNotRoot } from '../support/module-process.ts';
import { folderWith } from '../support/svc.ts';

const uid = process.geteuid!();

describe('the machine', () => {
  it('knows files, links and folders', () => {
    const folder = folderWith({ file: 'x' });
    const path = join(folder, 'file');
    chmodSync(path, 0o640);
    symlinkSync('file', join(folder, 'link'));
    const host = readHost();
    expect(host.file(path)).toEqual({ path, mode: 0o640, uid, isSymlink: false });
    expect(host.file(join(folder, 'link'))).toMatchObject({ isSymlink: true });
    expect(host.file(join(folder, 'none'))).toBeUndefined();
    expect(host.stat(path)).toMatchObject({ kind: 'file', mode: 0o640 });
    expect(host.stat(folder)).toMatchObject({ kind: 'folder' });
    expect([host.stat('/dev/null'), host.stat(join(path, 'below'))]).toMatchObject([{ kind: 'other' }, 'missing']);
    expect([host.stat('a\0b'), host.stat(`/${'x'.repeat(300)}`)]).toEqual(['missing', 'missing']);
  });

  it('knows accounts by name, and answers once', () => {
    const host = readHost();
    expect([host.hasUser('root'), host.hasUser('no-such-user')]).toEqual([true, false]);
    expect([host.hasGroup('daemon'), host.hasGroup('no-such-group')]).toEqual([true, false]);
    expect(accountNamed('root')).toMatchObject({ uid: 0, gid: 0, account: { name: 'root' } });
    expect(accountNamed('no-such-user')).toBeUndefined();
    expect([groupNamed('daemon'), groupNamed('no-such-group')]).toEqual([expect.any(Number), undefined]);
    const path = join(folderWith(), 'later');
    expect(host.stat(path)).toBe('missing');
    writeFileSync(path, '');
    expect(host.stat(path)).toBe('missing');
  });
});

describe('an environment file', () => {
  const problem = (path: string, of = uid) => environmentFileProblem(path, of);
  /** A file below folders that nobody else may write, which /tmp is to root only with its sticky bit. */
  function file(text: string, mode = 0o600): string {
    const path = join(folderWith({ secrets: text }), 'secrets');
    chmodSync(path, mode);
    return path;
  }

  it('is good, or one clause says why not', () => {
    expect(problem(file('A=1\n'))).toBeUndefined();
    expect(problem('/nowhere/secrets')).toBe('there is no such file');
    const [link, gone] = [join(folderWith(), 'link'), 'a symbolic link to gone, and there is no such file or folder'];
    symlinkSync('gone', link);
    expect(problem(link)).toBe('it is a symbolic link');
    expect(problem(join(link, 'secrets'))).toBe(`${link} is ${gone}`);
    expect(problem(file('A=1\n', 0o644))).toMatch(/mode/);
    expect(problem(file('A=1\nno assignment\n'))).toMatch(/^line 2: /);
    expect(problem(file('A=1\nno assignment\n'))).not.toContain('no assignment');
    const folder = folderWith({ 'open/secrets': 'A=1\n' });
    chmodSync(join(folder, 'open'), 0o777);
    expect(problem(join(folder, 'open/secrets'))).toBe(`others may write the folder ${join(folder, 'open')}`);
  });

  it('is the same behind a link to its folder', () => {
    const folder = folderWith({ 'real/secrets': 'A=1\n' });
    symlinkSync('real', join(folder, 'link'));
    chmodSync(join(folder, 'real/secrets'), 0o600);
    expect(problem(join(folder, 'link/secrets'))).toBeUndefined();
    chmodSync(join(folder, 'real'), 0o777);
    expect(problem(join(folder, 'link/secrets'))).toBe(`others may write the folder ${join(folder, 'real')}`);
  });

  it.skipIf(!isRoot)(`of a daemon must be reached by its user${whyNotRoot}`, () => {
    const folder = folderWith({ 'home/secrets': 'A=1\n' });
    chownSync(folder, OTHER_UID, OTHER_UID);
    const home = join(folder, 'home');
    chmodSync(folder, 0o755);
    chmodSync(join(home, 'secrets'), 0o600);
    expect(problem(join(home, 'secrets'), OTHER_UID)).toMatch(/belongs to/);
    chmodSync(home, 0o700);
    expect(problem(join(home, 'secrets'), OTHER_UID)).toBe(
      `the job's user (uid ${OTHER_UID}) may not look into the folder ${home}`,
    );
    expect([shutFolder(join(home, 'bin/a'), OTHER_UID), shutFolder(join(folder, 'none/bin/a'), OTHER_UID)]).toEqual([
      home,
      undefined,
    ]);
    expect(shutFolder(join(home, 'bin/a'), 0)).toBeUndefined();
  });
});
