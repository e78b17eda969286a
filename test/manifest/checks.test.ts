import { describe, expect, it } from 'vitest';
import { expectFindings, read, serviceOf } from '../support/manifest.ts';
import { manifestOf } from '../support/svc.ts';

const BASE = 'command: [/bin/x]\nrunAtLoad: true\n';
/** One diagnostic, in the lines after BASE: 8 is the first. */
const finds = (field: string, place: string, ...words: string[]) =>
  expectFindings(manifestOf(BASE + field), [[place, ...words]]);
const fine = (body: string, top = '') => expectFindings(manifestOf(body, top), []);

describe('the program', () => {
  it.each<[string, string, ...string[]]>([
    ['[node, x]', '7:11', 'program-not-absolute', '"node" is a bare name', 'Write its absolute path'],
    ['[./x]', '7:11', 'program-not-absolute', '"./x" is relative', 'Write its absolute path; it may begin with ~/'],
    ['[bin/x]', '7:11', 'program-not-absolute', '"bin/x" is relative'],
    ['[~user/x]', '7:11', 'program-not-absolute', 'relative'],
    ['["", x]', '7:11', 'program-not-absolute', 'The program is an empty text'],
    ['["/bin/x -v /y"]', '7:11', 'program-single-string', 'Write each word as an item: ["/bin/x", "-v", "/y"]'],
    ['["node server.js", a]', '7:11', 'program-single-string', '["node", "server.js"]'],
    ['["${v}"]', '7:11', 'program-not-absolute', '"node"'],
    ['/bin/x -v', '7:10', 'schema', 'launchd splits no words: write command: ["/bin/x", "-v"].'],
    [`/bin/x -d "a b" 'c"d'`, '7:10', 'schema', 'write command: ["/bin/x", "-d", "a b", "c\\"d"].'],
    ["N='a b' /bin/x", '7:10', 'schema', `write command: ["N='a", "b'", "/bin/x"].`],
    ["/bin/x 'a b' | tee", '7:10', 'schema', `write command: ["/bin/x", "'a", "b'", "|", "tee"].`],
    ["/bin/x --token 'hunter2 x'", '7:10', 'schema', 'write command: ["/bin/x", "--token", "…"].'],
    ['[]', '7:10', 'schema', 'a list of texts, one argument each'],
    ['[/bin/x, 5]', '7:19', 'schema', 'Item 2 must be a text (put it in quotes), not the number 5', 'Write "5"'],
    ['[/bin/x, true]', '7:19', 'schema', 'Write "true"'],
    ['[/bin/x, [y]]', '7:19', 'schema', 'not a list'],
    ['{a: b}', '7:10', 'schema', 'not a map'],
  ])('command: %s', (command, place, ...words) => {
    const [line, column] = place.split(':').map(Number);
    const text = manifestOf(`runAtLoad: true\ncommand: ${command}`, 'variables: {v: node}\n');
    expectFindings(text, [[`${line! + 1}:${column! + 4}`, ...words]]);
  });

  it.each([
    '["/Users/user/My App/run me"]',
    '[/bin/x, "a b -c"]',
    '["/bin/x", ""]',
    '["${home}/x"]',
    '["/a b/node x"]',
  ])('command: %s is fine', (command) => {
    fine(`runAtLoad: true\ncommand: ${command}`);
  });
  it('a path with a dash between spaces is a path', () => {
    fine('runAtLoad: true\ncommand: ["/Applications/Foo - Bar.app/Contents/MacOS/foo"]');
  });

  it('program stands in for command, and decides', () => {
    expect(serviceOf(manifestOf('program: ~/x\nrunAtLoad: true')).fields.program).toBe('/Users/user/x');
    fine('program: /bin/x\ncommand: [name, a]\nrunAtLoad: true');
    finds('program: "/bin/x -v"', '8:14', 'program-single-string');
    finds('program: node', '8:14', 'not absolute');
  });

  it('must be there', () => {
    expectFindings(manifestOf('runAtLoad: true'), [
      ['5:3', 'error schema', 'The service "a" has no command, so', 'Write command: ["/path'],
    ]);
    expectFindings(manifestOf('', 'defaults: {runAtLoad: true}\n').replace(/ {2}a:\n.*/s, '  a: {}\n'), [
      ['6:3', 'has no command'],
    ]);
  });
  it.each(['Program: /bin/x', 'ProgramArguments: [/bin/x]', 'BundleProgram: x'])('may be given by plist: {%s}', (key) =>
    fine(`runAtLoad: true\nplist: {${key}}`),
  );
});

