/** `svc lint --host`: property lists against the files, folders and accounts of this machine. */
import { chmodSync, chownSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, manifestOf, svc } from '../support/svc.ts';
import { jobPlist, lintJson } from './lint-jobs.ts';

const string = (key: string, value: string) => `\t<key>${key}</key>\n\t<string>${value}</string>\n`;

/** A job that executes `program`. */
const jobOf = (label: string, program: string, more = '') => jobPlist(label, more).replace('/usr/bin/true', program);

/** Findings of a run with `--host` in a folder, without their place. */
function hostFindings(cwd: string, args: readonly string[]): string[] {
  const { found, stderr } = lintJson(['--host', ...args], { cwd });
  expect(stderr).not.toContain('a bug in svc');
  return found.map((line) => line.replace(/^\.\//, '').replace(/:\d+:\d+ /, ' '));
}

describe('the file itself', () => {
  it('may be written by its owner only', () => {
    const folder = folderWith({ 'a.plist': jobPlist('a'), 'b.plist': jobPlist('b'), 'c.plist': jobPlist('c') });
    chmodSync(join(folder, 'a.plist'), 0o664);
    chmodSync(join(folder, 'b.plist'), 0o646);
    chmodSync(join(folder, 'c.plist'), 0o644);
    expect(hostFindings(folder, ['.'])).toEqual(['a.plist error host-file-mode', 'b.plist error host-file-mode']);
    expect(lintJson(['--host', 'a.plist'], { cwd: folder }).code).toBe(1);
  });

  it('should be readable by others where it is an agent', () => {
    const folder = folderWith({ 'LaunchAgents/a.plist': jobPlist('a') });
    chmodSync(join(folder, 'LaunchAgents/a.plist'), 0o600);
    expect(hostFindings(folder, ['.'])).toEqual(['LaunchAgents/a.plist warning host-file-mode']);
    expect(hostFindings(folder, ['LaunchAgents/a.plist', '--domain', 'system'])).toEqual([]);
  });

  it('is no link', () => {
    const folder = folderWith({ 'a.plist': jobPlist('a') });
    renameSync(join(folder, 'a.plist'), join(folder, 'real'));
    symlinkSync('real', join(folder, 'a.plist'));
    expect(hostFindings(folder, ['.'])).toEqual(['a.plist warning host-symlink']);
  });

  it('is not asked about when it comes from standard input, whatever name it is given', () => {
    const folder = folderWith({ 'a.plist': jobPlist('a') });
    chmodSync(join(folder, 'a.plist'), 0o666);
    const args = ['-', '--host', '--stdin-filename', 'a.plist'];
    expect(lintJson(args, { cwd: folder, input: jobPlist('a') }).found).toEqual([]);
    expect(lintJson(args, { cwd: folder, input: jobOf('a', '/usr/bin/no-such-program') }).found).toEqual([
      'a.plist:9:3 error host-program-missing',
    ]);
  });
});

const isRoot = process.getuid?.() === 0;
const whyNotRoot = isRoot ? '' : ' (skipped: only root gives files away)';

describe.skipIf(!isRoot)(`the owner${whyNotRoot}`, () => {
  const AGENT = 'home/Library/LaunchAgents/a.plist';

  it.each([
    ['the one of its home', 1001, 1001, []],
    ['somebody else', 1002, 1001, [`${AGENT} error host-file-owner`]],
    ['root, in the home of a user', 0, 1001, [`${AGENT} warning host-file-owner`]],
  ])('is %s', (_, owner, homeOwner, found) => {
    const folder = folderWith({ [AGENT]: jobPlist('a') });
    chownSync(join(folder, AGENT), owner, owner);
    chownSync(join(folder, 'home'), homeOwner, homeOwner);
    expect(hostFindings(folder, ['.'])).toEqual(found);
  });

  it('of a file in the launchd folder of a project says nothing', () => {
    const folder = folderWith({ 'LaunchDaemons/a.plist': jobPlist('a') });
    chownSync(join(folder, 'LaunchDaemons/a.plist'), 1002, 1002);
    expect(hostFindings(folder, ['.'])).toEqual([]);
  });

  it('of the program of a daemon must be root', () => {
    const folder = folderWith({ 'bin/server': '#!/bin/sh\n' });
    const program = join(folder, 'bin/server');
    chmodSync(program, 0o755);
    const at = (args: string[] = []) =>
      lintJson(['-', '--host', '--stdin-filename', 'LaunchDaemons/a.plist', ...args], { input: jobOf('a', program) });
    expect(at().found).toEqual([]);
    chownSync(join(folder, 'bin'), 1001, 1001);
    expect(at().found).toEqual(['LaunchDaemons/a.plist:9:3 error root-runs-writable-program']);
    expect(at(['--domain', 'gui']).found).toEqual([]);
    expect(at(['--rule', 'root-runs-writable-program=off']).found).toEqual([]);
  });
});

const OTHER = 65534;
const canRunAsOther = isRoot && svc(['--version'], { cwd: '/', uid: OTHER }).code === 0;
const whyNotOther = canRunAsOther ? '' : ' (skipped: not root, or nobody else can start node here)';

describe.skipIf(!canRunAsOther)(`what the caller may not look at${whyNotOther}`, () => {
  it('is left out', () => {
    const folder = folderWith({ 'closed/x': '' });
    chmodSync(folder, 0o755);
    const input = jobOf(
      'a',
      join(folder, 'closed/no-program'),
      string('WorkingDirectory', join(folder, 'closed/no-folder')),
    );
    const lint = () => lintJson(['-', '--host', '--stdin-filename', 'a.plist'], { input, uid: OTHER }).found;
    expect(lint()).toEqual(['a.plist:9:3 error host-program-missing', 'a.plist:14:2 warning host-path-missing']);
    chmodSync(join(folder, 'closed'), 0o700);
    expect(lint()).toEqual([]);
  });
});

describe('what a job names', () => {
  it('is its program, which must be there and executable', () => {
    const folder = folderWith({ script: '#!/bin/sh\n' });
    const lint = (program: string) =>
      lintJson(['-', '--host', '--stdin-filename', 'a.plist'], { cwd: folder, input: jobOf('a', program) }).found;
    chmodSync(join(folder, 'script'), 0o644);
    expect(lint(join(folder, 'script'))).toEqual(['a.plist:9:3 error host-program-not-executable']);
    expect(lint(folder)).toEqual(['a.plist:9:3 error host-program-not-executable']);
    expect(lint(join(folder, 'script/x'))).toEqual(['a.plist:9:3 error host-program-missing']);
    symlinkSync('nowhere', join(folder, 'dangling'));
    expect(lint(join(folder, 'dangling'))).toEqual(['a.plist:9:3 error host-program-missing']);
    chmodSync(join(folder, 'script'), 0o755);
    expect(lint(join(folder, 'script'))).toEqual([]);
    expect(lint('@PREFIX@/bin/server')).toEqual(['a.plist:9:3 info template-placeholder']);
  });

  it('are folders', () => {
    const folder = folderWith();
    mkdirSync(join(folder, 'there'));
    const more = (name: string) =>
      string('WorkingDirectory', join(folder, name)) + string('StandardErrorPath', join(folder, name, 'a.log'));
    const lint = (name: string) =>
      // The temporary folder is one of those that log-in-tmp warns of.
      lintJson(['-', '--host', '--rule', 'log-in-tmp=off', '--stdin-filename', 'a.plist'], {
        input: jobPlist('a', more(name)),
      }).found;
    expect(lint('there')).toEqual([]);
    expect(lint('gone')).toEqual(['a.plist:14:2 warning host-path-missing', 'a.plist:16:2 warning host-path-missing']);
  });

  it('are accounts', () => {
    const lint = (user: string, group: string) =>
      lintJson(['-', '--host', '--stdin-filename', 'LaunchDaemons/a.plist'], {
        input: jobPlist('a', string('UserName', user) + string('GroupName', group)),
      }).found;
    expect(lint('root', 'daemon')).toEqual([]);
    expect(lint('_svc_nobody_has', '_svc_nobody_has')).toEqual([
      'LaunchDaemons/a.plist:14:2 error host-user-missing',
      'LaunchDaemons/a.plist:16:2 error host-user-missing',
    ]);
  });

  it('stands in services.yaml', () => {
    const text = manifestOf('command: [/usr/bin/no-such-program]\nrunAtLoad: true\nworkingDirectory: /no-such-folder');
    const cwd = folderWith({ 'services.yaml': text });
    chmodSync(join(cwd, 'services.yaml'), 0o666);
    expect(lintJson(['--host'], { cwd }).found).toEqual([
      'services.yaml:6:15 error host-program-missing',
      'services.yaml:8:23 warning host-path-missing',
    ]);
  });
});

describe('without --host', () => {
  it('nothing of the machine is looked at', () => {
    const more = string('WorkingDirectory', '/no-such-folder') + string('UserName', '_svc_nobody_has');
    const folder = folderWith({ 'LaunchDaemons/a.plist': jobOf('a', '/usr/bin/no-such-program', more) });
    chmodSync(join(folder, 'LaunchDaemons/a.plist'), 0o666);
    expect(lintJson(['.'], { cwd: folder })).toMatchObject({ code: 0, found: [] });
    expect(hostFindings(folder, ['.'])).toHaveLength(4);
  });

  it('a silencer of such a finding is left in peace', () => {
    const silencer = '<!-- svc-disable-next-line host-file-mode, root-runs-writable-program: a test -->\n<dict>';
    const folder = folderWith({ 'a.plist': jobPlist('a').replace('<dict>', silencer) });
    expect(lintJson(['a.plist'], { cwd: folder }).found).toEqual([]);
    chmodSync(join(folder, 'a.plist'), 0o666);
    const { summary } = lintJson(['a.plist', '--host'], { cwd: folder });
    expect(summary).toMatchObject({ errors: 0, suppressed: 1 });
  });

  it('is what --help says of it', () => {
    expect(svc(['lint', '--help']).stdout).toMatch(/--host\s+check programs, folders, owners and modes/);
  });
});
