/** Two svc at once on the same services.yaml: one waits or is refused, and the state is right. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sleepers } from '../support/changes.ts';
import { tries } from '../support/sample.ts';
import { standInMachine } from '../support/stand-in-machine.ts';

const ROUNDS = tries(6, 20);

it(`two installs at once, ${ROUNDS} times`, { timeout: 240_000 }, async () => {
  const machine = await standInMachine(sleepers(['a', 'b']));
  const state = join(machine.standIn.home, '.local/state/svc/org.example');
  let waited = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    machine.declare(sleepers(['a', 'b'], { a: `nice: ${round % 20}`, b: `umask: "0${round % 8}7"` }));
    const logged = machine.standIn.log().length;
    const both = await Promise.all([1, 2].map(() => machine.svc(['install', '--no-verify', '--json'])));
    expect(
      both.map(({ code }) => code),
      both.map(({ stderr }) => stderr).join('\n'),
    ).toEqual([0, 0]);
    const results = both.map(({ stdout }) =>
      (JSON.parse(stdout).services as { result: string }[]).map(({ result }) => result).join(),
    );
    expect(results.sort()).toEqual(
      [round === 1 ? 'installed,installed' : 'updated,updated', 'unchanged,unchanged'].sort(),
    );
    if (both.some(({ stderr }) => /another svc \(pid \d+\) is at work; waiting/.test(stderr))) waited++;
    // One of them did the work, once.
    const loaded = machine.standIn
      .log()
      .slice(logged)
      .filter(({ argv }) => argv?.[0] === 'bootstrap');
    expect(loaded.map(({ code }) => code)).toEqual([0, 0]);
    expect(machine.standIn.jobs().map(({ state: word, runs }) => [word, runs])).toEqual([
      ['running', 1],
      ['running', 1],
    ]);
    expect(machine.standIn.job(`${machine.domain}/org.example.a`)?.definition.nice).toBe(round % 20);
    expect(readdirSync(state).sort()).toEqual(['bin', 'copies', 'records']);
  }
  console.log(`two installs at once, ${ROUNDS} times: one waited for the other ${waited} times`);
  expect(waited).toBeGreaterThan(0);
});
