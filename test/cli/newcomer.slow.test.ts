/** Somebody's first minutes with svc, under the launchd stand-in: every command as it would be typed, every output read. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, MAIN, REPO } from '../support/svc.ts';

const STAND_IN = join(REPO, 'dist/standin.js');

/** A step: what is typed, and what came of it. */
interface Step {
  readonly typed: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Types each line in one shell under one stand-in, in the stand-in's home. */
function typed(lines: readonly string[], files: Readonly<Record<string, string>>): Step[] {
  const folder = folderWith(files);
  const steps = lines.map(
    (line, i) => `( ${line} ) >"$OUT/${i}.out" 2>"$OUT/${i}.err" </dev/null; echo $? >"$OUT/${i}.code"`,
  );
  const script = [
    `svc() { "${process.execPath}" "${MAIN}" "$@"; }`,
    'export HOME="$SVC_HOME"',
    'mkdir "$HOME/project"; cp -R "$OUT"/. "$HOME/project"; cd "$HOME/project" || exit 9',
    ...steps,
  ].join('\n');
  const { status, stderr } = spawnSync(
    process.execPath,
    [STAND_IN, 'run', '--time-scale', '0.05', '--', 'sh', '-c', script],
    {
      encoding: 'utf8',
      timeout: 120_000,
      killSignal: 'SIGKILL',
      env: { PATH: process.env.PATH, OUT: folder, SVC_ALLOW_ROOT: '1' },
    },
  );
  if (status !== 0) throw new Error(`${status} ${stderr}`);
  const read = (name: string) => spawnSync('cat', [join(folder, name)], { encoding: 'utf8' }).stdout;
  return lines.map((line, i) => ({
    typed: line,
    code: Number(read(`${i}.code`)),
    stdout: read(`${i}.out`),
    stderr: read(`${i}.err`),
  }));
}

const SERVER = '#!/bin/sh\ntrap "exit 0" TERM\nwhile :; do echo tick; sleep 1; done\n';

describe('a newcomer', () => {
  it('goes from nothing to an installed service and back without another document', () => {
    const steps = typed(
      [
        'svc init',
        'svc init --namespace com.example --command ./server.sh',
        // The home of a stand-in lies in a temporary folder, and so do the logs there.
        'svc lint --rule log-in-tmp=off',
        'sed -i.bak "s/# description: What it is for/description: Ticks/" services.yaml',
        'chmod +x server.sh; svc lint --host --rule log-in-tmp=off',
        'svc explain server',
        'svc diff',
        'svc install',
        'svc diff',
        'svc install',
        'svc logs server',
        'svc status',
        'svc uninstall server',
        'svc diff',
        'ls "$HOME/Library/LaunchAgents"',
      ],
      { 'server.sh': SERVER },
    );
    for (const { typed: line, stdout, stderr } of steps) {
      // No stack, no template left unfilled, no value that was not there.
      expect(stdout + stderr, line).not.toMatch(/^ {4}at |undefined|\[object|NaN|\$\{/m);
      for (const said of stderr.split('\n').filter((text) => text.startsWith('svc:')))
        expect(said, line).toMatch(/[.:;]$|`$|problems?$|s$/);
    }
    const [asked, init, lint, edit, host, explain, before, install, same, again, logs, status, uninstall, after, left] =
      steps;
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('--namespace and --command are missing') });
    expect(init).toMatchObject({ code: 0, stdout: 'written services.yaml\n' });
    expect(init!.stderr).toContain('`svc install` installs it');
    expect(lint).toMatchObject({ code: 0, stderr: 'svc: 1 file checked: no problems\n' });
    expect(edit!.code).toBe(0);
    expect(host).toMatchObject({ code: 0 });
    expect(explain!.stdout).toMatch(/^server \(com\.example\.server\)[\s\S]*Ticks[\s\S]*When it starts/);
    expect(before!.code).toBe(1);
    expect(before!.stdout).toContain('server');
    expect({ code: install!.code, stderr: install!.stderr }).toMatchObject({ code: 0 });
    expect(install!.stdout).toMatch(/installed\s.*server|server.*installed/);
    expect(same).toMatchObject({ code: 0 });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('unchanged') });
    expect(logs).toMatchObject({ code: 0, stdout: expect.stringContaining('tick') });
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining('running') });
    expect(uninstall).toMatchObject({ code: 0, stdout: expect.stringContaining('removed') });
    expect(after!.code).toBe(1);
    expect(left!.stdout).toBe('');
  }, 120_000);
});
