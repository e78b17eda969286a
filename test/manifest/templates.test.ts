import { describe, expect, it } from 'vitest';
import { builtInTemplates, expectFindings, read, serviceOf } from '../support/manifest.ts';
import { manifestOf } from '../support/svc.ts';

const OWN = 'templates: ./own\n';
/** With `templates:` the body of the service begins in line 7. */
const withOwn = (body: string) => manifestOf(body, OWN);
const COMMAND = 'command: [/bin/x]\n';

describe('the templates of svc', () => {
  it('daemon', () => {
    expect(serviceOf(manifestOf(`template: daemon\n${COMMAND}`)).fields).toEqual({
      command: ['/bin/x'],
      runAtLoad: true,
      keepAlive: { successfulExit: false },
      throttleInterval: 10,
      exitTimeout: 30,
      processType: 'background',
      logs: {
        stdout: '/Users/user/Library/Logs/org.example/a-stdout.log',
        stderr: '/Users/user/Library/Logs/org.example/a-stderr.log',
      },
    });
  });

  it('watcher is a daemon, python-server one with a minute and unbuffered output', () => {
    const fieldsOf = (template: string) => serviceOf(manifestOf(`template: ${template}\n${COMMAND}`)).fields;
    expect(fieldsOf('watcher')).toEqual(fieldsOf('daemon'));
    expect(fieldsOf('python-server')).toEqual({
      ...fieldsOf('daemon'),
      exitTimeout: 60,
      environment: { PYTHONUNBUFFERED: '1' },
    });
  });

  it('heartbeat needs a timer', () => {
    expect(serviceOf(manifestOf(`template: heartbeat\n${COMMAND}schedule: "07:55"`)).fields).toMatchObject({
      runAtLoad: false,
      exitTimeout: 30,
    });
    expect(serviceOf(manifestOf(`template: heartbeat\n${COMMAND}every: 15m`)).fields.keepAlive).toBeUndefined();
    expect(serviceOf(manifestOf(`template: heartbeat\n${COMMAND}plist: {StartInterval: 60}`)).plist).toEqual({
      StartInterval: 60,
    });
    expectFindings(manifestOf(`${COMMAND}template: heartbeat`), [
      ['7:15', 'error schedule-required', '"heartbeat" needs `schedule`', 'every: 15m'],
    ]);
  });

  it('log in /Library/Logs in domain system, where there is no home', () => {
    const text = `version: 1\nnamespace: org.example\ndomain: system\nservices: {a: {template: daemon, command: [/bin/x]}}\n`;
    expect(serviceOf(text, { userHome: '/Users/user' }).fields.logs?.stdout).toBe(
      '/Library/Logs/org.example/a-stdout.log',
    );
  });
});