describe('shell syntax', () => {
  it.each<[string, string, string]>([
    ['[/bin/x, a, "&&", /bin/y]', '&&', '6:26'],
    ['[/bin/x, ">/tmp/log"]', '>', '6:23'],
    ['[/bin/x, "2>&1"]', '2>&1', '6:23'],
    ['[/bin/x, "$(date)"]', '$(…)', '6:23'],
    ['[/bin/x, "`date`"]', '`…`', '6:23'],
    ['[/bin/sh, run.sh, "|"]', '|', '6:32'],
    ['[/usr/bin/env, A=b, /bin/x, ";"]', ';', '6:42'],
  ])('in %s', (command, found, place) => {
    expectFindings(manifestOf(`command: ${command}\nrunAtLoad: true`), [
      [place, 'error shell-syntax', `\`${found}\` is for a shell`, 'exec …'],
    ]);
  });
  it('each argument is told of', () => {
    expectFindings(manifestOf('command: [/bin/x, "&&", y, "|", z]\nrunAtLoad: true'), [
      ['6:23', '`&&`'],
      ['6:32', '`|`'],
    ]);
  });
  it.each([
    '[/bin/sh, -c, "a && b > c"]',
    '[/bin/zsh, -lc, "$(date)", "&&"]',
    '[/usr/bin/env, bash, -c, "a | b"]',
    '[/opt/node, -e, "`x`"]',
    '[/usr/bin/python3.12, -c, "$(x)", ";"]',
    '[/bin/x, "a&b", "https://x/?a=1&b=2", "$HOME", "*.log"]',
    '[/bin/x, "=>", "->"]',
  ])('none in %s', (command) => fine(`command: ${command}\nrunAtLoad: true`));
  it('the program of awk is no shell syntax', () =>
    fine("command: [/usr/bin/awk, '{print $(NF)}', /f]\nrunAtLoad: true"));
  it('the ; that ends -exec of find is no shell syntax', () => {
    fine("runAtLoad: true\ncommand: [/usr/bin/find, /tmp, -exec, /bin/rm, '{}', ;]");
  });
  it.each([
    '[/usr/bin/caffeinate, /bin/sh, -c, "x$(date)"]',
    '[/usr/bin/osascript, -e, "`a`", -e, "`b`"]',
    '[/usr/bin/sed, "s/`a`/b/", /f]',
  ])('lint finds none in %s, nor does render', (command) => fine(`runAtLoad: true\ncommand: ${command}`));
  it('a program with a name that objects answer to is an ordinary one', () =>
    fine('command: [/bin/constructor, x]\nrunAtLoad: true'));
});

describe('times', () => {
  it.each<[string, string, ...string[]]>([
    ['throttleInterval: 9', '8:23', 'error throttle-below-ten', 'up to 9,600 times a day', 'Write 10 or more.'],
    ['throttleInterval: 0', '8:23', 'error throttle-below-ten', 'up to 86,400 times a day'],
    ['exitTimeout: 0', '8:18', 'error exit-timeout-zero', 'Write at least 1s.'],
    ['every: 9', '8:12', 'warning interval-below-throttle', '10 s'],
    ['every: 20\nthrottleInterval: 30', '8:12', 'warning interval-below-throttle', 'Write 30 or more.'],
    ['every: 0', '8:12', 'error out-of-range', 'at least one second'],
    ['drain: 5', '8:12', 'error drain-exceeds-exit-timeout', 'Write exitTimeout: 10.'],
    ['drain: 26s\nexitTimeout: 30', '8:12', 'error drain-exceeds-exit-timeout', 'Write exitTimeout: 31'],
  ])('%j', (field, place, ...words) => finds(field, place, ...words));
  it.each([
    'throttleInterval: 10',
    'exitTimeout: 1',
    'every: 10',
    'every: 30\nthrottleInterval: 30',
    'drain: 25\nexitTimeout: 30',
    'drain: 0\nexitTimeout: 5',
  ])('%j is fine', (field) => fine(BASE + field));
  it('a drain is measured by the exit timeout of the template', () => {
    expectFindings(manifestOf('template: daemon\ncommand: [/bin/x]\ndrain: 26'), [['8:12', 'exitTimeout 30 s']]);
  });
  it('a drain beside a wrong exit timeout brings no second error', () =>
    finds('drain: 5\nexitTimeout: x', '9:18', 'duration'));
});

