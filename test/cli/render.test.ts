/** `svc render`: what it writes, says and answers with. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentsOf, folderWith, svc, TWO_SERVICES } from '../support/svc.ts';

const A = 'plists/org.example.a.plist';
const B = 'plists/org.example.b.plist';

/** A folder with two services, rendered. */
function renderedFolder(): string {
  const folder = folderWith({ 'services.yaml': TWO_SERVICES });
  expect(svc(['render'], { cwd: folder }).code).toBe(0);
  return folder;
}

function edit(folder: string, from: string | RegExp, to: string): void {
  const file = join(folder, 'services.yaml');
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
}

describe('writing', () => {
  it('says a line for each file, in the order of services.yaml', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    const first = svc(['render'], { cwd: folder });
    expect(first).toEqual({ code: 0, stdout: `written   ${A}\nwritten   ${B}\n`, stderr: '' });
    const before = contentsOf(folder);
    const second = svc(['render'], { cwd: folder });
    expect(second).toEqual({ code: 0, stdout: `unchanged ${A}\nunchanged ${B}\n`, stderr: '' });
    expect(contentsOf(folder), 'an unchanged file was written again').toEqual(before);
  });

  it('writes only what changed, and leaves nothing else behind', () => {
    const folder = renderedFolder();
    edit(folder, 'true, x', 'true, y');
    const { stdout } = svc(['render'], { cwd: folder });
    expect(stdout).toBe(`unchanged ${A}\nwritten   ${B}\n`);
    expect(readFileSync(join(folder, B), 'utf8')).toContain('<string>y</string>');
    expect(Object.keys(contentsOf(folder)).sort()).toEqual(['plists', A, B, 'services.yaml']);
  });

  it('renders the services that are named, in the order of services.yaml', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    expect(svc(['render', 'b'], { cwd: folder }).stdout).toBe(`written   ${B}\n`);
    expect(existsSync(join(folder, A))).toBe(false);
    expect(svc(['render', 'b', 'a', 'b'], { cwd: folder }).stdout).toBe(`written   ${A}\nunchanged ${B}\n`);
  });

  it('-q says nothing where all is well', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    expect(svc(['render', '-q'], { cwd: folder })).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(existsSync(join(folder, B))).toBe(true);
  });

  it('-o is relative to the current folder, `output:` to the file', () => {
    const folder = folderWith({ 'conf/services.yaml': `output: ../rendered\n${TWO_SERVICES}`, 'here/x': '' });
    const at = { cwd: join(folder, 'here') };
    const own = svc(['render', 'a', '-f', '../conf/services.yaml'], at);
    expect(own.stdout).toMatch(/^written {3}\.\.\/(conf\/\.\.\/)?rendered\/org\.example\.a\.plist\n$/);
    expect(existsSync(join(folder, 'rendered/org.example.a.plist'))).toBe(true);
    const given = svc(['render', 'a', '-f', '../conf/services.yaml', '-o', 'out/deep'], at);
    expect(given.stdout).toBe('written   out/deep/org.example.a.plist\n');
    expect(existsSync(join(folder, 'here/out/deep/org.example.a.plist'))).toBe(true);
  });

  it('an empty -o is a mistake, not the current folder', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    expect(svc(['render', '-o', ''], { cwd: folder }).code).toBe(2);
    expect(Object.keys(contentsOf(folder))).toEqual(['services.yaml']);
  });

  it('writes through a folder that is a link, and replaces a link that stands for a file', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES, 'real/keep.txt': 'mine' });
    symlinkSync('real', join(folder, 'plists'));
    symlinkSync('keep.txt', join(folder, 'real/org.example.a.plist'));
    expect(svc(['render'], { cwd: folder }).code).toBe(0);
    expect(readFileSync(join(folder, 'real/keep.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, A), 'utf8')).toContain('org.example.a');
  });

  it('replaces an empty, a foreign and a read-only file', () => {
    const folder = renderedFolder();
    const wanted = readFileSync(join(folder, A), 'utf8');
    for (const content of ['', 'something else', wanted.replaceAll('\n', '\r\n')]) {
      writeFileSync(join(folder, A), content);
      chmodSync(join(folder, A), 0o444);
      expect(svc(['render', 'a'], { cwd: folder }).stdout).toBe(`written   ${A}\n`);
      expect(readFileSync(join(folder, A), 'utf8')).toBe(wanted);
      chmodSync(join(folder, A), 0o644);
    }
  });
});

