/** `svc logs` on real files: last lines, following through all that happens to a log, and harmless output. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderWith, MAIN, manifestOf, shell, svc } from '../support/svc.ts';

/** One service `a` with the logs out.log and err.log in the folder. */
function logFolder(files: Record<string, string | Uint8Array>, logs = '{ stdout: out.log, stderr: err.log }'): string {
  const folder = folderWith(files);
  const absolute = logs.replace(/(\w+\.log)/g, `${folder}/$1`);
  writeFileSync(
    join(folder, 'services.yaml'),
    manifestOf(`command: [/usr/bin/true]\nrunAtLoad: true\nlogs: ${absolute}`),
  );
  return folder;
}

const numbered = (from: number, to: number, word = 'line') =>
  Array.from({ length: to - from + 1 }, (_, i) => `${word} ${from + i}\n`).join('');

describe('the last lines', () => {
  it('are ten of each file, marked by stream', () => {
    const cwd = logFolder({ 'out.log': numbered(1, 30), 'err.log': 'oops\n' });
    const marked = numbered(21, 30, 'stdout | line');
    expect(svc(['logs'], { cwd })).toEqual({ code: 0, stdout: `${marked}stderr | oops\n`, stderr: '' });
  });

  it('are as many as -n says, one stream alone unmarked and byte for byte', () => {
    const bytes = Buffer.concat([
      Buffer.from('a\r\nb\n'),
      Buffer.from([0xff, 0x1b, 0x5b, 0x32, 0x4a, 0x0a]),
      Buffer.from('no end'),
    ]);
    const cwd = logFolder({ 'out.log': bytes, 'err.log': 'oops\n' });
    const raw = (n: string) => spawnSync(process.execPath, [MAIN, 'logs', 'a', '--stdout', '-n', n], { cwd }).stdout;
    expect(raw('100').equals(bytes)).toBe(true);
    expect(raw('1').toString()).toBe('no end');
    expect(raw('2').equals(bytes.subarray(5))).toBe(true);
    expect(raw('0').length).toBe(0);
    expect(svc(['logs', '--stderr'], { cwd }).stdout).toBe('oops\n');
    expect(svc(['logs', '--stdout', '--stderr', '-n', '1'], { cwd }).stdout).toBe('stdout | no end\nstderr | oops\n');
  });

  it.each(['-1', 'x', '', '1.5', '1e3'])('-n %j: exit 2', (n) => {
    expect(svc(['logs', `--lines=${n}`], { cwd: logFolder({}) })).toMatchObject({ code: 2, stdout: '' });
  });

  it('of two services are marked with both names, in one width', () => {
    const folder = folderWith({ '1.log': 'one\n', '2.log': 'two\n', '3.log': 'three\n' });
    const service = (name: string, logs: string) =>
      `  ${name}:\n    command: [/usr/bin/true]\n    runAtLoad: true\n    logs: ${logs}\n`;
    const both = service('web', `{ stdout: ${folder}/1.log, stderr: ${folder}/2.log }`);
    const more = service('worker', `{ stdout: ${folder}/3.log, stderr: ${folder}/3.log }`);
    writeFileSync(join(folder, 'services.yaml'), `version: 1\nnamespace: org.example\nservices:\n${both}${more}`);
    expect(svc(['logs'], { cwd: folder }).stdout).toBe(
      'web stdout           | one\nweb stderr           | two\nworker stdout+stderr | three\n',
    );
    expect(svc(['logs', 'worker'], { cwd: folder }).stdout).toBe('three\n');
    expect(svc(['logs', '--stderr'], { cwd: folder }).stdout).toBe('web    | two\nworker | three\n');
  });

  it('no file yet, no log, /dev/null: said, exit 0; what may not be read: exit 3', () => {
    const missing = svc(['logs'], { cwd: logFolder({ 'out.log': 'x\n' }) });
    expect(missing).toMatchObject({ code: 0, stdout: 'stdout | x\n' });
    expect(missing.stderr).toMatch(/err\.log: there is no such file: nothing was logged yet/);
    const linked = logFolder({ 'out.log': 'x\n' });
    symlinkSync('/nowhere/else.log', join(linked, 'err.log'));
    expect(svc(['logs'], { cwd: linked }).stderr).toContain(
      'err.log: it is a symbolic link to /nowhere/else.log, and there is no such file or folder: nothing was logged yet.\n',
    );
    const none = svc(['logs', '-F'], { cwd: logFolder({}, '{ stdout: /dev/null }') });
    expect(none).toMatchObject({ code: 0, stdout: '' });
    expect(none.stderr).toMatch(/a: stdout goes to \/dev\/null/);
    expect(none.stderr).toMatch(/a: stderr has no log file/);
    const cwd = logFolder({ 'out.log': 'x\n' });
    mkdirSync(join(cwd, 'err.log'));
    const folder = svc(['logs'], { cwd });
    expect(folder).toMatchObject({ code: 3, stdout: 'stdout | x\n' });
    expect(folder.stderr).toMatch(/err\.log: it is a folder/);
    expect(svc(['logs', 'b'], { cwd }).code).toBe(2);
  });

  it('a pipe does not hold svc up', () => {
    const cwd = logFolder({ 'err.log': '' });
    spawnSync('mkfifo', [join(cwd, 'out.log')]);
    const { code, stderr } = svc(['logs'], { cwd, timeout: 10_000 });
    expect(code).toBe(3);
    expect(stderr).toMatch(/out\.log: it is no regular file/);
  });

  it('a line of more than 1 MiB comes in pieces, and none of it is lost', () => {
    const long = `${'x'.repeat(2_500_000)}\nend\n`;
    const cwd = logFolder({ 'out.log': long, 'err.log': '' });
    expect(svc(['logs', '--stdout'], { cwd }).stdout === long).toBe(true);
    const lines = svc(['logs'], { cwd }).stdout.split('\n');
    expect(lines.map((line) => line.length)).toEqual([
      1_048_576 + 9,
      1_048_576 + 9,
      402_848 + 9,
      'stdout | end'.length,
      0,
    ]);
  });

  it('a reader that goes away ends svc without a word', () => {
    const cwd = logFolder({ 'out.log': numbered(1, 200_000), 'err.log': '' });
    const { code, stderr } = shell('svc logs -F -n 200000 | head -n 1', { cwd, timeout: 20_000 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

const hasScript = spawnSync('script', ['--version']).stdout?.toString().includes('util-linux') ?? false;

describe('a terminal', () => {
  it.runIf(hasScript)(`is shown nothing that moves it${hasScript ? '' : ' (skipped: no script of util-linux)'}`, () => {
    const nasty = Buffer.concat([
      Buffer.from('\u001b[31mred\u001b[0m \u001b[2J\u001b]0;title\u0007 \u202e \r\n\ttab'),
      Buffer.from([0xff, 0x9b, 0x0a]),
    ]);
    const cwd = logFolder({ 'out.log': nasty, 'err.log': '' });
    const command = `'${process.execPath}' '${MAIN}' logs --stdout`;
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { cwd, encoding: 'utf8' });
    expect(stdout).toBe('red \\u001b[2J\\u001b]0;title\\u0007 \\u202e \r\n\ttab\ufffd\ufffd\r\n');
  });
});

interface Follower {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  /** Ends it by a signal, and gives its exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

function follow(cwd: string, args: readonly string[] = []): Follower {
  const child = spawn(process.execPath, [MAIN, 'logs', '-F', ...args], { cwd });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const end = (signal: NodeJS.Signals = 'SIGINT') => {
    child.kill(signal);
    return code;
  };
  return { child, out: () => out, err: () => err, end };
}

async function says(follower: Follower, text: string): Promise<void> {
  for (let tries = 0; tries < 1000 && !follower.err().includes(text); tries++) await sleep(20);
  expect(follower.err()).toContain(text);
}

/** Waits until what is added counts as new; takes -v. */
const isFollowing = (follower: Follower) => says(follower, 'svc: following ');

async function shows(follower: Follower, text: string): Promise<void> {
  for (let tries = 0; tries < 1000 && !follower.out().includes(text); tries++) await sleep(20);
  expect(follower.out()).toContain(text);
}

describe('following', () => {
  it('shows what is added, whole lines only, and ends with exit 0 and the rest', async () => {
    const cwd = logFolder({ 'out.log': numbered(1, 20), 'err.log': '' });
    const log = join(cwd, 'out.log');
    const follower = follow(cwd, ['-n', '1']);
    await shows(follower, 'stdout | line 20\n');
    appendFileSync(log, 'half');
    await sleep(300);
    expect(follower.out()).toBe('stdout | line 20\n');
    appendFileSync(join(cwd, 'err.log'), 'between\n');
    await shows(follower, 'between');
    appendFileSync(log, ' line\nrest');
    await shows(follower, 'stdout | half line\n');
    await sleep(200);
    expect(await follower.end()).toBe(0);
    expect(follower.out()).toBe('stdout | line 20\nstderr | between\nstdout | half line\nstdout | rest\n');
    expect(follower.err()).toBe('');
  });

  it('-n 0 begins with what comes; TERM ends it as well', async () => {
    const cwd = logFolder({ 'out.log': 'old\n', 'err.log': 'old\n' });
    const follower = follow(cwd, ['-n', '0', '--stdout', '-v']);
    await isFollowing(follower);
    appendFileSync(join(cwd, 'out.log'), 'new\n');
    await shows(follower, 'new\n');
    expect(await follower.end('SIGTERM')).toBe(0);
    expect(follower.out()).toBe('new\n');
  });

  it('goes on through rotation, for the old file too, which its writer still has', async () => {
    const cwd = logFolder({ 'out.log': 'one\n', 'err.log': '' });
    const log = join(cwd, 'out.log');
    const follower = follow(cwd, ['--stdout']);
    await shows(follower, 'one\n');
    appendFileSync(log, 'two\n');
    renameSync(log, `${log}.1`);
    appendFileSync(`${log}.1`, 'three\n');
    writeFileSync(log, 'four\n');
    await shows(follower, 'four\n');
    appendFileSync(`${log}.1`, 'late\n');
    await shows(follower, 'late\n');
    expect(await follower.end()).toBe(0);
    expect(follower.out()).toBe('one\ntwo\nthree\nfour\nlate\n');
  });

  it('goes on through truncation, deletion and re-creation', async () => {
    const cwd = logFolder({ 'out.log': 'one\ntwo\n', 'err.log': '' });
    const log = join(cwd, 'out.log');
    const follower = follow(cwd, ['--stdout']);
    await shows(follower, 'two\n');
    truncateSync(log);
    await says(follower, 'cut off');
    appendFileSync(log, 'three\n');
    await shows(follower, 'three\n');
    rmSync(log);
    await says(follower, 'waiting for it');
    writeFileSync(log, 'four\n');
    await shows(follower, 'four\n');
    expect(await follower.end()).toBe(0);
    expect(follower.out()).toBe('one\ntwo\nthree\nfour\n');
    expect(follower.err()).toMatch(/cut off.\n.*no such file; waiting for it.\n.*is there now.\n$/);
  });

  it('waits for a file, and takes up one that may be read at last', async () => {
    const cwd = logFolder({});
    const follower = follow(cwd, ['-v']);
    await isFollowing(follower);
    writeFileSync(join(cwd, 'out.log'), 'first\n');
    mkdirSync(join(cwd, 'err.log'));
    await shows(follower, 'stdout | first\n');
    await says(follower, 'it is a folder');
    rmSync(join(cwd, 'err.log'), { recursive: true });
    writeFileSync(join(cwd, 'err.log'), 'at last\n');
    chmodSync(join(cwd, 'err.log'), 0o644);
    await shows(follower, 'stderr | at last\n');
    expect(await follower.end()).toBe(3);
    expect(follower.err()).toMatch(/err\.log: it is a folder/);
  });

  it('rotations without a pause leave nothing out and repeat nothing', async () => {
    const cwd = logFolder({ 'out.log': '', 'out.log.0': 'old\n', 'err.log': '' });
    const log = join(cwd, 'out.log');
    const follower = follow(cwd, ['--stdout', '-v']);
    await isFollowing(follower);
    let wanted = '';
    for (let round = 0; round < 30; round++) {
      const text = numbered(round * 10, round * 10 + 9);
      appendFileSync(log, text);
      wanted += text;
      for (let nth = round; nth > 0; nth--) renameSync(`${log}.${nth}`, `${log}.${nth + 1}`);
      renameSync(log, `${log}.1`);
    }
    writeFileSync(log, 'last\n');
    await shows(follower, 'last\n');
    await sleep(300);
    await follower.end();
    expect(follower.out().split('\n').sort()).toEqual(`${wanted}last\n`.split('\n').sort());
  });
});
