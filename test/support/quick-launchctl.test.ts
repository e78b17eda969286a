/** The Perl client of the tests says what the client of the stand-in says. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/testing/index.ts';
import { quickEnv } from './quick-launchctl.ts';
import { agent, standIn } from './stand-in.ts';

const hasPerl = existsSync('/usr/bin/perl');

/** Everything that a caller sees. */
function seen(program: string, args: readonly string[], cwd: string): Promise<unknown> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env: {}, timeout: 10_000, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      const { code = 0, signal = null } = (error ?? {}) as { code?: number; signal?: string };
      resolve({ code, signal, stdout, stderr });
    });
  });
}

describe.skipIf(!hasPerl)(`launchctl in Perl${hasPerl ? '' : ' (skipped: no Perl)'}`, () => {
  it.each<[string, readonly string[], Fault?]>([
    ['loads by a relative path', ['bootstrap', 'gui/501', 'a.plist']],
    ['prints what has quotes, backslashes, line feeds and letters of all planes', ['print', 'gui/501/org.example.ß']],
    ['hands on odd arguments', ['print', 'gui/501/"\\\n\t\u0001 ü 🌍']],
    ['is told what is wrong', ['bootstrap']],
    ['dies of a signal', ['print', 'gui/501'], { kind: 'crash', verb: 'print', times: 'always' }],
    ['hands on garbage', ['print', 'gui/501'], { kind: 'garbage', verb: 'print', times: 'always' }],
  ])('%s', async (_what, args, fault) => {
    const run = async (isQuick: boolean) => {
      const machine = await standIn({ timeScale: 0.05 });
      const path = agent(machine, 'org.example.ß', {
        EnvironmentVariables: { A: '"quoted" \\ back\tslash 🌍 ü' },
        RunAtLoad: false,
      });
      await machine.call(['bootstrap', 'gui/501', path]);
      if (fault) machine.faults.add(fault);
      const program = isQuick ? quickEnv(machine).SVC_LAUNCHCTL! : machine.launchctl;
      const answer = JSON.stringify(await seen(program, args, machine.home));
      return answer.replaceAll(machine.folder, '(folder)').replaceAll(machine.home, '(home)');
    };
    const slow = await run(false);
    expect(slow).not.toContain('"code":0,"signal":null,"stdout":""');
    expect(await run(true)).toBe(slow);
  });

  it('answers 255 when there is no stand-in any more', async () => {
    const machine = await standIn();
    const { SVC_LAUNCHCTL: quick } = quickEnv(machine);
    const before = readFileSync(quick!, 'utf8');
    await machine.stop();
    const [program, ...args] = ['/usr/bin/perl', '-e', before, 'print', 'system'];
    expect(await seen(program!, args, '/')).toMatchObject({
      code: 255,
      stderr: expect.stringContaining('not running'),
    });
  });
});
