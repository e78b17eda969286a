/** `svc completion`: the scripts, loaded in real shells, and what they offer. */
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { flagsOf } from '../../src/cli/arguments.ts';
import { COMMANDS, GLOBAL_OPTIONS } from '../../src/cli/commands.ts';
import { hasPython } from '../support/plistlib.ts';
import { type Completing, completing, hasShell, type ShellName } from '../support/shells.ts';
import { folderWith, REPO, svc, TWO_SERVICES } from '../support/svc.ts';

const ON_PTY = join(REPO, 'test/support/on-pty.py');

const SHELLS: readonly ShellName[] = ['bash', 'zsh', 'fish'];

describe.each(SHELLS)('%s', (shell) => {
  const isThere = hasShell(shell);
  const test = it.skipIf(!isThere);
  let session: Completing | undefined;
  beforeAll(() => {
    if (isThere) session = completing(shell);
  });
  afterAll(() => session?.end());
  const offered: Completing['offered'] = (line, options) => session!.offered(line, options);
  if (!isThere) it.skip(`(skipped: there is no ${shell} on this machine)`, () => {});

  test('completes every command', async () => {
    expect((await offered('svc ')).sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
    expect(await offered('svc comp')).toEqual(['completion']);
  });

  test('completes services of the nearest services.yaml', async () => {
    expect(await offered('svc start g')).toEqual(['gateway']);
    expect((await offered('svc logs ')).sort()).toEqual(
      ['daily-tasks', 'embedding-server', 'emit-server', 'file-watcher', 'gateway', 'weekly-tasks'].sort(),
    );
    expect((await offered('svc restart gateway e')).sort()).toEqual(['embedding-server', 'emit-server']);
    expect(await offered('svc why 5 gat')).toEqual(['gateway']);
  });

  test('completes services of the file that -f names, before or behind the command', async () => {
    const cwd = folderWith({ 'x/other.yaml': TWO_SERVICES });
    expect((await offered('svc -f x/other.yaml start ', { cwd })).sort()).toEqual(['a', 'b']);
    expect((await offered('svc start -f x/other.yaml ', { cwd })).sort()).toEqual(['a', 'b']);
  });

  test('finds that file and svc behind quotes, backslashes and ~', async () => {
    const cwd = folderWith({ 'my dir/other.yaml': TWO_SERVICES });
    for (const file of ['-f my\\ dir/other.yaml', '-f "my dir/other.yaml"', "--file='my dir/other.yaml'"])
      expect((await offered(`svc start ${file} `, { cwd })).sort(), file).toEqual(['a', 'b']);
    // The home of the shell has svc in it.
    expect((await offered('~/svc -f "my dir/other.yaml" start ', { cwd })).sort()).toEqual(['a', 'b']);
  });

  test('offers no service, and says nothing, where there is no services.yaml or none that can be read', async () => {
    expect(await offered('svc start ', { cwd: folderWith() })).toEqual([]);
    expect(await offered('svc start ', { cwd: folderWith({ 'services.yaml': '{{' }) })).toEqual([]);
  });

  test('completes options, those of every command too', async () => {
    expect(await offered('svc lint --fix-')).toEqual([expect.stringContaining('--fix-dry-run')]);
    expect(await offered('svc install --pr')).toEqual([expect.stringContaining('--prune')]);
    expect(await offered('svc install --quie')).toEqual([expect.stringContaining('--quiet')]);
  });

  test('completes what options take', async () => {
    expect((await offered('svc lint --format ')).sort()).toEqual(['compact', 'github', 'json', 'pretty', 'sarif']);
    expect(await offered('svc lint --preset s')).toEqual(['strict']);
    expect((await offered('svc lint --domain ')).sort()).toEqual(['gui', 'system', 'user']);
    expect((await offered('svc import --domain ')).sort()).toEqual(['gui', 'system']);
    expect(await offered('svc render --explain gat')).toEqual(['gateway']);
    expect(await offered('svc init --template op')).toEqual(['openclaw']);
    expect(await offered('svc completion z')).toEqual(['zsh']);
  });

  test('completes rules, for --rule and for explain, and keys', async () => {
    expect(await offered('svc explain throttle-bl')).toContain('throttle-blocks-schedule');
    expect(await offered('svc explain KeepAlive.Succ')).toContain('KeepAlive.SuccessfulExit');
    expect(await offered('svc explain gatew')).toContain('gateway');
    expect((await offered('svc lint --rule throttle-bel')).join(' ')).toContain('throttle-below-ten');
    const levels = (await offered('svc lint --rule throttle-below-ten=')).map((word) => word.replace(/^.*=/, ''));
    expect(levels.sort()).toEqual(['error', 'info', 'off', 'warning']);
  });

  test('completes files', async () => {
    const cwd = folderWith({ 'com.example.x.plist': '' });
    expect(await offered('svc lint com.ex', { cwd })).toEqual(['com.example.x.plist']);
    expect(await offered('svc explain com.ex', { cwd })).toEqual(['com.example.x.plist']);
    expect(await offered('svc next com.ex', { cwd })).toEqual(['com.example.x.plist']);
  });
});

describe('bash', () => {
  it('completes behind = as readline splits it', async () => {
    const session = completing('bash');
    onTestFinished(() => session.end());
    expect(await session.offered('svc lint --format=js')).toEqual(['json']);
    expect(await session.offered('svc lint --rule=throttle-below-ten=w')).toEqual(['warning']);
    expect(await session.offered('svc lint --rule throttle-below-ten=w')).toEqual(['warning']);
    expect(await session.offered(`svc --file=${process.cwd()}/services.yaml start gat`)).toEqual(['gateway']);
  });

  it.skipIf(!hasShell('bash') || !hasPython).each([
    ['', 'of this machine'],
    ['enable -n compopt\n', 'before 4, which has no compopt'],
  ])('quotes names of files on a terminal (%sbash %s; skipped without bash or python3)', (before) => {
    const cwd = folderWith({
      'my dir/x.plist': '',
      'script.sh': before + svc(['completion', 'bash']).stdout,
      svc: `#!/bin/sh\nprintf '<%s>' "$@"\n`,
    });
    chmodSync(join(cwd, 'svc'), 0o755);
    const { stdout } = spawnSync('python3', [ON_PTY, '24', '200', 'bash', '--norc', '-i'], {
      cwd,
      encoding: 'utf8',
      env: { PATH: `${cwd}:${process.env.PATH}`, TERM: 'dumb', HOME: cwd, LC_ALL: 'C' },
      input: 'source script.sh\nsvc lint my\\ d\tx\nsvc lint my\\ dir/x\t\nexit\n',
    });
    if (before === '') expect(stdout).toContain('<lint><my dir/x>');
    expect(stdout).toContain('<lint><my dir/x.plist>');
  });

  it('uses nothing that bash 3.2 lacks', () => {
    const { stdout } = svc(['completion', 'bash']);
    // It is asked for, and done without.
    const code = stdout.replace(/^\s*#.*$/gm, '').replace('compopt -o filenames 2>/dev/null && return', '');
    expect(
      code.match(
        /\bmapfile\b|\breadarray\b|\bcompopt\b|declare -[An]|local -[An]|\$\{\w+(?:,,|\^\^)|\|&|&>>|;;&|-v \w/g,
      ),
    ).toBeNull();
  });
});

describe('every script', () => {
  it.each(SHELLS)('%s: names every option of every command', (shell) => {
    const { stdout } = svc(['completion', shell]);
    for (const [flags] of [...GLOBAL_OPTIONS, ...COMMANDS.flatMap(({ options = [] }) => options)]) {
      expect(stdout).toContain(flagsOf(flags).long);
    }
  });
});

describe('svc completion', () => {
  it('--services prints names, of the nearest file or that of -f, and nothing where there is none', () => {
    const cwd = folderWith({
      'services.yaml': TWO_SERVICES,
      'c.yaml': 'services: { c: 1, "d e": 2, $(x): 3 }',
      'bad.yaml': '{{',
    });
    expect(svc(['completion', '--services'], { cwd })).toEqual({ code: 0, stdout: 'a\nb\n', stderr: '' });
    expect(svc(['completion', '--services', '-f', 'c.yaml'], { cwd })).toEqual({ code: 0, stdout: 'c\n', stderr: '' });
    for (const file of ['bad.yaml', 'none.yaml', '.']) {
      expect(svc(['completion', '--services', '-f', file], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
    }
    expect(svc(['completion', '--services'], { cwd: '/' })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('without a shell, or with one it does not know, exits 2 and names those it knows', () => {
    expect(svc(['completion'])).toEqual({ code: 2, stdout: '', stderr: 'svc: name a shell: zsh, bash, fish.\n' });
    expect(svc(['completion', 'csh']).stderr).toContain('no completion for "csh": zsh, bash, fish');
  });
});
