/** The engine as a whole: levels, templates, scope, places, the cap, labels across files. */
import { describe, expect, it } from 'vitest';
import { LabelIndex } from '../../src/lint/label-index.ts';
import type { LintSettings } from '../../src/lint/settings.ts';
import { levelOf } from '../../src/lint/settings.ts';
import { ascii, assemble } from '../plist/binary-plist-writer.ts';
import type { ReadOptions } from '../support/manifest.ts';
import { found, jobWith, lint, lintYaml } from './lint-text.ts';

const ZERO = '  <key>ExitTimeOut</key> <integer>0</integer>';
const levels = (...pairs: [string, 'off' | 'info' | 'warning' | 'error'][]): Partial<LintSettings> => ({
  levels: new Map(pairs),
});

describe('the level of a finding', () => {
  it('is that of the rule, whatever the file is', () => {
    expect(found(lint(jobWith(ZERO)))).toEqual(['6 error exit-timeout-zero']);
    expect(found(lint(jobWith()))).toEqual([]);
  });

  it('rises one step in preset strict for the rules marked so, and for no other', () => {
    const job = jobWith('<key>ThrottleInterval</key> <integer>5</integer>', ZERO);
    expect(found(lint(job))).toEqual(['6 warning throttle-below-ten', '7 error exit-timeout-zero']);
    const strict = { settings: { preset: 'strict' as const } };
    expect(found(lint(job, strict))).toEqual(['6 error throttle-below-ten', '7 error exit-timeout-zero']);
    const portable = jobWith('<!-- a -- b -->');
    expect(found(lint(portable, strict))).toEqual(['6 info xml-portability']);
  });

  it('rises from info to warning, from warning to error, and no further', () => {
    const settings: LintSettings = { preset: 'strict', levels: new Map() };
    const rule = { id: 'some-rule', level: 'info', strict: true } as const;
    expect(levelOf(rule, undefined, settings)).toBe('warning');
    expect(levelOf(rule, 'warning', settings)).toBe('error');
    expect(levelOf(rule, 'error', settings)).toBe('error');
    expect(levelOf({ ...rule, level: 'error' }, 'info', settings)).toBe('warning');
  });

  it('is the one set by the user, which wins over preset and finding', () => {
    const info = levels(['exit-timeout-zero', 'info']);
    expect(found(lint(jobWith(ZERO), { settings: info }))).toEqual(['6 info exit-timeout-zero']);
    const both = { ...levels(['label-filename-mismatch', 'info']), preset: 'strict' as const };
    expect(found(lint(jobWith(), { path: 'other.plist', settings: both }))).toEqual(['5 info label-filename-mismatch']);
    const inFolder = { path: 'LaunchAgents/a.plist', settings: levels(['not-a-job', 'error']) };
    expect(found(lint(jobWith().replace(/<key>(Label|ProgramArguments)/g, '<key>A$1'), inFolder))).toEqual([
      '4 error not-a-job',
    ]);
  });

  it('can be off, for findings of the readers and of the engine as well', () => {
    const off = (...ids: string[]) => ({ settings: levels(...ids.map((id): [string, 'off'] => [id, 'off'])) });
    expect(found(lint(jobWith(ZERO), off('exit-timeout-zero')))).toEqual([]);
    expect(found(lint(jobWith('<!-- a -- b -->'), off('xml-portability')))).toEqual([]);
    expect(found(lint('<plist version="1.0"><array/></plist>', off('not-a-job')))).toEqual([]);
  });

  it('is set by the lint section of services.yaml, under that of the caller', () => {
    const lines = (...section: string[]) => [
      `lint: { ${section.join(', ')} }`,
      'services:',
      '  server:',
      '    template: daemon',
      '    command: [/usr/local/bin/server]',
      '    keepAlive: true',
    ];
    const section = 'rules: { keepalive-always: warning }';
    expect(found(lintYaml(lines('preset: recommended')))).toEqual(['9 info keepalive-always']);
    expect(found(lintYaml(lines(section)))).toEqual(['9 warning keepalive-always']);
    expect(found(lintYaml(lines('rules: { keepalive-always: off }')))).toEqual([]);
    expect(found(lintYaml(lines(section), levels(['keepalive-always', 'error'])))).toEqual([
      '9 error keepalive-always',
    ]);
  });
});

