/** `svc import --extract-secrets`: secrets into files, the same environment at the start, and not a word of them said. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PlistDict, type PlistValue, writePlist } from '../../src/index.ts';
import { isDict } from '../../src/plist/value.ts';
import { LAUNCHER_TEXT } from '../../src/render/launcher.ts';
import { contentsOf, folderWith, svc } from '../support/svc.ts';

const TOKEN = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
const SECRETS: Readonly<Record<string, string>> = {
  GITHUB_TOKEN: TOKEN,
  DB_PASSWORD: `pl4nted 'one' "two" $HOME \`id\` \\ \\" # ${'ü€😀'}`,
  APP_SECRET: "  pl4nted\n'lines'\n\n\ttab \r\n# none = more\\",
  API_KEY: `pl4nted"${'x7'.repeat(50_000)}'`,
};
const OTHERS = { LANG: 'C.UTF-8', NODE_ENV: 'production' };
/** Prints its environment as the kernel has it. */
const CHILD = ['/bin/cat', '/proc/self/environ'];

function job(label: string, keys: Readonly<Record<string, PlistValue>> = {}): string {
  return writePlist({ Label: label, ProgramArguments: CHILD, RunAtLoad: true, ...keys });
}

const WITH_SECRETS = { EnvironmentVariables: { ...SECRETS, ...OTHERS } };

