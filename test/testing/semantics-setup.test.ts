/** What launchd sets up before exec, and what becomes of a job where it can not: rows of docs/launchd-semantics.md. */
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PlistDict } from '../../src/plist/value.ts';
import { LABEL, SLEEPER, sh, until, World, type WorldOptions } from './world.ts';

/** Runs a job once, its standard output to `out`. */
async function ran(keys: PlistDict | ((w: World) => PlistDict), options: WorldOptions = {}): Promise<World> {
  const w = new World({ timeScale: 0.05, ...options });
  w.load({ RunAtLoad: true, StandardOutPath: w.at('out'), ...(typeof keys === 'function' ? keys(w) : keys) });
  await until(() => w.job()!.lastExit !== undefined, 'the end of the run');
  return w;
}

/** Prints its environment as it is: a shell would change it. */
const ENV = { ProgramArguments: ['/usr/bin/env'] };
const linesOf = (w: World) => w.read('out').trimEnd().split('\n').sort();

describe('environment', () => {
  it("environment-default: launchd's PATH and the name of the service, nothing of the engine's own", async () => {
    process.env.SVC_ENGINE_SECRET = 'x';
    const w = await ran(ENV);
    delete process.env.SVC_ENGINE_SECRET;
    expect(linesOf(w)).toEqual(['PATH=/usr/bin:/bin:/usr/sbin:/sbin', `XPC_SERVICE_NAME=${LABEL}`]);
  });

  it('environment-of-job: every variable as it stands, whatever its name', async () => {
    const given = {
      'com.example.dotted': '1',
      'with-dash': 'a b',
      PWD: '/nonsense',
      PPID: '7',
      go: 'kept',
      IFS: 'x',
      OPTIND: 'abc',
      EMPTY: '',
      EQUALS: 'a=b=c',
      '-i': 'no option',
      QUOTES: `'"$HOME\`id\`\\`,
    };
    const w = await ran({ ...ENV, EnvironmentVariables: { ...given, PATH: '/opt/bin', '': 'x', 'A=B': 'x' } });
    const expected = { ...given, PATH: '/opt/bin', XPC_SERVICE_NAME: LABEL };
    expect(linesOf(w)).toEqual(
      Object.entries(expected)
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
    );
  });

  it('environment-large: 100 KB in one variable', async () => {
    const w = await ran({ ...ENV, EnvironmentVariables: { BIG: 'x'.repeat(100_000) } });
    expect(w.read('out')).toHaveLength(
      100_000 +
        linesOf(w)
          .filter((line) => !line.startsWith('BIG'))
          .join('\n').length +
        6,
    );
  });
});

describe('program', () => {
  it('program-path-lookup: a bare name is looked up in the PATH of launchd, not of the job', async () => {
    const w = await ran((each) => {
      each.file('mine', '#!/bin/sh\necho mine\n', 0o755);
      return { ProgramArguments: ['mine'], EnvironmentVariables: { PATH: each.folder } };
    });
    expect(w.job()!.lastExit).toEqual({ code: 78 });
    expect((await ran({ ProgramArguments: ['echo', 'hi'] })).read('out')).toBe('hi\n');
  });

  it('program-no-splitting: a command line in one string is the name of a file', async () => {
    expect((await ran({ ProgramArguments: ['/bin/echo hi'] })).job()).toMatchObject({
      execs: 0,
      lastExit: { code: 78 },
    });
  });

  it('program-and-arguments: Program is run, the arguments are those after the first', async () => {
    const w = await ran({ Program: '/bin/echo', ProgramArguments: ['anything', 'a  b', '', '$HOME', '*'] });
    expect(w.read('out')).toBe('a  b  $HOME *\n');
  });

  it('program-odd-names: spaces, equals signs, dashes, quotes and newlines are letters like others', async () => {
    for (const name of ['a b', 'a=b', '-dash', 'q\'uo"te', 'new\nline', '$HOME;`id`', 'ünï']) {
      const w = await ran((each) => {
        each.file(name, '#!/bin/sh\necho "$#:$1"\n', 0o755);
        return { ProgramArguments: [each.at(name), '-x=1'] };
      });
      expect(w.read('out'), name).toBe('1:-x=1\n');
    }
  });

  it('program-no-shebang: a text without #! is no program, 78', async () => {
    const w = await ran((each) => ({ ProgramArguments: [each.file('script', 'echo hi\n', 0o755)] }));
    expect(w.job()).toMatchObject({ execs: 0, lastExit: { code: 78 } });
    const gone = await ran((each) => ({ ProgramArguments: [each.file('script', '#!/no/such/sh\n', 0o755)] }));
    expect(gone.job()).toMatchObject({ execs: 0, lastExit: { code: 78 } });
  });
});