describe('what is no property list', () => {
  it.each([
    ['<key>API_TOKEN</key> <integer>hunter2hunter2</integer>', '"…" is not an integer.'],
    ['<key>API_TOKEN</key> hunter2hunter2', 'The text "…" stands between elements.'],
  ])('is not quoted where a secret stands: %s', (line, message) => {
    const { diagnostics } = lint(jobWith(line));
    expect(diagnostics.map((one) => one.message)).toContain(message);
    expect(JSON.stringify(diagnostics)).not.toContain('hunter2');
  });
});

describe('a template', () => {
  const PLACEHOLDER = '<string>@NAME@/x</string>';

  it('is checked, but for the values that hold a placeholder', () => {
    const job = jobWith(
      `<key>WorkingDirectory</key> ${PLACEHOLDER}`,
      ZERO,
      '<key>Nice</key>',
      '<string>{{ nice }}</string>',
      '<key>ThrottleInterval</key>',
      '<string>soon</string>',
    );
    expect(found(lint(job))).toEqual([
      '6 info template-placeholder',
      '7 error exit-timeout-zero',
      '11 error wrong-type',
    ]);
  });

  it('may be named as it likes, and shares its label with others', () => {
    const labels = new LabelIndex();
    const first = jobWith('<key>WorkingDirectory</key>', PLACEHOLDER);
    const second = jobWith('<key>WorkingDirectory</key>', '<string>@OTHER@</string>');
    const options = { labels, settings: levels(['template-placeholder', 'off']) };
    expect(found(lint(first, { ...options, path: 'a/template.plist' }))).toEqual([]);
    expect(found(lint(second, { ...options, path: 'a/other.plist' }))).toEqual([]);
  });

  it('holds back what stands under a key with a placeholder, but not what stands beside it', () => {
    const job = jobWith(
      '<key>{{KEY}}</key> <true/>',
      '<key>SoftResourceLimits</key>',
      '<dict> <key>@NAME@</key> <string>1</string>',
      '<key>NumberOfFiles</key> <string>1</string> </dict>',
    );
    expect(found(lint(job))).toEqual(['6 info template-placeholder', '9 error wrong-type']);
  });
});

describe('scope', () => {
  const USER = jobWith('<key>UserName</key> <string>nobody</string>');
  const scoped = (path: string, domain?: 'gui' | 'user' | 'system') =>
    found(lint(USER, { path, settings: domain ? { domain } : {} }));

  it('comes from the folder of the file', () => {
    expect(scoped('Library/LaunchAgents/server.plist')).toEqual(['6 error daemon-only-key']);
    expect(scoped('/Library/LaunchDaemons/server.plist')).toEqual([]);
    expect(scoped('LaunchAgents/arm64/server.plist')).toEqual(['6 error daemon-only-key']);
    expect(scoped('MyLaunchAgents/server.plist')).toEqual([]);
  });

  it('is unknown elsewhere', () => {
    expect(scoped('server.plist')).toEqual([]);
  });

  it('comes from the nearest folder of that kind', () => {
    expect(scoped('LaunchAgents/old/LaunchDaemons/server.plist')).toEqual([]);
    expect(scoped('LaunchDaemons/LaunchAgents/server.plist')).toEqual(['6 error daemon-only-key']);
  });

  it('comes from the domain where that is given', () => {
    expect(scoped('server.plist', 'gui')).toEqual(['6 error daemon-only-key']);
    expect(scoped('server.plist', 'user')).toEqual(['6 error daemon-only-key']);
    expect(scoped('LaunchAgents/server.plist', 'system')).toEqual([]);
  });
});

