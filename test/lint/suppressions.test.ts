/** Silencers: what they silence, what they must say, and what is said of those that silence nothing. */
import { describe, expect, it } from 'vitest';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { suppressionsOfYaml } from '../../src/lint/suppressions.ts';
import { processorTime } from '../support/processor-time.ts';
import { found, jobWith, lint, lintYaml } from './lint-text.ts';

const ZERO = '  <key>ExitTimeOut</key> <integer>0</integer>';
const service = (...fields: string[]) => [
  'services:',
  '  server:',
  '    template: daemon',
  '    command: [/usr/local/bin/server]',
  ...fields.map((field) => `    ${field}`),
];

describe('a silencer in XML', () => {
  it('silences the finding on the line after it, and only that rule', () => {
    const text = jobWith('  <!-- svc-disable-next-line exit-timeout-zero: it must finish -->', ZERO);
    expect(found(lint(text))).toEqual(['7 error exit-timeout-zero (suppressed)']);
    const other = jobWith('  <!-- svc-disable-next-line throttle-below-ten: wrong rule -->', ZERO);
    expect(found(lint(other))).toEqual(['6 warning unused-suppression', '7 error exit-timeout-zero']);
  });

  it('counts above the key as well as above the value', () => {
    const above = '<!-- svc-disable-next-line exit-timeout-zero: it must finish -->';
    const key = jobWith(above, '<key>ExitTimeOut</key>', '<integer>0</integer>');
    expect(found(lint(key))).toEqual(['8 error exit-timeout-zero (suppressed)']);
    const value = jobWith('<key>ExitTimeOut</key>', above, '<integer>0</integer>');
    expect(found(lint(value))).toEqual(['8 error exit-timeout-zero (suppressed)']);
  });

  it('does not reach two lines down, nor its own line', () => {
    const far = jobWith('<!-- svc-disable-next-line exit-timeout-zero: far -->', '', ZERO);
    expect(found(lint(far))).toEqual(['6 warning unused-suppression', '8 error exit-timeout-zero']);
    const own = jobWith(`${ZERO} <!-- svc-disable-next-line exit-timeout-zero: beside it -->`);
    expect(found(lint(own))).toEqual(['6 error exit-timeout-zero', '6 warning unused-suppression']);
  });

  it('counts from the end of a comment of several lines', () => {
    const text = jobWith('<!--', 'svc-disable-next-line exit-timeout-zero: it must finish', '-->', ZERO);
    expect(found(lint(text))).toEqual(['9 error exit-timeout-zero (suppressed)']);
  });

  it('names several rules, separated by commas or spaces', () => {
    const line = `${ZERO} <key>ThrottleInterval</key> <integer>5</integer>`;
    const expected = ['7 error exit-timeout-zero (suppressed)', '7 warning throttle-below-ten (suppressed)'];
    for (const names of ['exit-timeout-zero, throttle-below-ten', 'throttle-below-ten exit-timeout-zero']) {
      const text = jobWith(`<!-- svc-disable-next-line ${names}: measured -->`, line);
      expect(found(lint(text)), names).toEqual(expected);
    }
  });

  it('may hold a colon in its reason', () => {
    const text = jobWith('<!-- svc-disable-next-line exit-timeout-zero: see: the manual -->', ZERO);
    expect(found(lint(text))).toEqual(['7 error exit-timeout-zero (suppressed)']);
  });

  it('silences what the reader found', () => {
    const text = jobWith(
      '<!-- svc-disable-next-line duplicate-key: on purpose -->',
      '<key>Label</key>',
      '<string>server</string>',
    );
    expect(found(lint(text))).toEqual(['7 error duplicate-key (suppressed)']);
  });

  it('can be silenced itself', () => {
    const text = jobWith(
      '<!-- svc-disable-next-line unused-suppression: other versions find one -->',
      '<!-- svc-disable-next-line exit-timeout-zero: not here -->',
    );
    expect(found(lint(text))).toContain('7 warning unused-suppression (suppressed)');
  });
});