describe('failure to set up: last exit code 78, nothing run', () => {
  const failed = { execs: 0, runs: 1, lastExit: { code: 78 }, state: 'not running' };

  it('spawn-failure-78: the program is missing, is no file or may not be run; bootstrap answers 0', async () => {
    const w = new World();
    const kinds = [w.at('none'), w.folder, w.file('plain', '#!/bin/sh\n')];
    for (const [i, program] of kinds.entries()) {
      const Label = `com.example.${i}`;
      expect(w.load({ Label, RunAtLoad: true, ProgramArguments: [program] })).toBe(0);
      expect(w.job(Label)).toMatchObject(failed);
    }
  });

  it('spawn-failure-retried: under KeepAlive at every throttle, for ever', async () => {
    const w = new World({ timeScale: 0.01 });
    w.load({ KeepAlive: { SuccessfulExit: false }, ProgramArguments: ['/nonexistent'] });
    await until(() => w.job()!.runs >= 5, 'five tries');
    const tries = w.log('spawn-failed').map(({ at }) => at);
    for (const [i, at] of tries.slice(1).entries()) expect(at - tries[i]!).toBeGreaterThanOrEqual(10_000);
  });

  it('working-directory: the job runs there, and in / when it has none', async () => {
    const w = await ran((each) => ({ WorkingDirectory: each.folder, ProgramArguments: ['/bin/pwd'] }));
    expect(w.read('out')).toBe(`${w.folder}\n`);
    expect((await ran({ ProgramArguments: ['/bin/pwd'] })).read('out')).toBe('/\n');
  });

  it('working-directory-missing: 78, or / as OS X 10.9 had it', async () => {
    const keys = { WorkingDirectory: '/nonexistent/folder', ProgramArguments: ['/bin/pwd'] };
    expect((await ran(keys)).job()).toMatchObject(failed);
    const old = await ran(keys, { semantics: { missingWorkingDirectory: 'root' } });
    expect(old.read('out')).toBe('/\n');
  });

  it('log-unopenable: the log is a folder', async () => {
    const w = await ran((each) => ({ StandardErrorPath: each.folder, ...sh(`echo x > ${each.at('ran')}`) }));
    expect(w.job()).toMatchObject(failed);
    expect(existsSync(w.at('ran'))).toBe(false);
  });

  it('log-folder-missing: 78, or made where reports say so', async () => {
    const keys = (w: World) => ({ StandardOutPath: w.at('logs/deep/out'), ...sh('echo hi') });
    expect((await ran(keys)).job()).toMatchObject(failed);
    const made = await ran(keys, { semantics: { missingLogFolder: 'made' } });
    expect(made.read('logs/deep/out')).toBe('hi\n');
  });

  it('arguments-too-long: E2BIG is a failure to set up', async () => {
    const w = await ran({ ProgramArguments: ['/bin/echo', 'x'.repeat(200_000)] });
    expect(w.job()).toMatchObject(failed);
    const many = await ran({ ProgramArguments: ['/bin/echo', ...Array(40).fill('x'.repeat(100_000))] });
    expect(many.job()).toMatchObject(failed);
  });
});

