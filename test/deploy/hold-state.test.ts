/** The state of a target, held by one svc at a time. */
import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type HeldState, holdState } from '../../src/deploy/hold-state.ts';
import { targetOf } from '../../src/deploy/target.ts';
import type { Target } from '../../src/deploy/types.ts';
import { openWaiting } from '../../src/system/waiting.ts';
import { folderWith } from '../support/svc.ts';

const waiting = openWaiting(0.01);

function targetIn(home: string): Target {
  const answer = targetOf({
    environment: { home, svcHome: home, root: '', timeScale: 1, allowsRoot: true, warnings: [] },
    caller: { uid: process.getuid!(), gid: process.getgid!(), isRoot: false },
    platform: 'darwin',
    manifest: { file: '/x/services.yaml', namespace: 'org.example', domain: 'gui' },
    files: [],
    use: 'change',
    force: false,
  });
  if ('refusals' in answer) throw new Error(JSON.stringify(answer.refusals));
  return answer.target;
}

function held(answer: Awaited<ReturnType<typeof holdState>>): HeldState {
  if ('refusal' in answer) throw new Error(answer.refusal.cause);
  return answer;
}

it('opens the records, keeps others out with words, and lets the next one in', async () => {
  const target = targetIn(folderWith());
  const first = held(await holdState(target, { waiting }));
  const record = { label: 'a', service: 'a', source: '/x', path: '/y', texts: ['z'], svc: '0.1.0' };
  expect(first.records.read('a')).toBeUndefined();
  expect(first.records.write(record)).toBeUndefined();
  expect(first.records.read('a')).toEqual(record);
  expect(first.records.keepCopy('a', new Uint8Array([1]))).toBe(join(target.stateFolder, 'copies/a.1.plist.bak'));
  const told: string[] = [];
  const second = await holdState(target, { waiting, waitMs: 20_000, onWait: (words) => told.push(words) });
  expect(second).toMatchObject({ refusal: { exit: 3, cause: expect.stringContaining(`(pid ${process.pid})`) } });
  expect(told).toEqual([`another svc (pid ${process.pid}) is at work; waiting`]);
  first.release();
  const third = held(await holdState(target, { waiting }));
  expect(third.records.remove('a')).toBeUndefined();
  expect(third.records.read('a')).toBeUndefined();
  third.release();
  expect(readdirSync(target.stateFolder).sort()).toEqual(['bin', 'copies', 'records']);
});

it('takes away what a killed svc left half-written, wherever in the folder', async () => {
  const target = targetIn(folderWith());
  held(await holdState(target, { waiting })).release();
  const halves = ['.seen.json.0123456789ab.tmp', 'records/.a.json.0123456789ab.tmp', 'bin/.a.0123456789ab.tmp'];
  for (const name of halves) writeFileSync(join(target.stateFolder, name), 'half');
  writeFileSync(join(target.stateFolder, 'seen.json'), '{}');
  held(await holdState(target, { waiting })).release();
  const left = [...halves, 'seen.json'].filter((name) => existsSync(join(target.stateFolder, name)));
  expect(left).toEqual(['seen.json']);
});

it('two namespaces do not wait for one another', async () => {
  const target = targetIn(folderWith());
  const one = held(await holdState(target, { waiting }));
  const other = held(await holdState({ ...target, namespace: 'org.other' }, { waiting, waitMs: 0 }));
  one.release();
  other.release();
});

it('a state folder that can not be used is refused with what to do, and nothing is made', async () => {
  const home = folderWith();
  const elsewhere = folderWith();
  symlinkSync(elsewhere, join(home, '.local'));
  const answer = await holdState(targetIn(home), { waiting });
  const cause = `The state folder can not be used: ${join(home, '.local')}: it is a symbolic link, and svc follows none there.`;
  expect(answer).toMatchObject({ refusal: { exit: 3, cause } });
  expect(existsSync(join(elsewhere, 'state'))).toBe(false);
});
