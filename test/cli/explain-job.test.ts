/** `svc explain <service|plist>`: the life of a job in sentences, with the keys that say so. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTimeZone, type TimeZone } from '../../src/launchd/time-zone.ts';
import { nodeOf } from '../../src/lint/node-of.ts';
import type { PlistDict, PlistValue } from '../../src/plist/value.ts';
import { writePlist } from '../../src/plist/write.ts';
import { jobLife, TOPICS, type Topic } from '../../src/status/job-life.ts';
import { type Ending, readKeepAlive } from '../../src/status/keep-alive.ts';
import { keepAliveWants } from '../../src/testing/keep-alive.ts';
import { folderWith, svc, TWO_SERVICES } from '../support/svc.ts';

const { zone } = openTimeZone('UTC') as { readonly zone: TimeZone };
const lifeOf = (dict: PlistDict, domain: 'gui' | 'user' | 'system' = 'gui') =>
  jobLife(nodeOf({ Label: 'a.b', ProgramArguments: ['/bin/x'], ...dict }), { domain, from: 0, zone });
/** The sentences of a topic, with the keys that say so. */
const said = (dict: PlistDict, topic: Topic, domain?: 'gui' | 'user' | 'system') =>
  lifeOf(dict, domain)
    .topics[topic].map(({ text, keys }) => `${text} [${keys.join(' ')}]`)
    .join('\n');

const AT_THREE: PlistDict = { StartCalendarInterval: { Hour: 3, Minute: 0 } };
const DROPPED: PlistDict = { StartCalendarInterval: { Hour: '3', Minute: 0 } };

