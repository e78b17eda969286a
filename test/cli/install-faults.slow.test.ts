/** Cells of the fault matrix through the built svc: what a person reads, and the exit code. */
import { chmodSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/testing/index.ts';
import { BAD, DOMAIN, inWorld, LABEL, NAME, NEW, OLD, type World } from '../support/one-service.ts';

type End = 'new' | 'old' | 'down';

/** What is there, asked of the stand-in. */
function endOf({ standIn }: World): End | 'none' {
  const job = standIn.job(NAME);
  if (!job || job.isDraining) return 'none';
  if (job.pid === undefined) return 'down';
  return job.definition.arguments.at(-1) === '600' ? 'old' : 'new';
}

const bootout = { verb: 'bootout', label: LABEL };
const bootstrap = { verb: 'bootstrap', label: LABEL };
const enable = { verb: 'enable', label: LABEL };

interface Cell {
  readonly name: string;
  readonly from?: typeof OLD;
  readonly to?: string;
  readonly args?: readonly string[];
  readonly faults: readonly Fault[];
  readonly exit: 0 | 3;
  readonly end: End | 'none';
  readonly says: string;
}

const removal = { args: ['uninstall', 'a'] } as const;
const upgrade = { from: OLD } as const;

const CELLS: readonly Cell[] = [
  // first install
  {
    name: 'bootstrap 5, twice',
    faults: [{ kind: 'answer', code: 5, times: 2, ...bootstrap }],
    exit: 0,
    end: 'new',
    says: 'installed',
  },
  {
    name: 'bootstrap 5, always',
    faults: [{ kind: 'answer', code: 5, times: 'always', ...bootstrap }],
    exit: 3,
    end: 'none',
    says: 'Everything is as it was',
  },
  {
    name: 'bootstrap 1',
    faults: [{ kind: 'answer', code: 1, ...bootstrap }],
    exit: 3,
    end: 'none',
    says: 'launchctl answered 1',
  },
  {
    name: 'bootstrap crashes when it is done',
    faults: [{ kind: 'crash', performed: true, ...bootstrap }],
    exit: 0,
    end: 'new',
    says: 'installed',
  },
  {
    name: 'bootstrap says 0 and does nothing',
    faults: [{ kind: 'garbage', times: 'always', ...bootstrap }],
    exit: 3,
    end: 'none',
    says: 'and it is not loaded',
  },
  {
    name: 'enable refused',
    faults: [{ kind: 'answer', code: 1, times: 'always', ...enable }],
    exit: 3,
    end: 'none',
    says: 'could not be enabled',
  },
  {
    name: 'starts held back',
    faults: [{ kind: 'pend', label: LABEL }],
    exit: 3,
    end: 'none',
    says: 'holds its start back',
  },
  { name: 'new version exits at once', to: BAD, faults: [], exit: 3, end: 'none', says: 'no database' },
  // upgrade
  {
    name: 'bootout refused',
    ...upgrade,
    faults: [{ kind: 'answer', code: 1, times: 'always', ...bootout }],
    exit: 3,
    end: 'old',
    says: 'The old version runs on',
  },
  {
    name: 'bootout refused once',
    ...upgrade,
    faults: [{ kind: 'answer', code: 5, ...bootout }],
    exit: 0,
    end: 'new',
    says: 'updated',
  },
  {
    name: 'bootout hangs when it is done',
    ...upgrade,
    faults: [{ kind: 'hang', performed: true, ...bootout }],
    exit: 0,
    end: 'new',
    says: 'updated',
  },
  {
    name: 'label stays for 300 s',
    ...upgrade,
    faults: [{ kind: 'drain', label: LABEL, ms: 300_000 }],
    exit: 3,
    end: 'none',
    says: 'It ran before and is DOWN now',
  },
  {
    name: 'label stays for 3 s',
    ...upgrade,
    faults: [{ kind: 'drain', label: LABEL, ms: 3000 }],
    exit: 0,
    end: 'new',
    says: 'updated',
  },
  {
    name: 'enable refused',
    ...upgrade,
    faults: [{ kind: 'answer', code: 1, ...enable }],
    exit: 3,
    end: 'old',
    says: 'The old version runs on',
  },
  {
    name: 'bootstrap 1',
    ...upgrade,
    faults: [{ kind: 'answer', code: 1, ...bootstrap }],
    exit: 3,
    end: 'old',
    says: 'The old version runs on',
  },
  {
    name: 'bootstrap 1, always',
    ...upgrade,
    faults: [{ kind: 'answer', code: 1, times: 'always', ...bootstrap }],
    exit: 3,
    end: 'none',
    says: 'It ran before and is DOWN now',
  },
  {
    name: 'no desktop',
    ...upgrade,
    faults: [{ kind: 'refuse', domain: DOMAIN }],
    exit: 3,
    end: 'old',
    says: 'There is no domain',
  },
  {
    name: 'new version exits at once',
    ...upgrade,
    to: BAD,
    faults: [],
    exit: 3,
    end: 'old',
    says: 'The old version runs on',
  },
  // uninstall
  {
    name: 'bootout refused',
    ...upgrade,
    ...removal,
    to: OLD,
    faults: [{ kind: 'answer', code: 1, times: 'always', ...bootout }],
    exit: 3,
    end: 'old',
    says: 'The old version runs on',
  },
  {
    name: 'bootout crashes',
    ...upgrade,
    ...removal,
    to: OLD,
    faults: [{ kind: 'crash', ...bootout }],
    exit: 0,
    end: 'none',
    says: 'removed',
  },
  {
    name: 'label stays for 300 s',
    ...upgrade,
    ...removal,
    to: OLD,
    faults: [{ kind: 'drain', label: LABEL, ms: 300_000 }],
    exit: 3,
    end: 'none',
    says: 'DOWN now',
  },
];

const titled = CELLS.map((cell) => {
  const what = cell.args ? 'uninstall' : cell.from ? 'upgrade' : 'first install';
  return [`${what}: ${cell.name}`, cell] as const;
});

describe(`${CELLS.length} cells of the fault matrix, through the built svc`, () => {
  it.concurrent.each(titled)(
    '%s',
    { timeout: 60_000 },
    (_title, { from, to = NEW, args = ['install'], faults, exit, end, says }) =>
      inWorld(async (world) => {
        await world.prepare(from);
        world.standIn.faults.add(...faults);
        const { code, stdout, stderr } = await world.svc(to, args);
        expect(`${stdout}${stderr}`).toContain(says);
        expect([code, endOf(world)]).toEqual([exit, end]);
        // And with nothing in the way it gets there.
        world.standIn.faults.clear();
        world.standIn.advance(400);
        const next = to === BAD ? NEW : to;
        const again = await world.svc(next, args);
        expect([again.code, world.problems(args[0] === 'uninstall' ? undefined : next)]).toEqual([0, []]);
      }),
  );
});

it('a new version that exits at once is rolled back: file, mode and override too, with the end of its log', () =>
  inWorld(async (world) => {
    await world.prepare(OLD);
    const path = join(world.agents, `${LABEL}.plist`);
    chmodSync(path, 0o444);
    await world.standIn.call(['disable', NAME]);
    const before = readFileSync(path, 'utf8');
    const { code, stdout } = await world.svc(BAD, ['install']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^rolled-back {2}a {2}org\.example\.a {2}running, pid \d+$/m);
    expect(stdout).toMatch(/a-stderr\.log ends with:\n {4}no database$/m);
    expect(stdout).toContain('The old version runs on; mend the cause and run the same command again.');
    expect(endOf(world)).toBe('old');
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(statSync(path).mode & 0o777).toBe(0o444);
    expect((await world.standIn.call(['print-disabled', DOMAIN])).stdout).toContain(`"${LABEL}" => disabled`);
  }));

it('a link that was taken over by force is put back when the new version does not come up', () =>
  inWorld(async (world) => {
    const path = join(world.agents, `${LABEL}.plist`);
    symlinkSync('../elsewhere.plist', path);
    expect((await world.svc(BAD, ['install'])).code).toBe(1);
    const { code, stdout } = await world.svc(BAD, ['install', '--force']);
    expect([code, endOf(world)]).toEqual([3, 'none']);
    expect(stdout).toContain('Everything is as it was');
    expect(readlinkSync(path)).toBe('../elsewhere.plist');
  }));
