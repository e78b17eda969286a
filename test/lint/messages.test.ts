/**
 * Every message as its reader: what is wrong, what launchd will do, what to write instead, in one or two lines, and no
 * finding without a way out. Asked of all that the bad fixtures give and of tables of bad services.yaml and plist files;
 * rules that look at the machine or at several files are asked through their expected files.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchdKeys } from '../../src/launchd/keys.ts';
import { lintPlist } from '../../src/lint/engine.ts';
import { LabelIndex } from '../../src/lint/label-index.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/settings.ts';
import { parseDuration } from '../../src/manifest/duration.ts';
import { parseSchedule } from '../../src/manifest/schedule.ts';
import { fieldNames } from '../../src/manifest/schema.ts';
import { XML_ERRORS, XML_NOTES } from '../../src/plist/xml-messages.ts';
import { ascii, assemble } from '../plist/binary-plist-writer.ts';
import { HEAD, plist, TAIL } from '../plist/read-xml-samples.ts';
import { read } from '../support/manifest.ts';
import { manifestOf } from '../support/svc.ts';

const MOST_MESSAGE = 220;
const MOST_HELP = 280;

/** What only we or our libraries say. */
const INSIDE_WORDS =
  /\b(?:zod|undefined|NaN|prototype|RangeError|TypeError|regex|regular expression|parser|token|schema)\b|\[object |\bInvalid\b|\binvalid\b/;
/** A help asks for something to be done; one that begins with a fact says so after a colon or a sentence. */
const TO_DO =
  /\b(?:write|did you mean|remove|keep|add|use|put|let|give|make|name|choose|save|convert|run|move|start|install|begin|look|mend|leave|replace|shorten|create|fill|schedule|declare|indent|nest|wrap|read|raise|test|grant|silence|write them)\b/i;

/** Sentences: full stops that a space and the next sentence follow; what is quoted from the file does not count. */
function sentencesOf(text: string): number {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`|<[^>]*>/g, 'x').replace(/\b(?:e\.g|i\.e)\./g, 'x');
  return bare.split(/[.?](?:\s+(?=\S)|$)/).filter((part) => part.trim() !== '').length;
}

interface Said {
  readonly rule?: string | undefined;
  readonly message: string;
  readonly help?: string | undefined;
}

/** What is wrong with a finding as a text; empty when nothing is. */
function faultsOf({ message, help = '' }: Said): string[] {
  const faults: [boolean, string][] = [
    [help.trim() === '', 'no help'],
    [message.length > MOST_MESSAGE, `message of ${message.length} characters`],
    [help.length > MOST_HELP, `help of ${help.length} characters`],
    [!/[.?]$/.test(message) || /\.\.$/.test(message), 'message without a full stop'],
    [help !== '' && !/[.?]$/.test(help), 'help without a full stop'],
    [sentencesOf(message) > 2, `message of ${sentencesOf(message)} sentences`],
    [sentencesOf(help) > 2, `help of ${sentencesOf(help)} sentences`],
    [/[\n\r\t]/.test(message + help), 'more than one line'],
    [INSIDE_WORDS.test(withoutQuotes(message)), 'words of ours in the message'],
    [INSIDE_WORDS.test(withoutQuotes(help)), 'words of ours in the help'],
    [help !== '' && !TO_DO.test(help), 'help that asks for nothing'],
  ];
  return faults.flatMap(([isFault, name]) => (isFault ? [name] : []));
}

function withoutQuotes(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '');
}

function expectReadable(said: readonly Said[]): void {
  const faulty = said.flatMap((one) => {
    const faults = faultsOf(one);
    return faults.length > 0 ? [`${one.rule ?? '-'}: ${faults.join(', ')}\n    ${one.message}\n    = ${one.help}`] : [];
  });
  expect(faulty.join('\n')).toBe('');
}

function ofManifest(text: string): readonly Said[] {
  const { diagnostics } = read(text);
  expect(diagnostics, text).not.toEqual([]);
  return diagnostics;
}

function ofPlist(file: string | Uint8Array): readonly Said[] {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const { diagnostics } = lintPlist('org.example.server.plist', bytes, DEFAULT_SETTINGS, new LabelIndex());
  expect(diagnostics, String(file)).not.toEqual([]);
  return diagnostics;
}

describe('what the bad fixtures give', () => {
  const folder = join(import.meta.dirname, '../fixtures/lint');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.expected'));

  it('is readable, all of it', () => {
    const said = files.flatMap((file) => {
      const lines = readFileSync(join(folder, file), 'utf8').split('\n');
      return lines.flatMap((line, i) =>
        line.startsWith('    = ') ? [{ rule: file, message: lines[i - 1]!.trim(), help: line.slice(6) }] : [],
      );
    });
    expect(said.length).toBeGreaterThan(300);
    expectReadable(said);
  });
});

const BODY = 'command: [/bin/x]\nrunAtLoad: true\n';

describe('a wrong value of every field of a service', () => {
  it.each([
    ['nothing', ''],
    ['a bare ~', '~'],
    ['a text', 'zzz'],
    ['an empty text', '""'],
    ['yes', 'yes'],
    ['a text that says true', '"true"'],
    ['a number', '-7'],
    ['a fraction', '1.5'],
    ['a huge number', '99999999999999999999'],
    ['a boolean', 'true'],
    ['an empty list', '[]'],
    ['a list of numbers', '[1]'],
    ['a list of lists', '[[x]]'],
    ['an empty map', '{}'],
    ['a map', '{zzz: 1}'],
    ['a map of maps', '{zzz: {yyy: [1]}}'],
  ])('%s', (_what, value) => {
    for (const field of fieldNames()) {
      const rest = field === 'command' ? 'runAtLoad: true\n' : field === 'runAtLoad' ? 'command: [/bin/x]\n' : BODY;
      expectReadable(read(manifestOf(`${rest}${field}: ${value}`)).diagnostics);
    }
  });
});

describe('other mistakes in services.yaml', () => {
  it.each([
    ...['keepAlive: {crashed: 1}', 'keepAlive: {crashd: true}', 'keepAlive: {pathState: [/a]}', 'keepAlive: always'],
    ...['keepAlive: {pathState: {/a: yes}}', 'keepAlive: {otherJobEnabled: 5}', 'keepAlive: {networkState: true}'],
    ...['environment: {A: [1]}', 'environment: {A: }', 'environment: {"a=b": x}', 'environment: {A: "\\u0001"}'],
    ...['limits: {cpu: x}', 'limits: {core: {}}', 'limits: {core: {soft: 3, hard: 2}}', 'limits: {files: 1}'],
    ...['sockets: {W: {}}', 'sockets: {W: 80}', 'sockets: {W: {sockServiceName: 0}}', 'sockets: {W: []}'],
    ...['sockets: {W: {sockServiceName: 80, sockType: tcp}}', 'sockets: {W: {sockPathName: /s, sockPathMode: 9999}}'],
    ...['sockets: {W: {sockServiceName: 80, sockPassive: yes}}', 'sockets: {W: {sockServiceName: 80, bonjour: {}}}'],
    ...[
      'sockets: {W: {sockServiceName: 80, sockNodeName: 1.2.3}}',
      'sockets: {W: {sockServiceName: 80, sockPathOwner: x}}',
    ],
    ...['machServices: {a: 1}', 'launchEvents: {a: {b: null}}', 'launchEvents: {a: {b: {c: null}}}'],
    ...[
      'umask: 22',
      'umask: "8"',
      'umask: "1777"',
      'nice: 20',
      'nice: -5',
      'processType: Background',
      'sessions: [aqua]',
    ],
    ...['logs: {out: /x}', 'logs: {stdout: x}', 'logs: ~other/x', 'workingDirectory: ${nowhere}', 'stdin: "${home"'],
    ...['plist: {A: null}', 'plist: {A: !!timestamp x}', 'plist: {A: !!binary "?"}', 'plist: {A: !!float x}'],
    ...['plist: {A: 99999999999999999999}', 'plist: {"\\u0001": 1}', 'plist: {A: "\\u0001"}', 'plist: [1]'],
    ...['every: 5x', 'every: 5', 'every: 0', 'every: 99999999d', 'exitTimeout: 0', 'exitTimeout: 3000000000'],
    ...['throttleInterval: 3', 'drain: 30', 'drain: 30\nexitTimeout: 20', 'recycles: true', 'environmentFile: /x/'],
    ...[
      'template: nothing',
      'template: heartbeat',
      'template: 5',
      'user: x',
      'rootDirectory: /x',
      'sessions: [System]',
    ],
    ...['keepAlive: true\nschedule: "07:55"', 'label: shell', 'label: a b', `label: ${'x'.repeat(250)}`, 'label: ""'],
    ...[
      'program: relative/x',
      'program: node',
      'program: ""',
      'program: /bin/x -v',
      'RootDirectory: /x',
      'ServiceIPC: 1',
    ],
    ...['stdin: /Users/user/Documents/x', 'environment: {API_TOKEN: "abcdefghij0123456789"}', 'env: {}', 'zzzzzz: 1'],
    ...['schedule: sunday', 'description: 5', 'description: "\\u0001"', '__proto__: 1', '<<: {nice: 5}', '5: x'],
  ])('%s', (field) => void expectReadable(ofManifest(manifestOf(BODY + field))));

  it.each([
    ...['command: /bin/x -v', 'command: []', 'command: [""]', 'command: [5]', 'command: [node]', 'command: [./x]'],
    ...['command: ["/bin/x -a b c d e f g h i j"]', 'command: [/bin/x, "&&", y]', ''],
    ...['command: [/bin/x, --password, hunter2hunter2hunter2]', 'command: /bin/x a b c d e f g h i'],
  ])('a command: %s', (field) => void expectReadable(ofManifest(manifestOf(`${field}\nrunAtLoad: true`))));

  it.each([
    'command: /usr/local/bin/x --password hunter2hunter2 --token=hunter2hunter2',
    'environment: API_TOKEN=hunter2hunter2',
  ])('a text in a wrong place, without the secrets in it: %s', (field) => {
    const said = ofManifest(manifestOf(`${field}\nrunAtLoad: true`));
    expect(said.length).toBeGreaterThan(0);
    expect(JSON.stringify(said)).not.toContain('hunter2');
  });

  it('nothing that starts it', () => expectReadable(ofManifest(manifestOf('command: [/bin/x]'))));

  it.each([
    ...['', '[]', 'x', 'a: 1', 'version: 2', 'version: 1\nnamespace: a b\nservices: {}', 'version: 1\nnamespace: 5'],
    ...['version: 1\nnamespace: n\nservices: [a]', 'version: 1\nnamespace: n\nservices:\n  a: x\n  b:\n  c: [1]'],
    ...['version: 1\nnamespace: n\nservices:\n  a b: {command: [/bin/x]}\n  "": {}\n  /: {}'],
    ...['domain: users', 'domain: 7', 'home: x', 'home: 5', 'output: {}', 'output: ${service}', 'output: ""'],
    ...['templates: 5', 'templates: nowhere', 'variables: x', 'variables: {home: x}', 'variables: {"1 x": y}'],
    ...['variables: {a: ["x"]}', 'variables: {a: "${a}"}', 'variables: {a: "${b}"}', 'variables: {a: "${home"}'],
    ...['lint: on', 'lint: {preset: hard}', 'lint: {rules: {a: b}}', 'lint: {rule: {}}', 'lint: {rules: [a]}'],
    ...['defaults: [1]', 'defaults: {nicee: 5}', 'servces: {}', 'defaults: {template: 5}'],
  ])('at the top of the file: %j', (text) => {
    const isWhole = text === '' || /^(?:version|\[|x$|a: )/.test(text);
    expectReadable(ofManifest(isWhole ? text : `${text}\n${manifestOf(BODY)}`));
  });

  it.each([
    ...['a: 1\n\tb: 2', 'a: b: c', 'a: 1\n---\nb: 2', 'a: [1', 'a: "x', "a: 'x", 'a: {b: 1', 'a: !foo x', 'a: *x'],
    ...['a: * x', '? [a]\n: b', '~: b', 'a: 1\na: 2', 'a: &x [*x]', '%YAML 1.1\n---\na: 1', '%FOO\n---\na: 1', 'a: @x'],
    ...[
      'a: `x`',
      'a: %x',
      'a: "\\q"',
      'a: [1, 2]]',
      'a: [1 2 "3" 4]',
      'a: {b: 1 c: 2}',
      'a: ["x" "y"]',
      'a:\n - b\n  - c',
    ],
    ...[
      'a:\n  b: 1\n c: 2',
      'a\nb: 1',
      'a: |x\n  b',
      'a: "b" c',
      'a: &x &y z',
      'a: !!str !!int z',
      'a: &x *y',
      '- a\nb: 1',
    ],
    ...[
      'a: [,]',
      'a: {,}',
      `${'['.repeat(150)}`,
      `a: ${'['.repeat(150)}${']'.repeat(150)}`,
      'a: "b"#c',
      '"a": "b":',
      'a: |\n x\n y:',
    ],
    ...[
      `${'x'.repeat(2000)}: 1`,
      Array.from({ length: 30 }, (_, i) => `k${i}: *x`).join('\n'),
      'a: !!map [1]',
      '!!x : y',
    ],
  ])('YAML %#', (text) => void expectReadable(ofManifest(text)));

  it('more problems than are shown', () => {
    const many = Array.from({ length: 120 }, (_, i) => `field${i}: 1`).join('\n');
    expectReadable(ofManifest(manifestOf(BODY + many)));
  });

  it.each<[string, string]>([
    ['a field that is unknown', 'about: x\nnicee: 5'],
    ['a wrong extends', 'extends: 5'],
    ['a wrong requires', 'requires: [nothing]'],
    ['a required field', 'requires: [user, every, limits]'],
    ['a circle', 'extends: own'],
  ])('a template with %s', (_what, template) => {
    const text = manifestOf(`${BODY}template: own`, 'templates: mine\n');
    const { diagnostics } = read(text, { ownTemplates: { own: template } });
    expect(diagnostics).not.toEqual([]);
    expectReadable(diagnostics);
  });
});

describe('schedules and durations', () => {
  const WORDS = [
    '',
    'x',
    '7:55',
    '24:00',
    '25:00',
    '7am',
    '07:55:01',
    'daily',
    'daily 7',
    'hourly',
    'hourly 5',
    'weekly',
  ];
  const MORE = [
    'hourly :60',
    'hourly x',
    'monthly 0 03:00',
    'monthly 1st 03:00',
    'monthly last 03:00',
    'monthly 1,2 03:00',
  ];
  const YEARLY = [
    'yearly feb 30 03:00',
    'yearly sept 1 03:00',
    'yearly 13 1 03:00',
    'monthly x 03:00',
    'mon,,tue 03:00',
  ];
  const DAYS = [
    'sunday',
    'mon, thu 03:00',
    'tues 03:00',
    'mon- 03:00',
    'mon-mon 03:00',
    'mon,mon 03:00',
    'sat-x 03:00',
  ];
  const CRON = [
    '0 3 * *',
    '0 3 * * * root',
    '0 0 3 * * *',
    '0 0 3 * * ? 2030',
    'A=b * * * *',
    '* * * * *',
    '60 * * * *',
  ];
  const FIELDS = [
    'x * * * *',
    '1,,2 * * * *',
    '*/0 * * * *',
    '*/x * * * *',
    '*/99 * * * *',
    '5/10 * * * *',
    '5-1 * * * *',
  ];
  const SIGNS = [
    '0 0 ? * *',
    '0 0 L * *',
    '0 0 5W * *',
    '0 0 * * 1#2',
    'H * * * *',
    '0 mon * * *',
    '1.5 * * * *',
    '-5 * * * *',
  ];
  const DATES = [
    '0 0 31 2,4,6 *',
    '0 0 30 2 *',
    '0 0 1 * 1-7',
    '0 0 */2 * mon',
    '1-2-3 * * * *',
    '*/1/2 * * * *',
    '0 0 * sept *',
  ];
  const NAMED = [
    '@every 5m',
    '@reboot',
    '@annually',
    '@x',
    '@daily 3',
    'weekdays',
    'noon',
    'every 5m',
    'at 7',
    'x'.repeat(2000),
  ];
  const MAPS = [
    ...[
      {},
      { hour: 3 },
      { minute: 60 },
      { minute: -1 },
      { minute: 0, hour: 7.5 },
      { minute: 0, hour: 7.1 },
      { minute: true },
    ],
    ...[
      { minute: null },
      { minute: {} },
      { minute: '5' },
      { minute: '' },
      { minute: '*/5' },
      { minute: ['*'] },
      { minute: [] },
    ],
    ...[
      { minute: 0, hour: '*' },
      { minute: 0, weekday: 'tues' },
      { minute: 0, day: 'monday' },
      { minute: 'x'.repeat(200) },
    ],
    ...[
      { minute: Array(367).fill(0) },
      { minute: [1, 1] },
      { minute: 0, month: 2, day: 30 },
      { minute: 0, day: 1, weekday: 1 },
    ],
    ...[
      { Hour: 3 },
      { second: 0 },
      { year: 1 },
      { frequency: 1 },
      { dow: 1 },
      { minute: Array.from({ length: 60 }, (_, i) => i) },
    ],
  ];
  const OTHERS = [
    null,
    true,
    755,
    7.5,
    [],
    [['07:55']],
    ['07:55', '07:55'],
    '*/5 9-17 * * 1-5',
    ['0 0 * * *', 'daily 00:00'],
  ];

  it.each([
    ...WORDS,
    ...MORE,
    ...YEARLY,
    ...DAYS,
    ...CRON,
    ...FIELDS,
    ...SIGNS,
    ...DATES,
    ...NAMED,
    ...MAPS,
    ...OTHERS,
  ])('schedule %j', (value) => {
    const { problems } = parseSchedule(value);
    expect(problems).not.toEqual([]);
    expectReadable(problems);
  });

  it.each([
    ...[-1, 1.5, 5e9, '', ' ', '-5m', '+5m', '5 m', '1h 30m', 'x y', '1.5h', '99999999.5d', '1h1.5m', '1w', '500ms'],
    ...['5min', '3x', 'PT5M', '1h30', '1m1h', '1m1m', '9'.repeat(101), '49710d6h28m16s'],
  ])('duration %j', (value) => {
    const parsed = parseDuration(value);
    if (!('error' in parsed)) throw new Error(`${value} is a duration`);
    expectReadable([{ message: parsed.error, help: parsed.help }]);
  });
});

describe('property lists that are none', () => {
  it('every code of the XML reader', () => {
    const wordings = Object.entries({ ...XML_ERRORS, ...XML_NOTES });
    const said = wordings.map(([rule, wording]) => {
      const [message, help] = (wording as (what: string) => readonly [string, string])('dict');
      return { rule, message: message.replace(/(?<![.?])$/, '.'), help };
    });
    expectReadable(said);
  });

  it.each([
    ...[
      '',
      ' ',
      'hello',
      '{"a": 1}',
      '{ a = 1; }',
      '<',
      '<plist',
      '<plist/>',
      '<plist></plist>',
      '<!-- x',
      '<?xml x',
      '<!DOCTYPE x',
    ],
    ...[
      HEAD,
      `${HEAD}<dict>`,
      `${HEAD}x${TAIL}`,
      plist('<dict/><dict/>'),
      plist('<a/>'),
      plist('<Dict/>'),
      plist('<int>5</int>'),
    ],
    ...[
      plist('<dict><key>A</key></dict>'),
      plist('<dict><true/></dict>'),
      plist('<dict><key>A</key><true/><true/></dict>'),
    ],
    ...[
      plist('<integer/>'),
      plist('<integer>x</integer>'),
      plist('<integer>5 </integer>'),
      plist('<integer>1.5</integer>'),
    ],
    ...[plist(`<integer>${'9'.repeat(30)}</integer>`), plist('<real/>'), plist('<real>x</real>'), plist('<date/>')],
    ...[
      plist('<date>x</date>'),
      plist('<data/>'),
      plist('<data>é</data>'),
      plist('<true>x</true>'),
      plist('<string>& </string>'),
    ],
    ...[
      plist('<string>&amp </string>'),
      plist('<string>&x;</string>'),
      plist('<string>&#x;</string>'),
      plist('<string>a < b</string>'),
    ],
    ...[plist('<string><![CDATA[x</string>'), plist('<array><![CDATA[x]]></array>'), plist('<array></string></array>')],
    ...[
      plist('<array><string>x</strin></array>'),
      plist('<array><!DOCTYPE x></array>'),
      plist('<array><!X></array>'),
      plist('<array>< ></array>'),
    ],
    ...[
      plist(`${'<array>'.repeat(600)}`),
      `<!DOCTYPE plist [<!ENTITY a "b">]>${plist('<dict/>')}`,
      `<!DOCTYPE plist [x]>${plist('<dict/>')}`,
    ],
    ...[
      `<?xml version="1.0" encoding="klingon"?>${plist('<dict/>')}`,
      `<?xml version="1.0" encoding="UTF-16"?><plist/>`,
    ],
    ...[plist(Array(150).fill('<int>5</int>').join(''))],
  ])('XML %#', (text) => void expectReadable(ofPlist(text)));

  const TEXT = [0x51, 0x78];
  it.each<[string, Uint8Array]>([
    ['cut short', new Uint8Array(ascii('bplist00'))],
    ['another version', assemble({ header: 'bplist15', objects: [TEXT] })],
    ['garbage', new Uint8Array(ascii(`bplist00${'x'.repeat(200)}`))],
    ['an offset past the end', assemble({ objects: [TEXT, TEXT], offsets: [8, 255] })],
    ['a cycle', assemble({ objects: [[0xa1, 0]] })],
    ['a reference past the last', assemble({ objects: [[0xa1, 9]] })],
    ['a null', assemble({ objects: [[0x00]] })],
    ['a UID', assemble({ objects: [[0x80, 1]] })],
    ['an unknown object', assemble({ objects: [[0x70]] })],
    ['a key that is none', assemble({ objects: [[0xd1, 1, 1], [0x09]] })],
    ['a string past the end', assemble({ objects: [[0x5f, 0x11, 0xff, 0xff]] })],
    ['a wide integer', assemble({ objects: [[0x15, ...Array<number>(32).fill(1)]] })],
    ['text that is not ASCII', assemble({ objects: [[0x51, 0xff]] })],
    ['half a UTF-16 character', Uint8Array.of(0xff, 0xfe, 0x3c, 0x00, 0x00, 0xd8)],
    ['bytes that are not UTF-8', Uint8Array.of(0x3c, 0x3f, 0xff)],
  ])('binary: %s', (_what, bytes) => void expectReadable(ofPlist(bytes)));
});

describe('a token that was pasted in a wrong place', () => {
  const TOKEN = `ghp_${'aB3'.repeat(12)}`;
  const expectHidden = (said: readonly Said[]) => expect(JSON.stringify(said)).not.toContain(TOKEN);

  it.each([
    ['a value', TOKEN],
    ['a text', `"at ${TOKEN}"`],
    ['a list', `[${TOKEN}]`],
    ['a key', `{${TOKEN}: 1}`],
    ['a variable', `"\${${TOKEN}}"`],
    ['a tag', `!${TOKEN} x`],
    ['an alias', `*${TOKEN}`],
  ])('is not repeated as %s of any field of services.yaml', (_what, value) => {
    for (const field of [...fieldNames(), TOKEN]) {
      const rest = field === 'command' ? 'runAtLoad: true\n' : field === 'runAtLoad' ? 'command: [/bin/x]\n' : BODY;
      expectHidden(read(manifestOf(`${rest}${field}: ${value}`)).diagnostics);
    }
    for (const field of ['namespace', 'domain', 'home', 'output', 'templates', 'lint', 'defaults'])
      expectHidden(read(`version: 1\nnamespace: org.example\n${field}: ${value}\nservices: {a: {}}\n`).diagnostics);
  });

  it.each([
    ['a string', `<string>${TOKEN}</string>`],
    ['an integer', `<integer>${TOKEN}</integer>`],
    ['an element', `<${TOKEN}/>`],
    ['an entity', `<string>&${TOKEN};</string>`],
    ['an array', `<array><string>${TOKEN}</string></array>`],
    ['a key', `<dict><key>${TOKEN}</key><string>x</string></dict>`],
    ['a key twice', `<dict><key>${TOKEN}</key><string>x</string><key>${TOKEN}</key><true/></dict>`],
  ])('is not repeated as %s under any key of launchd', (_what, value) => {
    const names = launchdKeys()
      .map(({ key }) => key)
      .filter((key) => !key.includes('.'));
    expect(names.length).toBeGreaterThan(60);
    for (const name of [...names, TOKEN]) {
      const label = name === 'Label' ? '' : '<key>Label</key><string>org.example.server</string>';
      expectHidden(ofPlist(`${HEAD}<dict>${label}<key>${name}</key>${value}</dict>${TAIL}`));
    }
  });

  it('is not repeated from a silencer, nor from its reason', () => {
    const silenced = (comment: string) =>
      ofPlist(
        `${HEAD}<dict>\n<key>Label</key><string>a</string>\n<!-- svc-disable-next-line ${comment} -->\n<key>KeepAlive</key><true/></dict>${TAIL}`,
      );
    expectHidden(silenced(`${TOKEN}: x`));
    const said = silenced(`keepalive-always: ${TOKEN}`);
    expect(JSON.stringify(said)).toContain('"justification":"…"');
    expectHidden(said);
  });
});