describe('sentences', () => {
  it.each<[string, PlistDict, Topic, RegExp]>([
    ['RunAtLoad', { RunAtLoad: true }, 'starts', /when it is loaded: at each login at the desktop.*\[RunAtLoad\]/],
    ['KeepAlive true', { KeepAlive: true }, 'starts', /when it is loaded.*\[KeepAlive\]/],
    ['a condition', { KeepAlive: { Crashed: true } }, 'starts', /a condition of KeepAlive implies that.*\[KeepAlive\]/],
    ['an old word', { OnDemand: false }, 'restarts', /After every end.*\[OnDemand\]/],
    ['nothing', {}, 'starts', /Nothing in the file starts it/],
    ['a text for a boolean', { RunAtLoad: 'true' }, 'starts', /Nothing in the file starts it/],
    [
      'a calendar',
      { StartCalendarInterval: { Hour: 3, Minute: 0, Weekday: 0 } },
      'starts',
      /Every Sunday at 03:00\. \[StartCal/,
    ],
    ['an interval', { StartInterval: 300 }, 'starts', /Every 5 min counted from load\. \[StartInterval\]/],
    ['a path', { WatchPaths: ['/x'] }, 'starts', /when a watched path changes\. \[WatchPaths\]/],
    [
      'Disabled',
      { Disabled: true, RunAtLoad: true },
      'starts',
      /^Nothing starts it until it is enabled\. \[Disabled\]/,
    ],
    ['once', { LaunchOnlyOnce: true, RunAtLoad: true }, 'starts', /nothing starts it again before the next boot/],
    ['once', { LaunchOnlyOnce: true, KeepAlive: true }, 'crash', /stays down until the next boot/],
    ['on failure', { KeepAlive: { SuccessfulExit: false } }, 'clean-exit', /stays down until it is loaded again/],
    ['on failure', { KeepAlive: { SuccessfulExit: false } }, 'failure', /started again.*\[KeepAlive\.SuccessfulExit\]/],
    ['on crash', { KeepAlive: { Crashed: true } }, 'failure', /stays down/],
    ['on crash', { KeepAlive: { Crashed: true } }, 'crash', /started again.*10 s.*\[KeepAlive\.Crashed\]/],
    ['on crash', { KeepAlive: { Crashed: true } }, 'kill', /stays down/],
    [
      'a path state',
      { KeepAlive: { PathState: { '/x': false } } },
      'restarts',
      /while \/x is absent.*\[KeepAlive\.PathState\]/,
    ],
    ['a calendar', { StartCalendarInterval: { Hour: 3 } }, 'failure', /until its schedule or an event starts it/],
    [
      'a throttle',
      { KeepAlive: true, ThrottleInterval: 60 },
      'restarts',
      /at least 1 min;[\s\S]*up to 1,440 times a day/,
    ],
    ['no throttle', { KeepAlive: true }, 'restarts', /at least 10 s \(the default/],
    ['a time-out', { ExitTimeOut: 30 }, 'stops', /SIGTERM, and SIGKILL after 30 s\. \[ExitTimeOut\]/],
    ['none', {}, 'stops', /SIGKILL after 5 s \(the default of recent macOS; 20 s up to OS X 10\.9\)/],
    ['a time-out of 0', { ExitTimeOut: 0 }, 'stops', /waits for ever: no SIGKILL/],
    ['an ill-typed time-out', { ExitTimeOut: '30' }, 'stops', /SIGKILL after 5 s/],
    ['transactions', { EnableTransactions: true }, 'stops', /SIGKILL at once.*\[ExitTimeOut EnableTransactions\]/],
    [
      'what implies them',
      { EnablePressuredExit: true },
      'stops',
      /SIGKILL at once.*\[ExitTimeOut EnablePressuredExit\]/,
    ],
    ['what then does not', { EnablePressuredExit: true, KeepAlive: true }, 'stops', /^Launchd sends SIGTERM, and SIG/],
    ['a group', { AbandonProcessGroup: true }, 'stops', /may stay\. \[AbandonProcessGroup\]/],
    ['a calendar', { StartCalendarInterval: { Hour: 3 } }, 'sleep', /one run at wake/],
    ['an interval', { StartInterval: 60 }, 'sleep', /are lost/],
    ['a calendar', { StartCalendarInterval: { Hour: 3 } }, 'reboot', /while the machine is off are missed/],
    ['an interval', { StartInterval: 60 }, 'reboot', /Counting starts anew/],
    ['a calendar that launchd drops', DROPPED, 'starts', /^Never\. \[StartCalendarInterval\]$/],
    ['a calendar that launchd drops', DROPPED, 'restarts', /^No end of it is answered by a start\./],
    ['a calendar that launchd drops', DROPPED, 'failure', /^(?!.*its schedule)/],
    ['a calendar that launchd drops', DROPPED, 'sleep', /^(?![\s\S]*at wake, however)/],
    ['a calendar that launchd drops', DROPPED, 'reboot', /^(?![\s\S]*are missed)/],
    ['an interval that it drops', { ...AT_THREE, StartInterval: '300' }, 'starts', /\. \[StartCalendarInterval\]$/],
    ['an interval that it drops', { ...AT_THREE, StartInterval: '300' }, 'sleep', /^(?![\s\S]*are lost)/],
  ])('%s %j: %s', (_, dict, topic, sentence) => {
    expect(said(dict, topic)).toMatch(sentence);
  });

  it('tells agents, background agents and daemons apart', () => {
    expect(said({}, 'logout', 'gui')).toMatch(/logs out of the desktop/);
    expect(said({}, 'logout', 'user')).toMatch(/^It goes on: .*not to the desktop/);
    expect(said({}, 'logout', 'system')).toMatch(/It goes on/);
    expect(said({ RunAtLoad: true }, 'starts', 'system')).toMatch(/at boot/);
  });
});

describe('after an end', () => {
  const ENDS: readonly (readonly [Ending, Parameters<typeof keepAliveWants>[1]])[] = [
    ['clean-exit', { code: 0 }],
    ['failure', { code: 3 }],
    ['crash', { signal: 'SIGSEGV' }],
    ['kill', { signal: 'SIGKILL' }],
  ];
  const flag = fc.option(fc.boolean(), { nil: undefined });

  it('says of a restart what the launchd stand-in does', () => {
    fc.assert(
      fc.property(flag, flag, (success, crashed) => {
        const KeepAlive: Record<string, PlistValue> = {};
        if (success !== undefined) KeepAlive.SuccessfulExit = success;
        if (crashed !== undefined) KeepAlive.Crashed = crashed;
        const { restarts } = readKeepAlive(nodeOf({ KeepAlive }));
        const conditions = {
          ...(success !== undefined && { successfulExit: success }),
          ...(crashed !== undefined && { crashed }),
        };
        for (const [ending, status] of ENDS) {
          expect(restarts[ending] !== undefined, ending).toBe(keepAliveWants(conditions, status));
          expect(said({ KeepAlive }, ending).includes('is started again')).toBe(restarts[ending] !== undefined);
        }
      }),
    );
  });
});

describe('any dict', () => {
  it('gives at least one sentence a topic and never throws', () => {
    const key = fc.constantFrom(
      'KeepAlive',
      'RunAtLoad',
      'StartInterval',
      'StartCalendarInterval',
      'ThrottleInterval',
      'ExitTimeOut',
      'WatchPaths',
      'LimitLoadToSessionType',
      'PathState',
      'SuccessfulExit',
      'LaunchOnlyOnce',
    );
    const { value } = fc.letrec<{ value: PlistValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.boolean(),
        fc.integer(),
        fc.string(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, value), (dict) => {
        const { topics } = lifeOf(dict);
        for (const topic of TOPICS) {
          expect(topics[topic].length, topic).toBeGreaterThan(0);
          for (const { text } of topics[topic]) expect(text).toMatch(/^\S.*\.$/s);
        }
      }),
    );
  });
});

const PLIST = writePlist({
  Label: 'com.example.x',
  ProgramArguments: ['/bin/x', '--token', 'hidden'],
  KeepAlive: true,
});

describe('svc explain', () => {
  it('explains a service by its name and by its label', () => {
    const { code, stdout, stderr } = svc(['explain', 'gateway']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^gateway \(ai\.openclaw\.gateway\): an agent of the desktop/);
    const headings = stdout.split('\n').filter((line, i, all) => /^[A-Z]/.test(line) && all[i - 1] === '');
    expect(headings).toEqual([
      'When it starts',
      'When it is started again',
      'How it is stopped',
      'After a clean exit',
      'After a failure',
      'After a crash',
      'After a kill',
      'Sleep',
      'Logout',
      'Reboot',
    ]);
    expect(svc(['explain', 'ai.openclaw.gateway']).stdout).toBe(stdout);
  });

  it('names the program behind the launcher of an environmentFile', () => {
    const withFile = TWO_SERVICES.replace('command: [/usr/bin/true]', '$&\n    environmentFile: ~/a.env');
    const cwd = folderWith({ 'services.yaml': withFile });
    expect(svc(['explain', 'a'], { cwd }).stdout).toMatch(/^a \(org\.example\.a\): .*runs \/usr\/bin\/true\.$/m);
    svc(['render'], { cwd });
    const plist = svc(['explain', 'plists/org.example.a.plist', '--json'], { cwd });
    expect(JSON.parse(plist.stdout).program).toBe('/usr/bin/true');
  });

  it('explains a property list by its path; the folder tells agent and daemon, and whether it is loaded again', () => {
    const cwd = folderWith({
      'Library/LaunchAgents/x.plist': PLIST,
      'Library/LaunchDaemons/x.plist': PLIST,
      'x.plist': PLIST,
    });
    const json = (path: string) => JSON.parse(svc(['explain', path, '--json'], { cwd }).stdout);
    expect(json('Library/LaunchAgents/x.plist')).toMatchObject({
      version: 1,
      kind: 'job',
      label: 'com.example.x',
      domain: 'gui',
      program: '/bin/x',
      source: 'Library/LaunchAgents/x.plist',
      notes: [],
    });
    expect(json('Library/LaunchDaemons/x.plist').domain).toBe('system');
    const loose = json('x.plist');
    expect(loose.domain).toBe('unknown');
    expect(loose.topics.map(({ topic }: { topic: string }) => topic)).toEqual(TOPICS);
    expect(JSON.stringify(loose.topics.at(-1))).toContain('does not read the folder');
    expect(JSON.stringify(loose)).not.toContain('hidden');
    expect(svc(['explain', 'x.plist'], { cwd }).stdout).not.toContain('hidden');
  });

  it('takes a rule, key or field before a service of that name, says so, and the label means the service', () => {
    const cwd = folderWith({ 'services.yaml': TWO_SERVICES.replace('  b:', '  logs:').replace('  a:', '  cron:') });
    const page = svc(['explain', 'logs'], { cwd });
    expect(page.stdout).toMatch(/^StandardOutPath\n/);
    expect(page.stderr).toBe(
      'svc: logs is a service of services.yaml too; `svc explain org.example.logs` explains that.\n',
    );
    expect(svc(['explain', 'org.example.logs'], { cwd }).stdout).toMatch(/^logs \(org\.example\.logs\)/);
    // What is only guessed comes behind a service of exactly that name.
    expect(svc(['explain', 'cron'], { cwd }).stdout).toMatch(/^cron \(org\.example\.cron\)/);
  });

  it('names the service that is meant where a name is nearly one', () => {
    expect(svc(['explain', 'gatway'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is a service gateway.'),
    });
  });

  it.each<[string, number, RegExp]>([
    ['none.plist', 2, /none\.plist: there is no such file/],
    ['.', 2, /it is a folder/],
    ['bad.plist', 3, /bad\.plist:1:/],
    ['array.plist', 3, /this is no job/],
  ])('%s exits %i', (path, code, why) => {
    const cwd = folderWith({ 'bad.plist': '<plist>', 'array.plist': '<plist version="1.0"><array/></plist>' });
    const result = svc(['explain', path], { cwd });
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
    expect(result.stderr).toMatch(why);
  });

  it('of a services.yaml that can not be used tells what is wrong with it', () => {
    const cwd = folderWith({ 'services.yaml': `${TWO_SERVICES}    frobnicate: 1\n` });
    expect(svc(['explain', 'a'], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining('frobnicate') });
    expect(svc(['explain', 'KeepAlive'], { cwd }).code).toBe(0);
  });
});
