/** What comes up and what does not, by what launchctl prints look by look: states that the stand-in never shows. */
import { expect, it } from 'vitest';
import type { Machine } from '../../src/deploy/types.ts';
import { type Verdict, verifyJobs } from '../../src/deploy/verify.ts';
import { jobOf, TARGET } from './situations.ts';

const COMMAND = 'command: [/usr/local/bin/server]';
const KEPT = `${COMMAND}\nkeepAlive: on-failure`;

/** The verdict on a job of which launchctl prints these lines, look by look, the last ones from then on. */
async function verdictOn(body: string, ...looks: readonly (readonly string[])[]): Promise<Verdict | undefined> {
  const job = jobOf(body);
  let now = 0;
  let at = 0;
  const machine: Machine = {
    launchctl: async () => {
      const lines = looks[Math.min(at++, looks.length - 1)]!;
      const stdout = `gui/501/${job.label} = {\n${lines.map((line) => `\t${line}\n`).join('')}}\n`;
      return { code: 0, stdout, stderr: '' };
    },
    waiting: {
      now: () => now,
      sleep: async (milliseconds: number) => {
        now += milliseconds;
      },
    },
  };
  return (await verifyJobs(machine, TARGET, [job])).get(job.label);
}

const SCHEDULED = ['state = spawn scheduled', 'runs = 0', 'last exit code = (never exited)'];
const RUNNING = ['state = running', 'runs = 1', 'pid = 7', 'last exit code = (never exited)'];

// launchctl prints `spawn scheduled` also of a job that is about to start: nothing has ended then.
it('a job that is about to start for the first time is waited for', async () => {
  expect(await verdictOn(KEPT, SCHEDULED, ['state = xpcproxy', 'runs = 1', 'pid = 7'], RUNNING)).toEqual({ is: 'up' });
  expect(await verdictOn(KEPT, SCHEDULED)).toEqual({ is: 'failed', cause: 'it was not started' });
});

it.each([
  ['after a run', ['state = spawn scheduled', 'runs = 1', 'last exit code = 3']],
  ['where launchctl counts no runs', ['state = spawn scheduled', 'last exit code = 3']],
])('one that waits for its next start has ended: %s', async (_, lines) => {
  expect(await verdictOn(KEPT, lines)).toEqual({
    is: 'failed',
    cause: 'it ended with exit 3, and launchd waits before the next start',
  });
});

// Found by trying: such a job could never be installed, since the run that did its work was taken for an end.
it('a job with a schedule that is tried again until it succeeds may end well, and not badly', async () => {
  const retried = `${KEPT}\nevery: 600`;
  const done = ['state = not running', 'runs = 1', 'last exit code = 0'];
  expect(await verdictOn(retried, RUNNING, done)).toEqual({ is: 'up' });
  expect(await verdictOn(retried, ['state = spawn scheduled', 'runs = 1', 'last exit code = 3'])).toEqual({
    is: 'failed',
    cause: 'its run at load failed with exit 3',
  });
  expect(await verdictOn(KEPT, RUNNING, done)).toEqual({ is: 'failed', cause: 'its process is gone with exit 0' });
});
