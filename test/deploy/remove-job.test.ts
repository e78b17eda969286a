import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { removeJob } from '../../src/deploy/loading.ts';
import type { Machine } from '../../src/deploy/types.ts';
import type { LaunchctlAnswer } from '../../src/launchd/port.ts';

/** A machine on which launchctl answers with these codes, whatever it is asked. */
function answering(codes: { readonly bootout: number; readonly print: number }): Machine {
  let now = 0;
  const launchctl = async ([verb]: readonly string[]): Promise<LaunchctlAnswer> => ({
    code: verb === 'bootout' ? codes.bootout : codes.print,
    stdout: '',
    stderr: '',
  });
  return {
    launchctl,
    waiting: {
      now: () => now,
      sleep: async (milliseconds: number) => {
        now += milliseconds;
      },
    },
  } as Machine;
}

const remove = (codes: { readonly bootout: number; readonly print: number }, pid?: number) =>
  removeJob(answering(codes), { kind: 'gui', uid: 501 }, 'org.example.a', pid === undefined ? {} : { pid });

// Found by the soak: bootout had failed, the session went, and the process ran on behind "removed".
it('a job whose bootout was refused is not gone because its domain does not answer', async () => {
  expect(await remove({ bootout: 1, print: 125 })).toMatchObject({ ok: false, code: 1, left: 'unknown' });
  expect(await remove({ bootout: 1, print: 112 })).toMatchObject({ ok: false, left: 'unknown' });
});

it.each([
  ['bootout accepted, label gone', { bootout: 0, print: 113 }],
  ['bootout refused, label gone all the same', { bootout: 1, print: 113 }],
  ['bootout accepted, then the session went', { bootout: 0, print: 125 }],
])('it is gone: %s', async (_, codes) => {
  expect(await remove(codes)).toMatchObject({ ok: true });
});

// Found by the soak: bootout had said that it was done, the session could not be seen, and the process ran on.
it('a job whose process lives is not gone because its domain does not answer', async () => {
  const accepted = { bootout: 0, print: 112 };
  expect(await remove(accepted, process.pid)).toMatchObject({
    ok: false,
    cause: 'it is not known whether it stopped: its domain does not answer, and its process lives',
    left: 'unknown',
  });
  const ended = spawnSync('true').pid;
  expect(await remove(accepted, ended)).toMatchObject({ ok: true });
});
