/** What others promise of installing, stopping and removing, held against svc: test/cases/peers-deploy.yaml. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PeerCase, readCases } from '../support/peers-cases.ts';
import { AS_ROOT, CHECKS, DECIDED } from './peers-deploy-checks.ts';

const cases = readCases(readFileSync(join(import.meta.dirname, 'peers-deploy.yaml'), 'utf8'));
const areas = ['install', 'lifecycle', 'uninstall', 'diff'];

for (const area of areas) {
  describe(`peers: ${area}`, () => {
    for (const { id, intent } of cases.filter((one) => one.area === area)) {
      const isLeftOut = AS_ROOT.has(id) && process.getuid?.() !== 0;
      it.skipIf(isLeftOut)(`${id}: ${intent}${isLeftOut ? ' (skipped: takes root)' : ''}`, async () => {
        await CHECKS[id]!();
      });
      const [wish, why] = DECIDED[id] ?? [];
      if (wish !== undefined) it.skip(`${id}: ${wish} (${why})`);
    }
  });
}

describe('peers: the cases of deploying', () => {
  it('have a check each, and every check a case', () => {
    const ids = cases.map(({ id }) => id);
    expect(Object.keys(CHECKS).sort()).toEqual([...ids].sort());
    for (const id of Object.keys(DECIDED)) expect(ids).toContain(id);
    for (const { id, area } of cases) expect(areas, id).toContain(area);
  });

  const folder = process.env.SVC_SHARED;
  it.skipIf(!folder)(`are all there, unchanged${folder ? '' : ' (skipped: SVC_SHARED is not set)'}`, () => {
    const shared = readCases(readFileSync(join(folder!, 'cases/peers.yaml'), 'utf8'));
    const facts = ({ id, area, agree, given, expect: expectation }: PeerCase) => ({
      id,
      area,
      agree,
      given,
      expectation,
    });
    expect(cases.map(facts)).toEqual(shared.filter(({ area }) => areas.includes(area)).map(facts));
  });
});
