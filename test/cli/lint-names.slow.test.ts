/** File names of every kind below a folder: found, read, and shown so that they can not steer a terminal. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, svc } from '../support/svc.ts';
import { errorPlist, expectPlainText, lintJson } from './lint-jobs.ts';

/** Names that are text, and how they are shown to a person. */
const NAMES: readonly (readonly [name: string, shown: string])[] = [
  ['with space .plist', 'with space .plist'],
  ['new\nline.plist', 'new\\nline.plist'],
  ['\n.plist', '\\n.plist'],
  ['tab\tand\rreturn.plist', 'tab\\tand\\rreturn.plist'],
  ['quote\'s "and" `more`.plist', 'quote\'s "and" `more`.plist'],
  ['back\\slash.plist', 'back\\slash.plist'],
  ['$(echo x) %s {0} <b>.plist', '$(echo x) %s {0} <b>.plist'],
  ['-dash.plist', '-dash.plist'],
  ['--json.plist', '--json.plist'],
  ['.plist', '.plist'],
  ['日本語 🚀 é e\u0301.plist', '日本語 🚀 é e\u0301.plist'],
  ['red\u001b[31m\u001b]0;title\u0007.plist', 'red\\u001b[31m\\u001b]0;title\\u0007.plist'],
  ['csi\u009b2J.plist', 'csi\\u009b2J.plist'],
  ['bidi\u202e\u2066\u200f.plist', 'bidi\\u202e\\u2066\\u200f.plist'],
  ['mark\u061c.plist', 'mark\\u061c.plist'],
  ['separator\u2028\u2029.plist', 'separator\\u2028\\u2029.plist'],
  ['del\u007f.plist', 'del\\u007f.plist'],
];

const namesFolder = () => folderWith(Object.fromEntries(NAMES.map(([name]) => [`d/${name}`, errorPlist('x')])));

describe('names that are text', () => {
  it('are all found, and given to programs as they are', () => {
    const cwd = namesFolder();
    const { files, diagnostics, code } = lintJson(['d', '--rule', 'label-filename-mismatch=off'], { cwd });
    expect({ code, files }).toEqual({ code: 1, files: NAMES.length });
    const found = diagnostics.filter(({ rule }) => rule === 'exit-timeout-zero').map(({ file }) => file);
    expect(found).toEqual(NAMES.map(([name]) => `d/${name}`).sort());
  });

  it.each(['pretty', 'compact'])('are shown in %s without what moves a cursor, one line each', (format) => {
    // label-filename-mismatch has the name in its message, too.
    const told = svc(['lint', 'd', '--format', format], { cwd: namesFolder() });
    expectPlainText(told);
    const heads = told.stdout.split('\n').filter((line) => line.endsWith(' [exit-timeout-zero]'));
    expect(heads).toHaveLength(NAMES.length);
    for (const [, shown] of NAMES) {
      expect(
        heads.filter((line) => line.startsWith(`d/${shown}:14:2`)),
        shown,
      ).toHaveLength(1);
    }
    expect(told.stdout.split('\n').filter((line) => line.endsWith(' [label-filename-mismatch]'))).toHaveLength(
      NAMES.length,
    );
  });

  it.each(NAMES.filter(([name]) => name !== '.plist'))('%j can be named', (name) => {
    const cwd = folderWith({ [name]: errorPlist('x') });
    const off = ['--rule', 'label-filename-mismatch=off'];
    expect(lintJson([...off, '--', name], { cwd }).found).toEqual([`${name}:14:2 error exit-timeout-zero`]);
    expect(lintJson([...off, `./${name}`], { cwd }).found).toEqual([`./${name}:14:2 error exit-timeout-zero`]);
  });

  it('are shown harmlessly where the file can not be read', () => {
    const names = ['x\u001b[2J.plist', 'y\u202e.plist', 'z\nsvc: all is well.plist'];
    const told = svc(['lint', ...names], { cwd: folderWith() });
    expectPlainText(told);
    expect(told.stderr).toContain('svc: x\\u001b[2J.plist: there is no such file');
    expect(told.stderr).toContain('svc: z\\nsvc: all is well.plist: there is no such file');
    expect(told.code).toBe(2);
  });

  it('of folders are shown the same way', () => {
    const cwd = folderWith({ 'a\u001b[2J\n/b\u202e/x.plist': errorPlist('x') });
    const told = svc(['lint', '.', '--format', 'compact'], { cwd });
    expectPlainText(told);
    expect(told.stdout).toMatch(/^\.\/a\\u001b\[2J\\n\/b\\u202e\/x\.plist:14:2: error/);
    const empty = svc(['lint', 'c\u001b[2J'], { cwd: folderWith({ 'c\u001b[2J/x': '' }) });
    expectPlainText(empty);
    expect(empty.stderr).toContain('svc: c\\u001b[2J: there is no property list in it.');
  });
});

/** A folder with `names` (bytes) in it, or undefined where the file system takes only UTF-8. */
function folderOfBytes(names: readonly Buffer[]): string | undefined {
  const folder = folderWith();
  const path = (name: Buffer) => Buffer.concat([Buffer.from(`${folder}/d/`), name]);
  try {
    mkdirSync(join(folder, 'd'));
    mkdirSync(path(Buffer.from('sub\xfe', 'latin1')));
    for (const name of names) writeFileSync(path(name), errorPlist('x'));
    return folder;
  } catch {
    return undefined;
  }
}

describe('names that are no UTF-8', () => {
  const NAMES_OF_BYTES = ['a\xff.plist', 'a\xfe.plist', 'caf\xe9.plist', 'sub\xfe/x.plist', 'sub\xfe/y\xc0\xaf.plist'];

  it('are found and read, each of them, also when two look the same', (context) => {
    const names = NAMES_OF_BYTES.map((name) => Buffer.from(name, 'latin1'));
    const cwd = folderOfBytes([...names, Buffer.from('z.plist')]);
    if (cwd === undefined) return context.skip('this file system takes only names in UTF-8');
    const { code, files, diagnostics, stderr } = lintJson(['d', '--rule', 'label-filename-mismatch=off'], { cwd });
    expect({ code, files, stderr }).toEqual({ code: 1, files: 6, stderr: 'svc: 6 files checked: 6 errors\n' });
    const shown = diagnostics.map(({ file }) => file);
    expect(shown.filter((file) => file === 'd/a\ufffd.plist')).toHaveLength(2);
    expect(shown).toEqual(expect.arrayContaining(['d/caf\ufffd.plist', 'd/sub\ufffd/x.plist', 'd/z.plist']));
    for (const format of ['pretty', 'compact']) {
      const told = svc(['lint', 'd', '--format', format], { cwd });
      expectPlainText(told);
      expect(told.stdout.match(/\[exit-timeout-zero\]/g)).toHaveLength(6);
    }
  });

  it('are found beside names that hold U+FFFD itself', (context) => {
    const cwd = folderOfBytes([Buffer.from('a\xff.plist', 'latin1'), Buffer.from('a\ufffd.plist')]);
    if (cwd === undefined) return context.skip('this file system takes only names in UTF-8');
    expect(lintJson(['d'], { cwd }).files).toBe(2);
  });
});
