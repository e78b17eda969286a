/** Options of `svc lint`, and the `lint:` section of the project's services.yaml under them. */
import { describe, expect, it } from 'vitest';
import { folderWith, manifestOf, svc } from '../support/svc.ts';
import { errorPlist, expectPlainText, INFO_PLIST, jobPlist, lintJson, warningPlist } from './lint-jobs.ts';

const FILES = {
  'good.plist': jobPlist('good'),
  'error.plist': errorPlist('error'),
  'warning.plist': warningPlist(),
  'info.plist': INFO_PLIST,
};
const files = () => folderWith(FILES);
const lintIn = (cwd: string, ...args: string[]) => lintJson(args, { cwd });
const manifestWith = (lint: string) => manifestOf('template: daemon\ncommand: [/usr/bin/true]', `${lint}\n`);

const WARNING = 'warning.plist:6:2 warning label-filename-mismatch';
const ERROR = 'error.plist:14:2 error exit-timeout-zero';

describe('what is wrong with the options: exit 2, in a line, and nothing is linted', () => {
  it.each<[string[], string]>([
    [['--format', 'xml'], 'unknown format "xml"; known: pretty, compact, json'],
    [['--format', '\u001b[2J'], 'unknown format "\\u001b[2J"'],
    [['--format', ''], 'unknown format ""'],
    [['--preset', 'lax'], 'unknown preset "lax"; known: recommended, strict.'],
    [['--preset', 'toString'], 'unknown preset "toString"'],
    [['--domain', 'root'], 'unknown domain "root"; known: gui, user, system.'],
    [['--rule', 'exit-timeout-zer=off'], 'no rule "exit-timeout-zer"; did you mean exit-timeout-zero?'],
    [['--rule', 'Exit-Timeout-Zero=off'], 'did you mean exit-timeout-zero?'],
    [['--rule', 'qqqqqqqqqqqqqqqq=off'], 'there is no rule "qqqqqqqqqqqqqqqq".'],
    [['--rule', 'exit-timeout-zero=loud'], 'the level must be one of off, info, warning, error.'],
    [['--rule', 'exit-timeout-zero=OFF'], 'the level must be one of'],
    [['--rule', 'exit-timeout-zero='], 'the level must be one of'],
    [['--rule', 'exit-timeout-zero'], 'write --rule id=level'],
    [['--rule', '=off'], 'write --rule id=level'],
    [['--rule', '__proto__=off'], 'there is no rule "__proto__"'],
    [['--rule', 'exit-timeout-zero=off', '--rule', 'x\u001b[2J=off'], 'there is no rule "x\\u001b[2J"'],
    [['--max-warnings', '-1'], '--max-warnings must be a whole number, not "-1"'],
    [['--max-warnings', 'few'], '--max-warnings must be a whole number'],
    [['--max-warnings', '1.5'], '--max-warnings must be a whole number'],
    [['--max-warnings', ''], '--max-warnings must be a whole number'],
    [['--max-size', '0'], '--max-size must be a number of bytes, not "0"'],
    [['--max-size', '16MB'], '--max-size must be a number of bytes'],
    [['--max-size', '1e9'], '--max-size must be a number of bytes'],
    [['--frobnicate'], "unknown option '--frobnicate'"],
    [['--rule'], 'argument missing'],
  ])('%j', (args, why) => {
    const told = svc(['lint', 'error.plist', ...args], { cwd: files() });
    expectPlainText(told);
    expect(told.stderr.replace(/\n/g, ' ')).toContain(why);
    expect(told.stderr).toMatch(/^svc: /);
    expect(told).toMatchObject({ code: 2, stdout: '' });
  });

  it('a services.yaml named with -f that is not there is told, even where it is not what is linted', () => {
    const told = svc(['lint', '-f', 'nowhere.yaml', 'good.plist'], { cwd: files() });
    expect(told.stderr).toContain('nowhere.yaml');
    expect(told.code).toBe(2);
  });
});