describe('labels across files', () => {
  const one = jobWith();
  const other = jobWith('<key>Nice</key> <integer>1</integer>');
  const settings = levels(['label-filename-mismatch', 'off']);
  const second = (firstPath: string, path: string, text: string | Uint8Array = other) => {
    const labels = new LabelIndex();
    lint(one, { path: firstPath, labels, settings });
    return lint(text, { path, labels, settings }).diagnostics.map(
      ({ line, rule, message }) => `${line} ${rule} ${message}`,
    );
  };

  it('may not be the same in one folder', () => {
    expect(second('a/one.plist', 'a/two.plist')).toEqual([
      '5 label-duplicate a/one.plist:5 has the label "server" too; launchd loads only one of the two and refuses the other (error 17).',
    ]);
    expect(second('one.plist', 'two.plist')).toHaveLength(1);
  });

  it('may not be the same in LaunchAgents and LaunchDaemons of one root', () => {
    expect(second('/Library/LaunchAgents/a.plist', '/Library/LaunchDaemons/a.plist')[0]).toContain(
      'as an agent and a daemon',
    );
    expect(second('LaunchDaemons/a.plist', 'LaunchAgents/b.plist')).toHaveLength(1);
  });

  it('may be the same in folders that launchd does not load together', () => {
    expect(second('a/LaunchAgents/a.plist', 'b/LaunchAgents/a.plist')).toEqual([]);
    expect(second('a/LaunchAgents/a.plist', 'a/a.plist')).toEqual([]);
    expect(second('a/one.plist', 'a/b/one.plist')).toEqual([]);
    expect(second('MyLaunchAgents/one.plist', 'MyLaunchDaemons/one.plist')).toEqual([]);
  });

  it('may be the same in copies of one file', () => {
    expect(second('a/one.plist', 'a/copy.plist', one)).toEqual([]);
    // Wherever the copy lies in memory.
    for (const at of [0, 1, 2, 3, 4, 5]) {
      const copy = Buffer.from(' '.repeat(at) + one).subarray(at);
      expect(second('a/one.plist', 'a/copy.plist', copy)).toEqual([]);
    }
  });

  it('differ when only their case does', () => {
    expect(
      second('a/one.plist', 'a/two.plist', one.replace('>server<', '>Server<').replaceAll('/server.', '/Server.')),
    ).toEqual([]);
  });

  it('rise to errors in preset strict', () => {
    const labels = new LabelIndex();
    const strict = { labels, settings: { ...settings, preset: 'strict' as const } };
    lint(one, { path: 'a/one.plist', ...strict });
    expect(found(lint(other, { path: 'a/two.plist', ...strict }))).toEqual(['5 error label-duplicate']);
  });
});

describe('many findings', () => {
  const wrong = (count: number) => Array.from({ length: count }, (_, i) => `<key>Wrong${i}</key> <true/>`);

  it('are shown up to a hundred, the rest counted, with the worst of what is hidden', () => {
    const all = lint(jobWith(...wrong(150)));
    expect(all.diagnostics).toHaveLength(101);
    const last = all.diagnostics.at(-1)!;
    expect(last).toMatchObject({ rule: 'plist-limits', severity: 'warning', line: 105 });
    expect(last.message).toBe('50 more findings in this file are not shown.');
    const one = lint(jobWith(...wrong(101))).diagnostics.at(-1)!;
    expect(one.message).toBe('1 more finding in this file is not shown.');
    const worst = lint(jobWith(...wrong(150), ZERO)).diagnostics.at(-1)!;
    expect(worst).toMatchObject({ severity: 'error', message: '51 more findings in this file are not shown.' });
  });

  it('are all shown when there are just a hundred', () => {
    expect(lint(jobWith(...wrong(100))).diagnostics).toHaveLength(100);
  });

  it('do not hide the count behind a silencer of the last one', () => {
    const silencer = '<!-- svc-disable-next-line unknown-key: tried out -->';
    const lines = wrong(150).flatMap((line, i) => (i === 99 ? [silencer, line] : [line]));
    const { diagnostics } = lint(jobWith(...lines));
    expect(diagnostics.at(-2)).toMatchObject({ rule: 'unknown-key', suppressed: true });
    expect(diagnostics.at(-1)!.suppressed).toBeUndefined();
    expect(diagnostics.at(-1)!.key).toBeUndefined();
  });
});

describe('a binary file', () => {
  const strings = [
    'Label',
    'server',
    'ProgramArguments',
    '/usr/local/bin/server',
    'KeepAlive',
    'SuccessfulExit',
    'yes',
  ];
  const [label, server, args, program, keepAlive, exit, yes] = strings.map((_, i) => i + 3) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const file = assemble({
    objects: [
      [0xd3, label, args, keepAlive, server, 1, 2],
      [0xa1, program],
      [0xd1, exit, yes],
      ...strings.map((text) => [0x5f, 0x10, text.length, ...ascii(text)]),
    ],
  });

  it('has its findings at 1:1, with their key path', () => {
    const { diagnostics, sources } = lint(file);
    const wrong = diagnostics.find((one) => one.rule === 'wrong-type')!;
    expect(wrong).toMatchObject({ line: 1, column: 1, endLine: 1, endColumn: 1, key: 'KeepAlive.SuccessfulExit' });
    expect(sources.size).toBe(0);
  });

  it('that is broken has its findings at 1:1 too', () => {
    const { diagnostics } = lint(file.slice(0, 60));
    expect(diagnostics.map(({ rule, line, column }) => [rule, line, column])).toEqual([['plist-syntax', 1, 1]]);
  });
});

