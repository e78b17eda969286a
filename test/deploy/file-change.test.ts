/** What keeps the property list from being changed is found before the job is stopped; what others put there stays. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { change, sleepers } from '../support/changes.ts';
import { makeReadOnly, mountOver, whyNoMount } from '../support/mount.ts';
import { type StandInMachine, standInMachine } from '../support/stand-in-machine.ts';

const LABEL = 'org.example.a';
const OLD = sleepers(['a']);
const NEW = OLD.replace('"1000"', '"1001"');

/** A machine with one service that runs, and a services.yaml with a new version of it. */
async function upgradeOf(): Promise<StandInMachine & { readonly plist: string; readonly records: string }> {
  const machine = await standInMachine(OLD);
  await machine.place(machine.declare(OLD));
  machine.declare(NEW);
  const records = join(machine.standIn.home, '.local/state/svc/org.example/records');
  return { ...machine, plist: join(machine.agents, `${LABEL}.plist`), records };
}

const temporaries = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.tmp'));

const lock = (path: string, how: '+i' | '-i') => spawnSync('chattr', [how, path]).status === 0;

/** Why no file can be locked here, in brackets for a test's title; empty where one can. */
const whyNoLock = ((): string => {
  const folder = mkdtempSync(join(tmpdir(), 'svc-lock-'));
  const isLocked = lock(folder, '+i');
  lock(folder, '-i');
  rmSync(folder, { recursive: true });
  return isLocked ? '' : ' (skipped: no file can be locked here)';
})();

/** Puts a small file system over a folder, with the same files in it, until the test ends. */
function onOwnDisk(folder: string): void {
  const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const);
  onTestFinished(mountOver(folder, 16_384));
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes, { mode: 0o644 });
}

describe.each([
  { name: 'an upgrade', args: ['install'] },
  { name: 'a removal', args: ['uninstall', 'a'] },
])('$name: the service is not stopped for', ({ args }) => {
  it.skipIf(whyNoMount !== '')(`a read-only disk${whyNoMount}`, async () => {
    const machine = await upgradeOf();
    onOwnDisk(machine.agents);
    makeReadOnly(machine.agents);
    const { only, code, changing } = await change(machine, args);
    expect([code, only.result, changing]).toEqual([3, 'failed', []]);
    expect(only.after).toEqual(only.before);
    expect(only.error?.cause).toContain('the file system is read-only');
    expect(only.error?.remedy).toBe('Nothing was changed.');
  });

  it.skipIf(whyNoLock !== '')(`a file that is locked${whyNoLock}`, async () => {
    const machine = await upgradeOf();
    lock(machine.plist, '+i');
    onTestFinished(() => {
      lock(machine.plist, '-i');
    });
    const { only, code, changing } = await change(machine, args);
    expect([code, only.result, changing]).toEqual([3, 'failed', []]);
    expect(only.error?.cause).toContain('the operation is not permitted');
    expect(temporaries(machine.agents)).toEqual([]);
  });
});

it.skipIf(whyNoMount !== '').each(['agents', 'records'] as const)(
  `nor for a full disk: %s${whyNoMount}`,
  async (which) => {
    const machine = await upgradeOf();
    const folder = machine[which];
    onOwnDisk(folder);
    const names = readdirSync(folder);
    spawnSync('sh', ['-c', 'cat /dev/zero > "$0/fill"', folder], { stdio: 'ignore' });
    const { only, code, changing } = await change(machine, ['install', '--no-verify']);
    expect([code, only.result, changing]).toEqual([3, 'failed', []]);
    expect(only.error).toMatchObject({
      cause: expect.stringContaining('the disk is full'),
      remedy: 'Nothing was changed.',
    });
    expect(readdirSync(folder).sort()).toEqual(['fill', ...names]);
    rmSync(join(folder, 'fill'));
    expect((await change(machine, ['install', '--no-verify'])).results).toEqual(['a updated']);
  },
);

describe('what somebody else writes there while svc waits for the old process', () => {
  const EDIT = '<!-- an edit by hand -->';

  it.each([
    ['install', '--no-verify'],
    ['uninstall', 'a'],
  ])('%s %s leaves it', async (...args) => {
    const machine = await upgradeOf();
    const { plist, standIn, domain } = machine;
    standIn.faults.add({ kind: 'drain', label: LABEL, ms: 3000 });
    const run = change(machine, args);
    const isStopping = () => standIn.log().some(({ argv }) => argv?.join(' ') === `bootout ${domain}/${LABEL}`);
    while (!isStopping()) await new Promise((resolve) => setTimeout(resolve, 5));
    const text = `${readFileSync(plist, 'utf8')}${EDIT}\n`;
    writeFileSync(plist, text);
    const { only, code } = await run;
    expect([code, readFileSync(plist, 'utf8') === text]).toEqual([3, true]);
    expect(only.result).toBe('failed');
    expect(only.error).toMatchObject({
      cause: expect.stringContaining('it changed since svc looked at it'),
      remedy: expect.stringContaining('Not everything could be put back (its file is of another hand)'),
    });
    expect([only.after.state, temporaries(dirname(plist))]).toEqual(['running', []]);
  });
});
