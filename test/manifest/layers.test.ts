import { describe, expect, it } from 'vitest';
import { expectFindings, serviceOf, servicesOf } from '../support/manifest.ts';
import { manifestOf } from '../support/svc.ts';

const BASE = 'command: [/bin/x]\nrunAtLoad: true\n';

describe('service over defaults over template', () => {
  it('field by field', () => {
    const text = manifestOf(
      'template: daemon\ncommand: [/bin/x]\nthrottleInterval: 40',
      'defaults: {throttleInterval: 20, exitTimeout: 50}\n',
    );
    const { fields, origin } = serviceOf(text);
    expect(fields).toMatchObject({ throttleInterval: 40, exitTimeout: 50, processType: 'background' });
    expect(origin('throttleInterval').layer).toBe('service');
    expect(origin('exitTimeout').layer).toBe('defaults');
    expect(origin('processType').layer).toBe('template');
    expect(origin('nice').layer).toBe('policy');
  });

  it('environment key by key', () => {
    const text = manifestOf(
      'template: python-server\ncommand: [/bin/x]\nenvironment: {B: service, PYTHONUNBUFFERED: "0"}',
      'defaults: {environment: {A: defaults, B: defaults}}\n',
    );
    const { fields, origin } = serviceOf(text);
    expect(fields.environment).toEqual({ A: 'defaults', B: 'service', PYTHONUNBUFFERED: '0' });
    expect(origin('environment', 'A').layer).toBe('defaults');
    expect(origin('environment', 'B').layer).toBe('service');
    expect(Object.keys(fields.environment!)).toEqual(['A', 'B', 'PYTHONUNBUFFERED']);
  });

  it('plist key by key, its values whole', () => {
    const { plist } = serviceOf(manifestOf(`${BASE}plist: {B: {x: 1}}`, 'defaults: {plist: {A: true, B: {y: 2}}}\n'));
    expect(plist).toEqual({ A: true, B: { x: 1 } });
  });

  it.each<[string, string, string, unknown]>([
    ['limits', '{core: 1}', '{numberOfFiles: 5}', { core: { soft: 1, hard: 1 } }],
    ['logs', '{stdout: /a}', '{stderr: /b}', { stdout: '/a' }],
    ['keepAlive', '{crashed: true}', '{successfulExit: false}', { crashed: true }],
    ['command', '[/bin/y]', '[/bin/x, b]', ['/bin/y']],
    ['watchPaths', '[/a]', '[/b, /c]', ['/a']],
  ])('%s whole', (field, own, defaults, value) => {
    const body = `${field === 'command' ? '' : 'command: [/bin/x]\n'}runAtLoad: true\n${field}: ${own}`;
    expect(serviceOf(manifestOf(body, `defaults: {${field}: ${defaults}}\n`)).fields[field]).toEqual(value);
  });

  it('false and 0 of a service win too', () => {
    const text = manifestOf(`${BASE}nice: 0\ndisabled: false`, 'defaults: {nice: 5, disabled: true}\n');
    expect(serviceOf(text).fields).toMatchObject({ nice: 0, disabled: false });
  });

  it('expands defaults for each service', () => {
    const text =
      'version: 1\nnamespace: n\ndefaults: {workingDirectory: "/x/${service}", runAtLoad: true}\nservices: {a: &a {command: [/bin/x]}, b: *a}\n';
    expect(servicesOf(text).map(({ fields }) => fields.workingDirectory)).toEqual(['/x/a', '/x/b']);
  });
});

describe('a wrong field', () => {
  it('in the defaults is reported once, however many services', () => {
    const text =
      'version: 1\nnamespace: n\ndefaults: {nice: x, runAtLoad: true}\nservices: {a: &a {command: [/bin/x]}, b: *a}\n';
    expectFindings(text, [['3:18', '`nice` must be a whole number from -20 to 19, not the text "x"']]);
  });
  it('in the defaults is reported though each service has its own', () => {
    expectFindings(manifestOf(`${BASE}nice: 1`, 'defaults: {nice: x}\n'), [['4:18', '`nice` must be']]);
  });
  it('does not let a value below it through, and brings no further errors', () => {
    expectFindings(manifestOf('command: [/bin/x]\nkeepAlive: maybe', 'defaults: {keepAlive: false}\n'), [
      ['8:16', '`keepAlive` must be true, false, on-failure, or a map of conditions, not the text "maybe"'],
    ]);
  });
});

describe('origins', () => {
  const text = manifestOf(
    'command: [/bin/x, "y"]\nrunAtLoad: true\nenvironment:\n  A: b\nplist:\n  K: {x: [1, 2]}\n  N: ""',
  );
  const service = serviceOf(text);
  const shown = (...path: (string | number)[]) => {
    const { start, end } = service.origin(...path);
    return text.slice(start, end);
  };
  it.each<[(string | number)[], string]>([
    [[], 'a'],
    [['command'], '[/bin/x, "y"]'],
    [['command', 1], '"y"'],
    [['command', 7], '[/bin/x, "y"]'],
    [['environment', 'A'], 'b'],
    [['plist', 'K'], '{x: [1, 2]}'],
    [['plist', 'K', 'x', 1], '2'],
    [['plist', 'N'], '""'],
    [['label'], 'a'],
  ])('%j', (path, slice) => expect(shown(...path)).toBe(slice));
});
