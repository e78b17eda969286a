/** Automatic fixes, rule by rule: what is mended, what is left alone, and that nothing else changes. */
import { describe, expect, it } from 'vitest';
import { fixPlist } from '../../src/lint/fix-file.ts';
import { fixManifest } from '../../src/lint/fix-manifest.ts';
import { nodeOf } from '../../src/lint/node-of.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/settings.ts';
import { newDict } from '../../src/plist/value.ts';
import { writeBinary } from '../plist/binary-plist-writer.ts';
import { read } from '../support/manifest.ts';
import { jobWith, lint } from './lint-text.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const fixBytes = (bytes: Uint8Array) => fixPlist('server.plist', bytes, DEFAULT_SETTINGS);

/** A fixed text, after a look at a second run. */
function fix(text: string): { text: string; fixed: number; counting: readonly string[]; withheld: readonly string[] } {
  const once = fixBytes(encode(text));
  const twice = fixBytes(once.bytes);
  expect(twice.bytes).toBe(once.bytes);
  expect(twice.fixed).toBe(0);
  const { fixed, counting, withheld } = once;
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(once.bytes), fixed, counting, withheld };
}

const SILENCER = '<!-- svc-disable-next-line exit-timeout-zero: a batch job -->';

describe('each rule with a fix', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['boolean-not-self-closed', '<key>LowPriorityIO</key> <true></true>', '<key>LowPriorityIO</key> <true/>', []],
    ['boolean-not-self-closed', '<key>LowPriorityIO</key> <false ></false >', '<key>LowPriorityIO</key> <false/>', []],
    [
      'unknown-key',
      '<key>WorkDirectory</key> <string>/usr/local</string>',
      '<key>WorkingDirectory</key> <string>/usr/local</string>',
      ['WorkingDirectory'],
    ],
    [
      'key-case',
      '<key>ExitTimeout</key><integer>30</integer>',
      '<key>ExitTimeOut</key><integer>30</integer>',
      ['ExitTimeOut'],
    ],
    [
      'env-value-not-string',
      '<key>EnvironmentVariables</key>\n<dict><key>PORT</key><integer>3000</integer></dict>',
      '<key>EnvironmentVariables</key>\n<dict><key>PORT</key><string>3000</string></dict>',
      ['EnvironmentVariables.PORT'],
    ],
    [
      'wrong-type',
      '<key>ExitTimeOut</key> <string>30</string> <!-- x -->',
      '<key>ExitTimeOut</key> <integer>30</integer> <!-- x -->',
      ['ExitTimeOut'],
    ],
    [
      'wrong-type',
      '<key>LowPriorityIO</key> <string>True</string>',
      '<key>LowPriorityIO</key> <true/>',
      ['LowPriorityIO'],
    ],
    [
      'unused-suppression',
      `<key>ExitTimeOut</key>  ${SILENCER}\n  <integer>30</integer>`,
      '<key>ExitTimeOut</key>\n  <integer>30</integer>',
      [],
    ],
  ])('%s: %s', (rule, bad, good, counting) => {
    expect(
      lint(jobWith(`\t${bad}`))
        .diagnostics.filter(({ fixable }) => fixable)
        .map((one) => one.rule),
    ).toEqual([rule]);
    expect(fix(jobWith(`\t${bad}`))).toEqual({ text: jobWith(`\t${good}`), fixed: 1, counting, withheld: [] });
  });

  it('a silencer that has its line to itself goes with the line', () => {
    const job = (...lines: string[]) => jobWith('  <key>ExitTimeOut</key>', ...lines, '  <integer>30</integer>');
    expect(fix(job(`  ${SILENCER}  `)).text).toBe(job());
  });

  it('a silencer before something on its line goes alone', () => {
    const job = (silencer: string) => jobWith(`  ${silencer}<key>ExitTimeOut</key><integer>30</integer>`);
    expect(fix(job(SILENCER)).text).toBe(job(''));
  });

  it('a key misspelt whose value is of the wrong kind too', () => {
    const { text, fixed } = fix(jobWith('  <key>ExitTimeout</key> <string>30</string>'));
    expect(text).toBe(jobWith('  <key>ExitTimeOut</key> <integer>30</integer>'));
    expect(fixed).toBe(2);
  });
});

