/** The way back of a job that was loaded in both domains of a user. */
import { expect, it } from 'vitest';
import { rollBack } from '../../src/deploy/rollback.ts';
import type { LoadState, Machine } from '../../src/deploy/types.ts';
import type { Domain } from '../../src/launchd/domains.ts';
import { DAEMON, GUI, jobOf, loaded, printedText, TARGET, USER } from './situations.ts';

const job = jobOf(DAEMON);
const targetOf = (domain: Domain) => `${domain.kind}/501/${job.label}`;

/** A launchctl that holds the label in these domains, and loads it where it is told to. */
function holding(domains: readonly Domain[]): { machine: Machine; held: Set<string> } {
  const held = new Set(domains.map(targetOf));
  let now = 0;
  const launchctl: Machine['launchctl'] = async ([verb, target = '']) => {
    if (verb === 'bootstrap') held.add(`${target}/${job.label}`);
    const domain = target.startsWith('gui') ? GUI : USER;
    const isThere = verb !== 'print' || held.has(target);
    const stdout = verb === 'print' && isThere ? printedText(job.label, job.path, job.dict, domain) : '';
    return { code: isThere ? 0 : 113, stdout, stderr: '' };
  };
  const sleep = async (ms: number) => {
    now += ms;
  };
  return { machine: { launchctl, waiting: { now: () => now, sleep } }, held };
}

it('one that is gone is loaded again, though the other one has not ended yet', async () => {
  const { machine, held } = holding([USER]);
  const before = {
    bytes: new TextEncoder().encode(job.text),
    mode: 0o644,
    link: undefined,
    loaded: [loaded(job), loaded(job, job.dict, USER)] as Extract<LoadState, { is: 'loaded' }>[],
    wasDisabled: false,
  };
  const changed = {
    label: job.label,
    path: job.path,
    isFileTouched: false,
    isNewLoaded: false,
    newExitTimeout: undefined,
    isOverrideTouched: true,
    leftByBootout: { target: targetOf(USER), is: 'ending' as const },
  };
  expect(await rollBack(before, changed, machine, TARGET)).toEqual({
    is: 'down',
    cause: 'its old process has not ended yet, so nothing was loaded',
  });
  expect([...held]).toContain(targetOf(GUI));
});
