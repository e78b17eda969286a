import { describe, expect, it } from 'vitest';
import { expectFindings, read, serviceOf } from '../support/manifest.ts';
import { manifestOf } from '../support/svc.ts';

const BASE = 'command: [/bin/x]\nrunAtLoad: true\n';
/** What `written` comes to as the value of a variable of the environment. */
function expanded(written: string, variables = ''): string | undefined {
  const top = variables === '' ? '' : `variables:\n${variables.replace(/^(?=.)/gm, '  ')}\n`;
  return serviceOf(manifestOf(`${BASE}environment:\n  V: ${written}`, top)).fields.environment!.V;
}

describe('variables', () => {
  it.each<[string, string, string, string]>([
    ['a variable', '${a}', 'a: x', 'x'],
    ['an earlier one in a later one', '${b}', 'a: x\nb: ${a}y', 'xy'],
    ['a later one in an earlier one', '${a}', 'a: ${b}\nb: x', 'x'],
    ['several', '${a}-${b}-${a}', 'a: x\nb: y', 'x-y-x'],
    ['the home', '${home}/x', '', '/Users/user/x'],
    ['the namespace', '${namespace}', '', 'org.example'],
    ['the service', '${service}', '', 'a'],
    ['the folder of logs', '${domainLogs}', '', '/Users/user/Library/Logs/org.example'],
    ['the service within a variable', '${a}', 'a: /srv/${service}', '/srv/a'],
    ['~ within a variable', '${a}/x', 'a: ~/y', '/Users/user/y/x'],
    ['a number as it is written', '${a}', 'a: 1.10', '1.10'],
    ['a boolean', '${a}', 'a: true', 'true'],
    ['an empty one', 'x${a}y', 'a: ""', 'xy'],
    ['names with _ and -', '${_a-b}', '_a-b: x', 'x'],
    ['two dollars for one', '$$', '', '$'],
    ['a dollar before a brace', '$${a}', 'a: x', '${a}'],
    ['three dollars', '$$${a}', 'a: x', '$x'],
    ['four dollars', '$$$$', '', '$$'],
    ['a lone dollar', 'a$', '', 'a$'],
    ['a dollar before a name', '$HOME $1 $(x)', '', '$HOME $1 $(x)'],
    ['no second look at what came out', '${a}', 'a: $${b}\nb: x', '${b}'],
    ['a brace without dollar', '{a}', 'a: x', '{a}'],
  ])('%s', (_, written, variables, value) => expect(expanded(JSON.stringify(written), variables)).toBe(value));

  it.each(['constructor', 'toString'])('%s is a name like any other', (name) => {
    expect(expanded(`"\${${name}}"`, `${name}: x`)).toBe('x');
    expectFindings(manifestOf(`${BASE}environment: {V: "\${${name}}"}`), [
      ['8:22', `Unknown variable \`\${${name}}\``],
    ]);
  });

  it('work in the top of the file', () => {
    const { manifest } = read(manifestOf(BASE, 'variables: {a: x}\noutput: ~/${a}/${namespace}\n'));
    expect(manifest?.output).toBe('/Users/user/x/org.example');
  });
});

