/** `svc-standin run -- <command>`, the built program. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isRunning, until } from '../support/stand-in.ts';
import { folderWith, REPO } from '../support/svc.ts';

const PROGRAM = join(REPO, 'dist/standin.js');
const UID = process.getuid?.() ?? 0;

function run(...args: readonly string[]) {
  const env = { PATH: process.env.PATH };
  return spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', timeout: 60_000, env });
}

const JOB = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
<key>Label</key><string>com.example.a</string>
<key>ProgramArguments</key><array><string>/bin/sh</string><string>-c</string><string>sleep 600 &amp; sleep 600</string></array>
<key>RunAtLoad</key><true/>
</dict></plist>
`;

describe('svc-standin run', () => {
  it('gives a command its launchctl, passes its output and exit code on, and removes everything', () => {
    const { status, stdout, stderr } = run(
      ...['run', '--time-scale', '0.5', '--macos=26', '--domain', 'gui/7', '--uid', '7', '--'],
      ...['sh', '-c', '"$SVC_LAUNCHCTL" manageruid; echo "$SVC_LAUNCHCTL"; echo "$SVC_HOME" "$SVC_TIME_SCALE"; exit 7'],
    );
    expect([status, stderr]).toEqual([7, '']);
    const [uid, launchctl = '', places = ''] = stdout.split('\n');
    expect(uid).toBe('7');
    expect(places).toMatch(/\/home 0\.5$/);
    expect(existsSync(dirname(launchctl))).toBe(false);
    expect(existsSync(places.split(' ')[0]!)).toBe(false);
  });

  it('ends the jobs, their children and what the command left behind, and keeps the folder that was named', async () => {
    const folder = folderWith({ 'job.plist': JOB });
    const { status, stdout } = run(
      ...['run', '--folder', folder, '--', 'sh', '-c'],
      `"$SVC_LAUNCHCTL" bootstrap gui/${UID} ${folder}/job.plist || exit 1
       sleep 0.3
       "$SVC_LAUNCHCTL" print gui/${UID}/com.example.a | sed -n 's/^.pid = //p'
       nohup setsid sleep 600 >/dev/null 2>&1 & echo $!`,
    );
    expect(status).toBe(0);
    const pids = stdout.trim().split('\n').map(Number);
    expect(pids).toHaveLength(2);
    for (const pid of pids) await until(() => !isRunning(pid), `the end of ${pid}`);
    expect(existsSync(join(folder, 'home/Library/LaunchAgents'))).toBe(true);
    expect(existsSync(join(folder, 'standin.lock'))).toBe(false);
  });

  it('says in words that no temporary folder can be made', () => {
    const env = { PATH: process.env.PATH, TMPDIR: '/nonexistent/x' };
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, 'run', '--', 'true'], { encoding: 'utf8', env });
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^svc-standin: no folder can be made in \/nonexistent\/x \(TMPDIR names it.*\): there is no such file or folder\.\n$/,
    );
  });

  // Others than root may not enter the folders of its machine then.
  it.skipIf(UID !== 0)('has a launchctl that can be called whatever the umask is (skipped but for root)', () => {
    const under = 'umask 0777; exec "$0" "$1" run -- sh -c \'"$SVC_LAUNCHCTL" manageruid\'';
    const { status, stdout } = spawnSync('sh', ['-c', under, process.execPath, PROGRAM], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '0\n']);
  });

  it('dies of the signal its command died of', () => {
    expect(run('run', '--', 'sh', '-c', 'kill -KILL $$').signal).toBe('SIGKILL');
    expect(run('run', '--', 'sh', '-c', 'kill -TERM $$').signal).toBe('SIGTERM');
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('passes %s on to the command, and cleans up', async (signal) => {
    const folder = folderWith();
    const script = `trap 'echo got >> ${folder}/got; exit 3' ${signal.slice(3)}; echo $SVC_LAUNCHCTL; while :; do sleep 0.05; done`;
    const child = spawn(process.execPath, [PROGRAM, 'run', '--', 'sh', '-c', script]);
    onTestFinished(() => void child.kill('SIGKILL'));
    const launchctl = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data) => resolve(`${data}`.trim())),
    );
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    expect(await ended).toBe(3);
    expect(readFileSync(join(folder, 'got'), 'utf8')).toBe('got\n');
    expect(existsSync(dirname(launchctl))).toBe(false);
  });

  it('leaves the options of the command alone', () => {
    const { stdout } = run('run', '--', 'sh', '-c', 'echo "$@"', 'sh', '--help', '-h', '--', 'x');
    expect(stdout).toBe('--help -h -- x\n');
  });

  it.each<readonly [string, readonly string[], RegExp, number]>([
    ['no command', ['run'], /the command is missing/, 2],
    ['nothing behind --', ['run', '--'], /the command is missing/, 2],
    ['no verb', [], /write run/, 2],
    ['another verb', ['start'], /no such command: start/, 2],
    ['an unknown option', ['run', '--nope', '--', 'true'], /no such option: --nope/, 2],
    ['an option without its value', ['run', '--folder'], /--folder needs a value/, 2],
    ['a number that is none', ['run', '--uid', 'me', '--', 'true'], /--uid is no number: me/, 2],
    // An empty variable of a shell would be 0, and uid 0 may do anything; an empty folder would be the current one.
    ['an empty uid', ['run', '--uid', '', '--', 'true'], /--uid needs a value/, 2],
    ['an empty folder', ['run', '--folder=', '--', 'true'], /--folder needs a value/, 2],
    ['a number in another notation', ['run', '--uid', '0x0', '--', 'true'], /--uid is no number: 0x0/, 2],
    ['a release below zero', ['run', '--macos', '-3', '--', 'true'], /--macos is no number: -3/, 2],
    ['a scale out of range', ['run', '--time-scale', '5', '--', 'true'], /timeScale is 5/, 2],
    ['a domain that is none', ['run', '--domain', 'x', '--', 'true'], /"x" is no domain/, 2],
    ['a program that is not there', ['run', '--', '/nowhere/program'], /nowhere/, 127],
    ['a program that is none', ['run', '--', '/'], /EACCES/, 126],
  ])('refuses %s', (_, args, words, code) => {
    const { status, stderr, stdout } = run(...args);
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toMatch(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('runs the script of the workflow in docs/testing.md, which fails where a job does', () => {
    const docs = readFileSync(join(REPO, 'docs/testing.md'), 'utf8');
    const script = /<<'END'\n([\s\S]*?)^ *END$/m.exec(docs)![1]!;
    for (const [program, code] of [
      ['/bin/sh', 0],
      ['/nowhere/program', 1],
    ] as const) {
      const manifest = `version: 1\nnamespace: org.example\nservices:\n  a: { template: daemon, command: [${program}, -c, sleep 600] }\n`;
      const folder = folderWith({ 'services.yaml': manifest, 'load.sh': script });
      const env = { PATH: process.env.PATH, SVC: join(REPO, 'dist') };
      const given = spawnSync(process.execPath, [PROGRAM, 'run', '--', 'sh', 'load.sh'], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      expect([given.status, given.stderr]).toEqual([code, '']);
      expect(given.stdout).toContain(code === 0 ? '\tstate = running\n' : '\tlast exit code = 78: EX_CONFIG\n');
    }
  });

  it('says what it is', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/launchd semantics, not launchd[\s\S]*For tests only/);
  });
});
