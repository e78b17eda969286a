import { describe, expect, it } from 'vitest';
import { compileService } from '../../src/compile/compile-service.ts';
import { expectFindings, read, serviceOf } from '../support/manifest.ts';
import { manifestOf } from '../support/svc.ts';

const BASE = 'command: [/bin/x]\nrunAtLoad: true\n';
const fieldsOf = (field: string) => serviceOf(manifestOf(BASE + field)).fields;
const keysOf = (field: string) => compileService(serviceOf(manifestOf(BASE + field))).dict;
/** Refused with one diagnostic in line 8, at this column. */
const refused = (field: string, column: number, ...words: string[]) =>
  expectFindings(manifestOf(BASE + field), [[`8:${column}`, ...words]]);

describe('the environment takes scalars as they are written', () => {
  it.each([
    ['1.10', '1.10'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    ['0o17', '0o17'],
    ['007', '007'],
    ['+5', '+5'],
    ['true', 'true'],
    ['True', 'True'],
    ['no', 'no'],
    ['yes', 'yes'],
    ['.5', '.5'],
    ['-0', '-0'],
    ['12345678901234567890', '12345678901234567890'],
    ['2026-01-31', '2026-01-31'],
    ['"1.10"', '1.10'],
    ["'true'", 'true'],
    ['"null"', 'null'],
    ['""', ''],
    ['"a\\nb"', 'a\nb'],
    ['a b  c', 'a b  c'],
    ['!!str 5', '5'],
    ['".inf"', '.inf'],
    ['!!str .nan', '.nan'],
  ])('%s', (written, value) => expect(fieldsOf(`environment: {V: ${written}}`).environment).toEqual({ V: value }));

  it('block texts too', () => {
    expect(fieldsOf('environment:\n  V: |\n    a\n    b\n  W: >-\n    c\n    d').environment).toEqual({
      V: 'a\nb\n',
      W: 'c d',
    });
  });

  it.each(['constructor', 'toString', '1', '1.10', 'true', 'a-b', 'é'])('under the name %s', (name) => {
    expect(fieldsOf(`environment: {${name}: x}`).environment).toEqual({ [name]: 'x' });
  });
  // Numbers of YAML that JSON has not, and so not the schema that editors check by.
  it.each(['.inf', '-.INF', '.nan', '1e999'])('but %s needs quotes', (written) => {
    const help = `Write "${written}" in quotes.`;
    refused(`environment: {V: ${written}}`, 22, `\`V\` must be a text, a finite number, true or false`, help);
    expectFindings(manifestOf(`runAtLoad: true\ncommand: [/bin/x, ${written}]`), [
      ['7:23', 'Item 2 must be a text', help],
    ]);
    expectFindings(manifestOf(BASE, `variables: {v: ${written}}\n`), [['4:16', '`v` must be a text', help]]);
    refused(`user: ${written}`, 11, '`user` must be a text');
  });
  it.each([
    ['null', 'nothing'],
    ['~', 'nothing'],
    ['[a]', 'a list'],
    ['{a: b}', 'a map'],
    ['', 'nothing'],
  ])('but not %s', (written, what) => {
    refused(
      `environment: {V: ${written}}`,
      written === '' ? 19 : 22,
      'error schema',
      `\`V\` must be a text, a finite number, true or false, not ${what}`,
    );
  });
  it.each([
    ['"a=b"', 'a=b'],
    ['""', ''],
    ['"a\\u0001"', 'a\\u0001'],
  ])('nor under the name %s', (written, name) => {
    refused(`environment: {${written}: x}`, 19, `"${name}" can not be the name of a variable`);
  });
  it('nor with characters that XML can not hold', () => {
    refused('environment: {V: "a\\u0001"}', 22, 'U+0001');
    refused('environment: {V: "a\\uD800"}', 22, 'U+D800');
  });
  it('nor as anything but a map', () => {
    refused('environment: [A=b]', 18, '`environment` must be a map from a variable to its value, not a list');
  });
});

describe('umask', () => {
  it.each([
    ['"077"', 63],
    ["'022'", 18],
    ['"027"', 23],
    ['"0077"', 63],
    ['"777"', 511],
    ['"000"', 0],
    ['"0o022"', 18],
    ['0o027', 23],
  ])('%s is %i', (written, value) => {
    expect(keysOf(`umask: ${written}`).Umask).toBe(value);
  });
  it.each([
    ['77', 'write umask: "077"'],
    ['077', 'write umask: "077"'],
    ['22', 'write umask: "022"'],
    ['0', 'write umask: "000"'],
    ['"77"', 'Write umask: "077"'],
    ['"8"', '"8" is no octal mask'],
    ['"rwx"', 'Write it as umask: "077"'],
    ['0x3f', 'umask'],
    ['true', 'not the boolean true'],
    ['""', 'not an empty text'],
  ])('%s is refused', (written, help) => refused(`umask: ${written}`, 12, '`umask` must be a quoted octal text', help));
  it('of four digits is refused without advising the same', () => {
    const [only] = read(manifestOf(`${BASE}umask: "1777"`)).diagnostics;
    expect(only?.message).toContain('no octal mask');
    expect(only?.help).not.toContain('"1777"');
  });
});

describe('limits', () => {
  it('one number is both', () => {
    expect(keysOf('limits: {numberOfFiles: 8192, cpu: 0}')).toMatchObject({
      SoftResourceLimits: { NumberOfFiles: 8192, CPU: 0 },
      HardResourceLimits: { NumberOfFiles: 8192, CPU: 0 },
    });
  });
  it('soft or hard alone', () => {
    const dict = keysOf('limits: {core: {soft: 1}, stack: {soft: 1, hard: 2}, residentSetSize: {hard: 3}}');
    expect(dict.SoftResourceLimits).toEqual({ Core: 1, Stack: 1 });
    expect(dict.HardResourceLimits).toEqual({ Stack: 2, ResidentSetSize: 3 });
    expect(keysOf('limits: {core: {soft: 1}}')).not.toHaveProperty('HardResourceLimits');
    expect(keysOf('limits: {}')).not.toHaveProperty('SoftResourceLimits');
  });
  it.each<[string, number, string]>([
    ['{core: {}}', 14, 'says neither soft nor hard'],
    ['{core: {soft: 3, hard: 2}}', 14, 'above its hard limit'],
    ['{core: -1}', 20, '0 or more'],
    ['{core: 1.5}', 20, 'whole number'],
    ['{core: unlimited}', 20, 'whole number'],
    ['{core: 9223372036854775807}', 20, 'Write 9007199254740991 at most; under `plist:`'],
    ['{core: {soft: x}}', 27, '`soft` must be a whole number'],
    ['{core: {softer: 1}}', 21, 'Did you mean `soft`?'],
    ['{numberOfFile: 1}', 14, 'Did you mean `numberOfFiles`?'],
    ['{NumberOfFiles: 1}', 14, 'Did you mean `numberOfFiles`?'],
    ['{constructor: 1}', 14, 'Unknown field `constructor`'],
    ['8192', 13, 'a map of limits, such as numberOfFiles: 8192'],
  ])('%s is refused', (written, column, words) => refused(`limits: ${written}`, column, words));
});

describe('keepAlive', () => {
  it.each<[string, unknown]>([
    ['true', true],
    ['false', false],
    ['on-failure', { SuccessfulExit: false }],
    ['"on-failure"', { SuccessfulExit: false }],
    [
      '{successfulExit: true, crashed: false, afterInitialDemand: true}',
      { SuccessfulExit: true, Crashed: false, AfterInitialDemand: true },
    ],
    ['{pathState: {/a: true, /b: false}}', { PathState: { '/a': true, '/b': false } }],
    ['{otherJobEnabled: {com.x: true}}', { OtherJobEnabled: { 'com.x': true } }],
  ])('%s', (written, value) => expect(keysOf(`keepAlive: ${written}`).KeepAlive).toEqual(value));
  it.each<[string, number, string]>([
    ['{}', 16, 'is an empty map'],
    ['always', 16, 'on-failure'],
    ['1', 16, 'not the number 1'],
    ['"true"', 16, 'not the text "true"'],
    ['null', 16, 'not nothing'],
    ['{successfulExit: 1}', 33, '`successfulExit` must be true or false'],
    ['{SuccessfulExit: true}', 17, 'Did you mean `successfulExit`?'],
    ['{pathState: [/a]}', 28, 'a map from a path or label to true or false'],
    ['{pathState: {a: true}}', 29, 'The path "a" is not absolute'],
    ['{pathState: {/a: yes}}', 33, 'true or false'],
    ['{networkState: true}', 17, 'Unknown field `networkState`'],
  ])('%s is refused', (written, column, words) => refused(`keepAlive: ${written}`, column, words));
});

describe('sockets', () => {
  it('members under launchd’s names', () => {
    const dict = keysOf(
      'sockets: {Web: {sockServiceName: 8080, sockNodeName: 127.0.0.1, sockType: stream, sockFamily: IPv4, sockPassive: true}, U: [{sockPathName: /tmp/s, sockPathMode: 0o600}, {sockServiceName: http, bonjour: [a, b]}], K: {secureSocketWithKey: X}}',
    );
    expect(dict.Sockets).toEqual({
      Web: {
        SockServiceName: 8080,
        SockNodeName: '127.0.0.1',
        SockType: 'stream',
        SockFamily: 'IPv4',
        SockPassive: true,
      },
      U: [
        { SockPathName: '/tmp/s', SockPathMode: 384 },
        { SockServiceName: 'http', Bonjour: ['a', 'b'] },
      ],
      K: { SecureSocketWithKey: 'X' },
    });
  });
  it('expands texts, those in lists too', () => {
    const dict = keysOf('sockets: {W: {sockServiceName: "${service}", bonjour: ["${service}"]}}');
    expect(dict.Sockets).toEqual({ W: { SockServiceName: 'a', Bonjour: ['a'] } });
  });
  it.each<[string, number, string]>([
    ['{W: {sockNodeName: localhost}}', 15, 'This socket has no port.'],
    ['{W: {}}', 15, 'This socket has no port.'],
    ['{W: [{sockServiceName: 80}, {}]}', 42, 'This socket has no port.'],
    ['{W: []}', 18, 'at least one item'],
    ['{W: {sockServiceName: 0}}', 36, '0 is no port: ports go from 1 to 65535'],
    ['{W: {sockServiceName: "65536"}}', 36, '65536 is no port'],
    ['{W: {sockServiceName: -1}}', 36, 'a text or a whole number, 0 or more'],
    ['{W: {sockServiceName: 80, sockNodeName: 127.0.0.256}}', 54, 'is no IPv4 address'],
    ['{W: {sockServiceName: 80, sockNodeName: 127.0.1}}', 54, 'is no IPv4 address'],
    ['{W: {sockServiceName: 80, sockType: tcp}}', 50, 'one of stream, dgram, seqpacket'],
    ['{W: {sockServiceName: 80, sockFamily: ipv4}}', 52, 'one of IPv4, IPv6, IPv4v6, Unix'],
    ['{W: {sockServiceName: 80, sockPassive: yes}}', 53, 'true or false'],
    ['{W: {sockPathName: s}}', 33, 'The path "s" is not absolute'],
    ['{W: {sockPathName: /s, sockPathMode: 5000}}', 51, 'a whole number from 0 to 4095'],
    ['{W: {sockServiceNames: 80}}', 19, 'Did you mean `sockServiceName`?'],
    ['{W: {SockServiceName: 80}}', 19, 'Did you mean `sockServiceName`?'],
    ['{W: 80}', 18, 'a map such as {sockNodeName: 127.0.0.1, sockServiceName: 8080}'],
    ['[80]', 14, 'a map from a name to'],
  ])('%s is refused', (written, column, words) => refused(`sockets: ${written}`, column, words));
});

describe('other forms', () => {
  it.each<[string, string, unknown]>([
    ['processType: interactive', 'ProcessType', 'Interactive'],
    ['nice: 19', 'Nice', 19],
    ['sessions: [Aqua]', 'LimitLoadToSessionType', 'Aqua'],
    ['sessions: [Aqua, Background]', 'LimitLoadToSessionType', ['Aqua', 'Background']],
    ['associatedBundleIdentifiers: [com.x]', 'AssociatedBundleIdentifiers', ['com.x']],
    [
      'machServices: {com.x: true, com.y: {ResetAtClose: true}}',
      'MachServices',
      { 'com.x': true, 'com.y': { ResetAtClose: true } },
    ],
    ['launchEvents: {com.x: {e: {a: 1, b: [true]}}}', 'LaunchEvents', { 'com.x': { e: { a: 1, b: [true] } } }],
    ['limitLoadToHardware: {model: [Mac14, 5, true]}', 'LimitLoadToHardware', { model: ['Mac14', 5, true] }],
    ['logs: {stderr: /e}', 'StandardErrorPath', '/e'],
    ['logs: /', 'StandardOutPath', '/a-stdout.log'],
    ['every: 1h30m', 'StartInterval', 5400],
    ['exitTimeout: "90"', 'ExitTimeOut', 90],
    ['schedule: "07:55"', 'StartCalendarInterval', { Hour: 7, Minute: 55 }],
    ['materializeDatalessFiles: true', 'MaterializeDatalessFiles', true],
  ])('%s', (field, key, value) => expect(keysOf(field)[key]).toEqual(value));

  it.each<[string, number, string]>([
    ['processType: Background', 18, 'one of background, standard, adaptive, interactive'],
    ['nice: 20', 11, 'a whole number from -20 to 19'],
    ['nice: -21', 11, 'a whole number from -20 to 19'],
    ['nice: 1.5', 11, 'a whole number from -20 to 19'],
    ['sessions: [aqua]', 16, 'Item 1 must be one of Aqua, Background'],
    ['sessions: Aqua', 15, 'a list of Aqua, Background'],
    ['sessions: []', 15, 'a list of'],
    ['every: 5x', 12, 'Unknown unit "x"'],
    ['every: -5', 12, 'a duration'],
    ['every: [5]', 12, 'a duration'],
    ['every: 0', 12, 'at least one second'],
    ['exitTimeout: 1.5', 18, 'duration'],
    ['exitTimeout: 2147483648', 18, 'exitTimeout'],
    ['schedule: "25:00"', 15, 'out of range'],
    ['schedule: []', 15, 'The schedule is empty'],
    ['schedule: [{hour: 3}]', 16, 'every minute'],
    ['schedule: {hour: 99, minute: 0}', 22, '`hour` 99 is out of range'],
    ['schedule: {hours: 9, minute: 0}', 16, 'Did you mean `hour`?'],
    ['logs: {out: /x}', 12, 'Unknown field `out`'],
    ['logs: {stdout: x}', 20, 'The path "x" is not absolute'],
    ['logs: [x]', 11, 'a folder, or a map with stdout and stderr'],
    ['machServices: {com.x: 1}', 27, 'true or a map of options'],
    ['launchEvents: {com.x: {e: null}}', 31, 'a map of event streams'],
    ['launchEvents: {com.x: {e: {a: null}}}', 35, 'a property list has no null'],
    ['runAtLoads: true', 5, 'Did you mean `runAtLoad`?'],
    ['RootDirectory: /x', 5, 'Did you mean `rootDirectory`?'],
    ['env: {A: b}', 5, 'Did you mean `environment`?'],
    ['ServiceIPC: true', 5, 'under `plist:` as `ServiceIPC`'],
    ['environmentFile: x.env', 22, 'The path "x.env" is not absolute'],
    ['environmentFile: /x/', 22, 'no path of a file'],
    ['environmentFile: /x\nprogram: /bin/x', 22, '`program` would start the program without its `environmentFile`'],
    ['environmentFile: /x\nplist: {Program: /bin/x}', 22, '`plist: Program` would start the program'],
    ['description: 5', 18, '`description` must be a text, not the number 5'],
    ['description: "a\\u0001"', 18, 'U+0001'],
  ])('%s is refused', (field, column, words) => refused(field, column, words));

  it('a description is trimmed and keeps its inner lines', () => {
    expect(serviceOf(manifestOf(`${BASE}description: |\n  one ${'$'}{x} --\n\n  two -\n`)).description).toBe(
      'one ${x} --\n\ntwo -',
    );
  });
});