describe('variables that are wrong', () => {
  const environment = (value: string, top = '') => manifestOf(`${BASE}environment: {V: "${value}"}`, top);
  it('unknown, with the nearest', () => {
    expectFindings(environment('${rot}', 'variables: {root: /x}\n'), [
      ['9:22', 'Unknown variable `${rot}`', 'Did you mean `${root}`?'],
    ]);
  });
  it('unknown, with the known ones and the way to a literal', () => {
    expectFindings(environment('${whatever}'), [
      ['8:22', 'The variables are ${home}, ${namespace}, ${service}, ${domainLogs}.', 'write $${'],
    ]);
  });
  it('without a name', () => expectFindings(environment('${}'), [['8:22', 'Unknown variable `${}`']]));
  it('unclosed', () => {
    expectFindings(environment('a${home'), [
      ['8:22', '`${home` has no closing `}`.', 'or $${ where ${ itself is meant.'],
    ]);
  });
  it('several in one text', () => {
    expectFindings(environment('${xxxxx}${yyyyy}'), [
      ['8:22', '${xxxxx}'],
      ['8:22', '${yyyyy}'],
    ]);
  });
  it('in the table: at their place, once, and not at the places of use', () => {
    const top = 'variables:\n  a: ${nosuch}\n  b: ${a}\n';
    expectFindings(manifestOf(`${BASE}environment: {V: "\${a}", W: "\${b}"}`, top), [
      ['5:6', 'Unknown variable `${nosuch}`'],
    ]);
  });
  it('circular', () => {
    const top = 'variables:\n  a: ${b}\n  b: ${c}\n  c: ${a}\n';
    expectFindings(environment('${a}', top), [
      ['5:6', 'The variable `a` is circular: ${a} → ${b} → ${c} → ${a}.', 'Write one of them without the others.'],
    ]);
  });
  it('made of itself', () => {
    expectFindings(environment('${a}', 'variables: {a: "x${a}"}\n'), [['4:16', 'circular: ${a} → ${a}']]);
  });
  it.each(['home', 'namespace', 'service', 'domainLogs'])('%s is reserved', (name) => {
    expectFindings(manifestOf(BASE, `variables: {${name}: x}\n`), [
      ['4:13', `\`${name}\` is a variable of svc's own.`, 'Choose another name.'],
    ]);
  });
  it.each([
    ['1a', '1a'],
    ['"a b"', 'a b'],
    ['a.b', 'a.b'],
    ['""', ''],
  ])('the name %s', (written, name) => {
    expectFindings(manifestOf(BASE, `variables: {${written}: x}\n`), [
      ['4:13', `${JSON.stringify(name)} can not be the name of a variable.`, 'Use letters, digits'],
    ]);
  });
  it.each([
    ['null', 'nothing'],
    ['[x]', 'a list'],
    ['{x: y}', 'a map'],
  ])('the value %s', (written, what) => {
    expectFindings(manifestOf(BASE, `variables: {a: ${written}}\n`), [['4:16', `\`a\` must be a text, not ${what}`]]);
  });
  it('of a service in the top of the file', () => {
    expectFindings(manifestOf(BASE, 'output: out/${service}\n'), [
      ['4:9', '`${service}` has a value only inside a service.'],
    ]);
    expectFindings(manifestOf(BASE, 'variables: {a: "${service}"}\noutput: out/${a}\n'), [
      ['5:9', 'only inside a service'],
    ]);
  });
});

describe('~', () => {
  it('is expanded wherever a text begins with it', () => {
    const body = [
      'command: [~/bin/x, ~/a, "~", a~/b, "--f=~/x", ~user/x]',
      'runAtLoad: true',
      'environment: {A: ~/x, B: "~", C: "/a:~/b", D: ~user/x}',
      'workingDirectory: ~/w',
      'watchPaths: [~/p, /q]',
      'logs: ~/l/',
      'stdin: "~"',
      'keepAlive: {pathState: {~/k: true}, otherJobEnabled: {"${namespace}.b": false}}',
      'sockets: {s: {sockPathName: ~/s}}',
    ].join('\n');
    expect(serviceOf(manifestOf(body)).fields).toEqual({
      command: ['/Users/user/bin/x', '/Users/user/a', '/Users/user', 'a~/b', '--f=~/x', '~user/x'],
      runAtLoad: true,
      environment: { A: '/Users/user/x', B: '/Users/user', C: '/a:~/b', D: '~user/x' },
      workingDirectory: '/Users/user/w',
      watchPaths: ['/Users/user/p', '/q'],
      logs: { stdout: '/Users/user/l/a-stdout.log', stderr: '/Users/user/l/a-stderr.log' },
      stdin: '/Users/user',
      keepAlive: { pathState: { '/Users/user/k': true }, otherJobEnabled: { 'org.example.b': false } },
      sockets: { s: { SockPathName: '/Users/user/s' } },
    });
  });

  it.each<[string, string]>([
    ['workingDirectory: ~user/x', '8:23'],
    ['watchPaths: [/a, ~user/x]', '8:22'],
    ['logs: ~user/x', '8:11'],
    ['keepAlive: {pathState: {~user/x: true}}', '8:29'],
    ['sockets: {s: {sockPathName: ~user/x}}', '8:33'],
  ])('of another user is refused in %s', (field, place) => {
    expectFindings(manifestOf(BASE + field), [
      [place, 'The path "~user/x" is not absolute', 'Write the home folder of the other user out'],
    ]);
  });

  it.each(['workingDirectory', 'command', 'variables'])(
    'alone in %s is YAML’s null: the help says to quote it',
    (field) => {
      const text = {
        workingDirectory: manifestOf(`${BASE}workingDirectory: ~`),
        command: manifestOf('runAtLoad: true\ncommand: [/bin/x, ~]'),
        variables: manifestOf(BASE, 'variables: {root: ~}\n'),
      }[field]!;
      const [first, ...more] = read(text).diagnostics;
      expect(more).toEqual([]);
      expect(first?.help).toMatch(/"~"|quote/);
    },
  );

  it.each<[string, string]>([
    ['workingDirectory: x/y', 'The path "x/y" is not absolute'],
    ['workingDirectory: ./x', 'Begin it with /'],
    ['stdin: $HOME/x', 'The path "$HOME/x" is not absolute'],
    ['workingDirectory: ""', '`workingDirectory` must be a path, not an empty text'],
    ['watchPaths: /x', '`watchPaths` must be a list of paths, not the text "/x"'],
    ['watchPaths: []', '`watchPaths` must be a list of paths'],
    ['workingDirectory: 5', '`workingDirectory` must be a path, not the number 5'],
  ])('%s is refused', (field, words) => {
    const { diagnostics } = read(manifestOf(BASE + field));
    expect(diagnostics.map(({ line, message, help }) => `${line} ${message} ${help}`)).toEqual([
      expect.stringContaining(words),
    ]);
  });
});

