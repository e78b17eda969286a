/** The same services.yaml gives the same bytes, whoever renders it, where and when. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, manifestOf, REPO, type RunOptions, svc } from '../support/svc.ts';

/** Name → bytes of every file in a folder, as text. */
function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

const expected = filesOf(join(REPO, 'plists'));

function rendered(args: readonly string[], options: RunOptions): Record<string, string> {
  const folder = folderWith();
  const { code, stderr } = svc(['render', '-o', join(folder, 'out'), ...args], options);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return filesOf(join(folder, 'out'));
}

describe('the six services of the repository', () => {
  it.each<[string, Record<string, string | undefined>]>([
    ['another HOME', { HOME: '/home/somebody' }],
    ['no HOME', { HOME: undefined }],
    ['an empty HOME', { HOME: '' }],
    ['SVC_HOME', { SVC_HOME: '/Users/other' }],
    ['TZ of Kathmandu', { TZ: 'Asia/Kathmandu' }],
    ['a TZ that is none', { TZ: 'Nowhere/At_All' }],
    ['a Turkish locale', { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LANGUAGE: 'tr' }],
    ['the locale C', { LANG: 'C', LC_ALL: 'C' }],
    ['a locale that is none', { LANG: 'xx_YY.nothing', LC_ALL: 'xx_YY.nothing' }],
    ['another user name', { USER: 'other', LOGNAME: 'other', USERNAME: 'other', SUDO_USER: 'other' }],
    ['another shell and PATH', { SHELL: '/bin/zsh', PATH: '/nowhere:/usr/bin:/bin' }],
    ['a terminal with colours', { FORCE_COLOR: '3', TERM: 'xterm-256color', COLUMNS: '20' }],
    ['production', { NODE_ENV: 'production', CI: 'true', DEBUG: '*' }],
  ])('with %s', (_what, env) => {
    expect(rendered([], { env })).toEqual(expected);
  });

  it('from another folder, with -f', () => {
    const elsewhere = folderWith();
    expect(rendered(['-f', join(REPO, 'services.yaml')], { cwd: elsewhere })).toEqual(expected);
  });

  it('from the root folder, with -f relative to it', () => {
    expect(rendered(['-f', join(REPO, 'services.yaml').slice(1)], { cwd: '/' })).toEqual(expected);
  });

  it('from a folder below, where services.yaml is found upwards', () => {
    expect(rendered([], { cwd: join(REPO, 'src/cli') })).toEqual(expected);
  });

  it('printed, one after the other', () => {
    const { stdout } = svc(['render', '--stdout', 'gateway', 'daily-tasks']);
    const named = (service: string) => readFileSync(join(REPO, `plists/ai.openclaw.${service}.plist`), 'utf8');
    expect(stdout).toBe(named('gateway') + named('daily-tasks'));
  });

  it('as the text that --json carries', () => {
    const { stdout } = svc(['render', '--stdout', '--json']);
    const { files } = JSON.parse(stdout) as { files: { path: string; text: string }[] };
    expect(Object.fromEntries(files.map(({ path, text }) => [path, text]))).toEqual(expected);
  });
});

describe('the mode of what is written', () => {
  it.each(['000', '022', '077', '0777'])('is 0644 under umask %s', (umask) => {
    const folder = folderWith({ 'services.yaml': manifestOf('template: daemon\ncommand: [/usr/bin/true]') });
    mkdirSync(join(folder, 'plists'));
    expect(svc(['render'], { cwd: folder, umask }).code).toBe(0);
    expect(statSync(join(folder, 'plists/org.example.a.plist')).mode & 0o7777).toBe(0o644);
  });

  it('is 0644 again where the old file had another', () => {
    const folder = folderWith({ 'services.yaml': manifestOf('template: daemon\ncommand: [/usr/bin/true]') });
    mkdirSync(join(folder, 'plists'));
    writeFileSync(join(folder, 'plists/org.example.a.plist'), 'old', { mode: 0o666 });
    expect(svc(['render'], { cwd: folder }).code).toBe(0);
    expect(statSync(join(folder, 'plists/org.example.a.plist')).mode & 0o7777).toBe(0o644);
  });

  it('of a folder that is made is 0755 under the usual umask', () => {
    const folder = folderWith({ 'services.yaml': manifestOf('template: daemon\ncommand: [/usr/bin/true]') });
    expect(svc(['render', '-o', 'x/y'], { cwd: folder, umask: '022' }).code).toBe(0);
    expect(statSync(join(folder, 'x/y')).mode & 0o7777).toBe(0o755);
  });
});

