/** What is said, and kept on record, of a removal that launchctl calls done and that is not. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { install } from '../../src/deploy/install.ts';
import { makePlan } from '../../src/deploy/plan.ts';
import { RecordStore } from '../../src/deploy/record-store.ts';
import { readRecords } from '../../src/deploy/records.ts';
import type { Machine, ObservedJob, Target } from '../../src/deploy/types.ts';
import type { LaunchctlAnswer } from '../../src/launchd/port.ts';
import { openStateFolder } from '../../src/system/state-folder.ts';
import { write } from '../support/stand-in-machine.ts';
import { folderWith } from '../support/svc.ts';
import { DAEMON, fileOf, jobOf, loaded, observationOf, printedText, recordOf, TARGET } from './situations.ts';

const LOADED = 'loaded';
type Answer = number | typeof LOADED;
/** By verb; those that are not named answer 0. */
type Codes = Readonly<Record<string, number>>;

/** Removes a job that is loaded and on disk; launchctl answers `print` with these, the last one for ever. */
async function removed(codes: Codes, prints: readonly Answer[], more: Partial<ObservedJob> = {}) {
  const home = folderWith();
  const stateFolder = openStateFolder({ kind: 'home', home, namespace: 'org.example' }, process.getuid!()) as string;
  const folder = join(home, 'Library/LaunchAgents');
  const target: Target = { ...TARGET, home, folder, stateFolder, uid: process.getuid!(), gid: process.getgid!() };
  const job = jobOf(DAEMON, target);
  const record = recordOf(job, job.text);
  write(job.path, job.text);
  new RecordStore(stateFolder, new Map()).write(record);
  const facts = { file: fileOf(job.path, job.text, { uid: target.uid }), loaded: loaded(job), ...more };
  const plan = makePlan({ declared: [], isRemoval: true }, target, observationOf(job.label, facts, { record }));
  const [outcome] = await install(
    plan,
    {
      machine: machineOf(codes, [...prints], printedText(job.label, job.path, job.dict)),
      target,
      records: new RecordStore(stateFolder, new Map([[job.label, record]])),
      version: '0.1.0',
    },
    { prune: true },
  );
  return { outcome: outcome!, isOnDisk: existsSync(job.path), records: [...readRecords(stateFolder).records.keys()] };
}

function machineOf(codes: Codes, prints: Answer[], text: string): Machine {
  let now = 0;
  const answer = (code: number, stdout = ''): LaunchctlAnswer => ({ code, stdout, stderr: '' });
  const sleep = async (milliseconds: number) => {
    now += milliseconds;
  };
  return {
    launchctl: async ([verb]) => {
      if (verb !== 'print') return answer(codes[verb!] ?? 0);
      const next = prints.length > 1 ? prints.shift()! : prints[0]!;
      return next === LOADED ? answer(0, text) : answer(next);
    },
    waiting: { now: () => now, sleep },
  };
}

it('a job that is loaded again in the end stays on record, and is to be removed again and not installed', async () => {
  const { outcome, isOnDisk, records } = await removed({ bootout: 0 }, [113, LOADED]);
  expect(outcome).toMatchObject({
    result: 'failed',
    after: { state: 'running', pid: 4711 },
    error: {
      cause: 'It was to be unloaded, and is loaded.',
      remedy: 'Look at it with launchctl print, and run the same command again.',
    },
  });
  // Without the record the next --prune would not know whose job that is.
  expect([isOnDisk, records]).toEqual([false, ['org.example.a']]);
});

it('a job that is down and was to be removed is not to be installed again', async () => {
  const { outcome, isOnDisk } = await removed({ bootout: 0, enable: 1, bootstrap: 1 }, [113], { override: 'disabled' });
  expect([outcome.result, isOnDisk, outcome.error]).toEqual([
    'failed',
    true,
    {
      code: 1,
      cause: expect.stringContaining('It could not be enabled: launchctl answered 1'),
      remedy: expect.stringMatching(
        /^It ran before and is DOWN now \(.+\): run the same command again, or launchctl bootstrap the plist of org\.example\.a\.$/,
      ),
    },
  ]);
});

it('a removal that holds leaves no record', async () => {
  const { outcome, isOnDisk, records } = await removed({ bootout: 0 }, [113]);
  expect([outcome.result, outcome.error, isOnDisk, records]).toEqual(['removed', undefined, false, []]);
});
