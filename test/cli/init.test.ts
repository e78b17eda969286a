/** `svc init`: what it writes lints clean, and it never overwrites, and it asks on a terminal only. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INIT_TEMPLATES, initText, type ServiceTemplate } from '../../src/guide/init.ts';
import { stablePath } from '../../src/guide/runtimes.ts';
import { unstablePathIn } from '../../src/launchd/interpreter-paths.ts';
import { loadManifestBytes } from '../../src/project/load-manifest.ts';
import { hasPython } from '../support/plistlib.ts';
import { folderWith, MAIN, svc } from '../support/svc.ts';

const text = (folder: string, file = 'services.yaml') => readFileSync(join(folder, file), 'utf8');

describe.each(INIT_TEMPLATES)('--template %s', (template) => {
  it.each([
    ['--yes', []],
    ['flags', ['--namespace', 'com.example', '--command', '/usr/bin/true --flag', '--name', 'x']],
  ])('with %s writes a file without an error, warning or remark of lint', (_, flags) => {
    const cwd = folderWith();
    const given = template === 'openclaw' ? flags.slice(0, 2) : flags;
    const { code, stdout, stderr } = svc(['init', '--template', template, ...(given.length > 0 ? given : ['--yes'])], {
      cwd,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'written services.yaml\n' });
    expect(stderr).toMatch(/^svc: .*`svc lint` checks it, `svc install` installs it\.\n$/);
    expect(svc(['lint', '--preset', 'strict'], { cwd })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'svc: 1 file checked: no problems\n',
    });
  });

  it('has a schema that is there, for editors, in the first line', () => {
    const cwd = folderWith();
    expect(svc(['init', '--template', template, '--yes'], { cwd }).code).toBe(0);
    const [, schema] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text(cwd))!;
    expect(JSON.parse(readFileSync(schema!, 'utf8'))).toEqual(JSON.parse(svc(['schema']).stdout));
  });
});

describe('--template openclaw', () => {
  it('gives the six services of this repository', () => {
    const cwd = folderWith();
    const flags = ['--template', 'openclaw', '--runtime', '/opt/homebrew/bin/node'];
    expect(svc(['init', ...flags], { cwd }).code).toBe(0);
    const { stdout } = svc(['render', '--stdout', '--home', '/Users/user'], { cwd });
    expect(stdout).toBe(svc(['render', '--stdout']).stdout);
    expect(stdout.match(/<plist /g)).toHaveLength(6);
  });
});

describe('a file that is there', () => {
  it('is left alone, whatever is asked', () => {
    const cwd = folderWith({ 'services.yaml': 'mine', 'folder/x': '' });
    for (const flags of [['--yes'], ['--yes', '-o', 'folder'], ['-f', 'services.yaml', '--yes']]) {
      const { code, stdout, stderr } = svc(['init', ...flags], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/is there already, and svc init never overwrites/);
    }
    expect(text(cwd)).toBe('mine');
  });

  it('is never one without a name', () => {
    const answer = svc(['init', '--yes', '-o', ''], { cwd: folderWith() });
    expect(answer).toEqual({ code: 2, stdout: '', stderr: 'svc: --output names no file.\n' });
  });

  it('proposes command lines that a shell reads as they are meant', () => {
    const { stderr } = svc(['init', '--yes', '-o', 'my services.yaml'], { cwd: folderWith() });
    expect(stderr).toContain(
      "`svc lint 'my services.yaml'` checks it, `svc install -f 'my services.yaml'` installs it.",
    );
  });

  it('in a folder that is not there is not written', () => {
    const cwd = folderWith();
    const { code, stderr } = svc(['init', '--yes', '-o', 'no/services.yaml'], { cwd });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'svc: no/services.yaml can not be written: there is no such file or folder.\n',
    });
  });
});

describe('without a terminal', () => {
  it.each<[string[], RegExp]>([
    [[], /nothing is asked.*--namespace and --command are missing; --yes/],
    [['--namespace', 'a'], /--command is missing/],
    [['--command', '/bin/x'], /--namespace is missing/],
    [['--yes', '--template', 'demon'], /--template "demon" can not be used\. Templates: daemon, heartbeat/],
    [['--yes', '--namespace', 'a b'], /--namespace "a b" can not be used\. It has letters/],
    [['--yes', '--name', '../x'], /--name "\.\.\/x"/],
    [['--yes', '--command', 'a | b'], /No shell reads it/],
    [['--yes', '--command', 'A=1 /bin/x'], /No shell reads it/],
    [['--yes', '--command', '/bin/x > y'], /No shell reads it/],
    [['--yes', '--command', ' '], /Write a program/],
    [['--yes', '--command', 'surely-no-such-program x'], /no program surely-no-such-program/],
    [['--yes', '--runtime', 'node'], /It must be an absolute path/],
    [['--yes', '--schedule', 'daily 03:00'], /--schedule goes with --template heartbeat/],
    [['--yes', '--template', 'heartbeat', '--schedule', 'some day'], /nothing was written/],
    [['--template', 'openclaw', '--name', 'x'], /six services/],
  ])('%j exits 2, says why, and writes nothing', (flags, why) => {
    const cwd = folderWith();
    const { code, stdout, stderr } = svc(['init', ...flags], { cwd, input: 'com.example\n\n\n' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(why);
    expect(existsSync(join(cwd, 'services.yaml'))).toBe(false);
  });

  it('answers --json with what was written', () => {
    const cwd = folderWith();
    const { stdout } = svc(['init', '--yes', '--json', '--namespace', 'com.example', '-o', 'x.yaml'], { cwd });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      file: 'x.yaml',
      namespace: 'com.example',
      template: 'daemon',
      services: ['app'],
    });
  });
});

describe('the command', () => {
  it('is split as a shell would, a bare program and a file that is here become paths, a dollar stays one', () => {
    const cwd = folderWith({ 'server.js': '', 'bin/node': '#!/bin/sh\n' });
    const line = `node ./server.js server.js --name "a b" '$HOME' missing.js`;
    const flags = ['--namespace', 'com.example', '--runtime', '/x/node', '--command', line];
    expect(svc(['init', ...flags], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining('$HOME') });
    expect(svc(['init', ...flags.slice(0, -1), line.replace("'$HOME'", 'US$')], { cwd }).code).toBe(0);
    const { stdout } = svc(['render', '--stdout', 'server'], { cwd });
    const words = [...stdout.matchAll(/<string>([^<]*)<\/string>/g)].map(([, word]) => word!);
    expect(words[1]).toMatch(/^\/.*\/node$/);
    expect(words.slice(2, 8)).toEqual([`${cwd}/server.js`, `${cwd}/server.js`, '--name', 'a b', 'US$', 'missing.js']);
  });
});

describe('the runtime', () => {
  const all = () => true;
  it('is a path that outlives upgrades', () => {
    expect(stablePath('node', '', (path) => path === '/usr/local/bin/node')).toBe('/usr/local/bin/node');
    expect(stablePath('node', '/own/bin', (path) => path === '/own/bin/node')).toBe('/own/bin/node');
    const none = [
      '/Users/user/.nvm/versions/node/v24.1.0/bin',
      '/x/node_modules/.bin',
      '/x/.venv/bin',
      'bin',
      '/tmp/bin',
      '/Users/user/.volta/bin',
    ];
    for (const folder of none) {
      expect(
        stablePath('node', folder, (path) => path.startsWith(folder)),
        folder,
      ).toBeUndefined();
    }
    const cellar = '/opt/homebrew/Cellar/node/24.1.0/bin';
    expect(stablePath('node', cellar, (path) => path.includes('/node/'))).toBe('/opt/homebrew/opt/node/bin/node');
  });

  it('is no link of a Cellar in a folder of a version manager', () => {
    const path = '/opt/homebrew/Cellar/.volta/1.2/.asdf/shims';
    expect(stablePath('node', path, (file) => file.includes('.volta'))).toBeUndefined();
  });

  it('is never one that the linter warns of, whatever PATH says', () => {
    const part = fc.constantFrom(
      '.nvm/versions/node/v1.2.3',
      '.volta',
      '.asdf/shims',
      'bin',
      'opt',
      'Cellar',
      'node',
      '1.2',
      'opt/homebrew',
    );
    const path = fc.array(fc.array(part).map((parts) => `/${parts.join('/')}`)).map((folders) => folders.join(':'));
    fc.assert(
      fc.property(path, fc.func(fc.boolean()), (value, isThere) => {
        const found = stablePath('node', value, isThere);
        if (found !== undefined) expect(unstablePathIn(found)).toBeUndefined();
      }),
    );
    expect(stablePath('node', '', all)).toBe('/opt/homebrew/bin/node');
  });
});

describe('the text', () => {
  it('says what was chosen and nothing else, whatever that holds', () => {
    const template = fc.constantFrom<ServiceTemplate>('daemon', 'heartbeat', 'watcher', 'python-server');
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,20}$/);
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('- x', 'a: b', '# c', '"', "'", '${x}', '$$', 'null', '1', '*', '&a', '%'),
    );
    fc.assert(
      fc.property(template, name, name, fc.array(word), (chosen, namespace, service, args) => {
        const schedule = chosen === 'heartbeat' ? { schedule: 'daily 03:00' } : {};
        const choice = {
          template: chosen,
          namespace,
          name: service,
          command: ['/bin/x', ...args],
          isExample: false,
          ...schedule,
        };
        const bytes = new TextEncoder().encode(initText(choice, './schema.json'));
        const { manifest, diagnostics } = loadManifestBytes('services.yaml', bytes, { home: '/Users/user' });
        if (!manifest) {
          // Refused for what an argument is, never for how it is written.
          expect(diagnostics.map(({ message }) => message).join('\n')).not.toMatch(/YAML|unknown field/i);
          return;
        }
        expect(manifest.namespace).toBe(namespace);
        expect(manifest.services.map((one) => one.name)).toEqual([service]);
        const command = manifest.services[0]!.fields.command as readonly string[];
        expect(command).toEqual(['/bin/x', ...args.map((arg) => arg.replace(/^~(?=\/|$)/, '/Users/user'))]);
      }),
    );
  });
});

/** Types `answers` on a terminal of its own, one for each question, and gives what was shown and the exit code. */
function onTerminal(answers: readonly string[], cwd: string, args: readonly string[]) {
  const script = `
import os, pty, sys, select
answers = sys.argv[1].split('|') if sys.argv[1] else []
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b''; asked = 0
while True:
    try: part = os.read(fd, 4096)
    except OSError: break
    if not part: break
    shown += part
    if shown.rstrip(b' ').endswith(b']:') and len(shown) > asked:
        asked = len(shown)
        answer = answers.pop(0) if answers else '\\x04'
        os.write(fd, answer.encode() + (b'' if answer == '\\x04' else b'\\n'))
sys.stdout.write(shown.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
  const { status, stdout } = spawnSync(
    'python3',
    ['-c', script, answers.join('|'), process.execPath, MAIN, 'init', ...args],
    {
      cwd,
      encoding: 'utf8',
      timeout: 20_000,
      env: { PATH: process.env.PATH, HOME: '/Users/user', TERM: 'dumb' },
    },
  );
  return { code: status, shown: stdout };
}

describe.skipIf(!hasPython)(`on a terminal${hasPython ? '' : ' (skipped: no python3)'}`, () => {
  it('asks for template, namespace and command, and again after a wrong answer', () => {
    const cwd = folderWith();
    const { code, shown } = onTerminal(
      ['demon', 'heartbeat', 'com example', 'com.example', '/usr/bin/true -x', ''],
      cwd,
      [],
    );
    expect(shown).toMatch(/Templates: daemon[\s\S]*Template \[daemon\][\s\S]*It has letters[\s\S]*Command[\s\S]*When/);
    expect(code).toBe(0);
    const { namespace, services } = { namespace: /^namespace: (\S+)/m.exec(text(cwd))![1], services: text(cwd) };
    expect(namespace).toBe('com.example');
    expect(services).toMatch(/^ {2}true|"true":/m);
    expect(services).toContain('schedule: "daily 03:00"');
    expect(svc(['lint'], { cwd }).code).toBe(0);
  });

  it('takes an empty answer for the default, and asks nothing that an option says', () => {
    const cwd = folderWith();
    const { code, shown } = onTerminal(['', ''], cwd, ['--namespace', 'com.example']);
    expect({ code, asked: shown.match(/\]: /g)?.length }).toEqual({ code: 0, asked: 2 });
    expect(text(cwd)).toContain('template: daemon');
  });

  it('writes nothing when the questions are left (Ctrl-D)', () => {
    const cwd = folderWith();
    const { code, shown } = onTerminal([], cwd, []);
    expect(code).toBe(2);
    expect(shown).toContain('no answer; nothing was written');
    expect(existsSync(join(cwd, 'services.yaml'))).toBe(false);
  });

  it('asks nothing with --yes', () => {
    const cwd = folderWith();
    const { code, shown } = onTerminal([], cwd, ['--yes']);
    expect(code).toBe(0);
    expect(shown).not.toContain(']:');
  });
});
