/** Good YAML, bad services: every mistake at its place, all of them at once. */
import { describe, expect, it } from 'vitest';
import { fieldNames } from '../../src/manifest/schema.ts';
import { lineOf, refusalOf } from '../support/refusal.ts';
import { manifestOf, TWO_SERVICES } from '../support/svc.ts';

const BODY = 'template: daemon\ncommand: [/usr/bin/true]\n';
const GOOD = manifestOf(BODY);
/** A good service with more fields; these begin in line 8, column 5. */
const plus = (fields: string) => manifestOf(`${BODY}${fields}`);
const first = (lines: readonly string[], place: string, why: RegExp) => {
  expect(lines[0]).toMatch(new RegExp(`^services\\.yaml:${place} `));
  expect(lines[0]).toMatch(why);
};

describe('a wrong kind of value, for every field', () => {
  const BUT_PLIST = fieldNames().filter((name) => name !== 'plist');
  it.each<[string, string, readonly string[]]>([
    ['a list of lists', '[[1]]', fieldNames()],
    ['a text', 'zzz', fieldNames().filter((name) => !TEXTS.has(name))],
    ['a map of maps', '{ zzz: { yyy: 1 } }', BUT_PLIST],
    ['nothing', '', fieldNames()],
    ['a number beyond all bounds', '99999999999999999999', BUT_PLIST],
    ['a fraction', '1.5', BUT_PLIST],
  ])('%s', (_what, value, names) => {
    const text = manifestOf(names.map((name) => `${name}: ${value}`).join('\n'));
    const { diagnostics } = refusalOf(text);
    for (const name of names) {
      const line = lineOf(text, `    ${name}:`);
      const here = diagnostics.filter((diagnostic) => diagnostic.line === line && diagnostic.severity === 'error');
      expect(here, `${name}: ${value}`).not.toEqual([]);
      expect(here[0]!.column, name).toBeGreaterThanOrEqual(5);
      expect(here[0]!.message, name).toMatch(
        /must be|Unknown (field|member)|is no|not available|longer than|cannot (be|hold)/,
      );
    }
  });

  it('the same in `defaults` and in the fields at the top', () => {
    const text = TWO_SERVICES.replace(
      'home: /Users/user',
      'home: [1]\noutput: {}\ntemplates: 5\nvariables: x\nlint: on\ndomain: 7\ndefaults: [1]',
    );
    const { diagnostics } = refusalOf(text);
    const top = diagnostics.filter(({ message }) => message.includes('must be')).map(({ line }) => line);
    expect(top).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  it.each<[string, string, string]>([
    ['a service that is a text', '  a: x\n', '4:6'],
    ['a service that is a list', '  a: [x]\n', '4:6'],
    ['a service that is nothing', '  a:\n', '4:3'],
    ['services that are nothing', '', '3:1'],
    ['services that are an empty map', ' {}\n', '3:11'],
  ])('%s', (_what, services, place) => {
    const { lines } = refusalOf(`version: 1\nnamespace: org.example\nservices:${services.replace(/^ {2}/, '\n  ')}`);
    first(lines, place, /must be|is empty/);
  });
});

/** Fields that take any text (or judge it later, with words of their own). */
const TEXTS = new Set([
  ...['label', 'program', 'workingDirectory', 'rootDirectory', 'user', 'group', 'stdin', 'logs'],
  ...['template', 'description', 'environmentFile', 'schedule', 'umask', 'every', 'drain', 'throttleInterval'],
  ...['exitTimeout'],
]);

describe('what is unknown, with what was meant', () => {
  it.each<[string, string, string, RegExp, string]>([
    ['a field in another letter case', plus('keepalive: true'), '8:5', /Unknown field `keepalive`/, '`keepAlive`'],
    ['a field with a slip', plus('throttleIntervall: 10'), '8:5', /Unknown field/, '`throttleInterval`'],
    ["launchd's own key", plus('ProgramArguments: [/x]'), '8:5', /Unknown field/, '`command`'],
    ['a field of the top', `servces: {}\n${GOOD}`, '1:1', /Unknown field `servces`/, '`services`'],
    ['a field within keepAlive', plus('keepAlive: { succesfulExit: false }'), '8:18', /Unknown/, '`successfulExit`'],
    ['a limit', plus('limits: { numberOfFile: 1 }'), '8:15', /Unknown field/, '`numberOfFiles`'],
    ['a template', GOOD.replace('daemon', 'deamon'), '6:15', /Unknown template "deamon"/, '`daemon`'],
    ['a variable', plus('workingDirectory: ${hom}/x'), '8:23', /Unknown variable `\$\{hom\}`/, '`${home}`'],
    ['a variable in output', `output: \${namspace}\n${GOOD}`, '1:9', /Unknown variable/, '`${namespace}`'],
    ['a field in defaults', `defaults: { nicee: 5 }\n${GOOD}`, '1:13', /Unknown field/, '`nice`'],
  ])('%s', (_what, text, place, why, meant) => {
    const { lines, stderr, diagnostics } = refusalOf(text);
    first(lines, place, why);
    expect(diagnostics[0]!.help).toContain(`Did you mean ${meant}?`);
    expect(stderr).toContain(`Did you mean ${meant}?`);
    expect(lines).toHaveLength(1);
  });

  it.each(['zzzzzz', '\\e[31m'])('a field like nothing we know (%s) gets the place of the list', (name) => {
    const { diagnostics } = refusalOf(plus(`"${name}": 1`));
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]!.help).toBe('Remove it, or write a field that docs/services-yaml.md lists.');
  });
});