describe('own templates', () => {
  it('stand before the built-in ones', () => {
    const service = serviceOf(withOwn(`template: daemon\n${COMMAND}`), {
      ownTemplates: { daemon: 'runAtLoad: true\nnice: 5\n' },
    });
    expect(service.fields).toEqual({ command: ['/bin/x'], runAtLoad: true, nice: 5 });
    expect(service.origin('nice')).toMatchObject({
      layer: 'template',
      template: 'daemon',
      source: { file: './own/daemon.yaml' },
    });
  });

  it('extend one another and the built-in ones, the nearest winning', () => {
    const ownTemplates = {
      one: 'extends: two\nnice: 1\nenvironment: {A: one}\n',
      two: 'extends: daemon\nnice: 2\nexitTimeout: 50\nenvironment: {A: two, B: two}\n',
    };
    const { fields, origin } = serviceOf(withOwn(`template: one\n${COMMAND}`), { ownTemplates });
    expect(fields).toMatchObject({
      nice: 1,
      exitTimeout: 50,
      throttleInterval: 10,
      environment: { A: 'one', B: 'two' },
    });
    expect(origin('exitTimeout').template).toBe('two');
    expect(origin('environment', 'B').template).toBe('two');
    expect(origin('throttleInterval')).toMatchObject({ template: 'daemon', source: { file: 'templates/daemon.yaml' } });
  });

  it('may be named in the defaults', () => {
    const { fields } = serviceOf(manifestOf(COMMAND, 'defaults: {template: daemon}\n'));
    expect(fields.exitTimeout).toBe(30);
  });

  it('expand for each service', () => {
    const ownTemplates = { t: 'runAtLoad: true\nworkingDirectory: ${home}/${service}/${namespace}\n' };
    expect(serviceOf(withOwn(`template: t\n${COMMAND}`), { ownTemplates }).fields.workingDirectory).toBe(
      '/Users/user/a/org.example',
    );
  });

  it('are looked for in the folder that is named, with ~ and variables worked out', () => {
    const opened: string[] = [];
    const text = manifestOf(`${COMMAND}runAtLoad: true`, 'variables: {x: ~/t}\ntemplates: ${x}/own\n');
    const openTemplates = (folder: string) => {
      opened.push(folder);
      return { names: () => [], read: () => undefined };
    };
    expect(read(text, { openTemplates }).diagnostics).toEqual([]);
    expect(opened).toEqual(['/Users/user/t/own']);
  });

  it('can not be used where folders can not be opened', () => {
    expectFindings(withOwn(`${COMMAND}runAtLoad: true`), [
      ['4:12', 'warning schema', 'There is no folder "./own"', 'remove `templates:`'],
    ]);
  });
});

describe('what is required', () => {
  const required = (fields: string, body: string) => ({
    text: withOwn(`template: t\n${COMMAND}${body}`),
    options: { ownTemplates: { t: `requires: [${fields}]\nrunAtLoad: true\n` } },
  });
  it.each<[string, string]>([
    ['workingDirectory', 'workingDirectory: /x'],
    ['environment', 'environment: {A: b}'],
    ['drain', 'drain: 5\nexitTimeout: 30'],
    ['description', 'description: x'],
    ['plist', 'plist: {A: 1}'],
  ])('%s is found when it is said', (field, body) => {
    const { text, options } = required(field, body);
    expectFindings(text, [], options);
  });

  it('is asked for when it is not', () => {
    const { text, options } = required('user, workingDirectory', 'workingDirectory: /x');
    expectFindings(
      text,
      [['7:15', 'error schema', 'The template "t" needs `user`', 'Write user: staff, for example.']],
      options,
    );
  });

  it('is handed on by extends', () => {
    const ownTemplates = { t: 'extends: base\nrunAtLoad: true\n', base: 'requires: [user]\n' };
    expectFindings(withOwn(`template: t\n${COMMAND}`), [['7:15', '"base" needs `user`']], { ownTemplates });
  });

  it('is reported once when the field is there in a wrong form', () => {
    const { text, options } = required('nice', 'nice: high');
    expectFindings(text, [['9:11', '`nice` must be a whole number from -20 to 19']], options);
  });
});

