/** The machine says no: exit 3, what was done and what was not, and the old file is whole. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeReadOnly, mountedAt, whyNoMount } from '../support/mount.ts';
import { contentsOf, folderWith, type Result, svc, TWO_SERVICES } from '../support/svc.ts';

const A = 'org.example.a.plist';
const B = 'org.example.b.plist';

function expectRefused({ code, stderr }: Result, why: RegExp): void {
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stderr).not.toContain('a bug in svc');
  expect(stderr).toMatch(why);
  expect(code, stderr).toBe(3);
}

const hasProc = existsSync('/proc/self');
const whyNoProc = hasProc ? '' : ' (skipped: no /proc)';

const temporary = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.tmp'));

describe('the output folder', () => {
  it('is a file', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES, out: 'mine' });
    const told = svc(['render', '-o', 'out'], { cwd: folder });
    expectRefused(told, /^svc: out.*it is a file, not a folder/m);
    // There was no old file, so nothing must be said of one.
    expect(told.stderr).not.toContain('old file');
    expect(told.stdout).not.toContain('written');
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('mine');
  });

  it('lies below a file', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES, out: 'mine' });
    expectRefused(svc(['render', '-o', 'out/x/y'], { cwd: folder }), /a part of the path is a file, not a folder/);
  });

  it('is a link that leads nowhere', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    symlinkSync('nowhere', join(folder, 'out'));
    expectRefused(svc(['render', '-o', 'out'], { cwd: folder }), /out/);
    expect(Object.keys(contentsOf(folder)).sort()).toEqual(['out', 'services.yaml']);
  });

  it.runIf(hasProc)(`lies where no folder can be made${whyNoProc}`, () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    expectRefused(svc(['render', '-o', '/proc/svc-test/x'], { cwd: folder, timeout: 20_000 }), /\/proc\/svc-test/);
  });

  it.runIf(hasProc)(`takes no files${whyNoProc}`, () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    expectRefused(svc(['render', '-o', '/proc/self'], { cwd: folder, timeout: 20_000 }), /\/proc\/self/);
  });

  it('--json carries the reason for each service', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES, out: 'mine' });
    const { code, stdout } = svc(['render', '-o', 'out', '--json'], { cwd: folder });
    expect(code).toBe(3);
    const { version, files } = JSON.parse(stdout);
    expect(version).toBe(1);
    expect(files).toEqual(
      ['a', 'b'].map((service) => ({
        service,
        label: `org.example.${service}`,
        path: `out/org.example.${service}.plist`,
        result: 'missing',
        error: { code: expect.stringMatching(/^E(EXIST|NOTDIR)$/), message: 'it is a file, not a folder' },
      })),
    );
  });
});

describe('one file', () => {
  it('whose place a folder holds: the other services go on', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES, [`out/${A}/x`]: 'mine' });
    const told = svc(['render', '-o', 'out'], { cwd: folder });
    expectRefused(told, new RegExp(`^svc: out/${A}: it is a folder`, 'm'));
    expect(told.stdout).toBe(`written   out/${B}\n`);
    expect(readFileSync(join(folder, `out/${A}/x`), 'utf8')).toBe('mine');
    expect(temporary(join(folder, 'out'))).toEqual([]);
    const checked = svc(['render', '-o', 'out', '--check'], { cwd: folder });
    expect(checked.code).toBe(3);
    expect(checked.stdout).toContain(`unchanged out/${B}`);
  });
});

describe.skipIf(whyNoMount !== '')(`a disk that takes nothing${whyNoMount}`, () => {
  it('is read-only: the old files are whole', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    const out = mountedAt(folder, 'out', 65_536);
    writeFileSync(join(out, A), 'old a');
    makeReadOnly(out);
    const told = svc(['render', '-o', 'out'], { cwd: folder });
    expectRefused(told, /the file system is read-only/);
    expect(told.stderr).toContain(A);
    expect(told.stderr).toContain(B);
    expect(told.stdout).not.toContain('written');
    expect(readdirSync(out)).toEqual([A]);
    expect(readFileSync(join(out, A), 'utf8')).toBe('old a');
  });

  it('is read-only, and nothing has to be written: exit 0', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    const out = mountedAt(folder, 'out', 65_536);
    expect(svc(['render', '-o', 'out'], { cwd: folder }).code).toBe(0);
    makeReadOnly(out);
    expect(svc(['render', '-o', 'out'], { cwd: folder })).toEqual({
      code: 0,
      stdout: `unchanged out/${A}\nunchanged out/${B}\n`,
      stderr: '',
    });
  });

  it('is full: the old files are whole, no half one is left, what fits is written', () => {
    const environment = Array.from({ length: 400 }, (_, i) => `      V${i}: ${'x'.repeat(100)}\n`).join('');
    const manifest = TWO_SERVICES.replace('  b:', `    environment:\n${environment}  b:`);
    const folder = folderWith({ 'services.yaml': manifest });
    const out = mountedAt(folder, 'out', 65_536);
    writeFileSync(join(out, A), 'old a');
    writeFileSync(join(out, B), 'old b');
    writeFileSync(join(out, 'filler'), 'x'.repeat(44_000));
    const told = svc(['render', '-o', 'out'], { cwd: folder });
    expectRefused(told, new RegExp(`^svc: out/${A}: the disk is full`, 'm'));
    expect(told.stdout).toBe(`written   out/${B}\n`);
    expect(readFileSync(join(out, A), 'utf8')).toBe('old a');
    expect(readFileSync(join(out, B), 'utf8')).toContain('<string>org.example.b</string>');
    expect(readdirSync(out).sort()).toEqual(['filler', A, B]);
    const answered = svc(['render', '-o', 'out', '--json'], { cwd: folder });
    expect(answered.code).toBe(3);
    expect(JSON.parse(answered.stdout).files).toMatchObject([
      { service: 'a', result: 'different', error: { code: 'ENOSPC', message: 'the disk is full' } },
      { service: 'b', result: 'unchanged' },
    ]);
  });
});

/** Somebody who is not root: the user of the tests, or nobody where root runs them and nobody can start node. */
const other = process.getuid?.() === 0 ? 65_534 : undefined;
const canRunAsOther =
  process.getuid !== undefined && svc(['--version'], { cwd: '/', ...(other && { uid: other }) }).code === 0;
