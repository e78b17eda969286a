/** Where services go, and every reason why they do not. */
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { statePlaceOf, type TargetQuestion, targetHome, targetOf } from '../../src/deploy/target.ts';
import { loadManifest } from '../../src/project/load-manifest.ts';
import type { Caller } from '../../src/system/account.ts';
import { type Environment, readEnvironment } from '../../src/system/environment.ts';
import { stateFolderPath } from '../../src/system/state-folder.ts';
import { isRoot, OTHER_UID, whyNotRoot } from '../support/module-process.ts';
import { folderWith, manifestOf } from '../support/svc.ts';

const USER: Caller = { uid: 501, gid: 20, name: 'user', home: '/Users/user', isRoot: false };
const ROOT: Caller = { uid: 0, gid: 0, name: 'root', home: '/var/root', isRoot: true };
const SUDO: Caller = { ...ROOT, sudo: { uid: 501, gid: 20, name: 'user', home: '/Users/user' } };
const PLAIN: Environment = { home: '/elsewhere', root: '', timeScale: 1, allowsRoot: false, warnings: [] };

const ask = (
  more: Partial<Omit<TargetQuestion, 'manifest'>> & { manifest?: Partial<TargetQuestion['manifest']> } = {},
) =>
  targetOf({
    environment: PLAIN,
    caller: USER,
    platform: 'darwin',
    use: 'change',
    force: false,
    files: [],
    ...more,
    manifest: { file: '/nonexistent/services.yaml', namespace: 'org.example', domain: 'gui', ...more.manifest },
  });

/** The refusals of a question, as `<exit> <cause> <remedy>`. */
function refusals(...question: Parameters<typeof ask>): readonly string[] {
  const answer = ask(...question);
  return 'refusals' in answer ? answer.refusals.map(({ exit, cause, remedy }) => `${exit} ${cause} ${remedy}`) : [];
}

function target(...question: Parameters<typeof ask>) {
  const answer = ask(...question);
  if ('refusals' in answer) throw new Error(JSON.stringify(answer.refusals));
  return answer.target;
}

describe('the target', () => {
  it('of agents is the caller’s own, by the password database', () => {
    expect(target()).toEqual({
      domain: { kind: 'gui', uid: 501 },
      otherDomain: { kind: 'user', uid: 501 },
      folder: '/Users/user/Library/LaunchAgents',
      home: '/Users/user',
      root: '',
      uid: 501,
      gid: 20,
      stateFolder: '/Users/user/.local/state/svc/org.example',
      namespace: 'org.example',
      source: '/nonexistent/services.yaml',
    });
    expect(target({ manifest: { domain: 'user' } })).toMatchObject({
      domain: { kind: 'user', uid: 501 },
      otherDomain: { kind: 'gui', uid: 501 },
    });
  });

  it('of daemons is the system, and knows no home of the caller’s', () => {
    const system = target({ caller: SUDO, manifest: { domain: 'system', home: '/Users/user' } });
    expect(system).toEqual({
      domain: { kind: 'system' },
      folder: '/Library/LaunchDaemons',
      home: '/var/root',
      root: '',
      uid: 0,
      gid: 0,
      stateFolder: '/Library/Application Support/svc/org.example',
      namespace: 'org.example',
      source: '/nonexistent/services.yaml',
    });
    expect(stateFolderPath(statePlaceOf(system))).toBe(system.stateFolder);
  });

  it('obeys SVC_HOME and SVC_ROOT', () => {
    const environment = { ...PLAIN, svcHome: '/other', root: '/prefix' };
    expect(target({ environment })).toMatchObject({ folder: '/other/Library/LaunchAgents', root: '/prefix' });
    expect(stateFolderPath(statePlaceOf(target({ environment })))).toBe('/other/.local/state/svc/org.example');
    expect(target({ environment, caller: ROOT, manifest: { domain: 'system' } })).toMatchObject({
      folder: '/prefix/Library/LaunchDaemons',
      stateFolder: '/prefix/Library/Application Support/svc/org.example',
    });
  });

  it('names services.yaml by its real path', () => {
    const folder = folderWith({ 'real.yaml': '' });
    symlinkSync('real.yaml', join(folder, 'services.yaml'));
    expect(target({ manifest: { file: join(folder, 'services.yaml') } }).source).toBe(join(folder, 'real.yaml'));
  });

  it('to look at under sudo is that of who called it', () => {
    expect(target({ caller: SUDO, use: 'look' })).toMatchObject({
      domain: { uid: 501 },
      uid: 501,
      gid: 20,
      home: '/Users/user',
    });
    expect(targetHome({ environment: PLAIN, caller: SUDO, platform: 'darwin' })).toBe('/Users/user');
    expect(target({ use: 'look', manifest: { domain: 'system' } })).toMatchObject({
      uid: 0,
      folder: '/Library/LaunchDaemons',
    });
  });
});

