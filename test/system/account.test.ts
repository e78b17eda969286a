/** Who runs svc, whatever the environment says. */
import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { parseMacEntry, parsePasswd, readCaller } from '../../src/system/account.ts';
import { isRoot, moduleProcess, OTHER_UID, whyNotRoot } from '../support/module-process.ts';

describe('readCaller', () => {
  it('goes by the password database, not by HOME or USER', () => {
    const { uid, gid, username, homedir } = userInfo();
    const env = { HOME: '/elsewhere', USER: 'else', LOGNAME: 'else', SUDO_USER: 'else' };
    const caller = moduleProcess('system/account.ts').call('m.readCaller()', { env });
    expect(caller).toEqual({ uid, gid, name: username, home: homedir, isRoot: uid === 0 });
  });

  it.skipIf(!isRoot)(`SUDO_UID counts for root alone${whyNotRoot}`, () => {
    const { call } = moduleProcess('system/account.ts');
    const env = { HOME: '/elsewhere', SUDO_UID: String(OTHER_UID), SUDO_USER: 'root', SUDO_GID: '0' };
    const { uid, gid, username: name, homedir: home } = userInfo();
    const other = call('m.readCaller()', { uid: OTHER_UID }) as Record<string, unknown>;
    expect(other).toMatchObject({ uid: OTHER_UID, isRoot: false });
    expect(other.home).not.toBe('/elsewhere');
    const { isRoot: _, ...sudo } = other;
    expect(call('m.readCaller()', { env })).toMatchObject({ uid, gid, name, home, isRoot: true, sudo });
    expect(call('m.readCaller()', { env, uid: OTHER_UID })).not.toHaveProperty('sudo');
  });

  it.skipIf(!isRoot)(`an account without an entry has neither name nor home${whyNotRoot}`, () => {
    const { call } = moduleProcess('system/account.ts');
    expect(call('m.readCaller()', { uid: 54321, env: { HOME: '/x' } })).toEqual({
      uid: 54321,
      gid: 54321,
      isRoot: false,
    });
    expect(call('m.readCaller()', { env: { SUDO_UID: '54321' } })).toMatchObject({ sudo: { uid: 54321, gid: -1 } });
  });

  it.skipIf(!isRoot).each(['', '0', '-1', '501x', '0501', '1e3', '99999999999'])('a SUDO_UID of %j is none', (text) => {
    expect(readCaller({ SUDO_UID: text })).not.toHaveProperty('sudo');
  });
});

it('reads /etc/passwd', () => {
  const text = '# a remark\nroot:x:0:0:root:/root:/bin/sh\nbad:x:501\nuser:x:501:20:A: /Users/x:/bin/zsh\n';
  expect(parsePasswd(0, text)).toEqual({ uid: 0, gid: 0, name: 'root', home: '/root' });
  expect(parsePasswd(501, 'user:x:501:20::/Users/user:/bin/zsh')).toMatchObject({ gid: 20, home: '/Users/user' });
  expect(parsePasswd(501, 'user:x:501:20:::')).toEqual({ uid: 501, gid: 20, name: 'user' });
  expect(parsePasswd(7, text)).toBeUndefined();
});

it('reads what id -P of macOS writes', () => {
  const line = 'user:********:501:20::0:0:A User:/Users/user:/bin/zsh\n';
  expect(parseMacEntry(501, line)).toEqual({ uid: 501, gid: 20, name: 'user', home: '/Users/user' });
  expect(parseMacEntry(502, line)).toBeUndefined();
  expect(parseMacEntry(501, '')).toBeUndefined();
});