const whyNotOther = canRunAsOther ? '' : ' (skipped: root, and nobody else can start node here)';

describe.skipIf(!canRunAsOther)(`what one may not read or write${whyNotOther}`, () => {
  const asOther = { cwd: '/', ...(other && { uid: other }) };
  const open = (folder: string) => chmodSync(folder, 0o755);

  it('a services.yaml of somebody else: exit 3', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    open(folder);
    const file = join(folder, 'services.yaml');
    chmodSync(file, 0o000);
    expectRefused(svc(['render', '-f', file], asOther), /services\.yaml can not be used: permission denied/);
    const { code, stdout } = svc(['render', '--json', '-f', file], asOther);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1 });
  });

  it('a plist and a folder of somebody else: exit 3, the old file is whole', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    open(folder);
    mkdirSync(join(folder, 'plists'));
    writeFileSync(join(folder, 'plists', A), 'old a');
    chmodSync(join(folder, 'plists'), 0o555);
    const told = svc(['render', '-f', join(folder, 'services.yaml')], asOther);
    expectRefused(told, /permission denied/);
    expect(readdirSync(join(folder, 'plists'))).toEqual([A]);
    expect(readFileSync(join(folder, 'plists', A), 'utf8')).toBe('old a');
    chmodSync(join(folder, 'plists', A), 0o000);
    chmodSync(join(folder, 'plists'), 0o755);
    const unreadable = svc(['render', 'a', '--check', '-f', join(folder, 'services.yaml')], asOther);
    expectRefused(unreadable, new RegExp(`${A}: permission denied`));
  });
});