describe('--check', () => {
  it('exits 0 where the folder is what would be written, 1 where a file is missing, and writes nothing', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    const { code, stdout, stderr } = svc(['render', '--check'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toBe('');
    expect(stdout).toContain(`missing   ${A}\n--- /dev/null`);
    expect(Object.keys(contentsOf(folder))).toEqual(['services.yaml']);
    svc(['render'], { cwd: folder });
    expect(svc(['render', '--check'], { cwd: folder }).code).toBe(0);
  });

  it('shows a unified diff from what stands there to what would', () => {
    const folder = renderedFolder();
    edit(folder, 'true, x', 'true, y');
    const before = contentsOf(folder);
    const { code, stdout } = svc(['render', '--check'], { cwd: folder });
    expect(code).toBe(1);
    expect(contentsOf(folder)).toEqual(before);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 4)).toEqual([`unchanged ${A}`, `different ${B}`, `--- ${B}\ton disk`, `+++ ${B}\trendered`]);
    expect(lines[4]).toMatch(/^@@ -\d+,7 \+\d+,7 @@/);
    expect(lines.filter((line) => /^[-+] /.test(line))).toEqual([
      '-      <string>x</string>',
      '+      <string>y</string>',
    ]);
  });

  const hasPatch = spawnSync('patch', ['--version']).status === 0;
  it.skipIf(!hasPatch)(`the diff is one that \`patch -p0\` applies${hasPatch ? '' : ' (skipped: no patch)'}`, () => {
    const folder = renderedFolder();
    edit(folder, 'true, x', 'true, y');
    edit(folder, '  b:', '  c:\n    template: daemon\n    command: [/usr/bin/true]\n  b:');
    const { code, stdout } = svc(['render', '--check'], { cwd: folder });
    expect(code).toBe(1);
    const { status, stdout: said } = spawnSync('patch', ['-p0'], { cwd: folder, input: stdout, encoding: 'utf8' });
    expect(said).not.toMatch(/fuzz|offset|FAILED/);
    expect(status).toBe(0);
    expect(svc(['render', '--check'], { cwd: folder }).code).toBe(0);
  });

  it('names the difference in line ends and a missing final newline', () => {
    const folder = renderedFolder();
    writeFileSync(join(folder, A), readFileSync(join(folder, A), 'utf8').trimEnd());
    const { code, stdout } = svc(['render', '--check', 'a'], { cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toContain('\\ No newline at end of file');
    expect(svc(['render', '--check', 'b'], { cwd: folder }).code).toBe(0);
  });

  it('shows control characters of a strange file safely', () => {
    const folder = renderedFolder();
    writeFileSync(join(folder, A), '\u001b]0;title\u0007 \u202e text\n');
    const { stdout } = svc(['render', '--check', 'a'], { cwd: folder });
    expect(stdout).not.toMatch(/[\u001b\u0007\u202e]/);
    expect(stdout).toContain('-\\u001b]0;title\\u0007 \\u202e text');
  });

  it('-q leaves out what is unchanged, not what differs', () => {
    const folder = renderedFolder();
    expect(svc(['render', '--check', '-q'], { cwd: folder })).toEqual({ code: 0, stdout: '', stderr: '' });
    edit(folder, 'true, x', 'true, y');
    const { code, stdout } = svc(['render', '--check', '-q'], { cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^different /);
  });
});

describe('what is no file of a usual size in the output folder', () => {
  const canFifo = spawnSync('mkfifo', ['--version']).status === 0;

  it.skipIf(!canFifo)('a pipe is not waited for: not one in the way, nor one beside (skipped without mkfifo)', () => {
    const folder = renderedFolder();
    rmSync(join(folder, A));
    for (const pipe of [A, 'plists/other.plist']) spawnSync('mkfifo', [join(folder, pipe)]);
    const { code, stdout, stderr } = svc(['render'], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 3, stdout: `unchanged ${B}\n` });
    expect(stderr).toBe(`svc: ${A}: it is no regular file.\n`);
  });

  it('a file larger than any text is not read', () => {
    const folder = renderedFolder();
    for (const large of [A, 'plists/other.plist']) {
      writeFileSync(join(folder, large), '');
      truncateSync(join(folder, large), 700 * 1024 * 1024);
    }
    const { code, stdout, stderr } = svc(['render', '--check'], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 3, stdout: `unchanged ${B}\n` });
    expect(stderr).toBe(`svc: ${A}: it has 734003200 bytes, and the limit is 16777216.\n`);
  });
});

