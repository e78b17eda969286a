/** `svc status --watch` in short; status-watch.slow.test.ts looks at every frame. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sleepers } from '../support/changes.ts';
import { hasPython } from '../support/plistlib.ts';
import { until } from '../support/stand-in.ts';
import { type StandInMachine, standInMachine } from '../support/stand-in-machine.ts';
import { COMPILE_CACHE, MAIN, REPO } from '../support/svc.ts';

async function installed(): Promise<StandInMachine> {
  const machine = await standInMachine(sleepers(['a']));
  await machine.place(machine.declare(sleepers(['a'])));
  return machine;
}

describe('svc status --watch', () => {
  it('in a pipe writes a table when something changes, and ends for a signal with the last code', async () => {
    const machine = await installed();
    const { child, end } = machine.start(['status', '--watch']);
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    await until(() => output.includes('running'), 'the first table');
    await machine.standIn.call(['bootout', `${machine.domain}/org.example.a`]);
    await until(() => output.includes('not-loaded'), 'the second');
    child.kill('SIGTERM');
    const { code, stdout } = await end;
    expect([code, stdout.split('SERVICE').length]).toEqual([1, 3]);
    expect(stdout).not.toContain('\u001b');
  });

  it.skipIf(!hasPython)('on a terminal draws in place, and gives it back for q (skipped without python3)', async () => {
    const { standIn, file } = await installed();
    const pty = [join(REPO, 'test/support/on-pty.py'), '6', '60', process.execPath, MAIN];
    const child = spawn('python3', [...pty, '-f', file, 'status', '--watch'], {
      env: {
        PATH: process.env.PATH,
        ...standIn.env,
        HOME: standIn.home,
        TERM: 'xterm',
        NODE_COMPILE_CACHE: COMPILE_CACHE,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    await until(() => output.split('\u001b[J').length > 2, 'two frames');
    child.stdin.write('q');
    expect((await once(child, 'close'))[0]).toBe(0);
    expect(output.startsWith('\u001b[?25l\u001b[?7l')).toBe(true);
    expect(output.endsWith('\u001b[?7h\u001b[?25h')).toBe(true);
  });
});