describe('restarts', () => {
  it('recycles needs keepAlive: true', () => {
    finds('recycles: true', '8:15', 'error recycling-needs-keepalive', 'Add keepAlive: true.');
    finds('recycles: true\nkeepAlive: on-failure', '8:15', 'recycling-needs-keepalive');
    fine(`${BASE}recycles: true\nkeepAlive: true`);
    fine(`${BASE}recycles: false`);
    finds('recycles: true\nkeepAlive: x', '9:16', '`keepAlive` must be');
  });
  it('keepAlive: true has no schedule beside it', () => {
    finds('keepAlive: true\nschedule: "07:55"', '9:15', 'error keepalive-with-schedule', 'Remove one of the two');
    fine(`${BASE}keepAlive: on-failure\nschedule: "07:55"`);
    fine(`${BASE}keepAlive: true\nevery: 60`);
  });
});

describe('what starts a service', () => {
  it.each([
    '',
    'runAtLoad: false',
    'keepAlive: false',
    'keepAlive: {afterInitialDemand: true}',
    'startOnMount: false',
    'plist: {Nice: 5}',
  ])('nothing in %j', (field) => {
    expectFindings(manifestOf(`command: [/bin/x]\n${field}`), [
      [
        '5:3',
        'error no-trigger',
        'Nothing ever starts the service "a":',
        'Add a template, runAtLoad: true or a schedule.',
      ],
    ]);
  });
  it.each([
    'sockets: {}',
    'machServices: {}',
    'machServices: {com.x: false}',
    'launchEvents: {}',
    'keepAlive: {pathState: {}}',
    'keepAlive: {otherJobEnabled: {}}',
  ])('nothing in the empty %j', (field) => {
    expect(read(manifestOf(`command: [/bin/x]\n${field}`)).manifest).toBeUndefined();
  });
  it.each([
    'runAtLoad: true',
    'keepAlive: true',
    'keepAlive: on-failure',
    'keepAlive: {crashed: true}',
    'schedule: "07:55"',
    'every: 60',
    'watchPaths: [/x]',
    'queueDirectories: [/x]',
    'startOnMount: true',
    'sockets: {a: {sockServiceName: 80}}',
    'machServices: {com.x: true}',
    'launchEvents: {x: {y: {}}}',
    'plist: {StartInterval: 60}',
    'plist: {RunAtLoad: true}',
    'plist: {OnDemand: false}',
    'plist: {RemoteServices: {com.example.x: true}}',
    'plist: {EventMonitor: true}',
    'plist: {inetdCompatibility: {Wait: true}}',
  ])('%s does', (field) => fine(`command: [/bin/x]\n${field}`));
  it('a wrong trigger is no missing one', () => {
    expectFindings(manifestOf('command: [/bin/x]\nrunAtLoad: yes'), [['7:16', '`runAtLoad` must be true or false']]);
    expectFindings(manifestOf('command: [/bin/x]\nschedule: "99:99"'), [['7:15', 'out of range']]);
  });
});

