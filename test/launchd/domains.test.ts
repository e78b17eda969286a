import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allPlistFolders,
  type Domain,
  domainsFor,
  domainTarget,
  domainWords,
  isTitleOf,
  parseDomainWords,
  parseTarget,
  plistFolders,
  serviceTarget,
} from '../../src/launchd/domains.ts';

const gui: Domain = { kind: 'gui', uid: 501 };

describe('targets', () => {
  it.each([
    ['system', { domain: { kind: 'system' } }],
    ['system/', { domain: { kind: 'system' } }],
    ['gui/501', { domain: gui }],
    ['gui/501/', { domain: gui }],
    ['user/0', { domain: { kind: 'user', uid: 0 } }],
    ['gui/501/com.example.x', { domain: gui, label: 'com.example.x' }],
    ['system/com.example.x', { domain: { kind: 'system' }, label: 'com.example.x' }],
    ['gui/501/__proto__', { domain: gui, label: '__proto__' }],
    ['gui/501/an old label', { domain: gui, label: 'an old label' }],
    ['gui/4294967295', { domain: { kind: 'gui', uid: 4294967295 } }],
  ])('%s', (text, reading) => expect(parseTarget(text)).toEqual(reading));

  it.each([
    ['login/100002', { kind: 'foreign', specifier: 'login' }],
    ['pid/1/com.example.x', { kind: 'foreign', specifier: 'pid' }],
    ['session/100002', { kind: 'foreign', specifier: 'session' }],
    ['', { kind: 'unknown', specifier: '' }],
    ['GUI/501', { kind: 'unknown', specifier: 'GUI' }],
    ['__proto__/501', { kind: 'unknown', specifier: '__proto__' }],
    ['com.example.x', { kind: 'unknown', specifier: 'com.example.x' }],
    ['gui', { kind: 'uid', specifier: 'gui' }],
    ['gui//com.example.x', { kind: 'uid', specifier: 'gui' }],
    ['gui/com.example.x', { kind: 'uid', specifier: 'gui' }],
    ['user/foreground', { kind: 'uid', specifier: 'user' }],
    ['gui/-1', { kind: 'uid', specifier: 'gui' }],
    ['gui/0501', { kind: 'uid', specifier: 'gui' }],
    ['gui/4294967296', { kind: 'uid', specifier: 'gui' }],
    ['gui/501/a/b', { kind: 'label', problem: 'slash' }],
    ['gui/501/a\nb', { kind: 'label', problem: 'control-character' }],
    ['gui/501/ ', { kind: 'label', problem: 'empty' }],
  ])('%j is refused', (text, problem) => expect(parseTarget(text)).toEqual({ problem }));

  it('are printed as they are read', () => {
    const domains = fc.oneof(
      fc.constant<Domain>({ kind: 'system' }),
      fc.record({ kind: fc.constantFrom('gui' as const, 'user' as const), uid: fc.nat(0xffffffff) }),
    );
    fc.assert(
      fc.property(domains, fc.stringMatching(/^[\w.@+-]{1,40}$/), (domain, label) => {
        expect(parseTarget(domainTarget(domain))).toEqual({ domain });
        expect(parseTarget(serviceTarget(domain, label))).toEqual({ domain, label });
        expect(parseDomainWords(domainWords(domain))).toEqual(domain);
      }),
    );
  });

  it('may be any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `gui/${text}`),
        ),
        (text) => {
          const reading = parseTarget(text);
          expect('problem' in reading || reading.domain.kind !== undefined).toBe(true);
        },
      ),
    );
  });

  it.each(['pid: 5', 'ports', 'user gui: x', 'gui: 99999999999', ''])('%j names none of our domains', (words) => {
    expect(parseDomainWords(words)).toBeUndefined();
  });
});

describe('folders', () => {
  const paths = (domain: Domain, places = {}) => plistFolders(domain, places).map(({ path }) => path);

  it('of agents: the one of the user first', () => {
    const folders = ['/Users/user/Library/LaunchAgents', '/Library/LaunchAgents', '/System/Library/LaunchAgents'];
    expect(paths(gui, { home: '/Users/user' })).toEqual(folders);
    expect(paths({ kind: 'user', uid: 501 }, { home: '/Users/user' })).toEqual(folders);
    expect(paths(gui)).toEqual(folders.slice(1));
    expect(paths(gui, { home: '/' })[0]).toBe('/Library/LaunchAgents');
  });
  it('of daemons: never one of a user', () => {
    const folders = ['/tmp/r/Library/LaunchDaemons', '/tmp/r/System/Library/LaunchDaemons'];
    expect(paths({ kind: 'system' }, { home: '/Users/user', root: '/tmp/r' })).toEqual(folders);
  });
  it('are five in all; the prefix leaves the home alone', () => {
    const all = allPlistFolders({ home: '/h', root: '/r' });
    expect(all.map(({ path, kind, owner }) => `${path} ${kind} ${owner}`)).toEqual([
      '/h/Library/LaunchAgents LaunchAgents user',
      '/r/Library/LaunchAgents LaunchAgents administrator',
      '/r/System/Library/LaunchAgents LaunchAgents apple',
      '/r/Library/LaunchDaemons LaunchDaemons administrator',
      '/r/System/Library/LaunchDaemons LaunchDaemons apple',
    ]);
  });
});

describe('LimitLoadToSessionType', () => {
  it.each([
    [undefined, ['system', 'gui']],
    [['Aqua'], ['gui']],
    [
      ['Background', 'Aqua', 'Aqua'],
      ['gui', 'user'],
    ],
    [['System'], ['system']],
    [['LoginWindow', 'StandardIO'], []],
    [['aqua', '__proto__'], []],
    [[], []],
  ])('%j allows %j', (sessions, domains) => expect(domainsFor(sessions)).toEqual(domains));
});

describe('the first line of print', () => {
  const user: Domain = { kind: 'user', uid: 501 };
  const system: Domain = { kind: 'system' };

  it.each<[string, Domain, string?]>([
    ['gui/501', gui],
    ['com.apple.xpc.launchd.user.domain.501.100009.Aqua', gui],
    ['user/501', user],
    ['com.apple.xpc.launchd.domain.user.501', user],
    ['system', system],
    ['com.apple.xpc.launchd.domain.system', system],
    ['gui/501/com.example.x', gui, 'com.example.x'],
    ['com.example.x', system, 'com.example.x'],
  ])('%s speaks of what was asked for', (title, domain, label) => {
    expect(isTitleOf(title, domain, label)).toBe(true);
  });

  it.each<[string | undefined, Domain, string?]>([
    [undefined, gui],
    ['gui/50', gui],
    ['user/501', gui],
    ['com.apple.xpc.launchd.user.domain.50.100009.Aqua', gui],
    ['com.apple.xpc.launchd.domain.user.5010', user],
    ['com.apple.xpc.launchd.domain.system', gui],
    ['com.example.y', gui, 'com.example.x'],
    ['gui/501', gui, 'com.example.x'],
  ])('%s does not', (title, domain, label) => {
    expect(isTitleOf(title, domain, label)).toBe(false);
  });
});
