/** `svc lint -`: what comes from standard input. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, MAIN, manifestOf, shell, svc } from '../support/svc.ts';
import { errorPlist, expectPlainText, foundIn, jobPlist, lintJson, warningPlist } from './lint-jobs.ts';

const MANIFEST = manifestOf('template: daemon\ncommand: [/usr/bin/true]');

describe('standard input', () => {
  it('is a property list named -, which needs no name of its own', () => {
    expect(lintJson(['-'], { input: errorPlist('x') })).toMatchObject({
      code: 1,
      files: 1,
      found: ['-:14:2 error exit-timeout-zero'],
    });
    expect(svc(['lint', '-'], { cwd: '/', input: warningPlist() })).toMatchObject({ code: 0, stdout: '' });
  });

  it('goes by --stdin-filename in findings and in rules', () => {
    const { found } = lintJson(['-', '--stdin-filename', 'agents/x.plist'], { input: warningPlist() });
    expect(found).toEqual(['agents/x.plist:6:2 warning label-filename-mismatch']);
    const named = lintJson(['-', '--stdin-filename', 'org.example.other.plist'], { input: warningPlist() });
    expect(named.found).toEqual([]);
  });

  it('is a services.yaml when --stdin-filename says so', () => {
    const options = { cwd: folderWith(), input: `${MANIFEST}    nice: high\n` };
    expect(lintJson(['-', '--stdin-filename', 'services.yaml'], options)).toMatchObject({
      code: 1,
      found: ['services.yaml:8:11 error schema'],
    });
    expect(lintJson(['-', '--stdin-filename', 'services.yaml'], { ...options, input: MANIFEST }).code).toBe(0);
  });

  it('finds the templates beside the name it is given', () => {
    const folder = folderWith({ 'sub/t/mine.yaml': 'template:\n  runAtLoad: true\n' });
    const input = manifestOf('template: nowhere\ncommand: [/usr/bin/true]', 'templates: t\n');
    const { found, diagnostics } = lintJson(['-', '--stdin-filename', 'sub/services.yaml'], { cwd: folder, input });
    expect(found).toEqual([expect.stringMatching(/^sub\/services\.yaml:\d+:\d+ error schema$/)]);
    expect(JSON.stringify(diagnostics)).toContain('mine');
  });

  it('stands beside files, in the order given', () => {
    const folder = folderWith({ 'a.plist': errorPlist('a'), 'z.plist': errorPlist('z') });
    const { found } = lintJson(['z.plist', '-', 'a.plist'], { cwd: folder, input: errorPlist('x') });
    expect(found.map((line) => line.split(':')[0])).toEqual(['z.plist', '-', 'a.plist']);
  });

  it('is there once, and may be named no second time', () => {
    const told = svc(['lint', '-', '-'], { cwd: '/', input: jobPlist('x') });
    expect(told).toMatchObject({ code: 2, stdout: '', stderr: 'svc: standard input (-) can be read only once.\n' });
  });

  it('may be empty, and is then no property list', () => {
    expect(lintJson(['-'], { input: '' }).found).toEqual(['-:1:1 error plist-syntax']);
  });

  it('is read to --max-size and no further', () => {
    const told = svc(['lint', '-', '--max-size', '1000'], { cwd: '/', input: jobPlist('x', ' '.repeat(100_000)) });
    expect(told).toMatchObject({ code: 1, stdout: expect.stringContaining('more than 1000 bytes') });
    const endless = shell('yes "<dict>" | svc lint - --format compact', { cwd: '/', timeout: 25_000 });
    expect(endless).toMatchObject({ code: 1, stdout: expect.stringMatching(/^-:1:1: error: .*\[plist-limits\]\n$/) });
  });

  it('that is a folder: exit 2, in words', () => {
    const told = shell('svc lint - < .', { cwd: folderWith() });
    expectPlainText(told);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toContain('it is a folder');
  });

  it('that is closed ends in words', () => {
    const told = shell('svc lint - <&-', { cwd: '/' });
    expectPlainText(told);
    expect(told.code).toBe(1);
  });

  it('may come slowly and in pieces, a character cut in two', async () => {
    const bytes = Buffer.from(errorPlist('größe'));
    const cut = bytes.indexOf('ß') + 1;
    const child = spawn(process.execPath, [MAIN, 'lint', '--json', '-'], { cwd: '/' });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stdin.write(bytes.subarray(0, cut));
    await new Promise((resolve) => setTimeout(resolve, 400));
    child.stdin.end(bytes.subarray(cut));
    expect(await closed).toBe(1);
    expect(foundIn(JSON.parse(stdout))).toEqual(['-:14:2 error exit-timeout-zero']);
  });

  const hasPython = spawnSync('python3', ['--version']).status === 0;
  it.runIf(hasPython)(`may be a pipe that does not block${hasPython ? '' : ' (skipped: no python3)'}`, () => {
    const folder = folderWith({ 'x.plist': errorPlist('x') });
    const script = `import os, subprocess, sys, time
r, w = os.pipe()
os.set_blocking(r, False)
child = subprocess.Popen(sys.argv[1:], stdin=r)
time.sleep(0.5)
os.write(w, open('x.plist', 'rb').read())
os.close(w)
sys.exit(child.wait())`;
    const args = ['-c', script, process.execPath, MAIN, 'lint', '--format', 'compact', '-'];
    const { status, stdout, stderr } = spawnSync('python3', args, { cwd: folder, encoding: 'utf8', timeout: 25_000 });
    expect(stdout, stderr).toMatch(/^-:14:2: error: /);
    expect(status).toBe(1);
  });

  it('does not hold up the findings of a file before it', async () => {
    const folder = folderWith({ 'a.plist': errorPlist('a') });
    const child = spawn(process.execPath, [MAIN, 'lint', '--format', 'compact', join(folder, 'a.plist'), '-'], {
      cwd: '/',
    });
    const first = await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve));
    expect(first).toMatch(/a\.plist:14:2: error/);
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stdin.end(jobPlist('x'));
    expect(await closed).toBe(1);
  });
});