describe('--max-warnings', () => {
  const warnings = () =>
    folderWith({ 'a.plist': warningPlist(), 'b.plist': warningPlist().replace('other', 'another') });

  it('lets that many pass and no more', () => {
    const cwd = warnings();
    const run = (...args: string[]) => svc(['lint', '.', '-q', '--format', 'compact', ...args], { cwd });
    expect(run().code).toBe(0);
    expect(run('--max-warnings', '2').code).toBe(0);
    const over = run('--max-warnings', '1');
    expect(over).toMatchObject({ code: 1, stderr: 'svc: 2 warnings are more than --max-warnings 1.\n' });
    expect(over.stdout.match(/: warning: /g)).toHaveLength(2);
    expect(svc(['lint', 'a.plist', '-q', '--max-warnings', '0'], { cwd })).toMatchObject({
      code: 1,
      stderr: 'svc: 1 warning is more than --max-warnings 0.\n',
    });
  });

  it('counts neither infos nor what is silenced or off', () => {
    const silenced = warningPlist().replace(
      '\t<key>Label',
      '\t<!-- svc-disable-next-line label-filename-mismatch: renamed when installed -->\n\t<key>Label',
    );
    const cwd = folderWith({ 'a.plist': silenced, 'b.plist': INFO_PLIST });
    expect(svc(['lint', '.', '--max-warnings', '0'], { cwd }).code).toBe(0);
    const off = ['--rule', 'label-filename-mismatch=off'];
    expect(svc(['lint', 'warning.plist', '--max-warnings', '0', ...off], { cwd: files() }).code).toBe(0);
  });
});

describe('levels', () => {
  it('--rule sets a rule, the last word counts, and rules can be named several times', () => {
    const cwd = files();
    expect(lintIn(cwd, 'error.plist', '--rule', 'exit-timeout-zero=off')).toMatchObject({ code: 0, found: [] });
    expect(lintIn(cwd, 'error.plist', '--rule', 'exit-timeout-zero=info')).toMatchObject({
      code: 0,
      found: ['error.plist:14:2 info exit-timeout-zero'],
      summary: { errors: 0, warnings: 0, infos: 1 },
    });
    const twice = ['--rule', 'exit-timeout-zero=off', '--rule=exit-timeout-zero=warning'];
    expect(lintIn(cwd, 'error.plist', ...twice).found).toEqual(['error.plist:14:2 warning exit-timeout-zero']);
    const both = ['--rule', 'exit-timeout-zero=off', '--rule', 'label-filename-mismatch=error'];
    expect(lintIn(cwd, 'error.plist', 'warning.plist', ...both)).toMatchObject({
      code: 1,
      found: ['warning.plist:6:2 error label-filename-mismatch'],
    });
  });

  it('--rule reaches the rules of form, which the readers raise', () => {
    const cwd = folderWith({ 'x.plist': '<plist>' });
    const { code, found } = lintIn(cwd, 'x.plist', '--rule', 'plist-syntax=warning');
    expect(found[0]).toBe('x.plist:1:1 warning plist-syntax');
    expect(code).toBe(0);
  });

  it('--rule reaches the limit of size, which the reading of files raises', () => {
    const args = ['good.plist', '--max-size', '10', '--rule', 'plist-limits=warning'];
    expect(lintIn(files(), ...args)).toMatchObject({ code: 0, found: ['good.plist:1:1 warning plist-limits'] });
  });

  it('--preset strict raises what production needs, and --rule wins over it', () => {
    const cwd = files();
    expect(lintIn(cwd, 'warning.plist', '--preset', 'recommended')).toMatchObject({ code: 0, found: [WARNING] });
    const strict = lintIn(cwd, 'warning.plist', '--preset', 'strict');
    expect(strict).toMatchObject({ code: 1, found: ['warning.plist:6:2 error label-filename-mismatch'] });
    const but = ['--preset', 'strict', '--rule', 'label-filename-mismatch=info'];
    expect(lintIn(cwd, 'warning.plist', ...but).found).toEqual(['warning.plist:6:2 info label-filename-mismatch']);
  });

  it('--domain says what the folder does not', () => {
    const cwd = folderWith({ 'a.plist': jobPlist('a', '\t<key>UserName</key>\n\t<string>_www</string>\n') });
    const rulesIn = (...args: string[]) => lintIn(cwd, 'a.plist', ...args).diagnostics.map(({ rule }) => rule);
    expect(rulesIn()).not.toContain('daemon-only-key');
    expect(rulesIn('--domain', 'system')).not.toContain('daemon-only-key');
    expect(rulesIn('--domain', 'gui')).toContain('daemon-only-key');
    expect(rulesIn('--domain', 'user')).toContain('daemon-only-key');
  });
});