describe('templates that are wrong', () => {
  it('unknown, with the nearest name', () => {
    expectFindings(manifestOf(`${COMMAND}template: deamon`), [
      ['7:15', 'error schema', 'Unknown template "deamon".', 'Did you mean `daemon`?'],
    ]);
  });
  it('unknown, with all names', () => {
    expectFindings(manifestOf(`${COMMAND}template: nothing-like-it`), [
      ['7:15', `Write one of ${builtInTemplates.names().join(', ')}.`],
    ]);
  });
  it('unknown parent: reported in the file that names it', () => {
    expectFindings(withOwn(`template: t\n${COMMAND}`), [['./own/t.yaml:2:10', 'Unknown template "dæmon"']], {
      ownTemplates: { t: 'runAtLoad: true\nextends: dæmon\n' },
    });
  });
  it('circular', () => {
    const ownTemplates = { one: 'extends: two\nrunAtLoad: true\n', two: 'extends: one\n' };
    expectFindings(
      withOwn(`template: one\n${COMMAND}`),
      [['./own/two.yaml:1:10', 'The templates are circular: one → two → one.', 'Remove one `extends`']],
      { ownTemplates },
    );
  });
  it('extending itself', () => {
    expectFindings(withOwn(`template: one\n${COMMAND}`), [['./own/one.yaml:1:10', 'circular: one → one']], {
      ownTemplates: { one: 'extends: one\nrunAtLoad: true\n' },
    });
  });
  it('with unknown and wrong fields, at their places, once for many services', () => {
    const text = `version: 1\nnamespace: a\ntemplates: ./own\nservices:\n  a: &a {template: t, command: [/bin/x]}\n  b: *a\n`;
    const ownTemplates = { t: 'runAtLoad: yes\nkeepalive: true\nthrottleInterval: 3\n' };
    expectFindings(
      text,
      [
        ['./own/t.yaml:1:12', '`runAtLoad` must be true or false, not the text "yes"'],
        ['./own/t.yaml:2:1', 'Unknown field `keepalive`', 'Did you mean `keepAlive`?'],
        ['./own/t.yaml:3:19', 'throttle-below-ten'],
      ],
      { ownTemplates },
    );
  });
  it.each<[string, string, Record<string, string>, string, string]>([
    ['that is not there', 'deamon', {}, '7:15', 'Unknown template "deamon"'],
    ['whose parent is not there', 't', { t: 'nice: 5\nextends: dæmon\n' }, './own/t.yaml:2:10', 'Unknown template'],
    ['that is circular', 't', { t: 'extends: t\n' }, './own/t.yaml:1:10', 'circular: t → t'],
    ['that is no map', 't', { t: '- x\n' }, './own/t.yaml:1:1', 'must be a map of fields, not a list'],
    ['that is empty', 't', { t: '' }, './own/t.yaml:1:1', 'must be a map of fields'],
    ['whose parent is no name', 't', { t: 'extends: [daemon]\n' }, './own/t.yaml:1:10', '`extends` must be'],
    ['whose name is none', '5', {}, '7:15', '`template` must be the name of a template'],
  ])('one %s is all that is told: it may say what the service lacks', (_, name, ownTemplates, place, message) => {
    expectFindings(withOwn(`template: ${name}\ndrain: 20s\nrecycles: true\n`), [[place, message]], { ownTemplates });
  });
  it('the same of defaults that are no map', () => {
    const text = manifestOf('drain: 20s\nrecycles: true\n', 'defaults: [daemon]\n');
    expectFindings(text, [['4:11', '`defaults` must be a map of fields']]);
  });
  it('with broken YAML', () => {
    expectFindings(withOwn(`template: t\n${COMMAND}`), [['./own/t.yaml:1:5', 'error schema']], {
      ownTemplates: { t: 'a: [' },
    });
  });
  it.each([
    ['a list', '- x\n'],
    ['nothing', ''],
  ])('being %s', (what, t) => {
    expectFindings(
      withOwn(`template: t\n${COMMAND}runAtLoad: true`),
      [['./own/t.yaml:1:1', `must be a map of fields, not ${what}`]],
      { ownTemplates: { t } },
    );
  });
  it('naming a template of its own by the field of services', () => {
    const { diagnostics } = read(withOwn(`template: t\n${COMMAND}`), {
      ownTemplates: { t: 'template: daemon\nrunAtLoad: true\n' },
    });
    expect(
      diagnostics.map(({ file, line }) => `${file}:${line}`),
      'silently ignored',
    ).toEqual(['./own/t.yaml:1']);
  });
  it('of names that objects answer to', () => {
    expectFindings(manifestOf(`${COMMAND}template: constructor`), [['7:15', 'Unknown template "constructor"']]);
    expectFindings(manifestOf(`${COMMAND}template: __proto__`), [['7:15', 'Unknown template "__proto__"']]);
  });
  it('that are no text', () => {
    expectFindings(manifestOf(`${COMMAND}template: 5`), [
      ['7:15', '`template` must be the name of a template, not the number 5'],
    ]);
  });
});