describe('stale files', () => {
  const withoutB = (folder: string) => edit(folder, / {2}b:\n[\s\S]*/, '');

  it('are named, never deleted, and only a --check fails for them', () => {
    const folder = renderedFolder();
    withoutB(folder);
    const { code, stdout, stderr } = svc(['render'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toBe(`unchanged ${A}\nstale     ${B}\n`);
    expect(stderr).toMatch(/1 stale file: .*Delete/);
    expect(existsSync(join(folder, B))).toBe(true);
    const checked = svc(['render', '--check'], { cwd: folder });
    expect(checked.code).toBe(1);
    expect(checked.stdout).toBe(`unchanged ${A}\nstale     ${B}\n`);
    expect(existsSync(join(folder, B))).toBe(true);
    const quiet = svc(['render', '-q'], { cwd: folder });
    expect(quiet).toEqual({ code: 0, stdout: `stale     ${B}\n`, stderr: '' });
  });

  it('are looked for only where all services are rendered', () => {
    const folder = renderedFolder();
    withoutB(folder);
    expect(svc(['render', 'a', '--check'], { cwd: folder })).toEqual({
      code: 0,
      stdout: `unchanged ${A}\n`,
      stderr: '',
    });
  });

  it('are not another namespace’s, a plist of somebody else, a folder or another file', () => {
    const folder = renderedFolder();
    const ours = readFileSync(join(folder, B), 'utf8');
    writeFileSync(join(folder, 'plists/org.other.c.plist'), ours.replace('svc: org.example/', 'svc: org.other/'));
    writeFileSync(join(folder, 'plists/org.example.foreign.plist'), ours.replace(/<!--[\s\S]*?-->\n/, ''));
    const mention = ours.replace(/<!--[\s\S]*?-->\n/, '<!-- by hand, not svc: org.example/b -->\n');
    writeFileSync(join(folder, 'plists/org.example.mention.plist'), mention);
    writeFileSync(join(folder, 'plists/org.example.b.plist.bak'), ours);
    writeFileSync(join(folder, 'plists/binary.plist'), Buffer.from('bplist00\u00ff', 'latin1'));
    mkdirSync(join(folder, 'plists/org.example.folder.plist'));
    const { code, stdout, stderr } = svc(['render', '--check'], { cwd: folder });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `unchanged ${A}\nunchanged ${B}\n`, stderr: '' });
  });

  it('are those of a renamed service and of a changed label too', () => {
    const folder = renderedFolder();
    edit(folder, '  b:', '  b2:');
    edit(folder, '    template: daemon', '    label: org.example.other\n    template: daemon');
    const { stdout } = svc(['render', '--json'], { cwd: folder });
    const { files } = JSON.parse(stdout) as { files: { path: string; result: string; service: string }[] };
    expect(files.map(({ service, path, result }) => [service, path, result])).toEqual([
      ['a', 'plists/org.example.other.plist', 'written'],
      ['b2', 'plists/org.example.b2.plist', 'written'],
      ['a', A, 'stale'],
      ['b', B, 'stale'],
    ]);
  });
});

describe('--json', () => {
  const files = (folder: string, ...args: string[]) => {
    const { code, stdout, stderr } = svc(['render', '--json', ...args], { cwd: folder });
    expect(stderr).toBe('');
    const answer = JSON.parse(stdout) as { version: number; files: object[] };
    expect(Object.keys(answer)).toEqual(['version', 'files']);
    expect(answer.version).toBe(1);
    return { code, files: answer.files };
  };
  const a = { service: 'a', label: 'org.example.a', path: A };
  const b = { service: 'b', label: 'org.example.b', path: B };

  it('answers with what each file is, and nothing on stderr', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    const missing = [a, b].map((file) => ({ ...file, result: 'missing' }));
    expect(files(folder, '--check')).toEqual({ code: 1, files: missing });
    expect(files(folder)).toEqual({ code: 0, files: [a, b].map((file) => ({ ...file, result: 'written' })) });
    expect(files(folder, '--check')).toEqual({
      code: 0,
      files: [a, b].map((file) => ({ ...file, result: 'unchanged' })),
    });
    edit(folder, 'true, x', 'true, y');
    const [same, other] = [
      { ...a, result: 'unchanged' },
      { ...b, result: 'different' },
    ];
    expect(files(folder, '--check')).toEqual({ code: 1, files: [same, other] });
    expect(files(folder, 'b')).toEqual({ code: 0, files: [{ ...b, result: 'written' }] });
    edit(folder, / {2}b:\n[\s\S]*/, '');
    expect(files(folder)).toEqual({ code: 0, files: [same, { ...b, result: 'stale' }] });
    expect(files(folder, '--check')).toEqual({ code: 1, files: [same, { ...b, result: 'stale' }] });
  });

  it('--stdout carries the texts', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES });
    const printed = files(folder, '--stdout', 'a');
    expect(printed.files).toHaveLength(1);
    expect(printed.files[0]).toMatchObject({ service: 'a', label: 'org.example.a', path: 'org.example.a.plist' });
    svc(['render'], { cwd: folder });
    expect((printed.files[0] as { text: string }).text).toBe(readFileSync(join(folder, A), 'utf8'));
  });
});
