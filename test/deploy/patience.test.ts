/** Several services, and a launchctl that falls silent: what was not begun is left alone. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { install } from '../../src/deploy/install.ts';
import { makePlan } from '../../src/deploy/plan.ts';
import { RecordStore } from '../../src/deploy/record-store.ts';
import type { Machine, ObservedJob, Target, WriteRecord } from '../../src/deploy/types.ts';
import { openStateFolder } from '../../src/system/state-folder.ts';
import { sleepers } from '../support/changes.ts';
import { write } from '../support/stand-in-machine.ts';
import { folderWith } from '../support/svc.ts';
import { fileOf, jobsOf, loaded, observationOf, recordOf, TARGET } from './situations.ts';

const OLD = sleepers(['a', 'b', 'c']);
const SILENCE = { code: undefined, stdout: '', stderr: '', failure: 'it did not answer within 30 s' };

/** Upgrades three services; launchctl hears everything and answers no question. @returns results, and verbs by label */
async function upgraded() {
  const home = folderWith();
  const uid = process.getuid!();
  const stateFolder = openStateFolder({ kind: 'home', home, namespace: 'org.example' }, uid) as string;
  const folder = join(home, 'Library/LaunchAgents');
  mkdirSync(folder, { recursive: true });
  const target: Target = { ...TARGET, home, folder, stateFolder, uid, gid: process.getgid!() };
  const olds = jobsOf(OLD, target);
  const declared = jobsOf(OLD.replaceAll('"1000"', '"1001"'), target);
  const jobs = new Map<string, ObservedJob>();
  const records = new Map<string, WriteRecord>();
  for (const old of olds) {
    write(old.path, old.text);
    records.set(old.label, recordOf(old, old.text));
    const facts = { file: fileOf(old.path, old.text, { uid }), loaded: loaded(old) };
    for (const [label, job] of observationOf(old.label, facts).jobs) jobs.set(label, job);
  }
  const observation = { ...observationOf('', {}), jobs, records };
  const calls: string[] = [];
  let now = 0;
  const machine: Machine = {
    launchctl: async ([verb = '', place = '']) => {
      if (verb !== 'print') calls.push(`${verb} ${place.split('.').at(-1)}`);
      return verb === 'print' ? SILENCE : { code: 0, stdout: '', stderr: '' };
    },
    waiting: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    },
  };
  const context = { machine, target, records: new RecordStore(stateFolder, records), version: '0.1.0' };
  const outcomes = await install(makePlan({ declared }, target, observation), context, {});
  return { outcomes, calls };
}

it('no service is stopped once launchctl no longer tells what is loaded', async () => {
  const { outcomes, calls } = await upgraded();
  expect(outcomes.map(({ result }) => result)).toEqual(['failed', 'failed', 'failed']);
  expect(calls.filter((call) => call.startsWith('bootout'))).toEqual(['bootout a']);
  for (const { actions, error } of outcomes.slice(1)) {
    expect(actions).toEqual([]);
    expect(error).toEqual({ cause: 'Launchctl does not answer.', remedy: 'Nothing was changed. Try again.' });
  }
});
