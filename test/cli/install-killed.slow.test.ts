/** svc killed after each single thing that it does to the machine: the next run gets there, and nothing is left over. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { BAD, inWorld, LABEL, NEW, OLD } from '../support/one-service.ts';

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

describe('svc, killed after each thing that it does to the machine', () => {
  afterAll(() => {
    console.log(['Moments of a SIGKILL, after each of which the next run converged:', ...counts].join('\n'));
  });

  it.each(Object.keys(SCENARIOS) as Scenario[])('%s', { timeout: 300_000 }, async (scenario) => {
    const moments = await momentsOf(scenario);
    const left = moments.map((moment, index) => ({ moment, n: index + 1 }));
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
    counts.push(`${scenario}: ${moments.length} (${[...new Set(moments)].join(', ')})`);
  });
});