describe('the home folder', () => {
  const body = 'runAtLoad: true\ncommand: ["~/bin/tool", "${home}/x"]\nworkingDirectory: "~"';
  const homeless = manifestOf(body).replace('home: /Users/user\n', '');
  const print = (manifest: string, args: readonly string[], env: Record<string, string | undefined>) => {
    const { code, stdout, stderr } = svc(['render', '--stdout', ...args], {
      cwd: folderWith({ 'services.yaml': manifest }),
      env,
    });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    return /<string>([^<]*)\/bin\/tool<\/string>\s*<string>([^<]*)\/x<\/string>/.exec(stdout)?.slice(1);
  };

  it.each<[string, string, string[], Record<string, string | undefined>, string]>([
    ['is HOME where the file names none', homeless, [], { HOME: '/Users/one' }, '/Users/one'],
    ['is SVC_HOME before HOME', homeless, [], { HOME: '/Users/one', SVC_HOME: '/Users/two' }, '/Users/two'],
    ['an empty SVC_HOME is none', homeless, [], { HOME: '/Users/one', SVC_HOME: '' }, '/Users/one'],
    ['is that of the account where HOME is empty', homeless, [], { HOME: '' }, userInfo().homedir],
    ['is --home before both', homeless, ['--home', '/Users/three'], { SVC_HOME: '/Users/two' }, '/Users/three'],
    ['is `home:` before HOME and SVC_HOME', manifestOf(body), [], { SVC_HOME: '/Users/two' }, '/Users/user'],
    ['is --home before `home:`', manifestOf(body), ['--home', '/Users/three'], {}, '/Users/three'],
    ['loses a final slash', homeless, ['--home', '/Users/three/'], {}, '/Users/three'],
  ])('%s', (_what, manifest, args, env, home) => {
    expect(print(manifest, args, env)).toEqual([home, home]);
  });

  it('is nobody’s in the system domain: the file must say', () => {
    const folder = folderWith({ 'services.yaml': `domain: system\n${homeless}` });
    const { code, stderr } = svc(['render', '--stdout'], { cwd: folder, env: { HOME: '/Users/one' } });
    expect(code).toBe(2);
    expect(stderr).toContain('--home');
    expect(svc(['render', '--stdout', '--home', '/Users/one'], { cwd: folder }).code).toBe(0);
  });

  it.skipIf(process.getuid?.() !== 0)('is nobody’s for an account that nobody knows (skipped without root)', () => {
    const unknown = { uid: 54_321, env: { HOME: undefined } };
    const said = folderWith({ 'services.yaml': manifestOf(body) });
    chmodSync(said, 0o755);
    expect(svc(['render', '--stdout'], { cwd: said, ...unknown }).code).toBe(0);
    const folder = folderWith({ 'services.yaml': homeless });
    chmodSync(folder, 0o755);
    const { code, stderr } = svc(['render', '--stdout'], { cwd: folder, ...unknown });
    expect(code).toBe(2);
    expect(stderr).toContain('A home folder is needed here, and none is known');
  });

  it('a relative SVC_HOME is ignored, with a warning', () => {
    const folder = folderWith({ 'services.yaml': homeless });
    const { code, stdout, stderr } = svc(['render', '--stdout'], {
      cwd: folder,
      env: { HOME: '/Users/one', SVC_HOME: 'two' },
    });
    expect(code).toBe(0);
    expect(stderr).toContain('SVC_HOME is ignored');
    expect(stdout).toContain('<string>/Users/one/bin/tool</string>');
  });
});