describe('keys that count from then on', () => {
  it('are named as they are written then, inside a key with a new name too', () => {
    const members = '<dict><key>successfulexit</key> <string>false</string></dict>';
    const { fixed, counting } = fix(
      jobWith(`<key>keepalive</key> ${members}`, '<key>ExitTimeOut</key><integer>9</integer>'),
    );
    expect(fixed).toBe(3);
    expect(counting).toEqual(['KeepAlive', 'KeepAlive.SuccessfulExit']);
  });
});

describe('what is left alone', () => {
  it.each<[string, string]>([
    [
      'the right key is there as well',
      '<key>ExitTimeout</key><integer>9</integer><key>ExitTimeOut</key><integer>8</integer>',
    ],
    ['a guess at what was meant', '<key>Arguments</key> <array><string>a</string></array>'],
    ['a misspelt key whose value would not fit', '<key>WorkDirectory</key> <true/>'],
    ['yes for a boolean', '<key>LowPriorityIO</key> <string>yes</string>'],
    ['1 for a boolean', '<key>LowPriorityIO</key> <integer>1</integer>'],
    ['leading zeros', '<key>ExitTimeOut</key> <string>030</string>'],
    ['a fraction', '<key>ExitTimeOut</key> <string>1.5</string>'],
    ['a mask', '<key>Umask</key> <string>22</string>'],
    ['a silencer without a reason', '<!-- svc-disable-next-line exit-timeout-zero -->'],
    ['a silencer with a rule that is none', '<!-- svc-disable-next-line exit-zero: a batch job -->'],
    ['a silenced finding', '<!-- svc-disable-next-line wrong-type: x -->\n<key>ExitTimeOut</key> <string>30</string>'],
  ])('%s', (_what, lines) => {
    const bytes = encode(jobWith(lines));
    const result = fixBytes(bytes);
    expect(result).toMatchObject({ fixed: 0, withheld: [] });
    expect(result.bytes).toBe(bytes);
  });

  it.each<[string, string]>([
    ['a key in CDATA', '<key><![CDATA[ExitTimeout]]></key> <integer>30</integer>'],
    ['a key with an attribute', '<key id="1">ExitTimeout</key> <integer>30</integer>'],
    ['a number in CDATA', '<key>ExitTimeOut</key> <string><![CDATA[30]]></string>'],
    ['a number with an entity', '<key>ExitTimeOut</key> <string>3&#48;</string>'],
    ['a hexadecimal port', '<key>EnvironmentVariables</key> <dict><key>A</key><integer>0x10</integer></dict>'],
  ])('%s, with the reason', (_what, lines) => {
    const bytes = encode(jobWith(lines));
    const result = fixBytes(bytes);
    expect(result.bytes).toBe(bytes);
    expect(result).toMatchObject({ fixed: 0, withheld: [expect.stringMatching(/ is not fixed: it has entities/)] });
    expect(lint(jobWith(lines)).diagnostics.map(({ fixable }) => fixable)).toEqual([false]);
  });

  it('a fix that would bring another finding, with the reason; the others are made', () => {
    const job = (...values: string[]) =>
      jobWith(`<key>ThrottleInterval</key> ${values[0]}`, `<key>LowPriorityIO</key> ${values[1]}`);
    const { text, fixed, withheld } = fix(job('<string>5</string>', '<string>true</string>'));
    expect(text).toBe(job('<string>5</string>', '<true/>'));
    expect(fixed).toBe(1);
    expect(withheld).toEqual([
      expect.stringMatching(/^wrong-type at ThrottleInterval is not fixed: .*throttle-below-ten/),
    ]);
  });

  it('two wrong spellings of one key: which one was meant nobody can tell', () => {
    const lines = ['<key>ExitTimeout</key><integer>9</integer>', '<key>exitTimeOut</key><integer>8</integer>'];
    const { text, fixed, withheld } = fix(jobWith(...lines, '<key>LowPriorityIO</key> <true></true>'));
    expect(text).toBe(jobWith(...lines, '<key>LowPriorityIO</key> <true/>'));
    expect(fixed).toBe(1);
    expect(withheld).toEqual([
      'key-case at ExitTimeout is not fixed: another key would be ExitTimeOut too, so mend it by hand.',
      'key-case at exitTimeOut is not fixed: another key would be ExitTimeOut too, so mend it by hand.',
    ]);
  });

  it('a silencer whose comment says something else too', () => {
    for (const comment of [
      '<!-- Do not touch. svc-disable-next-line exit-timeout-zero: a batch job -->',
      '<!-- svc-disable-next-line exit-timeout-zero: a batch job\n     Do not touch. -->',
    ]) {
      const { text, fixed, withheld } = fix(jobWith(comment));
      expect(text).toBe(jobWith(comment));
      expect(fixed).toBe(0);
      expect(withheld).toEqual([
        expect.stringMatching(/^unused-suppression at line \d+ is not fixed: its comment says/),
      ]);
    }
  });

  it('a binary file', () => {
    const job = { Label: 'server', ProgramArguments: ['/usr/bin/true'], RunAtLoad: true, ExitTimeOut: '30' };
    const bytes = writeBinary(nodeOf(Object.assign(newDict(), job)));
    expect(fixBytes(bytes)).toMatchObject({ bytes, fixed: 0, withheld: [expect.stringMatching(/^a binary .*plutil/)] });
  });

  it('a file in Latin-1', () => {
    const latin1 = jobWith('<!-- é --><key>ExitTimeout</key><integer>30</integer>').replace('UTF-8', 'ISO-8859-1');
    const bytes = new Uint8Array(Buffer.from(latin1, 'latin1'));
    expect(fixBytes(bytes)).toMatchObject({ bytes, fixed: 0, withheld: [expect.stringContaining('UTF-8')] });
  });

  it('what is no property list', () => {
    for (const text of ['', '{ a = b; }', '<plist><dict>', 'x']) expect(fixBytes(encode(text)).fixed).toBe(0);
  });
});

