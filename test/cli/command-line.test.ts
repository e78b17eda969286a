/** The command line itself: options, help, exit codes, colours, streams. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentsOf, folderWith, manifestOf, REPO, shell, svc, TWO_SERVICES } from '../support/svc.ts';

const BAD = 'version: 2\n';
const two = () => folderWith({ 'services.yaml': TWO_SERVICES });

describe('commands and options', () => {
  it('svc alone shows its help and exits 2', () => {
    const { code, stdout, stderr } = svc([]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Usage: svc /);
    expect(stderr).toContain('render');
  });

  it.each([['--help'], ['-h'], ['render', '--help'], ['--help', 'render'], ['schema', '-h']])(
    '%s %s prints help on stdout and exits 0',
    (...args) => {
      const { code, stdout, stderr } = svc(args.filter(Boolean), { cwd: folderWith() });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: svc /);
    },
  );

  it('the help of render names every option', () => {
    const { stdout } = svc(['render', '--help']);
    for (const option of ['--output', '--stdout', '--check', '--home', '--explain', '--max-size']) {
      expect(stdout).toContain(option);
    }
  });

  it.each([['render'], ['diff'], ['logs']])('%s without a services.yaml says where a first one comes from', (name) => {
    const { code, stderr } = svc([name], { cwd: folderWith() });
    expect([code, stderr]).toEqual([
      2,
      'svc: there is no services.yaml here or in a folder above; name one with -f, or let svc init write a first one.\n',
    ]);
  });

  it('--version prints the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(REPO, 'package.json'), 'utf8')) as { version: string };
    expect(svc(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each<[string[], RegExp]>([
    [['rendr'], /unknown command 'rendr'[\s\S]*render/],
    [['render', '--chek'], /unknown option '--chek'[\s\S]*--check/],
    [['--frobnicate', 'render'], /unknown option '--frobnicate'/],
    [['render', '-o'], /argument missing/],
    [['render', '--explain'], /argument missing/],
    [['-f'], /argument missing/],
    [['schema', 'x'], /too many arguments/],
    [['render', '--home', 'Users/user'], /--home must be an absolute path, not "Users\/user"/],
    [['render', '--max-size', 'many'], /--max-size must be a number of bytes, not "many"/],
    [['render', '--max-size', '-1'], /--max-size/],
    [['render', '--max-size', '0'], /--max-size must be a number of bytes/],
    [['render', '--stdout', '--check'], /--stdout and --check do not go together/],
    [['render', '--stdout', '--explain', 'a'], /--stdout and --explain do not go together/],
    [['render', '--check', '--explain', 'a'], /--check and --explain do not go together/],
    [['lint', '--json', '--format', 'compact'], /--json and --format compact do not go together/],
    [['lint', '--rules', '--format', 'pretty', '--json'], /--json and --format pretty do not go together/],
    [['render', '--explain', 'a', 'b'], /--explain/],
    [['render', 'aa'], /no service "aa"\. Did you mean a\?/],
    [['render', 'gateway'], /no service "gateway"\. Services: a, b\./],
    [['render', 'a', 'x', 'y'], /no service "x"[\s\S]*no service "y"/],
    [['render', '--explain', 'x'], /no service "x"/],
    [['render', '\u001b[31mx'], /no service "\\u001b\[31mx"/],
  ])('%j exits 2, says why, and does nothing', (args, why) => {
    const folder = two();
    const { code, stdout, stderr } = svc(args, { cwd: folder });
    expect(stderr).toMatch(why);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(stderr).not.toContain('\u001b');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(Object.keys(contentsOf(folder))).toEqual(['services.yaml']);
  });

  it.each([[['--json', 'render', 'a']], [['render', '--json', 'a']], [['render', 'a', '--json']]])(
    'global options may stand anywhere: %j',
    (args) => {
      const folder = two();
      const { code, stdout } = svc(args, { cwd: folder });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ version: 1, files: [{ service: 'a', result: 'written' }] });
    },
  );

  it.each([[['-f', 'x.yaml', 'render', '-q']], [['render', '-qf', 'x.yaml']], [['-q', 'render', '--file=x.yaml']]])(
    'and so may -f and -q: %j',
    (args) => {
      const folder = folderWith({ 'x.yaml': TWO_SERVICES });
      expect(svc(args, { cwd: folder })).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(existsSync(join(folder, 'plists/org.example.a.plist'))).toBe(true);
    },
  );

  it('a service after -- is a service, whatever it looks like', () => {
    const { code, stderr } = svc(['render', '--', '--check'], { cwd: two() });
    expect(code).toBe(2);
    expect(stderr).toContain('no service "--check"');
  });
});

describe('--json', () => {
  const echo = () => folderWith({ 'services.yaml': manifestOf('runAtLoad: true\ncommand: [/bin/echo, x]') });

  it.each<[string[], RegExp]>([
    [['logs'], /--json changes nothing here: logs prints the lines of the logs as they are/],
    [['run', 'a'], /--json changes nothing here: run prints what the program prints/],
    [['completion', '--services'], /--json changes nothing here: completion prints lines for a shell/],
  ])('is not passed over in silence where an answer is no data: %j', (args, remark) => {
    const cwd = echo();
    const env = { SVC_ALLOW_ROOT: '1' };
    const plain = svc(args, { cwd, env });
    expect(svc([...args, '--json', '-q'], { cwd, env }).stderr).not.toContain('--json');
    const { code, stdout, stderr } = svc([...args, '--json'], { cwd, env });
    expect({ code, stdout }).toEqual({ code: plain.code, stdout: plain.stdout });
    expect(stderr).toMatch(remark);
  });

  it('may stand beside --format json', () => {
    const cwd = echo();
    expect(svc(['lint', '--json', '--format', 'json'], { cwd }).stdout).toBe(svc(['lint', '--json'], { cwd }).stdout);
  });
});

describe('-v', () => {
  it('names the file that is read, on stderr', () => {
    const cwd = folderWith({ 'services.yaml': manifestOf('runAtLoad: true\ncommand: [/bin/x]') });
    expect(svc(['render', '--stdout', '-v'], { cwd }).stderr).toBe('svc: reading services.yaml\n');
    expect(svc(['render', '--stdout'], { cwd }).stderr).toBe('');
  });
});

describe('the nearest services.yaml', () => {
  it('is looked for upwards, and the nearest wins', () => {
    const folder = folderWith({ 'services.yaml': TWO_SERVICES, 'in/services.yaml': TWO_SERVICES, 'in/x/y/z': '' });
    const { code, stdout } = svc(['render', 'a'], { cwd: join(folder, 'in/x/y') });
    expect(code).toBe(0);
    expect(stdout).toContain('in/plists/org.example.a.plist');
    expect(existsSync(join(folder, 'in/plists/org.example.a.plist'))).toBe(true);
    expect(existsSync(join(folder, 'plists'))).toBe(false);
  });

  it('that is missing: exit 2 and how to name one', () => {
    const { code, stdout, stderr } = svc(['render'], { cwd: folderWith() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/no services\.yaml here or in a folder above.*-f/);
  });

  it('a current folder that is gone: exit 2', () => {
    const folder = folderWith();
    mkdirSync(join(folder, 'gone'));
    const { code, stderr } = shell(`cd "${folder}/gone" && rmdir "${folder}/gone" && svc render`, { cwd: folder });
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(code).toBe(2);
  });
});

describe('--explain', () => {
  const manifest = manifestOf(
    'template: python-server\ncommand: ["${tool}", x]\nthrottleInterval: 1m\nenvironment: { A: "1" }',
    'variables: { tool: ~/bin/tool }\ndefaults:\n  environment: { B: "2" }\n  nice: 5\n',
  );

  it('tells for each value of the plist where it was said', () => {
    const { code, stdout, stderr } = svc(['render', '--explain', 'a'], {
      cwd: folderWith({ 'services.yaml': manifest }),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const found = (key: string) => stdout.split('\n').find((line) => line.startsWith(`${key} `)) ?? '';
    expect(stdout.split('\n')[0]).toBe('org.example.a (a)');
    expect(found('Label')).toMatch(/"org\.example\.a" +← policy of svc$/);
    expect(found('ProgramArguments')).toMatch(/\["\/Users\/user\/bin\/tool", "x"\] +← service, services\.yaml:11$/);
    expect(found('EnvironmentVariables.A')).toMatch(/"1" +← service, services\.yaml:13$/);
    expect(found('EnvironmentVariables.B')).toMatch(/"2" +← defaults, services\.yaml:6$/);
    expect(found('EnvironmentVariables.PYTHONUNBUFFERED')).toMatch(
      /"1" +← template python-server, .*python-server\.yaml:\d+$/,
    );
    expect(found('RunAtLoad')).toMatch(/true +← template daemon, .*daemon\.yaml:\d+$/);
    expect(found('ThrottleInterval')).toMatch(/60 +← service, services\.yaml:12$/);
    expect(found('Nice')).toMatch(/5 +← defaults, services\.yaml:7$/);
    expect(found('ExitTimeOut')).toMatch(/60 +← template python-server, /);
  });

  it('--json carries the same with columns', () => {
    const folder = folderWith({ 'services.yaml': manifest });
    const { stdout } = svc(['render', '--explain', 'a', '--json'], { cwd: folder });
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ version: 1, service: 'a', label: 'org.example.a' });
    expect(answer.values).toContainEqual({
      key: 'ThrottleInterval',
      value: '60',
      origin: 'service',
      file: 'services.yaml',
      line: 12,
      column: 23,
    });
    expect(answer.values).toContainEqual(
      expect.objectContaining({ key: 'RunAtLoad', value: 'true', origin: 'template', template: 'daemon', column: 12 }),
    );
    expect(Object.keys(contentsOf(folder))).toEqual(['services.yaml']);
  });
});

describe('colours', () => {
  const bad = () => ({ cwd: folderWith({ 'services.yaml': BAD }) });
  it.each<[string, string[], Record<string, string>, boolean]>([
    ['none where stderr is no terminal', [], {}, false],
    ['FORCE_COLOR asks for them', [], { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0 does not', [], { FORCE_COLOR: '0' }, false],
    ['NO_COLOR wins over FORCE_COLOR', [], { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['an empty NO_COLOR says nothing', [], { NO_COLOR: '', FORCE_COLOR: '1' }, true],
    ['--no-color wins over everything', ['--no-color'], { FORCE_COLOR: '1' }, false],
  ])('%s', (_what, args, env, colored) => {
    const { code, stderr } = svc(['render', ...args], { ...bad(), env });
    expect(code).toBe(2);
    expect(stderr.includes('\u001b[')).toBe(colored);
    expect(stderr.replace(/\u001b\[\d+m/g, '')).toContain('services.yaml:1:10 error');
  });

  it('never enter a plist, JSON or a diff that nobody coloured', () => {
    const env = { FORCE_COLOR: '3' };
    for (const args of [['--stdout'], ['--json', '--check'], ['--explain', 'a', '--json'], ['--check', '--no-color']]) {
      expect(svc(['render', ...args], { cwd: two(), env }).stdout).not.toContain('\u001b');
    }
  });
});

describe('streams', () => {
  it.each([
    'svc render --stdout | head -1',
    'svc render --stdout | head -c 1',
    'svc schema | true',
    'svc --help | true',
  ])('a reader that goes away makes no noise: %s', (line) => {
    // A text far larger than the buffer of a pipe, so that the writer does notice.
    const services = Array.from(
      { length: 400 },
      (_, i) => `  s${i}:\n    template: daemon\n    command: [/usr/bin/true]\n`,
    );
    const manifest = `version: 1\nnamespace: org.example\nhome: /Users/user\nservices:\n${services.join('')}`;
    const { stderr } = shell(line, { cwd: folderWith({ 'services.yaml': manifest }) });
    expect(stderr).toBe('');
  });

  it('a large answer reaches a slow reader whole', () => {
    const whole = svc(['render', '--stdout'], { cwd: REPO }).stdout;
    const { stdout } = shell('svc render --stdout | (sleep 0.3; cat)');
    expect(stdout).toBe(whole);
  });

  it('what lint finds stands in its place among what goes to stderr, with nothing lost at the end', () => {
    const names = Array.from({ length: 40 }, (_, i) => `${i + 100}.plist`);
    const cwd = folderWith(Object.fromEntries(names.map((name) => [name, '<plist>'])));
    const args = [...names, 'missing.plist'].join(' ');
    for (const format of ['pretty', 'compact']) {
      const said = shell(`svc lint -v --format ${format} ${args} 2>&1`, { cwd }).stdout;
      const places = names.flatMap((name) => [said.indexOf(`checking ${name}\n`), said.indexOf(`${name}:1:1`)]);
      expect(places).not.toContain(-1);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      const quiet = shell(`svc lint -q --format ${format} ${args}`, { cwd });
      expect(quiet.stdout + quiet.stderr).toBe(said.replace(/^svc: (?:checking|40 files) .*\n/gm, ''));
    }
  });

  const hasFull = existsSync('/dev/full');
  it.runIf(hasFull)(
    `a stdout that takes nothing: exit 3, no stack trace${hasFull ? '' : ' (skipped: no /dev/full)'}`,
    () => {
      const { code, stderr } = shell('svc render --stdout > /dev/full');
      expect(stderr).not.toMatch(/^ {4}at /m);
      expect(stderr).toMatch(/disk is full/);
      expect(code).toBe(3);
    },
  );

  it('closed streams do no harm', () => {
    const folder = two();
    expect(shell('svc render 2>&- ; svc render >&- ; svc render <&-', { cwd: folder }).code).toBe(0);
    expect(existsSync(join(folder, 'plists/org.example.b.plist'))).toBe(true);
  });
});
