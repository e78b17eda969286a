/** Which files `svc lint` takes, what it says of those it can not read, and the exit code. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ExitCode, worstOf } from '../../src/cli/exit-code.ts';
import { folderWith, manifestOf, svc, svcMeasured } from '../support/svc.ts';
import { errorPlist, expectPlainText, INFO_PLIST, jobPlist, lintJson, warningPlist } from './lint-jobs.ts';

const GOOD = { 'good.plist': jobPlist('good') };
const MANIFEST = manifestOf('template: daemon\ncommand: [/usr/bin/true]');

const canFifo = spawnSync('mkfifo', ['--version']).status === 0;
const whyNoFifo = canFifo ? '' : ' (skipped: no GNU mkfifo)';
const mkfifo = (path: string) => expect(spawnSync('mkfifo', [path]).status).toBe(0);

describe('no path', () => {
  it('lints the services.yaml of the current folder, under its short name', () => {
    const folder = folderWith({ 'services.yaml': `${MANIFEST}    nice: high\n` });
    expect(lintJson([], { cwd: folder })).toMatchObject({
      code: 1,
      files: 1,
      found: ['services.yaml:8:11 error schema'],
    });
  });

  it('lints the nearest services.yaml upwards, under its whole path', () => {
    const folder = folderWith({ 'services.yaml': `${MANIFEST}    nice: high\n`, 'a/b/x.plist': errorPlist('x') });
    const { code, found } = lintJson([], { cwd: join(folder, 'a/b') });
    expect({ code, found }).toEqual({ code: 1, found: [`${folder}/services.yaml:8:11 error schema`] });
  });

  it('lints the file named with -f', () => {
    const folder = folderWith({ 'services.yaml': MANIFEST, 'other.yaml': `${MANIFEST}    nice: high\n` });
    expect(lintJson(['-f', 'other.yaml'], { cwd: folder }).found).toEqual(['other.yaml:8:11 error schema']);
  });

  it('and no services.yaml: exit 2, and what to do', () => {
    const told = svc(['lint'], { cwd: '/' });
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toBe(
      'svc: there is no services.yaml here or in a folder above; name files or folders to check.\n',
    );
  });
});

describe('what can not be read', () => {
  it.each<[string, string, number, RegExp]>([
    ['a missing file', 'no.plist', 2, /^svc: no\.plist: there is no such file or folder\.$/m],
    ['a missing folder', 'no/where/', 2, /^svc: no\/where\/: there is no such file/m],
    ['an empty name', '', 2, /there is no such file/],
    [
      'a link to nowhere',
      'broken.plist',
      2,
      /^svc: broken\.plist: it is a symbolic link to nowhere, and there is no such/m,
    ],
    ['a path below a file', 'good.plist/x', 2, /a part of the path is a file, not a folder/],
    ['a link that goes in a circle', 'circle.plist', 3, /its symbolic links go round in a circle/],
    ['a name that is too long', 'x'.repeat(5_000), 2, /the name is too long/],
    ['a name with escapes', '\u001b[2J\u202e.plist', 2, /^svc: \\u001b\[2J\\u202e\.plist: there is no such file/m],
  ])('%s', (_what, path, exit, why) => {
    const folder = folderWith(GOOD);
    symlinkSync('nowhere', join(folder, 'broken.plist'));
    symlinkSync('circle.plist', join(folder, 'circle.plist'));
    const told = svc(['lint', path], { cwd: folder });
    expectPlainText(told);
    expect(told).toMatchObject({ code: exit, stdout: '' });
    expect(told.stderr).toMatch(why);
    // The others are still linted.
    const both = svc(['lint', 'good.plist', path, 'good.plist'], { cwd: folder });
    expect(both.code).toBe(exit);
    expect(both.stderr).toContain('2 files checked: no problems');
    expect(lintJson([path], { cwd: folder })).toMatchObject({ code: exit, version: 1, files: 0, diagnostics: [] });
  });

  it.runIf(canFifo)(`a pipe that nobody writes to is refused, not waited for${whyNoFifo}`, () => {
    const folder = folderWith(GOOD);
    mkfifo(join(folder, 'pipe.plist'));
    const named = svc(['lint', 'pipe.plist', 'good.plist'], { cwd: folder, timeout: 5_000 });
    expect(named).toMatchObject({ code: 2, stderr: expect.stringContaining('pipe.plist: it is no regular file') });
    const found = svc(['lint', folder], { cwd: '/', timeout: 5_000 });
    expect(found).toMatchObject({ code: 3, stderr: expect.stringContaining('pipe.plist: it is no regular file') });
    expect(found.stderr).toContain('1 file checked');
  });

  const devices = ['/dev/zero', '/proc/self/mem'].filter((path) => existsSync(path));
  it.each(devices)('%s is refused, not read for ever', (path) => {
    const told = svc(['lint', path, join(folderWith(GOOD), 'good.plist')], { cwd: '/', timeout: 5_000 });
    expectPlainText(told);
    expect(told.stderr).toContain(`svc: ${path}: `);
    expect(told.stderr).toContain('1 file checked: no problems');
    expect(told.code).toBe(path === '/dev/zero' ? 2 : 3);
  });

  const hasEnviron = existsSync('/proc/self/environ');
  it.runIf(hasEnviron)(
    `a file that says it has no bytes, and gives many, is read to the limit and no further${hasEnviron ? '' : ' (skipped: no /proc)'}`,
    () => {
      const args = ['lint', '/proc/self/environ', '--format', 'compact', '--max-size', '10000'];
      const told = svc(args, { cwd: '/', env: { BIG: 'x'.repeat(100_000) }, timeout: 5_000 });
      expect(told.stdout).toMatch(/^\/proc\/self\/environ:1:1: error: .*10000.* \[plist-limits\]\n$/);
      expect(told.code).toBe(1);
    },
  );

  it.runIf(canFifo)(`a services.yaml that is a pipe, in a folder above, holds nothing up${whyNoFifo}`, () => {
    const folder = folderWith({ 'a/good.plist': jobPlist('good') });
    mkfifo(join(folder, 'services.yaml'));
    expect(svc(['lint', 'good.plist'], { cwd: join(folder, 'a'), timeout: 5_000 }).code).toBe(0);
  });
});

describe('a folder', () => {
  it('is walked in order, property lists and services.yaml, whatever the case of the ending', () => {
    const folder = folderWith({
      'b/x.plist': errorPlist('x'),
      'b/UPPER.PLIST': errorPlist('UPPER'),
      'a.plist': errorPlist('a'),
      'c.plist': errorPlist('c'),
      'b/services.yaml': `${MANIFEST}    nice: high\n`,
      'b/other.yaml': 'no: manifest\n',
      'b/x.plist.bak': 'x',
      'b/plist': 'x',
      'node_modules/m/x.plist': errorPlist('x'),
      '.git/x.plist': errorPlist('x'),
    });
    const { found, files } = lintJson(['.'], { cwd: folder });
    expect(found.map((line) => line.split(':')[0])).toEqual([
      './a.plist',
      './b/UPPER.PLIST',
      './b/services.yaml',
      './b/x.plist',
      './c.plist',
    ]);
    expect(files).toBe(5);
  });

  it('is named as it was given, with one slash before what was found', () => {
    const folder = folderWith({ 'a/x.plist': errorPlist('x') });
    for (const [given, shown] of [
      ['a', 'a/x.plist'],
      ['a/', 'a/x.plist'],
      [`${folder}/a`, `${folder}/a/x.plist`],
    ]) {
      expect(lintJson([given!], { cwd: folder }).found).toEqual([`${shown}:14:2 error exit-timeout-zero`]);
    }
  });

  it('without property lists is said so, and no fault', () => {
    const folder = folderWith({ 'a/readme.txt': 'x' });
    const told = svc(['lint', 'a'], { cwd: folder });
    expect(told).toMatchObject({ code: 0, stdout: '' });
    expect(told.stderr).toContain('svc: a: there is no property list in it.\n');
    expect(svc(['lint', 'a', '-q'], { cwd: folder })).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(lintJson(['a'], { cwd: folder })).toMatchObject({ code: 0, version: 1, files: 0, diagnostics: [] });
  });

  it('with links: to files they are followed, to folders they are not, so no circle is walked', () => {
    const folder = folderWith({ 'a/x.plist': errorPlist('x'), 'real/y.plist': errorPlist('y') });
    symlinkSync('..', join(folder, 'a/up'));
    symlinkSync('.', join(folder, 'a/self.plist'));
    symlinkSync('../real', join(folder, 'a/real'));
    symlinkSync('../real/y.plist', join(folder, 'a/y.plist'));
    const { code, found, stderr } = lintJson(['a'], { cwd: folder, timeout: 10_000 });
    expect(found).toEqual(['a/x.plist:14:2 error exit-timeout-zero', 'a/y.plist:14:2 error exit-timeout-zero']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'svc: 2 files checked: 2 errors\n' });
  });

  it('that is itself a link is walked', () => {
    const folder = folderWith({ 'a/x.plist': errorPlist('x') });
    symlinkSync('a', join(folder, 'link'));
    expect(lintJson(['link'], { cwd: folder }).found).toEqual(['link/x.plist:14:2 error exit-timeout-zero']);
  });

  it.each<[string, string, RegExp]>([
    ['to nowhere', 'nowhere', /it is a symbolic link to nowhere, and there is no such file or folder/],
    ['to itself', 'm.plist', /its symbolic links go round in a circle/],
    ['through a file', 'z.plist/x', /a part of the path is a file/],
    ['to a name that is too long', 'x'.repeat(300), /the name is too long/],
  ])('with a link %s: exit 3, the files before and after it are linted', (_what, target, why) => {
    const folder = folderWith({ 'a.plist': errorPlist('a'), 'z.plist': errorPlist('z') });
    symlinkSync(target, join(folder, 'm.plist'));
    const told = svc(['lint', '--format', 'compact', '.'], { cwd: folder });
    expectPlainText(told);
    expect(told.stdout.match(/^\.\/[az]\.plist:14:2: error/gm)).toHaveLength(2);
    expect(told.stderr).toMatch(why);
    expect(told.stderr).toMatch(/^svc: \.\/m\.plist: /m);
    expect(told.code).toBe(3);
  });

  it('named x.plist is a folder all the same', () => {
    const folder = folderWith({ 'x.plist/y.plist': errorPlist('y') });
    expect(lintJson(['x.plist'], { cwd: folder }).found).toEqual(['x.plist/y.plist:14:2 error exit-timeout-zero']);
    expect(lintJson(['.'], { cwd: folder }).found).toEqual(['./x.plist/y.plist:14:2 error exit-timeout-zero']);
  });

  it('nested deeper than a path may be long: exit 3, no stack trace', () => {
    const folder = folderWith({ 'a.plist': errorPlist('a') });
    const script = 'import os\nfor i in range(400):\n os.mkdir("d" * 200)\n os.chdir("d" * 200)\n';
    if (spawnSync('python3', ['-c', script], { cwd: folder }).status !== 0) return;
    const told = svc(['lint', '.'], { cwd: folder });
    expectPlainText(told);
    expect(told.stdout).toContain('./a.plist:14:2');
    expect(told.stderr).toContain('the name is too long');
    expect(told.code).toBe(3);
    spawnSync('rm', ['-rf', join(folder, 'd'.repeat(200))]);
  });
});

describe('exit codes', () => {
  const files = {
    ...GOOD,
    'error.plist': errorPlist('error'),
    'warning.plist': warningPlist(),
    'info.plist': INFO_PLIST,
  };

  it.each<[string, string[], number]>([
    ['nothing found', ['good.plist'], 0],
    ['infos and warnings alone', ['info.plist', 'warning.plist'], 0],
    ['an error', ['good.plist', 'error.plist'], 1],
    ['an error and what can not be read', ['error.plist', 'circle.plist'], 3],
    ['what can not be read, and what is not there', ['circle.plist', 'no.plist'], 2],
    ['all of it', ['error.plist', 'no.plist', 'circle.plist', 'good.plist'], 2],
  ])('%s', (_what, paths, exit) => {
    const folder = folderWith(files);
    symlinkSync('circle.plist', join(folder, 'circle.plist'));
    expect(svc(['lint', ...paths], { cwd: folder }).code).toBe(exit);
    expect(svc(['lint', ...paths.toReversed()], { cwd: folder }).code).toBe(exit);
  });

  it('of several the worst: 4, then 2, then 3, then 1', () => {
    const { ok, found, usage, refused, bug } = ExitCode;
    expect(worstOf([])).toBe(ok);
    expect(worstOf([ok, found])).toBe(found);
    expect(worstOf([found, refused, ok])).toBe(refused);
    expect(worstOf([refused, usage, found])).toBe(usage);
    expect(worstOf([usage, refused, bug, found])).toBe(bug);
  });
});

describe('size', () => {
  const sparse = (size: number) => {
    const folder = folderWith({ ...GOOD, 'big.plist': '' });
    truncateSync(join(folder, 'big.plist'), size);
    return folder;
  };

  it('a file over the limit is refused by its size, unread, and the others are linted', () => {
    const told = svcMeasured(['lint', '.'], { cwd: sparse(2 ** 30) });
    expect(told.stdout).toMatch(
      /^\.\/big\.plist:1:1 error The file is not read: it has 1073741824 bytes, and the limit is 16777216\. \[plist-limits\]\n {2}= help: .*--max-size/,
    );
    expect(told.stderr).toBe('svc: 2 files checked: 1 error\n');
    expect(told.code).toBe(1);
    expect(told.seconds).toBeLessThan(1.5);
    if (told.megabytes !== undefined) expect(told.megabytes).toBeLessThan(100);
  });

  it('--max-size counts bytes, and a file of just that size is read', () => {
    const folder = folderWith(GOOD);
    const size = GOOD['good.plist'].length;
    expect(svc(['lint', 'good.plist', '--max-size', String(size)], { cwd: folder }).code).toBe(0);
    const { code, stdout } = svc(['lint', 'good.plist', '--max-size', String(size - 1)], { cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toContain(`it has ${size} bytes, and the limit is ${size - 1}.`);
  });

  it('--max-size over what one text can hold ends in words', () => {
    const folder = sparse(2 ** 30);
    const told = svc(['lint', 'big.plist', 'good.plist', '--max-size', '9000000000'], { cwd: folder });
    expectPlainText(told);
    expect([1, 2, 3]).toContain(told.code);
    expect(told.stdout + told.stderr).toContain('big.plist');
  });

  it('a file of nothing is an error', () => {
    const folder = folderWith({ 'empty.plist': '' });
    expect(lintJson(['empty.plist'], { cwd: folder })).toMatchObject({
      code: 1,
      found: ['empty.plist:1:1 error plist-syntax'],
    });
  });
});

/** Somebody who is not root, where root runs the tests and that user can start node. */
const canRunAsOther = process.getuid?.() === 0 && svc(['--version'], { cwd: '/', uid: 65_534 }).code === 0;

it.runIf(canRunAsOther)(
  `files and folders of somebody else: exit 3, the rest goes on${canRunAsOther ? '' : ' (skipped: takes root, and a node that nobody can start)'}`,
  () => {
    const folder = folderWith({ 'a.plist': errorPlist('a'), 'm.plist': errorPlist('m'), 'z.plist': errorPlist('z') });
    mkdirSync(join(folder, 'closed'), { mode: 0o700 });
    closeSync(openSync(join(folder, 'closed/x.plist'), 'w'));
    spawnSync('chmod', ['755', folder]);
    spawnSync('chmod', ['000', join(folder, 'm.plist')]);
    const told = svc(['lint', '--format', 'compact', folder], { cwd: '/', uid: 65_534 });
    expect(told.stderr).toContain(`svc: ${folder}/m.plist: permission denied.\n`);
    expect(told.stderr).toContain(`svc: ${folder}/closed: permission denied.\n`);
    expect(told.stdout.match(/error/g)).toHaveLength(2);
    expect(told.code).toBe(3);
  },
);
