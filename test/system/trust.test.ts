/** Who could have prepared what lies at a path. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { untrustedPart } from '../../src/system/trust.ts';
import { isRoot, OTHER_UID, whyNotRoot } from '../support/module-process.ts';

describe.skipIf(!isRoot)(`untrustedPart${whyNotRoot}`, () => {
  /** A folder that only root may change, all the way up: not below /tmp. */
  const ownFolder = () => {
    const folder = mkdtempSync('/run/svc-test-');
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'file'), '', { mode: 0o644 });
    return folder;
  };

  it('finds nothing where root alone may write', () => {
    const folder = ownFolder();
    expect(untrustedPart(join(folder, 'file'))).toBeUndefined();
    expect(untrustedPart('/')).toBeUndefined();
    expect(untrustedPart('/usr/bin/env')).toBeUndefined();
  });

  it.each([0o664, 0o646, 0o666, 0o777])('a file of mode %o', (mode) => {
    const file = join(ownFolder(), 'file');
    chmodSync(file, mode);
    expect(untrustedPart(file)).toEqual({ path: file, why: 'others than root may write it' });
  });

  it('a folder above it that others may write, or that is not root’s', () => {
    const folder = ownFolder();
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    writeFileSync(join(folder, 'a/b/file'), '');
    chmodSync(join(folder, 'a'), 0o775);
    expect(untrustedPart(join(folder, 'a/b/file'))?.path).toBe(join(folder, 'a'));
    chmodSync(join(folder, 'a'), 0o755);
    expect(untrustedPart(join(folder, 'a/b/file'))).toBeUndefined();
    chownSync(join(folder, 'a'), OTHER_UID, 0);
    expect(untrustedPart(join(folder, 'a/b/file'))).toEqual({
      path: join(folder, 'a'),
      why: `it belongs to uid ${OTHER_UID}`,
    });
  });

  it('a link counts with its folder, each link on the way, and where it leads', () => {
    const folder = ownFolder();
    mkdirSync(join(folder, 'theirs'));
    mkdirSync(join(folder, 'theirs/roots'));
    writeFileSync(join(folder, 'theirs/roots/file'), '');
    chownSync(join(folder, 'theirs'), OTHER_UID, 0);
    // Everything that the last path names belongs to root; what it goes through does not.
    symlinkSync(join(folder, 'theirs/roots'), join(folder, 'link'));
    expect(untrustedPart(join(folder, 'link/file'))?.path).toBe(join(folder, 'theirs'));
    symlinkSync('../file', join(folder, 'theirs/back'));
    symlinkSync('theirs/back', join(folder, 'round'));
    expect(untrustedPart(join(folder, 'round'))?.path).toBe(join(folder, 'theirs'));
    symlinkSync('./././file', join(folder, 'fine'));
    expect(untrustedPart(join(folder, 'fine'))).toBeUndefined();
    symlinkSync('circle', join(folder, 'circle'));
    expect(untrustedPart(join(folder, 'circle'))?.why).toContain('circle');
  });

  it('what is not there is not to be trusted', () => {
    const folder = ownFolder();
    expect(untrustedPart(join(folder, 'none/file'))).toEqual({ path: join(folder, 'none'), why: 'it does not exist' });
    expect(untrustedPart(join(folder, 'file/below'))?.why).toBe('it can not be looked at');
  });

  it('the sticky bit protects what is root’s, where it is said to', () => {
    const folder = ownFolder();
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    writeFileSync(join(shared, 'mine'), '');
    writeFileSync(join(shared, 'theirs'), '');
    chownSync(join(shared, 'theirs'), OTHER_UID, 0);
    chmodSync(shared, 0o1777);
    expect(untrustedPart(join(shared, 'mine'))?.path).toBe(shared);
    expect(untrustedPart(join(shared, 'mine'), { sticky: true })).toBeUndefined();
    expect(untrustedPart(join(shared, 'theirs'), { sticky: true })?.path).toBe(join(shared, 'theirs'));
    expect(untrustedPart(shared, { sticky: true })?.path).toBe(shared);
    chmodSync(shared, 0o777);
    expect(untrustedPart(join(shared, 'mine'), { sticky: true })?.path).toBe(shared);
  });
});
