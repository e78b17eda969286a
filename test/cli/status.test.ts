/** `svc status`, the built program against the stand-in for launchd: a real situation for each verdict. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { processFacts } from '../../src/system/processes.ts';
import { stateFolderPath } from '../../src/system/state-folder.ts';
import { until } from '../support/stand-in.ts';
import { type StandInMachine, standInMachine, write } from '../support/stand-in-machine.ts';
import { contentsOf } from '../support/svc.ts';

interface Row {
  service: string;
  label: string;
  kind: string;
  verdict: string;
  pid: number | null;
  uptimeSeconds: number | null;
  runs: number | null;
  lastExit: { code?: number; signal?: string; text: string } | null;
  rssBytes: number | null;
  lastRun: string | null;
  nextRun: string | null;
  drift: { kind: string; key?: string; text: string }[];
  reason: string;
  logs: { stream: string; path: string; bytes: number }[];
}

const documentOf = (stdout: string) => JSON.parse(stdout) as { version: number; services: Row[]; notes: string[] };

/** The rows by service. */
async function rowsOf(machine: StandInMachine, args: readonly string[] = []) {
  const { code, stdout, stderr } = await machine.svc(['status', '--json', ...args]);
  const { services, notes } = documentOf(stdout);
  return { code, stderr, notes, services, row: Object.fromEntries(services.map((one) => [one.service, one])) };
}

function manifest(services: Readonly<Record<string, string>>): string {
  const lines = Object.entries(services).map(([name, body]) => `  ${name}: {${body}}\n`);
  return `version: 1\nnamespace: org.example\nservices:\n${lines.join('')}`;
}

const STAYS = 'command: [/bin/sleep, "1000"], keepAlive: true';
/** Far from now: the clock of the stand-in runs fast, and the job must not. */
const AWAY = `${String((new Date().getHours() + 12) % 24).padStart(2, '0')}:00`;
const TIMED = `command: [/usr/bin/true], schedule: "daily ${AWAY}"`;
/** Ends at once; launchd then waits for an hour. */
const FAILS_RARELY = 'command: [/bin/sh, -c, "exit 3"], keepAlive: true, throttleInterval: 3600';

const servicesIn = (home: string) => ({
  up: STAYS,
  timed: TIMED,
  every: 'command: [/usr/bin/true], every: 3600',
  asked: 'command: [/usr/bin/true], watchPaths: [/nonexistent/watched]',
  throttled: FAILS_RARELY,
  loops: 'command: [/bin/sh, -c, "exit 3"], keepAlive: true',
  missing: 'command: [/nonexistent/program], keepAlive: true, throttleInterval: 3600',
  failed: 'command: [/bin/sh, -c, "exit 127"], runAtLoad: true',
  killed: 'command: [/bin/sleep, "1000"], runAtLoad: true',
  done: 'command: [/usr/bin/true], keepAlive: {successfulExit: false}',
  stopping:
    'command: [/bin/sh, -c, "trap : TERM; echo up > HOME/up; while :; do sleep 1; done"], keepAlive: true, exitTimeout: 3000'.replace(
      'HOME',
      home,
    ),
  pended: STAYS,
  unloaded: STAYS,
  disabled: STAYS,
  drifted: STAYS,
  edited: STAYS,
  elsewhere: STAYS,
  gone: STAYS,
});

const plist = ({ agents }: StandInMachine, name: string) => join(agents, `org.example.${name}.plist`);

/** One machine on which each of the services has come into another situation. */
async function manySituations(): Promise<StandInMachine> {
  const machine = await standInMachine(manifest({ up: STAYS }));
  const { standIn, domain } = machine;
  const services = servicesIn(standIn.home);
  standIn.faults.add({ kind: 'pend', label: 'org.example.pended' });
  const jobs = machine.declare(manifest(services));
  expect(jobs).toHaveLength(Object.keys(services).length);
  await machine.place(jobs);
  const target = (name: string) => `${domain}/org.example.${name}`;
  const runsOf = (name: string) => standIn.job(target(name))?.runs ?? 0;
  await until(() => existsSync(join(standIn.home, 'up')), 'a process that passes TERM over');
  await until(() => standIn.job(target('done'))?.lastExit !== undefined, 'an end');
  await until(() => standIn.job(target('failed'))?.lastExit !== undefined, 'a failure');
  await standIn.call(['kill', 'SIGKILL', target('killed')]);
  for (const name of ['unloaded', 'disabled', 'elsewhere', 'stopping']) await standIn.call(['bootout', target(name)]);
  await standIn.call(['disable', target('disabled')]);
  await until(() => standIn.job(target('elsewhere')) === undefined, 'a free label');
  const other = join(standIn.home, 'other/org.example.elsewhere.plist');
  write(other, readFileSync(plist(machine, 'elsewhere'), 'utf8'));
  expect((await standIn.call(['bootstrap', domain, other])).code).toBe(0);
  write(plist(machine, 'edited'), readFileSync(plist(machine, 'edited'), 'utf8').replace('1000', '2000'));
  await until(() => runsOf('loops') >= 3, 'three starts');
  // `gone` is declared no more, `drifted` otherwise, `new` for the first time.
  const { gone: _, ...rest } = services;
  machine.declare(manifest({ ...rest, drifted: `${STAYS}, throttleInterval: 30`, new: STAYS }));
  return machine;
}

