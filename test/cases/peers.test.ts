/** What other service managers promise in their tests, held against svc: test/cases/peers.yaml, case by case. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCase } from '../support/peers-adapter.ts';
import { readCases, variantsOf } from '../support/peers-cases.ts';
import { checkExpectation, notCheckedHere } from '../support/peers-expectations.ts';
import { LATER, REFUSALS, RESULTS } from './peers-results.ts';

const cases = readCases(readFileSync(join(import.meta.dirname, 'peers.yaml'), 'utf8'));
const areas = ['render', 'schema', 'schedule'];

/** Does `work` now, so that all property lists are read back together; what it throws is thrown in the test. */
function attempt<T>(work: () => T): () => T {
  try {
    const done = work();
    return () => done;
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
}

for (const area of areas) {
  describe(`peers: ${area}`, () => {
    for (const { id, intent, given, expect: expectation } of cases.filter((one) => one.area === area)) {
      for (const { given: one, value } of variantsOf(given)) {
        const ran = attempt(() => runCase(one, expectation));
        it(`${id}: ${intent}${value === undefined ? '' : ` (${value})`}`, () => {
          const run = ran();
          checkExpectation(run, expectation);
          if (expectation.result !== undefined) expect(RESULTS, 'prose needs a check by hand').toHaveProperty(id);
          RESULTS[id]?.(run);
          REFUSALS[id]?.(run);
        });
      }
      // What is expected and not looked for here stands in the report as skipped, with its reason.
      for (const topic of expectation.finding ?? []) {
        const reason = notCheckedHere(topic, given);
        if (reason !== undefined) it.skip(`${id}: the finding ${topic} (${reason})`);
      }
      if (LATER[id] !== undefined) it.skip(`${id}: ${expectation.result} (${LATER[id]})`);
    }
  });
}

describe('peers: the cases', () => {
  it('have an id of their own and an area that is tested here', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    for (const { id, area } of cases) expect(areas, id).toContain(area);
  });

  it('every check by hand belongs to a case', () => {
    const ids = cases.map(({ id }) => id);
    for (const id of Object.keys({ ...RESULTS, ...REFUSALS, ...LATER })) expect(ids).toContain(id);
  });

  const folder = process.env.SVC_SHARED;
  it.skipIf(!folder)(`are all there, unchanged${folder ? '' : ' (skipped: SVC_SHARED is not set)'}`, () => {
    const shared = readCases(readFileSync(join(folder!, 'cases/peers.yaml'), 'utf8'));
    const wanted = shared.filter(({ area }) => areas.includes(area));
    const facts = ({ id, area, agree, given, expect: expectation }: (typeof cases)[number]) => ({
      ...{ id, area, agree },
      ...{ given, expectation },
    });
    expect(wanted.length).toBeGreaterThan(0);
    for (const one of wanted) expect(cases.map(facts)).toContainEqual(facts(one));
  });
});