describe('findings in services.yaml', () => {
  const at = (lines: readonly string[], rule: string, options: ReadOptions = {}) =>
    lintYaml(lines, {}, options)
      .diagnostics.filter((one) => one.rule === rule)
      .map(({ file, line, column, key }) => `${file}:${line}:${column} ${key ?? '-'}`);
  const server = (...fields: string[]) => [
    'services:',
    '  server:',
    '    command: [/usr/local/bin/server]',
    ...fields.map((field) => `    ${field}`),
  ];

  it('stand at the value that caused them', () => {
    const lines = server('template: daemon', 'keepAlive: true');
    expect(at(lines, 'keepalive-always')).toEqual(['services.yaml:8:16 KeepAlive']);
  });

  it('stand in the defaults, once, where those said it', () => {
    const lines = [
      'defaults:',
      '  template: daemon',
      '  keepAlive: true',
      ...server(),
      '  other:',
      '    command: [/usr/local/bin/other]',
    ];
    expect(at(lines, 'keepalive-always')).toEqual(['services.yaml:6:14 KeepAlive']);
  });

  it('stand at the line that names the template, where a template said it', () => {
    const options = { ownTemplates: { mine: 'extends: daemon\nkeepAlive: true\n' } };
    const lines = ['templates: own', ...server('template: mine')];
    expect(at(lines, 'keepalive-always', options)).toEqual(['services.yaml:8:15 KeepAlive']);
    const inDefaults = ['templates: own', 'defaults: { template: mine }', ...server()];
    expect(at(inDefaults, 'keepalive-always', options)).toEqual(['services.yaml:5:23 KeepAlive']);
  });

  it('stand in plist:, down to the member', () => {
    const lines = server('template: daemon', 'plist:', '  Nise: 1', '  KeepAlive:', '    SuccessfulExit: 0');
    expect(at(lines, 'unknown-key')).toEqual(['services.yaml:9:7 Nise']);
    expect(at(lines, 'wrong-type')).toEqual(['services.yaml:11:25 KeepAlive.SuccessfulExit']);
  });

  it('stand at the name of a key where that is what is wrong, however far below its value begins', () => {
    const lines = server('runAtLoad: true', 'plist:', '  keepalive:', '    # at last', '    crashed:', '      true');
    expect(at(lines, 'key-case')).toEqual(['services.yaml:9:7 keepalive', 'services.yaml:11:9 keepalive.crashed']);
    const inDefaults = ['defaults:', '  plist:', '    Sockets:', '      a:', '        sockType: stream', ...server()];
    expect(at(inDefaults, 'key-case')).toEqual(['services.yaml:8:9 Sockets.a.sockType']);
  });

  it('stand at the argument', () => {
    const lines = [
      'services:',
      '  server:',
      '    template: daemon',
      '    command:',
      '      - /usr/local/bin/server',
      '      - ok',
      '      - "${home}/{{name}}"',
    ];
    expect(at(lines, 'template-placeholder')).toEqual(['services.yaml:10:9 ProgramArguments.2']);
  });

  it('stand at the service where something is missing', () => {
    const lines = server('plist: { RunAtLoad: false }');
    expect(at(lines, 'no-trigger')).toEqual(['services.yaml:5:3 -']);
  });

  it('are those of the domain of the file', () => {
    const lines = [
      'domain: system',
      ...server('template: daemon', 'logs: /Library/Logs/server', 'user: nobody', 'plist: { GroupName: nobody }'),
    ];
    expect(at(lines, 'daemon-only-key')).toEqual([]);
    const agent = server('template: daemon', 'plist: { GroupName: nobody }');
    expect(at(agent, 'daemon-only-key')).toEqual(['services.yaml:8:14 GroupName']);
  });

  it('never speak of the name of the file', () => {
    expect(at(server('template: daemon'), 'label-filename-mismatch')).toEqual([]);
  });

  it('end with the grammar where that is broken', () => {
    const lines = server('template: daemon', 'keepAlive: true', 'nise: 1');
    expect(found(lintYaml(lines))).toEqual(['9 error schema']);
  });
});