describe('a silencer in services.yaml', () => {
  it('silences the finding on the line after it', () => {
    const lines = service('# svc-disable-next-line keepalive-always: it never ends by itself', 'keepAlive: true');
    expect(found(lintYaml(lines))).toEqual(['9 info keepalive-always (suppressed)']);
  });

  it('may stand behind a value of the line above', () => {
    const lines = service('runAtLoad: true # svc-disable-next-line keepalive-always: it never ends', 'keepAlive: true');
    expect(found(lintYaml(lines))).toEqual(['9 info keepalive-always (suppressed)']);
  });

  it('counts above a value that begins below its key', () => {
    const lines = service('plist:', '  # svc-disable-next-line exit-timeout-zero: it must finish', '  ExitTimeOut: 0');
    expect(found(lintYaml(lines))).toEqual(['10 error exit-timeout-zero (suppressed)']);
  });

  it('counts above the key of a map or list that begins on the next line', () => {
    const above = '# svc-disable-next-line wrong-type: tried out';
    const list = ['Nice:', '', '  # two of them', '  - 1', '  - 2'];
    const inPlist = (...lines: string[]) => service('plist:', ...lines.map((line) => `  ${line}`));
    expect(found(lintYaml(inPlist(above, ...list)))).toEqual(['13 error wrong-type (suppressed)']);
    const item = inPlist(...list.slice(0, 3), `  ${above}`, ...list.slice(3));
    expect(found(lintYaml(item))).toEqual(['13 error wrong-type (suppressed)']);
    expect(found(lintYaml(inPlist(above, 'Nice: [1, 2]')))).toEqual(['10 error wrong-type (suppressed)']);
  });

  it('above a service or another field does not count for the fields below', () => {
    const above = '# svc-disable-next-line keepalive-always: it never ends';
    const lines = [
      'services:',
      above,
      '  server:',
      '    keepAlive: true',
      '    template: daemon',
      '    command: [/usr/local/bin/server]',
    ];
    expect(found(lintYaml(lines))).toEqual(['5 warning unused-suppression', '7 info keepalive-always']);
  });

  it('silences warnings of the reader of services.yaml', () => {
    const lines = service(
      '# svc-disable-next-line calendar-month-with-weekday: checked by the program',
      'schedule: { month: 1, weekday: 1, hour: 3, minute: 0 }',
      'keepAlive: false',
    );
    expect(found(lintYaml(lines)).filter((one) => one.includes('month-with-weekday'))).toEqual([
      '9 warning calendar-month-with-weekday (suppressed)',
    ]);
  });

  it('does not reach findings in a file of templates', () => {
    const lines = ['templates: own', '# svc-disable-next-line schema: of this file only', 'services:'];
    const body = ['  server:', '    template: mine', '    command: [/usr/local/bin/server]'];
    const linted = lintYaml([...lines, ...body], {}, { ownTemplates: { mine: '\n\n\n\n\nkeepAlives: true\n' } });
    const inTemplate = linted.diagnostics.filter((one) => one.file === 'own/mine.yaml');
    expect(inTemplate.map(({ line, rule, suppressed }) => [line, rule, suppressed])).toEqual([
      [6, 'schema', undefined],
    ]);
  });

  it('is no silencer without the hash of a comment', () => {
    const source = (text: string) => new SourceText('services.yaml', text);
    expect(suppressionsOfYaml(source('note: svc-disable-next-line a: b\nx: y#svc-disable-next-line a: b\n'))).toEqual(
      [],
    );
    const [one, ...more] = suppressionsOfYaml(source('a: b\r\n  # svc-disable-next-line some-rule: why  \r\nc: d\r\n'));
    expect(more).toEqual([]);
    expect(one).toMatchObject({ rules: ['some-rule'], reason: 'why', line: 3, start: 8, end: 46 });
  });

  it('is looked for in linear time', () => {
    const begin = processorTime();
    suppressionsOfYaml(
      new SourceText('services.yaml', `${' #'.repeat(500_000)}\n${'svc-disable-next-line '.repeat(50_000)}`),
    );
    expect(processorTime() - begin).toBeLessThan(1000);
  });
});

describe('a silencer that is not in order', () => {
  const messagesOf = (...lines: string[]) =>
    lint(jobWith(...lines))
      .diagnostics.filter((one) => one.rule === 'unused-suppression')
      .map(({ line, message }) => `${line} ${message}`);

  it('silences nothing without a reason, and says so', () => {
    for (const silencer of [
      'exit-timeout-zero',
      'exit-timeout-zero:',
      'exit-timeout-zero:  ',
      ': it must finish',
      '',
    ]) {
      const text = jobWith(`<!-- svc-disable-next-line ${silencer} -->`, ZERO);
      expect(found(lint(text)), silencer).toEqual(['6 warning unused-suppression', '7 error exit-timeout-zero']);
      expect(messagesOf(`<!-- svc-disable-next-line ${silencer} -->`)[0]).toContain('names no rule or gives no reason');
    }
  });

  it('is reported when it names a rule there is not, even where it silences another', () => {
    const lines = ['<!-- svc-disable-next-line exit-timeout-zero, no-such-rule: it must finish -->', ZERO];
    expect(found(lint(jobWith(...lines)))).toEqual([
      '6 warning unused-suppression',
      '7 error exit-timeout-zero (suppressed)',
    ]);
    expect(messagesOf(...lines)).toEqual(['6 This silencer names "no-such-rule", which is no rule.']);
  });

  it('is reported in services.yaml too', () => {
    const lines = service('# svc-disable-next-line exit-timeout-zero: it must finish', 'exitTimeout: 30s');
    expect(found(lintYaml(lines))).toEqual(['8 warning unused-suppression']);
  });
});