describe('svc status', () => {
  it('has a verdict for each situation, in JSON and in the table', async () => {
    const machine = await manySituations();
    const { code, row, stderr } = await rowsOf(machine);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const verdicts = Object.fromEntries(Object.values(row).map(({ service, verdict }) => [service, verdict]));
    expect(verdicts).toEqual({
      up: 'running',
      timed: 'idle',
      every: 'idle',
      asked: 'idle',
      throttled: 'throttled',
      loops: 'crash-looping',
      missing: 'failing',
      failed: 'failing',
      killed: 'failing',
      done: 'not-running',
      stopping: 'stopping',
      pended: 'pended',
      unloaded: 'not-loaded',
      disabled: 'disabled',
      drifted: 'running',
      edited: 'running',
      elsewhere: 'loaded-elsewhere',
      gone: 'loaded-orphan',
      new: 'not-installed',
    });

    const up = machine.standIn.job(`${machine.domain}/org.example.up`)!;
    expect(row.up).toMatchObject({ pid: up.pid, runs: 1, lastExit: { text: 'never exited' }, drift: [] });
    expect(row.up!.rssBytes).toBeGreaterThan(100_000);
    expect(row.up!.uptimeSeconds).toBeLessThan(60);
    expect(Date.now() - Date.parse(row.up!.lastRun!)).toBeLessThan(60_000);
    expect(row.timed).toMatchObject({ kind: 'scheduled', pid: null, runs: 0, lastRun: null });
    expect(row.timed!.nextRun).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT${AWAY}:00[+-]\\d\\d:\\d\\d$`));
    expect(row.throttled).toMatchObject({ runs: 1, lastExit: { code: 3, text: 'exit 3' }, nextRun: null });
    expect(row.throttled!.reason).toMatch(/3600 s pass from one start to the next\. The last run ended: exit 3\./);
    expect(row.loops!.reason).toMatch(/^It ends and is started again: it was started \d+ times/);
    expect(row.missing).toMatchObject({
      lastExit: { code: 78 },
      reason: expect.stringMatching(
        /could not be started \(exit 78 EX_CONFIG, tried once\)\. Known causes: .*log file/,
      ),
    });
    expect(row.failed!.reason).toContain('exit 127: a shell did not find the command');
    expect(row.killed).toMatchObject({ lastExit: { signal: 'SIGKILL', text: 'killed by SIGKILL' } });
    expect(row.done!.reason).toContain('exit 0');
    expect(row.stopping!.reason).toBe('launchd has sent it SIGTERM and kills it after 3000 s.');
    expect(row.pended).toMatchObject({ pid: null, runs: 0, reason: expect.stringContaining('puts it off') });
    expect(row.disabled!.reason).toContain('svc enable disabled');
    expect(row.drifted!.drift).toEqual([
      { kind: 'loaded', key: 'ThrottleInterval', text: 'ThrottleInterval: declared 30, on disk not set, loaded 10' },
    ]);
    expect(row.edited!.drift.map(({ kind, key }) => [kind, key])).toEqual([
      ['edited', undefined],
      ['edited', 'ProgramArguments'],
    ]);
    expect(row.elsewhere!.reason).toContain('is loaded from ');
    expect(row.new).toMatchObject({ pid: null, runs: null, lastExit: null, drift: [] });

    const text = await machine.svc(['status']);
    expect(text.code).toBe(1);
    for (const [service, verdict] of Object.entries(verdicts)) {
      expect(text.stdout).toMatch(new RegExp(`^[ ~!] ${service} +${verdict}\\b`, 'm'));
      const isWell = ['running', 'idle', 'disabled'].includes(verdict) && !['drifted', 'edited'].includes(service);
      expect(text.stdout.includes(`\n${'!'} ${service}: ${verdict}\n`)).toBe(!isWell && verdict !== 'running');
    }
    expect(text.stdout).toContain('\n~ drifted: running\n');
    expect(text.stdout).toMatch(/\n19 services: 3 running, 3 idle, /);
    for (const line of text.stdout.split('\n').slice(0, 20)) expect(line.length).toBeLessThanOrEqual(80);
  }, 60_000);

  it('is idle and exit 0 for a timed job without a process, and changes nothing but its memory', async () => {
    const machine = await standInMachine(manifest({ timed: TIMED, up: STAYS }));
    await machine.place(machine.declare(manifest({ timed: TIMED, up: STAYS })));
    const before = contentsOf(machine.standIn.folder);
    const calls = machine.standIn.log().length;
    const { code, stdout } = await machine.svc(['status']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}SERVICE {2}VERDICT {2} +PID .*NEXT RUN\n {2}timed {4}idle {5} +- .*\d\d:00\n {2}up /);
    expect(stdout).toMatch(/\n\n2 services: 1 idle, 1 running\.\n$/);
    const after = contentsOf(machine.standIn.folder);
    const seen = Object.keys(after).filter((path) => before[path] !== after[path]);
    expect(seen).toEqual([expect.stringMatching(/\/state\/svc\/org\.example\/seen\.json$/)]);
    const made = machine.standIn
      .log()
      .slice(calls)
      .filter(({ kind }) => kind === 'call');
    expect(made.filter(({ text }) => !/^launchctl print(?:-disabled)? /.test(text))).toEqual([]);
    expect(await machine.svc(['status', 'nobody'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('makes no state folder, and works where its memory can not be kept', async () => {
    const machine = await standInMachine(manifest({ up: STAYS }));
    const [job] = machine.declare(manifest({ up: STAYS }));
    write(job!.path, job!.text);
    const { domain, standIn } = machine;
    await standIn.call(['bootstrap', domain, job!.path]);
    const before = Object.keys(contentsOf(standIn.folder));
    expect((await rowsOf(machine)).row.up!.verdict).toBe('running');
    expect(Object.keys(contentsOf(standIn.folder))).toEqual(before);
  });

  it('reads exit codes from `list` where print can not be understood: 256 is exit 1', async () => {
    const text = manifest({ failed: 'command: [/bin/sh, -c, "exit 1"], runAtLoad: true' });
    const uid = process.getuid!();
    const machine = await standInMachine(text, { session: `gui/${uid}` });
    await machine.place(machine.declare(text));
    const target = `${machine.domain}/org.example.failed`;
    await until(() => machine.standIn.job(target)?.lastExit !== undefined, 'its end');
    expect((await machine.standIn.call(['list', 'org.example.failed'])).stdout).toContain('"LastExitStatus" = 256;');
    machine.standIn.faults.add({ kind: 'garbage', verb: 'print', label: 'org.example.failed', times: 'always' });
    const { code, row } = await rowsOf(machine);
    expect({ code, ...row.failed! }).toMatchObject({
      code: 1,
      verdict: 'failing',
      lastExit: { code: 1, text: 'exit 1' },
    });
  });

  it('says of a process that is gone, or a zombie, that only launchd names it', async () => {
    const machine = await standInMachine(manifest({ up: STAYS }));
    await machine.place(machine.declare(manifest({ up: STAYS })));
    const target = `${machine.domain}/org.example.up`;
    const { stdout: text } = await machine.standIn.call(['print', target]);
    // The parent becomes a program that never asks for its child, before that ends: a shell may ask for it.
    const parent = spawn('/bin/sh', ['-c', 'sleep 1 & echo $!; exec sleep 1000'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const zombie = Number(line.toString());
    await until(() => processFacts(zombie)?.isZombie === true, 'a zombie');
    const gone = spawnSync('/bin/sh', ['-c', 'echo $$'], { encoding: 'utf8' }).stdout.trim();
    for (const pid of [zombie, gone]) {
      machine.standIn.faults.clear();
      const said = text.replace(/^\tpid = \d+$/m, `\tpid = ${pid}`);
      machine.standIn.faults.add({
        kind: 'garbage',
        verb: 'print',
        label: 'org.example.up',
        text: said,
        times: 'always',
      });
      const { code, row } = await rowsOf(machine);
      expect({ code, ...row.up! }).toMatchObject({
        code: 0,
        verdict: 'running',
        reason: `launchd says that it runs as pid ${pid}, and the system has no such process.`,
        uptimeSeconds: null,
      });
    }
  });

  it('does not know, and does not say "down", where launchctl fails', async () => {
    const machine = await standInMachine(manifest({ up: STAYS, timed: TIMED }));
    await machine.place(machine.declare(manifest({ up: STAYS, timed: TIMED })));
    machine.standIn.faults.add({ kind: 'answer', verb: 'print', label: 'org.example.up', code: 5, times: 'always' });
    const { code, row } = await rowsOf(machine);
    expect(code).toBe(3);
    expect(row.timed!.verdict).toBe('idle');
    expect(row.up).toMatchObject({ verdict: 'unknown', pid: null, lastExit: null });
    expect(row.up!.reason).toBe('What it does is not known: launchctl print failed with exit code 5.');
    expect((await machine.svc(['status', 'up'])).stdout).toMatch(
      /^ {2}SERVICE.*\n\? up +unknown +\? .*\n\n\? up: unknown\n/,
    );
  });

  it('says why nothing is loaded where the domain is not there', async () => {
    const uid = process.getuid!();
    const machine = await standInMachine(manifest({ up: STAYS }), { domains: [`user/${uid}`] });
    const [job] = machine.declare(manifest({ up: STAYS }));
    write(job!.path, job!.text);
    const { code, row } = await rowsOf(machine);
    expect({ code, verdict: row.up!.verdict }).toEqual({ code: 1, verdict: 'not-loaded' });
    expect(row.up!.reason).toContain(`There is no domain gui/${uid}: nobody is logged in at the desktop`);
  });

  it('notices a program that is newer than the process, a log, and a file that is gone', async () => {
    const machine = await standInMachine(manifest({}).replace('services:\n', 'services: {}\n'));
    const { standIn } = machine;
    const program = join(standIn.home, 'bin/server');
    write(program, '#!/bin/sh\necho hello\nexec sleep 1000\n');
    const log = join(standIn.home, 'logs/out.log');
    write(log, 'x'.repeat(2000));
    const text = manifest({
      up: `command: [/bin/sh, "${program}"], keepAlive: true, logs: {stdout: "${log}", stderr: "${log}"}`,
    });
    await machine.place(machine.declare(text));
    await until(() => readFileSync(log, 'utf8').includes('hello'), 'its output');
    const later = new Date(Date.now() + 60_000);
    write(`${program}.new`, '#!/bin/sh\nexec sleep 2000\n');
    renameSync(`${program}.new`, program);
    utimesSync(program, later, later);
    rmSync(plist(machine, 'up'));
    const { code, row } = await rowsOf(machine);
    expect(code).toBe(0);
    expect(row.up!.drift.map(({ kind }) => kind)).toEqual(['file-gone', 'program-newer']);
    expect(row.up!.drift[1]!.text).toContain(`${program} was changed on `);
    expect(row.up!.logs).toMatchObject([{ stream: 'both', path: log, bytes: 2006 }]);
  });

  it('is late by the counter that it saw before, and by the time of its log', async () => {
    // Long enough ago not to be patient with, short enough for a machine that was just started.
    const due = new Date(Date.now() - 7 * 60_000);
    const clock = [due.getHours(), due.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
    const timed = `command: [/usr/bin/true], schedule: "daily ${clock}"`;
    const machine = await standInMachine(manifest({ up: STAYS }));
    const log = join(machine.standIn.home, 'logs/out.log');
    write(log, 'it ran\n');
    const logged = `${timed}, logs: {stdout: "${log}", stderr: /dev/null}`;
    await machine.place(machine.declare(manifest({ counted: timed, silent: timed, logged })));
    const past = new Date(Date.now() - 5 * 86_400_000);
    for (const name of ['counted', 'silent', 'logged']) utimesSync(plist(machine, name), past, past);
    utimesSync(log, past, past);
    const folder = stateFolderPath({ kind: 'home', home: machine.standIn.home, namespace: 'org.example' });
    const readings = [{ at: Date.now() - 9 * 60_000, runs: 0 }];
    const seen = { version: 1, jobs: [{ label: 'org.example.counted', readings }] };
    writeFileSync(join(folder, 'seen.json'), JSON.stringify(seen));
    const { code, row } = await rowsOf(machine);
    expect(code).toBe(1);
    expect(row.logged).toMatchObject({
      verdict: 'late',
      reason: expect.stringContaining('its logs were last written'),
    });
    expect(row.silent).toMatchObject({ verdict: 'idle', reason: expect.stringContaining('can not be told') });
    // What was seen before the machine was started counts for nothing.
    if (uptime() > 600) {
      expect(row.counted).toMatchObject({ verdict: 'late', reason: expect.stringContaining('counted no run since') });
    }
    // svc loads it anew, so that launchd counts from 0 again: the same number as before says nothing.
    const verdictAfter = async (...command: readonly string[]) => {
      writeFileSync(join(folder, 'seen.json'), JSON.stringify(seen));
      expect((await machine.svc(command)).code).toBe(0);
      const { row: after } = await rowsOf(machine);
      return [after.counted!.runs, after.counted!.verdict];
    };
    await machine.svc(['stop', 'counted']);
    expect(await verdictAfter('start', 'counted')).toEqual([0, 'idle']);
    await machine.svc(['stop', 'counted']);
    expect(await verdictAfter('install', 'counted', '--no-verify')).toEqual([0, 'idle']);
  });
});