describe('refusals', () => {
  it('off macOS, unless there is something in the place of launchctl, or only looking', () => {
    const [text, ...more] = refusals({ platform: 'linux' });
    expect(text).toMatch(/^2 This machine runs linux; .* only on macOS\. .*SVC_LAUNCHCTL/);
    expect(more).toEqual([]);
    expect(refusals({ platform: 'linux', environment: { ...PLAIN, launchctl: '/x' } })).toEqual([]);
    expect(refusals({ platform: 'linux', use: 'look' })).toEqual([]);
  });

  it('agents as root: with the way out', () => {
    for (const domain of ['gui', 'user'] as const) {
      const [text] = refusals({ caller: SUDO, manifest: { domain } });
      expect(text).toMatch(/^2 .*agents .*svc runs as root.*without sudo, as user; write domain: system/);
      expect(text).not.toContain('SVC_ALLOW_ROOT');
    }
    expect(refusals({ caller: ROOT })[0]).toContain('as the user whose agents they are');
  });

  it('SVC_ALLOW_ROOT=1 lifts that off macOS; root is the user then', () => {
    const linux = { platform: 'linux', caller: SUDO } as const;
    const open = readEnvironment({ SVC_LAUNCHCTL: '/x', SVC_ALLOW_ROOT: '1' }, { platform: 'linux', uid: 0 });
    expect(target({ ...linux, environment: open })).toMatchObject({
      domain: { kind: 'gui', uid: 0 },
      home: '/var/root',
      uid: 0,
    });
    expect(refusals({ ...linux, environment: { ...PLAIN, launchctl: '/x' } })[0]).toContain('set SVC_ALLOW_ROOT=1');
    const onMac = readEnvironment({ SVC_ALLOW_ROOT: '1' }, { platform: 'darwin', uid: 0 });
    expect(refusals({ caller: ROOT, environment: onMac })).toHaveLength(1);
  });

  it('daemons only as root', () => {
    expect(refusals({ manifest: { domain: 'system' } })[0]).toMatch(/^2 .*only root may change.*sudo/);
    expect(refusals({ caller: ROOT, manifest: { domain: 'system' } })).toEqual([]);
  });

  it('an account without a home', () => {
    const { home: _, ...homeless } = USER;
    expect(refusals({ caller: homeless })).toEqual([
      '3 The password database has no home folder for uid 501. Give the account a home folder, or set SVC_HOME to the one to use.',
    ]);
    expect(refusals({ caller: homeless, environment: { ...PLAIN, svcHome: '/x' } })).toEqual([]);
  });

  it('a home that is not the target user’s, in words', () => {
    const [text] = refusals({ manifest: { home: '/Users/other' } });
    expect(text).toMatch(
      /^2 services\.yaml is for the home \/Users\/other; that of the user .* is \/Users\/user\. Leave `home:` out/,
    );
    expect(refusals({ manifest: { home: '/Users/user' } })).toEqual([]);
    const real = folderWith();
    const link = join(folderWith(), 'home');
    symlinkSync(real, link);
    expect(refusals({ manifest: { home: link }, environment: { ...PLAIN, svcHome: real } })).toEqual([]);
    expect(refusals({ manifest: { home: `${link}x` }, environment: { ...PLAIN, svcHome: real } })).toHaveLength(1);
  });

  it('several at once are all said', () => {
    expect(refusals({ platform: 'linux', caller: SUDO, manifest: { home: '/x' } })).toHaveLength(3);
  });
});