describe('a silencer whose rule did not run', () => {
  const SILENCED = '<!-- svc-disable-next-line exit-timeout-zero: it must finish -->';

  it('is not called unused when the rule is off', () => {
    const settings = { levels: new Map([['exit-timeout-zero', 'off' as const]]) };
    expect(found(lint(jobWith(SILENCED, ZERO), { settings }))).toEqual([]);
  });

  it('is not called unused when the file could not be read as a job', () => {
    expect(found(lint(jobWith(SILENCED, ZERO, '<string>a & b</string>')))).not.toContain(
      '6 warning unused-suppression',
    );
    const dict = `<?xml version="1.0" encoding="UTF-8"?>\n${SILENCED}\n<plist version="1.0">\n<dict/>\n</plist>\n`;
    expect(found(lint(dict))).toEqual(['4 info not-a-job']);
    const broken = service('# svc-disable-next-line keepalive-always: it never ends', 'keepAlive: true', 'nise: 1');
    expect(found(lintYaml(broken))).toEqual(['10 error schema']);
  });

  it('is not called unused when other files decide', () => {
    const silencer = '<!-- svc-disable-next-line label-duplicate: only one of them is installed -->';
    expect(found(lint(jobWith(silencer)))).toEqual([]);
  });

  it('is still told that it has no reason', () => {
    const text = jobWith('<!-- svc-disable-next-line exit-timeout-zero -->', '<string>a & b</string>');
    expect(found(lint(text))).toContain('6 warning unused-suppression');
  });
});

describe('what makes a file unusable', () => {
  const OVERRULED = 'This silencer does not silence what makes the file unusable.';
  const about = (linted: ReturnType<typeof lint>) =>
    linted.diagnostics.filter(({ rule }) => rule === 'unused-suppression').map(({ message }) => message);

  it('is not silenced in a property list, and the silencer is reported', () => {
    const linted = lint(
      jobWith('<!-- svc-disable-next-line plist-syntax: it worked before -->', '<string>a & b</string>'),
    );
    expect(found(linted)).toContain('7 error plist-syntax');
    expect(found(linted).filter((one) => one.includes('suppressed'))).toEqual([]);
    expect(about(linted)).toEqual([OVERRULED]);
  });

  it('is not silenced in services.yaml: errors of its grammar and of its checks', () => {
    for (const [rule, ...lines] of [
      ['schema', 'nise: 1'],
      ['drain-exceeds-exit-timeout', 'drain: 30s', 'exitTimeout: 30s'],
    ]) {
      const silencer = `# svc-disable-next-line ${rule}: it worked before`;
      const linted = lintYaml(service(...lines.flatMap((line) => [silencer, line])));
      expect(
        linted.diagnostics.filter((one) => one.severity === 'error' && !one.suppressed).map((one) => one.rule),
      ).toContain(rule);
      expect(about(linted)).toContain(OVERRULED);
    }
  });

  it('may be lowered but not turned off', () => {
    for (const [level, shown] of [
      ['off', 'error'],
      ['info', 'info'],
    ] as const) {
      const levels = new Map([
        ['plist-syntax', level],
        ['schema', level],
      ]);
      expect(found(lint('<plist><dict>', { settings: { levels } }))).toContain(`1 ${shown} plist-syntax`);
      expect(found(lintYaml(service('nise: 1'), { levels }))).toEqual([`8 ${shown} schema`]);
    }
    expect(found(lintYaml(['lint: { rules: { schema: off } }', ...service('nise: 1')]))).toEqual(['9 error schema']);
  });

  it('does not hold for warnings of the grammar: they are silenced as any other', () => {
    const lines = ['# svc-disable-next-line schema: made later', 'templates: none', ...service('keepAlive: false')];
    expect(found(lintYaml(lines))).toEqual(['5 warning schema (suppressed)']);
  });

  it('keeps its silencer under --fix: a broken file is mended by hand', () => {
    const text = jobWith('<!-- svc-disable-next-line plist-syntax: it worked before -->', '<string>a & b</string>');
    expect(lint(text).fixes.size).toBe(0);
  });
});

describe('the reason of a silencer', () => {
  it('goes with the finding that it silences, as long as it is not endless', () => {
    const job = (reason: string) => jobWith(`<!-- svc-disable-next-line exit-timeout-zero: ${reason} -->`, ZERO);
    const reasonOf = (reason: string) => lint(job(reason)).diagnostics.map(({ justification }) => justification);
    expect(reasonOf('see: the "manual"')).toEqual(['see: the "manual"']);
    expect(reasonOf('x'.repeat(100_000))).toEqual(['x'.repeat(1000)]);
    expect(lint(jobWith(ZERO)).diagnostics.map((one) => 'justification' in one)).toEqual([false]);
  });
});
