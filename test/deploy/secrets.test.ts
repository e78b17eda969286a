/** Secrets never stand in a plan, on whichever side they are; what is changed about them is still told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOTS, shownValue } from '../../src/deploy/shown-value.ts';
import { PlistReal } from '../../src/plist/value.ts';
import { formatJson } from '../../src/report/json.ts';
import { formatPlan, planDocument } from '../../src/report/plan.ts';
import { fileOf, jobOf, loaded, observationOf, recordOf, wholePlan } from './situations.ts';

const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
const OPTIONS = { color: false, width: 80, quiet: false, verbose: true, force: false };
const PASSWORD = 'correct-horse-7-battery';

const withSecrets = (one: string, other: string) =>
  jobOf(`command: [/bin/d, --password, ${one}, "--token=${other}", "Authorization: Bearer ${other}"]
keepAlive: true
exitTimeout: 20
environment: { DB_PASSWORD: ${one}, HEADER: "x ${other}" }`);

describe('a plan', () => {
  const wanted = withSecrets(PASSWORD, TOKEN);
  const before = withSecrets('another-horse-8-battery', `${TOKEN.slice(0, -1)}6`);
  const facts = { file: fileOf(wanted.path, before.text), loaded: loaded(before, before.dict) };

  it.each([
    ['to install', {}],
    ['to change', facts],
    ['loaded otherwise', { file: fileOf(wanted.path, wanted.text), loaded: facts.loaded }],
  ])('never shows them: %s', (_name, observed) => {
    const observation = observationOf(wanted.label, observed, { record: recordOf(wanted, before.text) });
    const plan = wholePlan({ declared: [wanted] }, observation);
    const shown = formatJson(planDocument(plan)) + formatPlan(plan, OPTIONS);
    for (const secret of ['horse', 'ghp_', 'battery', PASSWORD, TOKEN]) expect(shown).not.toContain(secret);
    expect(shown).toContain(DOTS);
  });

  it('tells that one changed', () => {
    const observation = observationOf(wanted.label, facts, { record: recordOf(wanted, before.text) });
    const { changes } = wholePlan({ declared: [wanted] }, observation).jobs[0]!;
    expect(changes.map(({ key }) => key)).toEqual([
      'ProgramArguments',
      'EnvironmentVariables.DB_PASSWORD',
      'EnvironmentVariables.HEADER',
    ]);
    expect(changes[1]).toEqual({
      key: 'EnvironmentVariables.DB_PASSWORD',
      desired: DOTS,
      disk: DOTS,
      loaded: '(as on disk)',
    });
  });

  it('hides the harmless side as well where the other one is a secret', () => {
    const plain = jobOf('command: [/bin/d]\nkeepAlive: true\nexitTimeout: 20\nenvironment: { DB_PASSWORD: "" }');
    const secret = jobOf(
      `command: [/bin/d]\nkeepAlive: true\nexitTimeout: 20\nenvironment: { DB_PASSWORD: ${PASSWORD} }`,
    );
    const observation = observationOf(
      plain.label,
      { file: fileOf(plain.path, secret.text) },
      { record: recordOf(plain, secret.text) },
    );
    expect(wholePlan({ declared: [plain] }, observation).jobs[0]!.changes).toEqual([
      { key: 'EnvironmentVariables.DB_PASSWORD', desired: DOTS, disk: DOTS },
    ]);
  });
});

describe('a value', () => {
  it('is shown as a person writes it', () => {
    expect(shownValue(['Nice'], 5)).toBe('5');
    expect(shownValue(['Nice'], new PlistReal(1))).toBe('1.0');
    expect(shownValue(['X'], 2n ** 60n)).toBe('1152921504606846976');
    expect(shownValue(['X'], new Uint8Array(3))).toBe('3 bytes of data');
    expect(shownValue(['X'], new Date(0))).toBe('1970-01-01T00:00:00Z');
    expect(shownValue(['StartCalendarInterval'], [{ Hour: 3 }, { Hour: 4, Minute: 0 }])).toBe(
      '[{Hour: 3}, {Hour: 4, Minute: 0}]',
    );
    expect(shownValue(['Sockets'], { a: [{ API_TOKEN: PASSWORD }] })).toBe(`{a: [{API_TOKEN: ${DOTS}}]}`);
  });

  it('never carries a token, however it is wrapped', () => {
    const before = fc.constantFrom('', ' ', '"', '=', ';', 'x ', '--token=', 'Authorization: Bearer ');
    const after = fc.constantFrom('', '"', ';', ' x', ', y');
    fc.assert(
      fc.property(before, after, (start, end) => {
        const text = `${start}${TOKEN}${end}`;
        for (const value of [text, [text], { A: text }, [{ A: [text] }]])
          expect(shownValue(['X'], value)).not.toContain('ghp_');
      }),
    );
  });
});