describe('domains', () => {
  const system = 'domain: system\n';
  it.each(['user: root', 'group: wheel', 'initGroups: true', 'rootDirectory: /x'])(
    '%s works only in system',
    (field) => {
      const column = 5 + field.indexOf(':') + 2;
      finds(field, `8:${column}`, 'error daemon-only-key', 'domain gui', 'domain: system');
      fine(BASE + field, system);
    },
  );
  it('a negative nice too', () => {
    finds('nice: -1', '8:11', 'error out-of-range', 'needs root', 'Write 0 or more.');
    expectFindings(manifestOf(`${BASE}nice: -1`, 'domain: user\n'), [['9:11', 'out-of-range']]);
    fine(`${BASE}nice: -20`, system);
  });
  it('user has the session Background unless another is asked for', () => {
    const { fields, origin } = serviceOf(manifestOf(BASE, 'domain: user\n'));
    expect(fields.sessions).toEqual(['Background']);
    expect(origin('sessions').layer).toBe('policy');
    expect(serviceOf(manifestOf(`${BASE}sessions: [Aqua, Background]`, 'domain: user\n')).fields.sessions).toEqual([
      'Aqua',
      'Background',
    ]);
    expect(serviceOf(manifestOf(BASE)).fields).not.toHaveProperty('sessions');
  });
  it.each<[string, string, string, string]>([
    ['gui', '[Background]', 'schema', 'only jobs for the session Aqua'],
    ['user', '[Aqua]', 'schema', 'only jobs for the session Background'],
    ['system', '[Aqua]', 'agent-only-key', 'A daemon loads only in the session System'],
  ])('%s refuses %s', (domain, sessions, rule, words) => {
    expectFindings(manifestOf(`${BASE}sessions: ${sessions}`, `domain: ${domain}\n`), [
      ['9:15', `error ${rule}`, words],
    ]);
  });
});

describe('labels', () => {
  const labelled = (label: string) => manifestOf(`${BASE}label: ${label}`);
  it('are namespace and name, or as said, expanded', () => {
    expect(serviceOf(manifestOf(BASE)).label).toBe('org.example.a');
    expect(serviceOf(labelled('x@1+b.c-d_e')).label).toBe('x@1+b.c-d_e');
    expect(serviceOf(labelled('"${namespace}.${service}.b"')).label).toBe('org.example.a.b');
  });
  it.each(['a b', '"a/b"', '.a', '-a', '""', 'é', '"a:b"', '"${home}"', '5'])('%s is refused', (label) => {
    expect(read(labelled(label)).diagnostics.map(({ line, column }) => [line, column])).toEqual([[8, 12]]);
  });
  it('shell is taken', () => finds('label: shell', '8:12', 'error label-invalid', 'keeps the label "shell"'));
  it('must leave room for .plist', () => {
    expect(serviceOf(labelled('a'.repeat(249))).label).toHaveLength(249);
    expect(read(labelled('a'.repeat(250))).diagnostics[0]).toMatchObject({
      rule: 'label-invalid',
      help: 'Shorten the name.',
    });
  });
  it('clash, letter case aside', () => {
    const services = (b: string) =>
      `version: 1\nnamespace: n\nservices:\n  a: {command: [/bin/x], runAtLoad: true}\n  b: {command: [/bin/x], runAtLoad: true, ${b}}\n`;
    const words = ['error schema', 'The services "a" and "b" have the same label', 'Give one of them'];
    expectFindings(services('label: n.a'), [['5:50', ...words]]);
    expectFindings(services('label: N.A'), [['5:50', 'differ only in letter case ("n.a", "N.A")', 'Give one of them']]);
    expectFindings(services('plist: {Label: n.a}'), [['5:58', ...words]]);
    expectFindings(services('label: n.c'), []);
    expectFindings(services('label: n.a, plist: {X: 1}'), [['5:50', ...words]]);
    expectFindings(services('').replace('  b:', '  A:').replace(', }', '}'), [['5:3', 'differ only in letter case']]);
  });
  it.each(['a b', '"a/b"', '_a', '"a\\nb"'])('services are not named %s', (name) => {
    const text = `version: 1\nnamespace: n\nservices: {${name}: {command: [/bin/x], runAtLoad: true}}\n`;
    expectFindings(text, [['3:12', 'error schema', 'can not be a name here']]);
  });
  it('what stands under such a name is checked all the same', () => {
    const fields = 'command: /bin/x, throttleInterval: [1], umask: {}, comand: 1, schedule: [[]]';
    expectFindings(`version: 1\nnamespace: n\nservices: {a b: {${fields}}}\n`, [
      ['3:12', 'error schema', 'can not be a name here'],
      ['3:27', '`command` must be'],
      ['3:53', '`throttleInterval` must be'],
      ['3:65', '`umask` must be'],
      ['3:69', 'Unknown field `comand`'],
      ['3:91', 'cannot hold a list'],
    ]);
    expectFindings('version: 1\nnamespace: n\nservices: {a b: 5}\n', [
      ['3:12', 'can not be a name here'],
      ['3:17', '`a b` must be a map of fields'],
    ]);
  });
  it.each(['a b', '.a', '""', 'null'])('nor a namespace %s', (namespace) => {
    expect(read(manifestOf(BASE).replace('org.example', namespace)).diagnostics.map(({ line }) => line)).toEqual([2]);
  });
});

