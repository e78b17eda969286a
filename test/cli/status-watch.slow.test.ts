/** `svc status --watch` on a terminal and in a pipe, and a launchctl that hangs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasPython } from '../support/plistlib.ts';
import { PYTHON } from '../support/python.ts';
import { until } from '../support/stand-in.ts';
import { type StandInMachine, standInMachine } from '../support/stand-in-machine.ts';
import { MAIN } from '../support/svc.ts';

/** Far from now: the clock of the stand-in runs fast, and the job must not. */
const AWAY = `${String((new Date().getHours() + 12) % 24).padStart(2, '0')}:00`;
const TEXT = `version: 1
namespace: org.example
services:
  up: {command: [/bin/sleep, "1000"], keepAlive: true}
  timed: {command: [/usr/bin/true], schedule: "daily ${AWAY}"}
`;

async function machineWithTwo(): Promise<StandInMachine> {
  const machine = await standInMachine(TEXT);
  await machine.place(machine.declare(TEXT));
  return machine;
}

interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly code: Promise<number | null>;
}

/** Starts svc with these words before it. */
function start(
  { env: ofMachine, file }: StandInMachine,
  args: readonly string[],
  before: readonly string[] = [],
): Running {
  const [program, ...rest] = [...before, process.execPath, MAIN, '-f', file, ...args];
  const env = { ...ofMachine, TERM: 'xterm' };
  const child = spawn(program!, rest, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let output = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return { child, output: () => output, code: once(child, 'close').then(([code]) => code as number | null) };
}

const PTY = (rows: number, columns: number) => [
  PYTHON,
  '-IS',
  join(import.meta.dirname, '../support/on-pty.py'),
  String(rows),
  String(columns),
];
const timesIn = (text: string, part: string) => text.split(part).length - 1;

describe('svc status --watch', () => {
  it.skipIf(!hasPython)('draws in place without clearing, and gives the terminal back for q and Ctrl-C', async () => {
    const machine = await machineWithTwo();
    for (const key of ['q', '\u0003']) {
      const running = start(machine, ['status', '--watch'], PTY(24, 80));
      await until(() => timesIn(running.output(), 'q ends') >= 4, 'four frames');
      running.child.stdin!.write(key);
      expect(await running.code).toBe(0);
      const output = running.output();
      expect(output.startsWith('\u001b[?25l\u001b[?7l')).toBe(true);
      expect(output.endsWith('\u001b[?7h\u001b[?25h')).toBe(true);
      expect(output).not.toMatch(/\u001b\[[23]J|\u001b\[\?1049h|\u001b\[2K/);
      // Each frame but the first goes up over the one before.
      const frames = output.split('\u001b[J').slice(0, -1);
      const height = timesIn(frames[0]!, '\r\n');
      for (const frame of frames.slice(1)) expect(frame.startsWith(`\u001b[${height}A\r`)).toBe(true);
      expect(timesIn(frames[1]!, '\u001b[K\r\n')).toBe(height);
    }
  });

  it.skipIf(!hasPython)('keeps within a terminal that is too small', async () => {
    const machine = await machineWithTwo();
    const running = start(machine, ['status', '--watch'], PTY(5, 40));
    await until(() => timesIn(running.output(), 'more lines') >= 2, 'two frames');
    running.child.stdin!.write('q');
    await running.code;
    const [first = ''] = running.output().split('\u001b[J');
    expect(timesIn(first, '\r\n')).toBe(4);
  });

  it('in a pipe writes a table for each change, and ends for SIGINT with the code of the last one', async () => {
    const machine = await machineWithTwo();
    const running = start(machine, ['status', '--watch']);
    const calls = () => machine.standIn.log().filter(({ text }) => text.startsWith('launchctl print-disabled')).length;
    await until(() => calls() >= 4, 'four looks');
    expect(timesIn(running.output(), 'SERVICE')).toBe(1);
    await machine.standIn.call(['bootout', `${machine.domain}/org.example.up`]);
    await until(() => /! up +not-loaded/.test(running.output()), 'the change');
    running.child.kill('SIGINT');
    expect(await running.code).toBe(1);
    expect(running.output()).not.toContain('\u001b');
  });

  it('with --json writes a document a line', async () => {
    const machine = await machineWithTwo();
    const running = start(machine, ['status', '--watch', '--json']);
    await until(() => running.output().includes('\n'), 'a line');
    await machine.standIn.call(['bootout', `${machine.domain}/org.example.timed`]);
    await until(() => running.output().includes('not-loaded'), 'the change');
    running.child.kill('SIGTERM');
    await running.code;
    const lines = running.output().trimEnd().split('\n');
    const verdicts = lines.map(
      (line) => (JSON.parse(line) as { services: { verdict: string }[] }).services[1]!.verdict,
    );
    expect([verdicts[0], verdicts.at(-1)]).toEqual(['idle', 'not-loaded']);
  });

  it('ends at once while launchctl hangs', async () => {
    const machine = await machineWithTwo();
    machine.standIn.faults.add({ kind: 'hang', verb: 'print', times: 'always' });
    const running = start(machine, ['status', '--watch']);
    const hanging = () => machine.standIn.log().some(({ kind }) => kind === 'fault');
    await until(hanging, 'a call that hangs');
    const before = performance.now();
    running.child.kill('SIGINT');
    await running.code;
    // A call of launchctl is given up after 30 s.
    expect(performance.now() - before).toBeLessThan(8000);
  });
});

describe('svc status where launchctl hangs', () => {
  it('does not know, with exit 3, after two calls', async () => {
    const machine = await machineWithTwo();
    machine.standIn.faults.add({ kind: 'hang', verb: 'print', times: 'always' });
    const { code, stdout } = await machine.svc(['status', '--json']);
    const { services } = JSON.parse(stdout) as { services: { verdict: string; reason: string; pid: null }[] };
    expect(code).toBe(3);
    expect(services.map(({ verdict, pid }) => [verdict, pid])).toEqual([
      ['unknown', null],
      ['unknown', null],
    ]);
    expect(services[0]!.reason).toMatch(/did not answer within 3 s/);
  });
});
