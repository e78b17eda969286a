/** The variables that svc obeys, and when it does not. */
import { homedir, userInfo } from 'node:os';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readEnvironment } from '../../src/system/environment.ts';
import { folderWith } from '../support/svc.ts';

const LINUX = { platform: 'linux', uid: 1000 };
const MAC_ROOT = { platform: 'darwin', uid: 0 };
const MAC_USER = { platform: 'darwin', uid: 501 };

describe('readEnvironment', () => {
  it('obeys nothing where nothing is said', () => {
    for (const env of [{}, { SVC_HOME: '', SVC_LAUNCHCTL: '', SVC_ROOT: '', SVC_TIME_SCALE: '', SVC_ALLOW_ROOT: '' }]) {
      const plain = { home: homedir(), root: '', timeScale: 1, allowsRoot: false, warnings: [] };
      expect(readEnvironment(env, LINUX)).toEqual(plain);
    }
  });

  it('obeys all of them off macOS and for a user of macOS', () => {
    const folder = folderWith();
    const env = {
      SVC_HOME: `${folder}/`,
      SVC_LAUNCHCTL: `${folder}/x`,
      SVC_ROOT: `${folder}//`,
      SVC_TIME_SCALE: '0.01',
    };
    const expected = { home: folder, svcHome: folder, launchctl: `${folder}/x`, root: folder, timeScale: 0.01 };
    expect(readEnvironment(env, LINUX)).toEqual({ ...expected, allowsRoot: false, warnings: [] });
    expect(readEnvironment(env, MAC_USER)).toEqual({ ...expected, allowsRoot: false, warnings: [] });
    expect(readEnvironment({ SVC_ALLOW_ROOT: '1' }, LINUX).allowsRoot).toBe(true);
    expect(readEnvironment({ SVC_ROOT: '/' }, LINUX).root).toBe('');
  });

  it.each(['SVC_HOME', 'SVC_LAUNCHCTL', 'SVC_ROOT'])('%s: ignored as root on macOS where others may write', (name) => {
    const folder = folderWith({ x: '' });
    const { warnings, ...rest } = readEnvironment({ [name]: `${folder}/x`, SVC_TIME_SCALE: '0.5' }, MAC_ROOT);
    expect(rest).toEqual({ home: homedir(), root: '', timeScale: 1, allowsRoot: false });
    expect(warnings[0]).toMatch(new RegExp(`^${name} is ignored: svc runs as root, and others than root may`));
    expect(warnings[0]).toContain('/tmp');
    // The time scale goes with SVC_LAUNCHCTL, also when that is given and does not count.
    expect(warnings[1]).toBe('SVC_TIME_SCALE is ignored: it counts only together with SVC_LAUNCHCTL.');
  });

  it('counts as root on macOS where only root writes', () => {
    const env = { SVC_HOME: '/usr', SVC_LAUNCHCTL: '/usr/bin/env', SVC_ROOT: '/usr', SVC_TIME_SCALE: '0.5' };
    const expected = { home: '/usr', svcHome: '/usr', launchctl: '/usr/bin/env', root: '/usr', timeScale: 0.5 };
    expect(readEnvironment(env, MAC_ROOT)).toEqual({ ...expected, allowsRoot: false, warnings: [] });
  });

  it.each([
    ['', []],
    ['x/y', ['HOME is ignored: it is not an absolute path.']],
    ['~', ['HOME is ignored: it is not an absolute path.']],
  ])('a HOME of %j is not what ~ means: the password database has it', (home, warnings) => {
    vi.stubEnv('HOME', home);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(readEnvironment({}, LINUX)).toMatchObject({ home: userInfo().homedir, warnings });
  });

  it.each(['x', './x', '~/x', ' /x'])('a path must be absolute: %j', (path) => {
    for (const name of ['SVC_HOME', 'SVC_LAUNCHCTL', 'SVC_ROOT']) {
      expect(readEnvironment({ [name]: path }, LINUX).warnings).toEqual([
        `${name} is ignored: it is not an absolute path.`,
      ]);
    }
  });

  it.each(['0', '0.009', '1.01', '-1', 'NaN', 'Infinity', '1e-1', '0x1', ' 1', '.', 'fast', '1,0'])(
    'a time scale of %j is ignored',
    (text) => {
      const { timeScale, warnings } = readEnvironment({ SVC_LAUNCHCTL: '/x', SVC_TIME_SCALE: text }, LINUX);
      expect(timeScale).toBe(1);
      expect(warnings).toEqual(['SVC_TIME_SCALE is ignored: it must be a number of 0.01 to 1.']);
    },
  );

  it.each([
    ['0.01', 0.01],
    ['1', 1],
    ['.5', 0.5],
    ['0.250', 0.25],
  ])('a time scale of %j counts', (text, scale) => {
    expect(readEnvironment({ SVC_LAUNCHCTL: '/x', SVC_TIME_SCALE: text }, LINUX)).toMatchObject({
      timeScale: scale,
      warnings: [],
    });
  });

  it('SVC_ALLOW_ROOT is never obeyed on macOS, and only 1 means yes', () => {
    const onMac = readEnvironment({ SVC_ALLOW_ROOT: '1' }, MAC_ROOT);
    expect(onMac.allowsRoot).toBe(false);
    expect(onMac.warnings).toEqual(['SVC_ALLOW_ROOT is ignored: on macOS agents are never managed as root.']);
    expect(readEnvironment({ SVC_ALLOW_ROOT: 'yes' }, LINUX)).toMatchObject({
      allowsRoot: false,
      warnings: [expect.any(String)],
    });
    expect(readEnvironment({ SVC_ALLOW_ROOT: '0' }, LINUX)).toMatchObject({ allowsRoot: false, warnings: [] });
  });
});