describe('warnings', () => {
  it.each<[string, string]>([
    ['workingDirectory: ~/Documents/x', '8:23'],
    ['watchPaths: [/a, /Volumes/D/x]', '8:22'],
    ['queueDirectories: [~/Downloads]', '8:24'],
    ['logs: {stderr: ~/Desktop/e}', '8:20'],
    ['stdin: ~/Library/Mobile Documents/x', '8:12'],
    ['program: /Users/other/Desktop/x', '8:14'],
  ])('a guarded place: %s', (field, place) =>
    finds(field, place, 'warning privacy-protected-path', 'Operation not permitted', 'Full Disk Access'),
  );
  it('a guarded place among the arguments', () => {
    expectFindings(manifestOf('command: [~/Documents/x, /Volumes/D/y]\nrunAtLoad: true'), [
      ['6:15', 'the Documents folder'],
      ['6:30', 'a volume under /Volumes'],
    ]);
  });
  it('do not keep the manifest back', () => {
    expect(read(manifestOf(`${BASE}stdin: ~/Desktop/x`)).manifest).toBeDefined();
  });

  const SECRET = 'hunter2hunter2';
  it.each<[string, string, string]>([
    ['a name that tells', `${BASE}environment: {MY_TOKEN: ${SECRET}}`, '8:29'],
    ['a URL with a password', `${BASE}environment: {DB: "postgres://u:${SECRET}@h"}`, '8:23'],
    ['an option', `command: [/bin/x, "--api-key=${SECRET}"]\nrunAtLoad: true`, '6:23'],
    ['the argument after an option', `command: [/bin/x, --password, ${SECRET}]\nrunAtLoad: true`, '6:35'],
  ])('a secret: %s', (_, body, place) => {
    expectFindings(manifestOf(body), [[place, 'warning secret-in-plist', 'looks like a secret', 'mode 0600']]);
    expect(JSON.stringify(read(manifestOf(body)).diagnostics)).not.toContain(SECRET);
  });
  it('each secret among the arguments', () => {
    expectFindings(manifestOf(`command: [/bin/x, "--token=${SECRET}", "--password=${SECRET}"]\nrunAtLoad: true`), [
      ['6:23', 'secret'],
      ['6:49', 'secret'],
    ]);
  });
  it('no secret: a path, a number, a placeholder', () => {
    fine(
      `${BASE}environment: {A_TOKEN: /etc/token-file, B_TOKEN: 123456789, MAX_TOKENS: abcdefghij, C_TOKEN: "$\${REAL_TOKEN}"}`,
    );
  });
  it('a month beside a weekday', () => {
    expect(
      read(manifestOf(`${BASE}schedule: {month: jan, weekday: mon, hour: 3, minute: 0}`)).diagnostics,
    ).toMatchObject([{ severity: 'warning', line: 8, rule: 'calendar-month-with-weekday' }]);
  });
});
