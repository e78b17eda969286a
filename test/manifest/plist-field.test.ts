import { describe, expect, it } from 'vitest';
import { compileService } from '../../src/compile/compile-service.ts';
import { PlistReal } from '../../src/plist/value.ts';
import { renderPlist } from '../../src/render/render-plist.ts';
import { expectFindings, read, serviceOf } from '../support/manifest.ts';
import { manifestOf } from '../support/svc.ts';

const BASE = 'command: [/bin/x]\nrunAtLoad: true\n';
const plistOf = (written: string) => serviceOf(manifestOf(`${BASE}plist:\n  K: ${written}`)).plist.K;
const refused = (written: string, place: string, ...words: string[]) =>
  expectFindings(manifestOf(`${BASE}plist:\n  K: ${written}`), [[place, 'error schema', ...words]]);

describe('kinds of values', () => {
  it.each<[string, unknown]>([
    ['text', 'text'],
    ['"1"', '1'],
    ['"${home} ~ $$"', '${home} ~ $$'],
    ['~/x', '~/x'],
    ['yes', 'yes'],
    ['true', true],
    ['FALSE', false],
    ['1', 1],
    ['-5', -5],
    ['+5', 5],
    ['0x10', 16],
    ['0o17', 15],
    ['007', 7],
    ['9007199254740993', 9007199254740993n],
    ['18446744073709551615', 18446744073709551615n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['1.0', new PlistReal(1)],
    ['.5', new PlistReal(0.5)],
    ['1e3', new PlistReal(1000)],
    ['!!float 1', new PlistReal(1)],
    ['!!float "2"', new PlistReal(2)],
    ['!!float -1.', new PlistReal(-1)],
    ['!!str 1', '1'],
    ['!!int "5"', 5],
    ['!!timestamp 2026-01-31T12:00:00Z', new Date('2026-01-31T12:00:00Z')],
    ['!!timestamp 2026-01-31', new Date('2026-01-31T00:00:00Z')],
    ['!!timestamp 2026-01-31 12:00:00 +01:00', new Date('2026-01-31T11:00:00Z')],
    ['!!timestamp 2026-01-31t12:00:00.000Z', new Date('2026-01-31T12:00:00Z')],
    ['!!timestamp 2024-02-29', new Date('2024-02-29T00:00:00Z')],
    ['2026-01-31', '2026-01-31'],
    ['!!binary AP8=', Uint8Array.of(0, 255)],
    ['!!binary ""', Uint8Array.of()],
    ['!!binary "A P\\n8="', Uint8Array.of(0, 255)],
    ['[]', []],
    ['{}', {}],
    ['[1, [x, {a: !!float 1}]]', [1, ['x', { a: new PlistReal(1) }]]],
    ['{constructor: 1, "": 2, 1: 3}', { constructor: 1, '': 2, 1: 3 }],
  ])('%s', (written, value) => expect(plistOf(written)).toEqual(value));
});

describe('what no property list can hold', () => {
  it.each<[string, string, ...string[]]>([
    ['null', '9:10', 'a property list has no null', 'Remove the key'],
    ['~', '9:10', 'a property list has no null'],
    ['[1, null]', '9:14', 'no null'],
    ['{a: }', '9:14', 'no null'],
    ['18446744073709551616', '9:10', 'does not fit in a property list'],
    ['-9223372036854775809', '9:10', 'does not fit in a property list'],
    ['.inf', '9:10', 'does not fit'],
    ['.nan', '9:10', 'does not fit'],
    ['1e999', '9:10', 'does not fit'],
    ['!!float abc', '9:18', '"abc" is no real'],
    ['!!float .inf', '9:18', 'no real'],
    ['!!float ""', '9:18', 'no real'],
    ['!!timestamp 2026-02-30', '9:22', '"2026-02-30" is no date', 'whole seconds'],
    ['!!timestamp 2026-01-31T12:00:00.5Z', '9:22', 'is no date'],
    ['!!timestamp 2026-01-31T25:00:00Z', '9:22', 'is no date'],
    ['!!timestamp 2026-01-31T24:00:00Z', '9:22', 'is no date'],
    ['!!timestamp 2026-13-01', '9:22', 'is no date'],
    ['!!timestamp today', '9:22', 'is no date'],
    ['!!timestamp 0000-01-01', '9:22', 'date'],
    ['!!timestamp 9999-12-31T23:59:59-14:00', '9:22', 'date'],
    ['!!binary "A==="', '9:19', 'no base64'],
    ['!!binary abc', '9:19', 'no base64'],
    ['!!binary "ab*="', '9:19', 'no base64'],
    ['"a\\u0001"', '9:10', 'U+0001'],
    ['{"a\\u0001": 1}', '9:11', 'U+0001'],
    ['!foo x', '9:10', 'The tag "!foo" has no meaning here', '!!float'],
  ])('%s', (written, place, ...words) => {
    // The library may count the tag to the span of its value or not; both are the place of the value.
    const { diagnostics } = read(manifestOf(`${BASE}plist:\n  K: ${written}`));
    const [, column] = place.split(':');
    expect(diagnostics.map(({ line }) => line)).toEqual([9]);
    expect([10, Number(column)]).toContain(diagnostics[0]?.column);
    for (const word of words) expect(`${diagnostics[0]?.message} ${diagnostics[0]?.help}`).toContain(word);
  });

  it('a key of its own', () => {
    expectFindings(manifestOf(`${BASE}plist: {"a\\u0001": 1}`), [['8:13', 'U+0001']]);
  });
  it('all problems at once', () => {
    expectFindings(manifestOf(`${BASE}plist: {A: null, B: [.inf], C: {D: null}}`), [
      ['8:16', 'no null'],
      ['8:26', 'does not fit'],
      ['8:40', 'no null'],
    ]);
  });
  it('anything but a map', () => refusedAs('[x]', 'a map of launchd keys'));
  const refusedAs = (written: string, words: string) =>
    expectFindings(manifestOf(`${BASE}plist: ${written}`), [['8:12', words]]);
  it('a merge key', () => refused('{<<: {A: b}}', '9:11', 'merge'));
});

describe('as written', () => {
  it('nothing is judged', () => {
    const body = `${BASE}plist: {ThrottleInterval: 1, ExitTimeOut: 0, UserName: root, Nice: -20, WorkingDirectory: ~/Documents, EnvironmentVariables: {MY_TOKEN: hunter2hunter2, B: 5}, Sockets: {}, KeepAlive: true, StartCalendarInterval: {Hour: 99}, Unknown: x}`;
    expectFindings(manifestOf(body), []);
  });
  it('it wins over every field', () => {
    const { dict } = compileService(
      serviceOf(
        manifestOf(
          `${BASE}nice: 5\nenvironment: {A: b}\nplist: {Nice: 9, EnvironmentVariables: {C: d}, RunAtLoad: false}`,
        ),
      ),
    );
    expect(dict).toMatchObject({ Nice: 9, RunAtLoad: false });
    expect(dict.EnvironmentVariables).toEqual({ C: 'd' });
  });
  it('its Label wins, in the dict and for the file name', () => {
    const compiled = compileService(serviceOf(manifestOf(`${BASE}label: x\nplist: {Label: y}`)));
    expect([compiled.label, compiled.dict.Label, compiled.service.label]).toEqual(['y', 'y', 'y']);
  });
  it.each(['a b', '5', '[x]', '"a/b"'])('its Label %s is kept but names no file', (label) => {
    const compiled = compileService(serviceOf(manifestOf(`${BASE}plist: {Label: ${label}}`)));
    expect(compiled.label).toBe('org.example.a');
    expect(compiled.dict.Label).not.toBe('org.example.a');
  });
  it('its Label shell is not judged', () => expectFindings(manifestOf(`${BASE}plist: {Label: shell}`), []));
  it('its Program needs no command', () => {
    const { dict } = compileService(
      serviceOf(manifestOf('runAtLoad: true\nplist: {Program: "node -e x", ProgramArguments: [a, 5]}')),
    );
    expect(dict).toEqual({ Label: 'org.example.a', Program: 'node -e x', ProgramArguments: ['a', 5], RunAtLoad: true });
  });
});

describe('whatever is read can be written', () => {
  it('dates at the ends of the calendar', () => {
    for (const date of ['0000-06-01', '0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59-14:00', '0001-01-01']) {
      const { manifest } = read(manifestOf(`${BASE}plist: {D: !!timestamp ${date}}`));
      if (manifest) expect(() => renderPlist(compileService(manifest.services[0]!)), date).not.toThrow();
    }
  });
  it('depth by way of aliases', () => {
    const levels = Array.from({ length: 590 }, (_, i) => `  a${i + 1}: &a${i + 1} [*a${i}]`);
    const { manifest } = read(manifestOf(`${BASE}plist:\n  a0: &a0 [x]\n${levels.join('\n')}`));
    if (manifest) expect(() => renderPlist(compileService(manifest.services[0]!))).not.toThrow();
  });
});