describe('the bytes around a fix', () => {
  const BAD = jobWith('\t<!-- é日🚀 -->', '\t<key>ExitTimeout</key>\t<string>30</string>', `  ${SILENCER}`);
  const GOOD = jobWith('\t<!-- é日🚀 -->', '\t<key>ExitTimeOut</key>\t<integer>30</integer>');
  const utf16 = (text: string) => Buffer.from(`\uFEFF${text.replace('UTF-8', 'UTF-16')}`, 'utf16le');

  it.each<[string, (text: string) => Uint8Array]>([
    ['LF', encode],
    ['CRLF', (text) => encode(text.replaceAll('\n', '\r\n'))],
    ['CR', (text) => encode(text.replaceAll('\n', '\r'))],
    ['a byte-order mark', (text) => encode(`\uFEFF${text}`)],
    ['UTF-16LE', utf16],
    ['UTF-16BE', (text) => utf16(text).swap16()],
  ])('are kept: %s', (_name, write) => {
    const { bytes, fixed } = fixBytes(write(BAD));
    expect(Buffer.from(bytes).equals(write(GOOD))).toBe(true);
    expect(fixed).toBe(3);
  });
});

describe('services.yaml', () => {
  const yaml = (...lines: string[]) =>
    ['version: 1', 'namespace: org.example', 'home: /Users/user', 'services:', '  a: # first', ...lines, ''].join('\n');
  const fixYaml = (text: string) =>
    fixManifest('services.yaml', encode(text), DEFAULT_SETTINGS, (bytes) => read(new TextDecoder().decode(bytes)));

  it('loses silencers that silence nothing, and keeps comments and order', () => {
    const tail = ['    command: [/usr/bin/true] # x', '    # kept', '    runAtLoad: true'];
    const result = fixYaml(yaml('    # svc-disable-next-line exit-timeout-zero: a batch job', ...tail));
    expect(new TextDecoder().decode(result.bytes)).toBe(yaml(...tail));
    expect(result).toMatchObject({ fixed: 1, withheld: [] });
  });

  it('keeps a line of a script that looks like one', () => {
    const script = ['    command:', '      - /bin/sh', '      - -c', '      - |'];
    const text = yaml(
      ...script,
      '        # svc-disable-next-line exit-timeout-zero: x',
      '        true',
      '    runAtLoad: true',
    );
    expect(fixYaml(text)).toMatchObject({ fixed: 0, before: text, after: text });
    expect(fixYaml(text).withheld).toEqual([expect.stringContaining('what the file means')]);
  });
});