describe('the home of a services.yaml', () => {
  const homeless = manifestOf('runAtLoad: true\ncommand: ["~/x"]').replace('home: /Users/user\n', '');

  it('is the target user’s where the file names none, whatever HOME says', () => {
    const file = join(folderWith({ 'services.yaml': homeless }), 'services.yaml');
    const home = targetHome({ environment: PLAIN, caller: SUDO, platform: 'darwin' })!;
    const { manifest, files } = loadManifest(file, { userHome: home });
    expect(manifest?.home).toBe('/Users/user');
    expect(manifest?.services[0]?.fields.command).toEqual(['/Users/user/x']);
    expect(files).toEqual([file]);
    expect(ask({ manifest: manifest! })).toHaveProperty('target');
  });

  it('is the file’s before that, and is refused then when it is another', () => {
    const file = join(
      folderWith({ 'services.yaml': manifestOf('runAtLoad: true\ncommand: [/bin/x]') }),
      'services.yaml',
    );
    const { manifest } = loadManifest(file, { userHome: '/Users/two' });
    expect(manifest?.home).toBe('/Users/user');
    expect(refusals({ manifest: manifest!, environment: { ...PLAIN, svcHome: '/Users/two' } })).toHaveLength(1);
    expect(loadManifest(file, { home: '/Users/three/' }).manifest?.home).toBe('/Users/three');
  });
});

describe.skipIf(!isRoot)(`what others may write, in domain system${whyNotRoot}`, () => {
  const files = () => {
    const before = process.umask(0o022);
    onTestFinished(() => {
      process.umask(before);
    });
    const template = 'keepAlive: true\n';
    const body = manifestOf('template: own\ncommand: [/usr/bin/true]', 'domain: system\ntemplates: mine\n');
    const folder = folderWith({ 'services.yaml': body, 'mine/own.yaml': template, 'mine/unused.yaml': template });
    return { folder, loaded: loadManifest(join(folder, 'services.yaml')) };
  };
  const put = ({ folder, loaded }: ReturnType<typeof files>, more: Parameters<typeof ask>[0] = {}) =>
    refusals({
      caller: ROOT,
      files: loaded.files,
      ...more,
      manifest: { ...loaded.manifest!, file: join(folder, 'services.yaml'), ...more?.manifest },
    });

  it('nothing is refused where root alone may', () => {
    const made = files();
    expect(made.loaded.files).toEqual(['services.yaml', 'mine/own.yaml'].map((name) => join(made.folder, name)));
    expect(put(made)).toEqual([]);
  });

  it.each(['services.yaml', 'mine/own.yaml', 'mine', '.'])('%s: refused, not with --force, not for agents', (name) => {
    const made = files();
    const path = join(made.folder, name);
    chmodSync(path, name.endsWith('.yaml') ? 0o664 : 0o777);
    const [text] = put(made);
    expect(text).toMatch(/^2 Others than root may change .*\.yaml \(.*\), and root would run what it says\. .*--force/);
    expect(text).toContain(path);
    expect(put(made, { manifest: { domain: 'gui' }, caller: USER })).toEqual([]);
    expect(put(made, { use: 'look' })).toEqual([]);
    const forced = ask({ caller: ROOT, force: true, files: made.loaded.files, manifest: { domain: 'system' } });
    expect(forced).toMatchObject({ target: {}, warnings: [expect.stringContaining('--force')] });
  });

  it('one that belongs to a user is refused; a template that is not used is not looked at', () => {
    const made = files();
    chownSync(join(made.folder, 'mine/unused.yaml'), OTHER_UID, OTHER_UID);
    expect(put(made)).toEqual([]);
    chownSync(join(made.folder, 'mine/own.yaml'), OTHER_UID, OTHER_UID);
    expect(put(made)[0]).toContain(`it belongs to uid ${OTHER_UID}`);
  });

  it('a link that a user could turn elsewhere', () => {
    const made = files();
    mkdirSync(join(made.folder, 'theirs'));
    chownSync(join(made.folder, 'theirs'), OTHER_UID, OTHER_UID);
    symlinkSync('../services.yaml', join(made.folder, 'theirs/services.yaml'));
    writeFileSync(join(made.folder, 'theirs/x'), '');
    const file = join(made.folder, 'theirs/services.yaml');
    expect(refusals({ caller: ROOT, files: [file], manifest: { domain: 'system' } })[0]).toContain(
      join(made.folder, 'theirs'),
    );
  });
});
