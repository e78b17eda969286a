import { describe, expect, it } from 'vitest';
import { compileService } from '../../src/compile/compile-service.ts';
import { fieldRows } from '../../src/launchd/keys.ts';
import { serviceOf } from '../support/manifest.ts';
import { manifestOf } from '../support/svc.ts';

const BASE = 'command: [/bin/x]\nrunAtLoad: true\n';
const compiled = (body: string, top = '') => compileService(serviceOf(manifestOf(body, top)));

describe('the dict', () => {
  it('has its keys in canonical order, strangers last', () => {
    const { dict } = compiled(
      'plist: {Zeta: 1, alpha: 2, Disabled: true, Program: /bin/y}\nlogs: ~/l\nlimits: {core: 1}\nkeepAlive: on-failure\nevery: 60\nrunAtLoad: true\nenvironment: {A: b}\ncommand: [/bin/x]\nlabel: x\nnice: 5',
    );
    const keys = [
      'Label',
      'Program',
      'ProgramArguments',
      'EnvironmentVariables',
      'RunAtLoad',
      'KeepAlive',
      'StartInterval',
      'Nice',
      'SoftResourceLimits',
      'HardResourceLimits',
      'StandardOutPath',
      'StandardErrorPath',
      'Disabled',
      'Zeta',
      'alpha',
    ];
    expect(Object.keys(dict)).toEqual(keys);
  });
  it('is the same whatever the order of the fields', () => {
    const fields = ['command: [/bin/x]', 'every: 60', 'nice: 3', 'logs: ~/l', 'environment: {B: 1, A: 2}'];
    const [one, other] = [fields, [...fields].reverse()].map((lines) =>
      JSON.stringify(compiled(lines.join('\n')).dict),
    );
    expect(one).toBe(other);
  });
  it('says nothing that neither file nor template says', () => {
    expect(compiled(BASE).dict).toEqual({ Label: 'org.example.a', ProgramArguments: ['/bin/x'], RunAtLoad: true });
    expect(compiled(`${BASE}description: x\nrecycles: false\ndrain: 1\nexitTimeout: 9`).dict).not.toHaveProperty(
      'drain',
    );
    expect(compiled(`${BASE}logs: {}\nlimits: {}`).dict).not.toHaveProperty('StandardOutPath');
  });
  it('has a key for each row with a field', () => {
    expect(new Set(fieldRows().map((row) => row.field!.name)).size).toBe(fieldRows().length);
  });
});

describe('an environmentFile', () => {
  const text = (domain: string) =>
    manifestOf('command: [/bin/x, y]\nenvironmentFile: ~/x.env\nrunAtLoad: true', domain);
  it('puts a launcher before the command, at a path that follows from home and namespace', () => {
    for (const home of ['/Users/user', '/Users/other', '/Users/with space']) {
      expect(compileService(serviceOf(text(''), { home })).dict.ProgramArguments).toEqual([
        `${home}/.local/state/svc/org.example/bin/a`,
        `${home}/x.env`,
        '/bin/x',
        'y',
      ]);
    }
    const daemon = compileService(serviceOf(text('domain: system\n'), { home: '/Users/user' }));
    expect(daemon.dict.ProgramArguments).toEqual([
      '/Library/Application Support/svc/org.example/bin/a',
      '/Users/user/x.env',
      '/bin/x',
      'y',
    ]);
  });
  it('is where the launcher and its argument come from', () => {
    const { origin } = compileService(serviceOf(text('')));
    const shown = (index: string) => {
      const { source, start, end } = origin(['ProgramArguments', index]);
      return source.text.slice(start, end);
    };
    expect(['0', '1', '2', '3'].map(shown)).toEqual(['~/x.env', '~/x.env', '/bin/x', 'y']);
  });
});

describe('origins of key paths', () => {
  const body =
    'template: daemon\ncommand: [/bin/x, y]\nenvironment: {A: b}\nlimits: {cpu: 5, core: {soft: 1, hard: 2}}\nkeepAlive: {successfulExit: false, otherJobEnabled: {Com.X: true}}\nsockets: {Listeners: {sockServiceName: 80}}\nlogs: {stdout: /o}\nplist: {K: {A: [7]}}\nschedule: [{hour: 1, minute: 2}]';
  const text = manifestOf(body);
  const { origin } = compileService(serviceOf(text));
  const shown = (...path: string[]) => {
    const { source, start, end } = origin(path);
    return source.text.slice(start, end);
  };
  it.each<[string[], string]>([
    [[], 'a'],
    [['Label'], 'a'],
    [['ProgramArguments'], '[/bin/x, y]'],
    [['ProgramArguments', '1'], 'y'],
    [['EnvironmentVariables', 'A'], 'b'],
    [['SoftResourceLimits', 'CPU'], '5'],
    [['SoftResourceLimits', 'Core'], '1'],
    [['HardResourceLimits', 'Core'], '2'],
    [['HardResourceLimits'], '{cpu: 5, core: {soft: 1, hard: 2}}'],
    [['KeepAlive', 'SuccessfulExit'], 'false'],
    [['KeepAlive', 'OtherJobEnabled', 'Com.X'], 'true'],
    [['Sockets', 'Listeners', 'SockServiceName'], '80'],
    [['StandardOutPath'], '/o'],
    [['K', 'A', '0'], '7'],
    [['ThrottleInterval'], '10'],
    [['Unknown'], 'a'],
  ])('%j', (path, slice) => expect(shown(...path)).toBe(slice));
});
