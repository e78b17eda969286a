/** `svc run`: real programs, held against what launchd gives a job. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderWith, MAIN, manifestOf, type RunOptions, svc } from '../support/svc.ts';

/** A services.yaml of one service, a shell script `job` beside it. */
function jobFolder(script: string, fields = '', top = ''): string {
  const folder = folderWith({ job: `#!/bin/sh\n${script}\n` });
  chmodSync(join(folder, 'job'), 0o755);
  writeFileSync(join(folder, 'services.yaml'), manifestOf(`command: [${folder}/job]\nrunAtLoad: true\n${fields}`, top));
  return folder;
}

/** Runs service `a`; what the shells and Node of this test leave in the environment is not the job's. */
const runJob = (folder: string, options: RunOptions = {}, args: readonly string[] = []) =>
  svc(['run', 'a', '-q', ...args], { cwd: folder, ...options, env: { ...AS_ROOT, ...options.env } });

const isRoot = process.getuid?.() === 0;
/** Where root is the only user, agents are root's. */
const AS_ROOT = isRoot ? { SVC_ALLOW_ROOT: '1' } : {};
const env = { ...process.env, ...AS_ROOT };

/** A service whose command is a program itself, no script. */
function programFolder(body: string, top = ''): string {
  return folderWith({ 'services.yaml': manifestOf(`runAtLoad: true\n${body}`, top) });
}

const { username, homedir, shell } = userInfo();