describe('what is printed', () => {
  it('-q leaves the findings and drops the count; without findings nothing is printed', () => {
    const cwd = files();
    const quiet = svc(['lint', '-q', 'error.plist'], { cwd });
    expect(quiet).toMatchObject({ code: 1, stderr: '' });
    expect(quiet.stdout).toContain('[exit-timeout-zero]');
    expect(svc(['lint', '-q', 'good.plist'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('findings go to stdout, the count and what can not be read to stderr', () => {
    const { stdout, stderr } = svc(['lint', '.', 'no.plist', '--format', 'compact'], { cwd: files() });
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(stderr).toBe(
      'svc: no.plist: there is no such file or folder.\nsvc: 4 files checked: 1 error, 1 warning and 1 info\n',
    );
  });

  it('--json is --format json', () => {
    const cwd = files();
    const json = svc(['lint', '.', '--format', 'json'], { cwd });
    expect(svc(['lint', '.', '--json'], { cwd })).toEqual(json);
    expect(JSON.parse(json.stdout).files).toBe(4);
  });

  it('options stand before or after the command and the paths', () => {
    const cwd = files();
    const one = svc(['lint', '-q', '--json', 'error.plist'], { cwd });
    expect(one.code).toBe(1);
    for (const args of [
      ['-q', '--json', 'lint', 'error.plist'],
      ['--json', 'lint', '-q', 'error.plist'],
      ['lint', 'error.plist', '--json', '-q'],
      ['--json', 'lint', 'error.plist', '-q'],
      ['lint', '-q', '--json', '--', 'error.plist'],
    ])
      expect(svc(args, { cwd }), args.join(' ')).toEqual(one);
  });

  it('colours only where they are wanted', () => {
    const cwd = files();
    const run = (args: string[], env = {}) => svc(['lint', 'error.plist', ...args], { cwd, env }).stdout;
    const plain = run([]);
    expect(plain).not.toContain('\u001b');
    const coloured = run([], { FORCE_COLOR: '1' });
    expect(coloured).toContain('\u001b[');
    expect(coloured.replace(/\u001b\[[\d;]*m/g, '')).toBe(plain);
    expect(run(['--no-color'], { FORCE_COLOR: '1' })).toBe(plain);
    for (const format of ['compact', 'json']) {
      expect(run(['--format', format], { FORCE_COLOR: '1' })).toBe(run(['--format', format]));
    }
  });

  it('the help names every option', () => {
    const { code, stdout } = svc(['lint', '--help'], { cwd: '/' });
    expect(code).toBe(0);
    const options = ['--format', '--preset', '--rule', '--max-warnings', '--max-size', '--domain', '--stdin-filename'];
    for (const option of options) expect(stdout).toContain(option);
  });
});

describe('the lint section of a services.yaml upwards', () => {
  const project = (lint: string) => folderWith({ ...FILES, 'services.yaml': manifestWith(lint) });

  it('sets rules and preset for property lists in its folder and below', () => {
    const cwd = project('lint: { rules: { exit-timeout-zero: warning } }');
    expect(lintIn(cwd, 'error.plist')).toMatchObject({
      code: 0,
      found: ['error.plist:14:2 warning exit-timeout-zero'],
    });
    const strict = folderWith({
      'services.yaml': manifestWith('lint:\n  preset: strict'),
      'a/b/warning.plist': warningPlist(),
    });
    expect(lintIn(`${strict}/a/b`, 'warning.plist').found).toEqual(['warning.plist:6:2 error label-filename-mismatch']);
  });

  it.each([
    [
      'in flow',
      '{ version: 1, namespace: org.example, lint: { preset: strict }, services: { a: { command: [/bin/x] } } }\n',
    ],
    ['under a quoted key', manifestWith('"lint": { preset: strict }')],
    ['after a byte-order mark', `\ufefflint: { preset: strict }\n${manifestWith('')}`],
  ])('is found %s', (_what, manifest) => {
    const cwd = folderWith({ ...FILES, 'services.yaml': manifest });
    expect(lintIn(cwd, 'warning.plist').found).toEqual(['warning.plist:6:2 error label-filename-mismatch']);
  });

  it('is taken from the file named with -f', () => {
    const cwd = folderWith({ ...FILES, 'p/services.yaml': manifestWith('lint: { preset: strict }') });
    expect(lintIn(cwd, 'warning.plist').found).toEqual([WARNING]);
    expect(lintIn(cwd, '-f', 'p/services.yaml', 'warning.plist').found).toEqual([
      'warning.plist:6:2 error label-filename-mismatch',
    ]);
  });

  it('counts for the services of that file too', () => {
    const manifest = manifestOf(
      'template: daemon\ncommand: [/usr/bin/true]\nplist: { ExitTimeOut: 0 }',
      'lint: { rules: { exit-timeout-zero: info } }\n',
    );
    const { diagnostics } = lintIn(folderWith({ 'services.yaml': manifest }));
    expect(diagnostics.filter(({ rule }) => rule === 'exit-timeout-zero')).toMatchObject([{ severity: 'info' }]);
  });

  it('loses against options', () => {
    const rules = project('lint: { rules: { exit-timeout-zero: off } }');
    expect(lintIn(rules, 'error.plist').found).toEqual([]);
    expect(lintIn(rules, 'error.plist', '--rule', 'exit-timeout-zero=error').found).toEqual([ERROR]);
    const strict = project('lint: { preset: strict }');
    expect(lintIn(strict, 'warning.plist', '--preset', 'recommended').found).toEqual([WARNING]);
  });

  it.each([
    ['that is wrong', 'services: [\nlint: { preset: strict }\n'],
    ['of another version', 'version: 2\nlint: { preset: strict }\n'],
    ['with an unknown preset', manifestWith('lint: { preset: lax }')],
    ['that is no text', Buffer.from([0x6c, 0x69, 0x6e, 0x74, 0x3a, 0xff, 0x0a])],
  ])('%s does not stop the linting of property lists, and is told', (_what, manifest) => {
    const cwd = folderWith({ ...FILES, 'services.yaml': manifest });
    const { code, found, stderr } = lintIn(cwd, 'error.plist', 'warning.plist');
    expect({ code, found }).toEqual({ code: 1, found: [ERROR, WARNING] });
    expect(stderr).toContain('services.yaml has errors, so its `lint:` section is not used.');
    const whole = lintIn(cwd, '.');
    expect(whole.found).toEqual(expect.arrayContaining([`./${ERROR}`, `./${WARNING}`]));
    expect(whole.found.some((line) => line.startsWith('./services.yaml:'))).toBe(true);
  });

  it('that names an unknown rule is told when that file is linted', () => {
    const cwd = project('lint: { rules: { exit-timeout-zer: off } }');
    const { code, diagnostics } = lintIn(cwd, 'services.yaml');
    expect(code).toBe(1);
    expect(diagnostics).toMatchObject([{ rule: 'schema', line: 4, help: 'Did you mean exit-timeout-zero?' }]);
    expect(lintIn(cwd, 'error.plist').found).toEqual([ERROR]);
  });
});