describe('variables', () => {
  it.each<[string, string, string, RegExp]>([
    ['a circle of one', '  x: a${x}\n', '5:6', /`x` is circular: \$\{x\} → \$\{x\}/],
    [
      'a circle of three',
      '  x: ${y}\n  y: ${z}\n  z: ${x}\n',
      '5:6',
      /circular: \$\{x\} → \$\{y\} → \$\{z\} → \$\{x\}/,
    ],
    ['an unknown one', '  x: ${nothing-like-it}\n', '5:6', /Unknown variable `\$\{nothing-like-it\}`/],
    ['one that is not closed', '  x: ${home\n', '5:6', /no closing `\}`/],
    ['a name of ours', '  home: /x\n', '5:3', /`home` is a variable of svc's own/],
    ['a name that can be none', '  "1 x": y\n', '5:3', /can not be the name of a variable/],
    ['a list', '  x: [1]\n', '5:6', /`x` must be a text, not a list/],
  ])('%s', (_what, variables, place, why) => {
    const { lines } = refusalOf(GOOD.replace('services:', `variables:\n${variables}services:`));
    first(lines, place, why);
    expect(lines).toHaveLength(1);
  });
});

describe('what is missing or does not go together', () => {
  it.each<[string, string, string, RegExp]>([
    ['no version', GOOD.replace('version: 1\n', ''), '1:1', /`version` is missing/],
    ['no namespace', GOOD.replace('namespace: org.example\n', ''), '1:1', /`namespace` is missing/],
    ['no services', 'version: 1\nnamespace: org.example\n', '1:1', /`services` is missing/],
    ['another version', GOOD.replace('version: 1', 'version: 2'), '1:10', /`version` must be 1, not the number 2/],
    ['a version as text', GOOD.replace('version: 1', 'version: "1"'), '1:10', /`version` must be 1, not the text "1"/],
    ['no command', GOOD.replace(/ {4}command.*\n/, ''), '5:3', /"a" has no command/],
    ['an empty command', GOOD.replace('[/usr/bin/true]', '[]'), '7:14', /`command` must be a list of texts/],
    ['a command in one text', GOOD.replace('[/usr/bin/true]', '/usr/bin/true x'), '7:14', /must be a list of texts/],
    ['a number among the arguments', GOOD.replace('true]', 'true, 8080]'), '7:30', /Item 2 must be a text/],
    ['nothing that starts it', GOOD.replace('    template: daemon\n', ''), '5:3', /Nothing ever starts/],
    ['null in the environment', plus('environment:\n  A:'), '9:7', /`A` must be a text.*, not nothing/],
    ['a list in the environment', plus('environment:\n  A: [1]'), '9:10', /`A` must be a text.*, not a list/],
    ['a map in the environment', plus('environment:\n  A: { b: 1 }'), '9:10', /`A` must be a text.*, not a map/],
    ['a domain that is none', `domain: guy\n${GOOD}`, '1:9', /must be one of gui, user, system, not the text "guy"/],
    ['a home that is relative', GOOD.replace('/Users/user', 'Users'), '3:7', /`home` must be an absolute path/],
    ['a name with a slash', GOOD.replace('  a:', '  ../a:'), '5:3', /"\.\.\/a" can not be a name here/],
    ['a name of no start', GOOD.replace('  a:', '  __proto__:'), '5:3', /"__proto__" can not be used/],
    ['a list under __proto__', plus('environment:\n  __proto__: [1]'), '9:', /"__proto__" can not be used/],
    ['nothing under __proto__', plus('sockets:\n  __proto__: 5'), '9:', /"__proto__" can not be used/],
    ['a throttle below ten', plus('throttleInterval: 5s'), '8:23', /below 10 seconds/],
    ['a drain that does not fit', plus('drain: 5m'), '8:12', /do not fit in exitTimeout 30 s/],
    ['a duration without a unit we know', plus('every: 5 weeks'), '8:12', /week/],
    ['an hour that is none', plus('schedule: "25:00"'), '8:15', /25/],
    ['a user in an agent', plus('user: nobody'), '8:11', /`user` works only in a daemon/],
  ])('%s', (_what, text, place, why) => {
    const { lines } = refusalOf(text);
    first(lines, place.endsWith(':') ? `${place}\\d+` : place, why);
    expect(lines).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ['one label', 'label: x.y', 'label: x.y'],
    ['labels that differ by letter case only', 'label: x.y', 'label: X.y'],
  ])('two services with %s', (_what, one, other) => {
    const text = `${plus(one)}  b:\n    template: daemon\n    command: [/usr/bin/true]\n    ${other}\n`;
    const { lines, diagnostics } = refusalOf(text);
    first(lines, '12:12', /"a" and "b".*label/);
    // A file system that ignores letter case would hold one file for both; "the same" would be untrue.
    if (one !== other) expect(diagnostics[0]!.message).toMatch(/case/);
    expect(lines).toHaveLength(1);
  });

  it('names that differ by letter case only', () => {
    const { diagnostics } = refusalOf(`${GOOD}  A:\n    template: daemon\n    command: [/usr/bin/true]\n`);
    expect(diagnostics).toEqual([expect.objectContaining({ line: 8, column: 3 })]);
  });
});

describe('terminal escapes', () => {
  it.each<[string, string, RegExp]>([
    ['in a key', plus('"\\e[31mx": 1'), /Unknown field `\\u001b\[31mx`/],
    ['in a raw key', plus('"\u001b[31mx": 1'), /Unknown field `\\u001b\[31mx`/],
    ['in a value', plus('processType: "\\e]0;hi\\a\\u202E"'), /not the text "\\u001b\]0;hi\\u0007\\u202e"/],
    ['in a raw value', plus('processType: "\u001b[2J\u202e\u009b"'), /not the text "\\u001b\[2J\\u202e\\u009b"/],
    ['in the namespace', GOOD.replace('org.example', '"\\e[31mred"'), /not the text "\\u001b\[31mred"/],
    ['in a service name', GOOD.replace('  a:', '  "\\e[2Ja":'), /"\\u001b\[2Ja" can not be a name/],
    ['in a variable', plus('stdin: "${\\e[2Jx}"'), /Unknown variable `\$\{\\u001b\[2Jx\}`/],
    ['in a template', GOOD.replace('daemon', '"\\e[2Jx"'), /Unknown template "\\u001b\[2Jx"/],
    ['in a tag', plus('description: !\u001b[2J x'), /description: !·\[2J x/],
    ['in an alias', plus('description: *\u001b[2J'), /description: \*·\[2J/],
    ['in a description', plus('description: "\\e[2J"'), /control character U\+001B/],
    ['in a program', GOOD.replace('/usr/bin/true', '"\\e[2Jx"'), /control character U\+001B|\\u001b/],
    ['in a line break', plus('processType: "a\\r\\nb\\u2028c"'), /"a\\r\\nb\\u2028c"/],
  ])('%s are shown, not obeyed', (_what, text, shown) => {
    const { stderr } = refusalOf(text);
    expect(stderr).toMatch(shown);
  });
});

describe('all at once', () => {
  it('a file with eight mistakes reports eight, in the order of the file', () => {
    const text = `version: 1
namespace: org.example
home: /Users/user
domian: gui
output: 5
variables: { x: "\${nope}" }
services:
  a:
    template: demon
    command: /usr/bin/true
    environment: { A: }
  b:
    template: heartbeat
    command: [bin/true]
    schedule: "25:00"
    nice: 40
`;
    const { diagnostics, stderr } = refusalOf(text);
    const places = diagnostics.map(({ line, column }) => `${line}:${column}`);
    expect(places).toEqual(['4:1', '5:9', '6:17', '9:15', '10:14', '11:20', '14:15', '15:15', '16:11']);
    expect(stderr).toContain('svc: 9 errors; nothing was done.');
    expect(refusalOf(text.replace('    nice: 40\n', '')).diagnostics).toHaveLength(8);
  });

  it('one cause is told once: services that share a mistake of the defaults', () => {
    const { lines } = refusalOf(TWO_SERVICES.replace('services:', 'defaults: { logs: "${nope}/x" }\nservices:'));
    expect(lines).toEqual([expect.stringMatching(/^services\.yaml:4:19 Unknown variable/)]);
  });

  it('the answer of --json has the shape of lint', () => {
    const { diagnostics } = refusalOf(plus('keepalive: true'));
    expect(diagnostics).toEqual([
      {
        rule: 'schema',
        severity: 'error',
        message: 'Unknown field `keepalive`.',
        help: 'Did you mean `keepAlive`?',
        file: 'services.yaml',
        line: 8,
        column: 5,
        endLine: 8,
        endColumn: 14,
        fixable: false,
        url: 'docs/rules/schema.md',
      },
    ]);
  });

  it('the line is quoted with a caret under the place, beside wide characters too', () => {
    const { stderr } = refusalOf(plus('description: {名前: x}'));
    expect(stderr).toContain('8 |     description: {名前: x}\n  |                  ^');
    const { stderr: wide } = refusalOf(plus('environment: {名前: [1]}'));
    // Two wide characters take four columns.
    expect(wide).toContain(`8 |     environment: {名前: [1]}\n  | ${' '.repeat(4 + 13 + 1 + 4 + 2)}^^^\n`);
  });
});