describe('the environment', () => {
  it('of an agent is launchd’s, byte for byte, and nothing of the caller’s', () => {
    const odd = 'a "quoted" $HOME `x` \\ é\n second line ';
    const folder = programFolder(
      `command: [/usr/bin/env, "-0"]\nenvironment: { MODE: prod, a.b: dotted, ODD: ${JSON.stringify(odd)}, EMPTY: "" }`,
    );
    const caller = { SECRET: 'of the caller', BASH_ENV: '/nowhere', SHLVL: '7', PWD: '/x', LC_ALL: 'C', TMPDIR: '/x' };
    const { code, stdout, stderr } = runJob(folder, { env: caller });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const variables = Object.fromEntries(stdout.split('\0').filter(Boolean).map(assignment));
    expect(variables).toEqual({
      PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
      XPC_SERVICE_NAME: 'org.example.a',
      HOME: homedir,
      USER: username,
      LOGNAME: username,
      SHELL: shell,
      TMPDIR: process.platform === 'darwin' ? expect.stringMatching(/^\/var\/folders\//) : '/tmp',
      ...{ MODE: 'prod', 'a.b': 'dotted', ODD: odd, EMPTY: '' },
    });
  });

  it('of the job wins, path in small letters are another variable, and SVC_HOME is the home', () => {
    const folder = programFolder('command: [/usr/bin/env]\nenvironment: { PATH: custom, path: extra, SHLVL: "3" }');
    const { stdout } = runJob(folder, { env: { SVC_HOME: '/Users/other' } });
    const lines = stdout.split('\n');
    expect(lines).toContain('PATH=custom');
    expect(lines).toContain('path=extra');
    expect(lines).toContain('SHLVL=3');
    expect(lines).toContain('HOME=/Users/other');
  });

  it('of a daemon has nothing of an account', () => {
    const folder = programFolder('command: [/usr/bin/env]', 'domain: system\n');
    const { code, stdout } = runJob(folder);
    expect(code).toBe(0);
    expect(stdout.split('\n').filter(Boolean).sort()).toEqual([
      'PATH=/usr/bin:/bin:/usr/sbin:/sbin',
      'XPC_SERVICE_NAME=org.example.a',
    ]);
  });

  it('of `plist:` counts as launchd reads it: what is no string is dropped', () => {
    const folder = programFolder(
      'command: [/usr/bin/env]\nplist: { EnvironmentVariables: { N: 1, S: "1" }, Umask: "077" }',
    );
    const { stdout } = runJob(folder);
    expect(stdout).toMatch(/^S=1$/m);
    expect(stdout).not.toMatch(/^N=/m);
  });
});

function assignment(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

const hasProc = existsSync('/proc/self/limits');

describe('folder, umask, limits', () => {
  it('are launchd’s where nothing is said', () => {
    const folder = jobFolder('pwd; umask; ulimit -S -n; cat; echo end of stdin');
    const { code, stdout } = runJob(folder, { umask: '077', input: 'not for the job' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '/\n0022\n256\nend of stdin\n' });
  });

  it('are the job’s where it says them', () => {
    const folder = jobFolder('pwd; umask; ulimit -S -n; ulimit -H -n; ulimit -S -t; cat', 'umask: "027"\n');
    mkdirSync(join(folder, 'work'));
    writeFileSync(join(folder, 'in'), 'from a file\n');
    const yaml = readFileSync(join(folder, 'services.yaml'), 'utf8');
    const more = `    workingDirectory: ${folder}/work\n    stdin: ${folder}/in\n    limits: { numberOfFiles: { soft: 100, hard: 200 }, cpu: { soft: 50 } }\n`;
    writeFileSync(join(folder, 'services.yaml'), yaml + more);
    const { code, stdout, stderr } = runJob(folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${folder}/work\n0027\n100\n200\n50\nfrom a file\n`);
  });

  it.runIf(hasProc)(`are exact in bytes${hasProc ? '' : ' (skipped: no /proc)'}`, () => {
    const folder = programFolder(
      `command: [/bin/cat, /proc/self/limits]
limits: { core: { soft: 4096, hard: 8192 }, fileSize: { soft: 1048576 }, data: { soft: 1073741824 }, stack: { soft: 4194304 } }`,
    );
    const { stdout } = runJob(folder);
    expect(stdout).toMatch(/^Max core file size +4096 +8192 +bytes/m);
    expect(stdout).toMatch(/^Max file size +1048576 /m);
    expect(stdout).toMatch(/^Max data size +1073741824 /m);
    expect(stdout).toMatch(/^Max stack size +4194304 /m);
    expect(stdout).toMatch(/^Max open files +256 /m);
  });

  it('a limit that can not be set is said, and the program runs', () => {
    const folder = jobFolder(
      'echo ran',
      'plist: { SoftResourceLimits: { NumberOfFiles: 300 }, HardResourceLimits: { numberoffiles: 200 } }',
    );
    const { code, stdout, stderr } = runJob(folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'ran\n' });
    expect(stderr).toContain('svc: the limit NumberOfFiles can not be set (-H 200).');
  });

  it('nice counts from launchd’s zero, not from the caller’s', () => {
    const folder = jobFolder('nice', 'nice: 7');
    expect(runJob(folder)).toMatchObject({ code: 0, stdout: '7\n' });
    const from3 = spawnSync('/usr/bin/nice', ['-n', '3', process.execPath, MAIN, 'run', 'a', '-q'], {
      cwd: folder,
      env,
    });
    expect(from3.stdout.toString()).toBe('7\n');
  });

  it('argv is the job’s: words stay whole, and the name may be another than the program’s', () => {
    const folder = jobFolder('printf "%s|" "$@"');
    writeFileSync(
      join(folder, 'services.yaml'),
      manifestOf(`command: [${folder}/job, "a b", "", "A=1", -x, "*"]\nrunAtLoad: true`),
    );
    expect(runJob(folder).stdout).toBe('a b||A=1|-x|*|');
    const named = programFolder('program: /bin/sh\ncommand: [other name, -c, "echo $0 $#; env", zero, one]');
    const { stdout } = runJob(named);
    expect(stdout).toMatch(/^zero 1$/m);
    expect(stdout).toMatch(/^XPC_SERVICE_NAME=org.example.a$/m);
    const cmdline = programFolder(`program: /bin/cat\ncommand: [other name, /proc/self/cmdline]`);
    if (hasProc && existsSync('/usr/bin/perl')) expect(runJob(cmdline).stdout).toBe('other name\0/proc/self/cmdline\0');
  });

  it('a program with = in its path is a program', () => {
    const folder = jobFolder('');
    writeFileSync(join(folder, 'a=b'), '#!/bin/sh\necho "$0"\n', { mode: 0o755 });
    writeFileSync(join(folder, 'services.yaml'), manifestOf(`command: [${folder}/a=b]\nrunAtLoad: true`));
    expect(runJob(folder)).toMatchObject({ code: 0, stdout: `${folder}/a=b\n` });
  });
});

describe('the end', () => {
  it.each([0, 1, 3, 78, 255])('exit code %i is svc’s', (code) => {
    expect(runJob(jobFolder(`exit ${code}`)).code).toBe(code);
  });

  it('stdout and stderr come through, and not into the log files', () => {
    const folder = jobFolder('echo out; echo err >&2', 'logs: { stdout: /nowhere/at/all.log }');
    expect(runJob(folder)).toEqual({ code: 0, stdout: 'out\n', stderr: 'err\n' });
  });

  it('by a signal is 128 + n to a shell; TERM, INT and HUP end svc itself', () => {
    for (const signal of ['TERM', 'HUP', 'INT'] as const) {
      const folder = jobFolder(`kill -${signal} $$`);
      const ended = spawnSync(process.execPath, [MAIN, 'run', 'a', '-q'], { cwd: folder, env });
      expect({ status: ended.status, signal: ended.signal }).toEqual({ status: null, signal: `SIG${signal}` });
    }
    expect(runJob(jobFolder('kill -KILL $$')).code).toBe(128 + 9);
    expect(runJob(jobFolder('kill -USR1 $$')).code).toBe(128 + constants.signals.SIGUSR1);
  });

  it('what is left of the group ends with the program, unless it is abandoned', async () => {
    for (const [fields, survives] of [
      ['', false],
      ['abandonProcessGroup: true', true],
    ] as const) {
      const folder = jobFolder('sleep 60 > /dev/null 2>&1 &\necho $!', fields);
      const { stdout } = runJob(folder);
      const pid = Number(stdout);
      onTestFinished(() => kill(pid));
      await eventually(() => expect(isRunning(pid)).toBe(survives));
      kill(pid);
    }
  });
});

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {} // gone already
}

/** A zombie that nobody waits for has ended. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

async function eventually(check: () => void): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      check();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(50);
  }
}

/** A job that runs until it is told otherwise, and what it has said so far. */
function startJob(folder: string): { readonly child: ChildProcess; said(): string } {
  const child = spawn(process.execPath, [MAIN, 'run', 'a', '-q'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout!.on('data', (data) => {
    said += data;
  });
  onTestFinished(() => {
    // Killed itself, svc could not end the job, and a process that stays holds up the whole test run.
    if (existsSync(folder)) writeFileSync(join(folder, 'job.end'), '');
    child.stdout!.destroy();
    child.kill('SIGCONT');
    setTimeout(() => child.kill('SIGKILL'), 2000).unref();
  });
  return { child, said: () => said };
}

const ended = (child: ChildProcess) =>
  new Promise<number | string | null>((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));

describe('signals', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
    '%s is passed on, once',
    async (signal) => {
      const name = signal.slice(3);
      const folder = jobFolder(
        `trap 'echo got' ${name}; echo ready; while [ ! -e ${'"$0".end'} ]; do sleep 0.1; done; exit 5`,
      );
      const { child, said } = startJob(folder);
      const end = ended(child);
      await eventually(() => expect(said()).toContain('ready'));
      child.kill(signal);
      await eventually(() => expect(said()).toContain('got'));
      await sleep(150);
      writeFileSync(join(folder, 'job.end'), '');
      expect(await end).toBe(5);
      expect(said()).toBe('ready\ngot\n');
    },
  );

  it('TSTP holds program and svc, CONT lets both go on', async () => {
    const folder = jobFolder('echo $$; while [ ! -e "$0".end ]; do sleep 0.1; done; exit 4');
    const { child, said } = startJob(folder);
    const end = ended(child);
    await eventually(() => expect(said()).toMatch(/^\d+\n/));
    // Of svc and of all in the group of the program. A shell whose child is held between vfork and exec is not T, but D.
    const states = () => {
      const { stdout } = spawnSync('ps', ['-axo', 'pid=,pgid=,stat='], { encoding: 'utf8' });
      const rows = stdout.split('\n').map((row) => row.trim().split(/\s+/));
      const living = rows.filter(([, , state]) => !state?.startsWith('Z'));
      const ours = living.filter(([pid, group]) => Number(pid) === child.pid || Number(group) === Number(said()));
      return ours.map(([pid, , state]) => (Number(pid) === child.pid ? 'svc ' : '') + state![0]).sort();
    };
    child.kill('SIGTSTP');
    await eventually(() => expect(states().join()).toMatch(/^(?:D,)?T(?:,T)*,svc T$/));
    child.kill('SIGCONT');
    await eventually(() => expect(states().join()).not.toContain('T'));
    writeFileSync(join(folder, 'job.end'), '');
    expect(await end).toBe(4);
  });

  it('TERM goes to the program alone, as launchd sends it', async () => {
    const untilEnd = 'while [ ! -e "$0".end ]; do sleep 0.1; done';
    const inner = `/bin/sh -c 'trap "echo inner" TERM; ${untilEnd}' "$0" &`;
    const folder = jobFolder(`trap 'echo outer' TERM\n${inner}\necho ready; ${untilEnd}; wait`);
    const { child, said } = startJob(folder);
    const end = ended(child);
    await eventually(() => expect(said()).toContain('ready'));
    child.kill('SIGTERM');
    await eventually(() => expect(said()).toContain('outer'));
    await sleep(200);
    writeFileSync(join(folder, 'job.end'), '');
    expect(await end).toBe(0);
    expect(said()).toBe('ready\nouter\n');
  });
});

const hasScript = spawnSync('script', ['--version']).stdout?.toString().includes('util-linux') ?? false;

describe('a terminal', () => {
  it.runIf(hasScript)(
    `Ctrl-C reaches the program once${hasScript ? '' : ' (skipped: no script of util-linux)'}`,
    async () => {
      const folder = jobFolder(
        `trap 'echo got' INT; echo ready; while [ ! -e "$0".end ]; do sleep 0.1; done; tty; exit 6`,
      );
      // Without exec a shell stays in front (dash does, where SHELL is not set), and Ctrl-C ends that shell.
      const command = `exec '${process.execPath}' '${MAIN}' run a -q`;
      const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder, env });
      let said = '';
      child.stdout.on('data', (data) => {
        said += data;
      });
      onTestFinished(() => {
        child.kill('SIGKILL');
      });
      const end = ended(child);
      await eventually(() => expect(said).toContain('ready'));
      child.stdin.write('\u0003');
      await eventually(() => expect(said).toContain('got'));
      await sleep(300);
      writeFileSync(join(folder, 'job.end'), '');
      expect(await end).toBe(6);
      expect(said.replaceAll('^C', '')).toBe('ready\r\ngot\r\nnot a tty\r\n');
    },
  );
});

describe('refusals', () => {
  const EX_CONFIG = /78 EX_CONFIG/;

  it('a program that is missing, no program, or not executable: exit 3', () => {
    for (const [command, why] of [
      ['/nowhere/at/all', /\/nowhere\/at\/all: there is no such file/],
      ['/usr', /it is a folder/],
      ['/etc/passwd', /it is not executable/],
    ] as const) {
      const { code, stdout, stderr } = runJob(programFolder(`command: [${command}]`));
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toMatch(why);
      expect(stderr).toMatch(EX_CONFIG);
    }
  });

  it('an interpreter that is missing, a text without #!: exit 3', () => {
    for (const [text, why] of [
      ['#!/nowhere/node\n', /its interpreter \/nowhere\/node is not there/],
      ['echo hello\n', /a text without #!/],
      ['', /it is empty/],
    ] as const) {
      const folder = folderWith({ job: text });
      chmodSync(join(folder, 'job'), 0o755);
      writeFileSync(join(folder, 'services.yaml'), manifestOf(`command: [${folder}/job]\nrunAtLoad: true`));
      const { code, stderr } = runJob(folder);
      expect(code).toBe(3);
      expect(stderr).toMatch(why);
    }
  });

  it('a working folder, an account that are missing: exit 3', () => {
    const gone = runJob(programFolder('command: [/usr/bin/true]\nworkingDirectory: /nowhere'));
    expect(gone.code).toBe(3);
    expect(gone.stderr).toMatch(/working directory \/nowhere is not there/);
    const nobody = runJob(programFolder('command: [/usr/bin/true]\nuser: no-such-user', 'domain: system\n'));
    expect(nobody.code).toBe(3);
    expect(nobody.stderr).toMatch(/no account no-such-user/);
  });

  it.runIf(isRoot)(
    `agents as root, and what others may write for a daemon: exit 2${isRoot ? '' : ' (skipped: not root)'}`,
    () => {
      const agent = svc(['run', 'a'], { cwd: programFolder('command: [/usr/bin/true]') });
      expect(agent).toMatchObject({ code: 2, stdout: '' });
      expect(agent.stderr).toMatch(/agents, and svc runs as root/);
      const daemon = programFolder('command: [/usr/bin/true]', 'domain: system\n');
      chmodSync(join(daemon, 'services.yaml'), 0o666);
      const open = svc(['run', 'a'], { cwd: daemon });
      expect(open).toMatchObject({ code: 2, stdout: '' });
      expect(open.stderr).toMatch(/others than root may change .*services\.yaml/);
    },
  );

  it('no such service, no service: exit 2', () => {
    const folder = programFolder('command: [/usr/bin/true]');
    expect(svc(['run', 'b'], { cwd: folder })).toMatchObject({ code: 2, stdout: '' });
    expect(svc(['run'], { cwd: folder }).code).toBe(2);
  });
});

describe('a daemon', () => {
  it.runIf(isRoot)(`runs as its user where svc is root${isRoot ? '' : ' (skipped: not root)'}`, () => {
    const folder = programFolder('command: [/bin/sh, -c, "id -un; env"]\nuser: nobody', 'domain: system\n');
    const { code, stdout } = runJob(folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^nobody\n/);
    expect(stdout).toMatch(/^USER=nobody$/m);
  });

  it('says what only launchd can give', () => {
    const folder = programFolder('command: [/usr/bin/true]\nplist: { MachServices: { org.example.a.port: true } }');
    const { code, stderr } = svc(['run', 'a'], { cwd: folder, env: AS_ROOT });
    expect(code).toBe(0);
    expect(stderr).toMatch(/MachServices: only launchd gives this/);
  });
});
