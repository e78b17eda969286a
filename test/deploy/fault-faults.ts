/** What goes wrong in the fault matrix, and when: the steps of a change, and every fault that can meet one. */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallFault, Fault } from '../../src/testing/index.ts';
import { makeReadOnly, makeWritable } from '../support/mount.ts';

export const SCENARIOS = ['first install', 'upgrade', 'upgrade to a bad version', 'uninstall'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** wait: until the old process is gone · confirm: the look right after bootstrap · verify: the common window. */
export const STEPS = ['bootout', 'wait', 'write', 'enable', 'bootstrap', 'confirm', 'verify', 'restore'] as const;
export type Step = (typeof STEPS)[number];

/** The steps a scenario comes by. `write` of an uninstall is the removal of the file, `enable` clears the override. */
export const STEPS_OF: Readonly<Record<Scenario, readonly Step[]>> = {
  'first install': ['write', 'enable', 'bootstrap', 'confirm', 'verify'],
  upgrade: ['bootout', 'wait', 'write', 'enable', 'bootstrap', 'confirm', 'verify'],
  // Verification fails by itself: what is tried here is the way back.
  'upgrade to a bad version': ['restore', 'bootout', 'wait', 'enable', 'bootstrap', 'confirm'],
  uninstall: ['bootout', 'wait', 'write', 'enable'],
};

/** The verb of launchctl that a step calls. */
const VERB: Readonly<Record<Step, string | undefined>> = {
  bootout: 'bootout',
  wait: 'print',
  write: undefined,
  enable: 'enable',
  bootstrap: 'bootstrap',
  confirm: 'print',
  verify: 'print',
  restore: undefined,
};

/** What a fault is laid on. */
export interface Place {
  readonly label: string;
  readonly domain: string;
  /** ~/Library/LaunchAgents, a file system of its own where files are to fail. */
  readonly agents: string;
  /** The state folder's `records`. */
  readonly records: string;
}

/** A fault, as a row of the table. */
export interface FaultRow {
  readonly name: string;
  /** Is it still there when svc tries to put things back? */
  readonly lasts: boolean;
  /** By launchctl or in launchd; or in the file system, from the step on and, unless it lasts, until the next one. */
  readonly faults?: (place: Place) => readonly Fault[];
  readonly files?: (place: Place) => () => void;
  /** Needs a file system of its own, and with it root. */
  readonly mounts?: boolean;
}

type Times = 1 | 'always';
type Spoil = (scope: { verb: string; label: string; times: Times }) => CallFault;

const CODES: Readonly<Record<string, readonly number[]>> = {
  bootout: [5, 1],
  print: [5, 113],
  enable: [1],
  bootstrap: [5, 37, 1],
};

/** Faults that meet the calls of a verb. */
function callFaults(verb: string, label: string): readonly FaultRow[] {
  const spoils: [string, Spoil][] = [];
  // A question that is not put and one that is put in vain are the same.
  for (const performed of verb === 'print' ? [false] : [false, true]) {
    const done = performed ? ', done' : '';
    for (const code of CODES[verb]!) {
      spoils.push([`answers ${code}${done}`, (scope) => ({ kind: 'answer', code, performed, ...scope })]);
    }
    spoils.push([`hangs${done}`, (scope) => ({ kind: 'hang', performed, ...scope })]);
    spoils.push([`crashes${done}`, (scope) => ({ kind: 'crash', performed, ...scope })]);
    spoils.push([`garbage${done}`, (scope) => ({ kind: 'garbage', performed, ...scope })]);
  }
  spoils.push(['garbage, code 1', (scope) => ({ kind: 'garbage', code: 1, ...scope })]);
  spoils.push(['2 s late', (scope) => ({ kind: 'late', ms: 2000, ...scope })]);
  spoils.push(['45 s late', (scope) => ({ kind: 'late', ms: 45_000, ...scope })]);
  spoils.push(['its process dies', (scope) => ({ kind: 'die', target: label, ...scope })]);
  return spoils.flatMap(([name, spoil]) =>
    ([1, 'always'] as const).map((times) => ({
      name: `${name}${times === 1 ? '' : ', always'}`,
      lasts: times === 'always',
      faults: () => [spoil({ verb, label, times })],
    })),
  );
}

/** Faults of launchd itself; each can come at any step. */
const STATE_FAULTS: readonly FaultRow[] = [
  { name: 'label stays 3 s', lasts: true, faults: ({ label }) => [{ kind: 'drain', label, ms: 3000 }] },
  { name: 'label stays 300 s', lasts: true, faults: ({ label }) => [{ kind: 'drain', label, ms: 300_000 }] },
  { name: 'no domain (125)', lasts: true, faults: ({ domain }) => [{ kind: 'refuse', domain, code: 125 }] },
  { name: 'no domain (112)', lasts: true, faults: ({ domain }) => [{ kind: 'refuse', domain, code: 112 }] },
  { name: 'label forgotten', lasts: false, faults: ({ label }) => [{ kind: 'forget', label }] },
  { name: 'starts held back', lasts: true, faults: ({ label }) => [{ kind: 'pend', label }] },
];

/** Takes all room of a file system. */
function fill(folder: string): () => void {
  const path = join(folder, '.fill');
  try {
    for (let n = 0; n < 1000; n++) writeFileSync(path, Buffer.alloc(4096), { flag: 'a' });
  } catch {
    // full
  }
  return () => rmSync(path, { force: true });
}

function gone(folder: string): () => void {
  renameSync(folder, `${folder}.away`);
  return () => {
    // svc may have made it again, with what belongs there.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    rmSync(folder, { force: true });
    renameSync(`${folder}.away`, folder);
  };
}

function fileInPlace(folder: string): () => void {
  const back = gone(folder);
  writeFileSync(folder, '');
  return back;
}

/** A folder where a file is to be written, or is to go: neither root nor rename gets by it. */
function folderInPlace({ agents, label }: Place): () => void {
  const path = join(agents, `${label}.plist`);
  const old = `${agents}/../${label}.away`;
  let was = true;
  try {
    renameSync(path, old);
  } catch {
    was = false;
  }
  mkdirSync(join(path, 'x'), { recursive: true });
  return () => {
    rmSync(path, { recursive: true, force: true });
    if (was) renameSync(old, path);
  };
}

const FILE_FAULTS: readonly { name: string; mounts?: true; files: NonNullable<FaultRow['files']> }[] = [
  {
    name: 'LaunchAgents read-only',
    mounts: true,
    files: ({ agents }) => {
      makeReadOnly(agents);
      return () => makeWritable(agents);
    },
  },
  { name: 'disk full', mounts: true, files: ({ agents }) => fill(agents) },
  {
    name: 'records read-only',
    mounts: true,
    files: ({ records }) => {
      makeReadOnly(records);
      return () => makeWritable(records);
    },
  },
  { name: 'no room for records', mounts: true, files: ({ records }) => fill(records) },
  { name: 'records gone', files: ({ records }) => gone(records) },
  { name: 'LaunchAgents gone', files: ({ agents }) => gone(agents) },
  { name: 'LaunchAgents a file', files: ({ agents }) => fileInPlace(agents) },
  { name: 'a folder in its place', files: (place) => folderInPlace(place) },
];

/** Every fault that can meet a step. */
export function faultsAt(step: Step, place: Pick<Place, 'label'>): readonly FaultRow[] {
  const verb = VERB[step];
  if (verb !== undefined) return [...callFaults(verb, place.label), ...STATE_FAULTS];
  const files = FILE_FAULTS.flatMap(({ name, files: lay, mounts }) =>
    (step === 'restore' ? [true] : [false, true]).map((lasts) => ({
      name: `${name}${lasts ? ', always' : ''}`,
      lasts,
      files: lay,
      ...(mounts && { mounts }),
    })),
  );
  return [...files, ...STATE_FAULTS];
}