describe('the home', () => {
  const FIELD = 'command: [/bin/x]\nrunAtLoad: true\nworkingDirectory: ~/x';
  const without = manifestOf(FIELD).replace('home: /Users/user\n', '');
  const system = without.replace('version: 1\n', 'version: 1\ndomain: system\n');
  it('is that of --home, else of the file, else of the user', () => {
    expect(serviceOf(manifestOf(FIELD), { home: '/h' }).fields.workingDirectory).toBe('/h/x');
    expect(serviceOf(manifestOf(FIELD), { userHome: '/u' }).fields.workingDirectory).toBe('/Users/user/x');
    expect(serviceOf(without, { userHome: '/u' }).fields.workingDirectory).toBe('/u/x');
  });
  it.each([
    ['/h/', '/h/x'],
    ['/h//', '/h/x'],
    ['/', '/x'],
  ])('%s gives %s', (home, path) => {
    expect(serviceOf(without, { home }).fields.workingDirectory).toBe(path);
  });
  it('may be /, and gives no path two slashes', () => {
    const text = manifestOf(
      'template: daemon\ncommand: [~/bin/x, "${home}/y", "--p=${home}/z:${home}"]\nenvironment: {A: "${domainLogs}"}',
    );
    const { fields } = serviceOf(text.replace('/Users/user', '/'));
    expect(fields.command).toEqual(['/bin/x', '/y', '--p=/z:/']);
    expect(fields.environment).toMatchObject({ A: '/Library/Logs/org.example' });
    expect(fields.logs).toEqual({
      stdout: '/Library/Logs/org.example/a-stdout.log',
      stderr: '/Library/Logs/org.example/a-stderr.log',
    });
    const { launcher } = serviceOf(manifestOf(`${FIELD}\nenvironmentFile: ~/env`).replace('/Users/user', '/'));
    expect(launcher).toBe('/.local/state/svc/org.example/bin/a');
  });
  it('must be there for an environmentFile of an agent', () => {
    expectFindings(`${without.replace('~/x', '/x')}    environmentFile: /env\n`, [
      ['8:22', 'Without a home folder there is no place for its launcher.'],
    ]);
  });
  it('is not that of the user in domain system', () => {
    expectFindings(system, [['8:23', 'A home folder is needed here', '--home']], { userHome: '/u' });
    expect(serviceOf(system, { home: '/h' }).fields.workingDirectory).toBe('/h/x');
  });
  it('is missed in domain system by ${home} too', () => {
    expectFindings(system.replace('~/x', '${home}/x'), [['8:23', 'A home folder is needed here']], { userHome: '/u' });
  });
  it('is missed in domain system by a variable that begins with ~', () => {
    const text = system.replace('services:', 'variables: {root: ~/r}\nservices:').replace('~/x', '${root}/x');
    const { manifest, diagnostics } = read(text, { userHome: '/u' });
    expect(diagnostics, 'the field is dropped without a word').not.toEqual([]);
    expect(manifest).toBeUndefined();
  });
  it.each([
    ['users/user', '3:7'],
    ['~/x', '3:7'],
    ['5', '3:7'],
    ['""', '3:7'],
  ])('of %s is refused once', (home, place) => {
    expectFindings(manifestOf(BASE).replace('/Users/user', home), [[place, 'absolute path']]);
  });
  it('holds no variables', () => {
    const { manifest } = read(manifestOf(FIELD).replace('/Users/user', '"/Users/${namespace}"'));
    const path = manifest?.services[0]?.fields.workingDirectory;
    expect(path ?? 'refused', 'left in a path').not.toContain('${');
  });
});
