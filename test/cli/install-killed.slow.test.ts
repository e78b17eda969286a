/** svc killed after each single thing that it does to the machine: the next run gets there, and nothing is left over. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BAD, inWorld, LABEL, NEW, OLD } from '../support/one-service.ts';
import { sample, sampled } from '../support/sample.ts';

const AT_ONCE = 6;
const KILL_AT = pathToFileURL(join(import.meta.dirname, '../support/kill-at.ts')).href;

/** What is done when svc is killed, and what is called then. */
const SCENARIOS = {
  'first install': { before: undefined, at: NEW, args: ['install'], next: ['install', '--no-verify'] },
  upgrade: { before: OLD, at: NEW, args: ['install'], next: ['install', '--no-verify'] },
  'upgrade that is rolled back': { before: OLD, at: BAD, args: ['install'], next: ['install', '--no-verify'] },
  uninstall: { before: OLD, at: OLD, args: ['uninstall', 'a'], next: ['uninstall', 'a'] },
  'uninstall, then install': { before: OLD, at: OLD, args: ['uninstall', 'a'], next: ['install', '--no-verify'] },
} as const;
type Scenario = keyof typeof SCENARIOS;

/** Everything that svc does to the machine in a scenario, in its order. */
function momentsOf(scenario: Scenario): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'svc-moments-'));
  const list = join(folder, 'list');
  return inWorld(async (world) => {
    const { at, args, before } = SCENARIOS[scenario];
    await world.prepare(before);
    await world.svc(at, args, `${KILL_AT}?list=${encodeURIComponent(list)}`);
    return readFileSync(list, 'utf8').trimEnd().split('\n');
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
}

interface Kill {
  readonly scenario: Scenario;
  readonly moment: string;
  /** 1 for the first moment of a scenario. */
  readonly n: number;
}

/** A moment by its kind: what is kept of compiled code are files by the dozen, all alike. */
const kindOf = (moment: string) => moment.replace(/ \S+\.cjs-.*/, ' code');

/** Kills svc at the n-th moment and calls it again. @returns what is wrong then */
function killedAt(scenario: Scenario, n: number, moment: string): Promise<string[]> {
  return inWorld(async (world) => {
    const { at, args, next, before } = SCENARIOS[scenario];
    await world.prepare(before);
    const since = world.standIn.log().length;
    const killed = await world.svc(at, args, `${KILL_AT}?at=${n}`);
    if (killed.signal !== 'SIGKILL') return [`it was not killed: ${killed.code} ${killed.stdout}${killed.stderr}`];
    if (moment.endsWith('in flight')) await world.flown(moment.split(' ')[0]!, since);
    const isRemoval = next[0] === 'uninstall';
    const yaml = at === BAD ? NEW : isRemoval ? before : at;
    const { code, stdout, stderr } = await world.svc(yaml!, next);
    const problems = world.problems(isRemoval ? undefined : yaml);
    if (code !== 0) problems.push(`exit ${code}: ${stdout}${stderr}`);
    if (n % 5 !== 0 || isRemoval) return problems;
    const again = await world.svc(yaml!, ['install']);
    if (again.code !== 0 || !again.stdout.includes('1 unchanged'))
      problems.push(`again: ${again.code} ${again.stdout}`);
    return problems;
  });
}

const counts: string[] = [];
const all = new Map<Scenario, readonly string[]>();
let kills: readonly Kill[];

describe(`svc, killed after each thing that it does to the machine (${sampled})`, () => {
  beforeAll(async () => {
    const scenarios = Object.keys(SCENARIOS) as Scenario[];
    await Promise.all(scenarios.map(async (scenario) => all.set(scenario, await momentsOf(scenario))));
    const table = scenarios.flatMap((scenario) =>
      all.get(scenario)!.map((moment, index) => ({ scenario, moment, n: index + 1 })),
    );
    kills = sample(table, ({ scenario, moment }) => [scenario, kindOf(moment)]);
  }, 60_000);
  afterAll(() => {
    console.log(['Moments of a SIGKILL, after each of which the next run converged:', ...counts].join('\n'));
  });

  it.each(Object.keys(SCENARIOS) as Scenario[])('%s', { timeout: 300_000 }, async (scenario) => {
    const moments = all.get(scenario)!;
    const own = kills.filter((kill) => kill.scenario === scenario);
    const left = [...own];
    const bad: string[] = [];
    const worker = async () => {
      for (let one = left.shift(); one; one = left.shift()) {
        const { moment, n } = one;
        const problems = await killedAt(scenario, n, moment);
        if (problems.length > 0) bad.push(`${n} ${moment}: ${problems.join('; ')}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(bad.join('\n')).toBe('');
    const steps = scenario.startsWith('uninstall')
      ? ['bootout in flight', 'bootout answered', `unlinkSync ${LABEL}.plist`, `unlinkSync ${LABEL}.json`]
      : [`renameSync ${LABEL}.json`, `renameSync ${LABEL}.plist`, 'enable in flight', 'bootstrap answered'];
    expect(moments).toEqual(expect.arrayContaining(steps));
    counts.push(
      `${scenario}: ${own.length} of ${moments.length} (${[...new Set(own.map(({ moment }) => kindOf(moment)))].join(', ')})`,
    );
  });
});