describe('files', () => {
  it('standard-files-append: opened before exec, in append mode, and made where they are missing', async () => {
    const w = await ran((each) => {
      each.file('out', 'before\n');
      return { StandardErrorPath: each.at('err'), ...sh('echo out; echo err >&2') };
    });
    expect([w.read('out'), w.read('err')]).toEqual(['before\nout\n', 'err\n']);
  });

  it('standard-files-shared: one file may take both, in order', async () => {
    const w = await ran((each) => ({ StandardErrorPath: each.at('out'), ...sh('echo 1; echo 2 >&2; echo 3') }));
    expect(w.read('out')).toBe('1\n2\n3\n');
  });

  it.skipIf(!existsSync('/proc/self/fd'))('standard-files-default: /dev/null, and nothing else is open', async () => {
    const w = await ran(sh('readlink /proc/$$/fd/0 /proc/$$/fd/2'));
    expect(w.read('out')).toBe('/dev/null\n/dev/null\n');
    // ls itself has the folder open, as 3. High numbers come from whoever started the tests.
    const open = (await ran({ ProgramArguments: ['/bin/ls', '/proc/self/fd'] })).read('out').trim().split('\n');
    expect(open.filter((name) => Number(name) < 16)).toEqual(['0', '1', '2', '3']);
  });

  it('standard-in: read from the file, which is made where it is missing', async () => {
    const w = await ran((each) => ({
      StandardInPath: each.file('in', 'line\n'),
      ProgramArguments: ['/bin/cat'],
    }));
    expect(w.read('out')).toBe('line\n');
    const made = await ran((each) => ({ StandardInPath: each.at('in'), ProgramArguments: ['/bin/cat'] }));
    expect(existsSync(made.at('in'))).toBe(true);
  });

  it('log-is-pipe: the engine does not wait for who reads it', async () => {
    const w = new World();
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', [w.at('pipe')]);
    const started = performance.now();
    w.load({ RunAtLoad: true, StandardOutPath: w.at('pipe'), StandardInPath: w.at('pipe'), ...SLEEPER });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(w.job()!.state).toBe('running');
  });

  it('umask: of the job, 022 by default, for the files of the engine too', async () => {
    const modes = async (keys: PlistDict) => {
      const w = await ran((each) => ({ ...keys, ...sh(`umask; : > ${each.at('made')}`) }));
      return [w.read('out').trim(), statSync(w.at('made')).mode & 0o777, statSync(w.at('out')).mode & 0o777];
    };
    expect(await modes({})).toEqual(['0022', 0o644, 0o644]);
    expect(await modes({ Umask: 0o077 })).toEqual(['0077', 0o600, 0o600]);
    expect(await modes({ Umask: '027' })).toEqual(['0027', 0o640, 0o640]);
  });

  it('file-not-reread: launchd keeps what it read at bootstrap', async () => {
    const w = await ran({ ThrottleInterval: 1, ...sh('echo first') });
    w.plist({ StandardOutPath: w.at('out'), ...sh('echo second') });
    chmodSync(w.at(`${LABEL}.plist`), 0o666);
    await w.engine.clock.sleep(2000);
    await w.engine.kickstart(w.job()!.domain, LABEL, { kill: false });
    await w.exited(2);
    expect(w.read('out')).toBe('first\nfirst\n');
  });

  it.skipIf(process.getuid?.() !== 0)('user-name: is heeded in the system domain, and dropped in others', async () => {
    const w = new World({ timeScale: 0.05 });
    mkdirSync(w.at('open'));
    chmodSync(w.folder, 0o755);
    const keys = { RunAtLoad: true, UserName: 'nobody', ProgramArguments: ['/usr/bin/id', '-un'] };
    w.load({ ...keys, Label: 'com.example.daemon', StandardOutPath: w.at('daemon') }, { kind: 'system' });
    w.load({ ...keys, Label: 'com.example.agent', StandardOutPath: w.at('agent') });
    expect([await w.wrote('daemon'), await w.wrote('agent')]).toEqual(['nobody\n', 'root\n']);
    w.load({ ...keys, UserName: 'no-such-user', Label: 'com.example.none' }, { kind: 'system' });
    expect(w.job('com.example.none', { kind: 'system' })).toMatchObject(failed);
  });
  const failed = { execs: 0, lastExit: { code: 78 } };
});