/** No planted value, nor a line or a piece of one. */
function expectSilent(text: string): void {
  expect(text).not.toContain('pl4nted');
  expect(text).not.toContain(TOKEN);
  expect(text).not.toContain('x7x7');
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

function dictOf(plist: string): PlistDict {
  const script = 'import sys,plistlib,json;json.dump(plistlib.loads(sys.stdin.buffer.read()),sys.stdout)';
  return JSON.parse(execFileSync('python3', ['-c', script], { input: plist, encoding: 'utf8' }));
}

/** What the job's program has as its environment when launchd starts it with the variables of the property list. */
function environmentOf({ EnvironmentVariables: inPlist = {}, ProgramArguments: args }: PlistDict, launcher?: string) {
  const [program, ...rest] = args as string[];
  const environ = execFileSync('/bin/sh', ['-c', 'exec "$@"', 'sh', launcher ?? program!, ...rest], {
    env: inPlist as Record<string, string>,
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  const pairs = environ.split('\0').filter((pair) => pair !== '' && !/^(?:PWD|SHLVL|_)=/.test(pair));
  return pairs.sort();
}

describe('svc import --extract-secrets', () => {
  it('moves them to a file of mode 0600, from which the launcher gives the very environment of the property list', () => {
    const original = job('org.example.server', WITH_SECRETS);
    const cwd = folderWith({ 'LaunchAgents/a.plist': original, 'LaunchAgents/b.plist': job('org.example.plain') });
    const { code, stdout, stderr } = svc(['import', 'LaunchAgents', '--extract-secrets', '-v'], { cwd });
    expect(code, stdout + stderr).toBe(0);
    const file = join(cwd, 'secrets/server.env');
    expect(stdout).toContain('imported LaunchAgents/a.plist as server\n');
    expect(stdout).toContain(
      '         ProgramArguments: The launcher and the path of the file stand before the command.\n',
    );
    expect(stdout).toContain(
      `EnvironmentVariables: GITHUB_TOKEN, DB_PASSWORD, APP_SECRET, API_KEY moved to ${file}.\n`,
    );
    const yaml = readFileSync(join(cwd, 'services.yaml'), 'utf8');
    expectSilent(stdout + stderr + yaml);
    expect(yaml).toMatch(/environmentFile: .*\/secrets\/server\.env\n/);
    expect(yaml).not.toContain('secret-in-plist');
    expect([modeOf(file), modeOf(join(cwd, 'secrets')), modeOf(join(cwd, 'services.yaml'))]).toEqual([
      0o600, 0o700, 0o644,
    ]);

    expect(svc(['render', '-o', 'out'], { cwd }).code).toBe(0);
    const rendered = readFileSync(join(cwd, 'out/org.example.server.plist'), 'utf8');
    expectSilent(rendered);
    const launcher = join(cwd, 'launcher');
    writeFileSync(launcher, LAUNCHER_TEXT, { mode: 0o755 });
    const [before, after] = [dictOf(original), dictOf(rendered)];
    expect((after.ProgramArguments as string[]).slice(1)).toEqual([file, ...CHILD]);
    expect(after.EnvironmentVariables).toEqual(OTHERS);
    const started = environmentOf(after, launcher);
    expect(started).toEqual(environmentOf(before));
    for (const [name, value] of Object.entries(SECRETS)) expect(started).toContain(`${name}=${value}`);
    expect(svc(['lint'], { cwd }).stdout).not.toContain('secret-in-plist');
  });

  it('tells in JSON what moved by names alone, and which changes were meant', () => {
    const cwd = folderWith({ 'a.plist': job('org.example.server', { EnvironmentVariables: SECRETS }) });
    const { code, stdout, stderr } = svc(['import', 'a.plist', '--extract-secrets', '--json', '-v'], { cwd });
    expect(code).toBe(0);
    expectSilent(stdout + stderr);
    const [file] = JSON.parse(stdout).files;
    expect(file).toMatchObject({
      result: 'imported',
      differences: [],
      moved: { file: join(cwd, 'secrets/server.env'), variables: Object.keys(SECRETS) },
    });
    expect(file.moved.changes.map(({ key }: { key: string }) => key)).toEqual([
      'ProgramArguments',
      'EnvironmentVariables',
    ]);
    expect(file.kept).toBeUndefined();
    const { EnvironmentVariables } = dictOf(svc(['render', '--stdout'], { cwd }).stdout);
    expect(EnvironmentVariables).toBeUndefined();
  });

  it.each<{ of: string; keys: Readonly<Record<string, PlistValue>>; why: RegExp; domain?: string }>([
    { of: 'Program', keys: { Program: '/bin/cat' }, why: /`program` would start the program without its/ },
    { of: 'a root folder', keys: { RootDirectory: '/srv/jail' }, why: /In its RootDirectory the job would find/ },
    { of: 'no trigger', keys: { RunAtLoad: false }, why: /ProgramArguments` would start the program/ },
    {
      of: 'a launcher',
      keys: { ProgramArguments: ['/Users/user/.local/state/svc/x/bin/y', '/e', '/bin/y'] },
      why: /A launcher starts/,
    },
    {
      of: 'a daemon of another user',
      keys: { UserName: 'nobody' },
      why: /to whom the file would have to belong/,
      domain: 'system',
    },
  ])('leaves them where they are for a job with $of, and says why', ({ keys, why, domain = 'gui' }) => {
    const cwd = folderWith({ 'a.plist': job('org.example.server', { ...WITH_SECRETS, ...keys }) });
    const args = ['import', 'a.plist', '--extract-secrets', '--domain', domain];
    const { code, stdout, stderr } = svc(args, { cwd });
    expect(code, stderr).toBe(0);
    expectSilent(stdout + stderr);
    for (const name of Object.keys(SECRETS)) expect(stdout).toMatch(new RegExp(`${name} stays where it is: .*`));
    expect(stdout).toMatch(why);
    expect(stderr).toContain('services.yaml holds secrets');
    expect(Object.keys(contentsOf(cwd)).sort()).toEqual(['a.plist', 'services.yaml']);
    expect(modeOf(join(cwd, 'services.yaml'))).toBe(0o600);
    const without = folderWith({ 'a.plist': readFileSync(join(cwd, 'a.plist')) });
    expect(svc(['import', 'a.plist', '--domain', domain], { cwd: without }).code).toBe(0);
    expect(readFileSync(join(without, 'services.yaml'), 'utf8')).toBe(readFileSync(join(cwd, 'services.yaml'), 'utf8'));
  });

  it('leaves what the grammar of the file can not say, and moves the rest', () => {
    const EnvironmentVariables = { 'db.password': 'pl4nted-1', BASH_TOKEN: 'pl4nted-2', DB_PASSWORD: 'pl4nted-3' };
    const cwd = folderWith({ 'a.plist': job('org.example.server', { EnvironmentVariables }) });
    const { code, stdout, stderr } = svc(['import', 'a.plist', '--extract-secrets'], { cwd });
    expect(code, stderr).toBe(0);
    expectSilent(stdout + stderr);
    expect(stdout).toContain(
      'db.password stays where it is: No environmentFile can say it: what stands before = is no',
    );
    expect(stdout).toContain('BASH_TOKEN stays where it is: No environmentFile can say it: the shell keeps');
    expect(readFileSync(join(cwd, 'secrets/server.env'), 'utf8')).toBe(
      '# Secrets of the service server, moved here by svc import.\nDB_PASSWORD=pl4nted-3\n',
    );
    expect(modeOf(join(cwd, 'services.yaml'))).toBe(0o600);
    const rendered = dictOf(svc(['render', '--stdout'], { cwd }).stdout).EnvironmentVariables;
    expect(isDict(rendered!) && Object.keys(rendered).sort()).toEqual(['BASH_TOKEN', 'db.password']);
  });

  it('never overwrites a file of secrets: nothing at all is written then', () => {
    const files = { 'a.plist': job('org.example.a', WITH_SECRETS), 'b.plist': job('org.example.b', WITH_SECRETS) };
    const cwd = folderWith({ ...files, 'secrets/b.env': 'KEEP=me\n' });
    const before = contentsOf(cwd);
    const { code, stdout, stderr } = svc(['import', 'a.plist', 'b.plist', '--extract-secrets'], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('secrets/b.env is there already and is not overwritten');
    expectSilent(stderr);
    expect(contentsOf(cwd)).toEqual(before);
  });

  it('takes all back where one can not be written', () => {
    const files = { 'a.plist': job('org.example.a', WITH_SECRETS), 'b.plist': job('org.example.b', WITH_SECRETS) };
    const cwd = folderWith(files);
    mkdirSync(join(cwd, 'secrets'));
    symlinkSync(join(cwd, 'elsewhere'), join(cwd, 'secrets/b.env'));
    const { code, stdout, stderr } = svc(['import', 'a.plist', 'b.plist', '--extract-secrets', '--json'], { cwd });
    expect(code).toBe(3);
    expect(stderr).toContain('secrets/b.env: a file of that name is in the way');
    expectSilent(stdout + stderr);
    expect(() => statSync(join(cwd, 'secrets/a.env'))).toThrow();
    expect(() => statSync(join(cwd, 'services.yaml'))).toThrow();
    expect(() => statSync(join(cwd, 'elsewhere'))).toThrow();
  });

  it('keeps files of daemons apart, and changes nothing where there is no secret', () => {
    const cwd = folderWith({
      'LaunchAgents/a.plist': job('org.example.a', WITH_SECRETS),
      'LaunchDaemons/d.plist': job('org.example.d', WITH_SECRETS),
    });
    const { code, stdout, stderr } = svc(['import', '.', '--extract-secrets'], { cwd });
    expect(code, stderr).toBe(0);
    expectSilent(stdout + stderr);
    expect(modeOf(join(cwd, 'secrets/a.env'))).toBe(0o600);
    expect(modeOf(join(cwd, 'secrets.system/d.env'))).toBe(0o600);
    expect(readFileSync(join(cwd, 'services.system.yaml'), 'utf8')).toContain('/secrets.system/d.env');

    const plain = { 'a.plist': job('org.example.a', { EnvironmentVariables: OTHERS }) };
    const [one, other] = [folderWith(plain), folderWith(plain)];
    const extracted = svc(['import', 'a.plist', '--extract-secrets'], { cwd: one });
    expect(extracted).toEqual(svc(['import', 'a.plist'], { cwd: other }));
    expect(Object.keys(contentsOf(one))).toEqual(Object.keys(contentsOf(other)));
    const [made, usual] = [one, other].map((folder) => readFileSync(join(folder, 'services.yaml'), 'utf8'));
    expect(made).toBe(usual);
  });

  it('is not to be printed', () => {
    const cwd = folderWith({ 'a.plist': job('org.example.a', WITH_SECRETS) });
    for (const args of [['--stdout'], ['-o', '-']]) {
      const { code, stdout, stderr } = svc(['import', 'a.plist', '--extract-secrets', ...args], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('--extract-secrets writes files');
    }
  });
});
