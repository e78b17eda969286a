/** A plan as text: what fits on a line, what does not, and that nothing steers the terminal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/report/columns.ts';
import { formatPlan, planDocument, priceSentences } from '../../src/report/plan.ts';
import { DAEMON, fileOf, jobOf, loaded, observationOf, recordOf, wholePlan } from '../deploy/situations.ts';

const PLAIN = { color: false, width: 80, quiet: false };

/** The plan for a daemon that was `before`. */
function planFrom(before: string, after: string) {
  const [old, job] = [jobOf(before), jobOf(after)];
  const facts = { file: fileOf(job.path, old.text), loaded: loaded(old, old.dict) };
  return wholePlan({ declared: [job] }, observationOf(job.label, facts, { record: recordOf(job, old.text) }));
}

describe('the text of a plan', () => {
  it('shows added, changed and removed keys with a sign each', () => {
    const text = formatPlan(planFrom(`${DAEMON}\nnice: 5`, `${DAEMON.replace('fast', 'slow')}\numask: "027"`), PLAIN);
    expect(text).toContain('    ~ EnvironmentVariables.MODE: "fast" → "slow"\n');
    expect(text).toContain('    - Nice: 5\n');
    expect(text).toContain('    + Umask: 23\n');
  });

  it('names what is loaded where that is something else', () => {
    const [job, third] = [jobOf(DAEMON), jobOf(DAEMON.replace('fast', 'third').replace('8080', '3'))];
    const old = jobOf(DAEMON.replace('fast', 'slow').replace('8080', '2'));
    const facts = { file: fileOf(job.path, old.text), loaded: loaded(third, third.dict) };
    const plan = wholePlan({ declared: [job] }, observationOf(job.label, facts, { record: recordOf(job, old.text) }));
    const text = formatPlan(plan, { ...PLAIN, width: 200 });
    expect(text).toContain(
      '"2"] → ["/usr/local/bin/server", "--port", "8080"]; loaded: ["/usr/local/bin/server", "--port", "3"]\n',
    );
    expect(text).toContain('~ EnvironmentVariables.MODE: "slow" → "fast"; loaded: (another value)\n');
    const running = observationOf(job.label, { file: fileOf(job.path, job.text), loaded: facts.loaded });
    expect(formatPlan(wholePlan({ declared: [job] }, running), { ...PLAIN, width: 200 })).toContain(
      '~ EnvironmentVariables.MODE: loaded (another value) → "fast"\n',
    );
  });

  it('gives values that are too wide a line of their own, uncut', () => {
    const long = '/usr/local/share/'.padEnd(120, 'x');
    const text = formatPlan(planFrom(DAEMON, `${DAEMON}\nworkingDirectory: ${long}`), PLAIN);
    expect(text).toContain(`    + WorkingDirectory:\n        wanted:  ${JSON.stringify(long)}\n`);
  });

  it.each([40, 60, 100])('wraps sentences at %i columns', (width) => {
    const plan = planFrom(DAEMON, DAEMON.replace('8080', '1'));
    const sentences = formatPlan(plan, { ...PLAIN, width })
      .split('\n')
      .filter((line) => /^ {4}[A-Za-z0-9]/.test(line));
    expect(sentences.length).toBeGreaterThan(0);
    for (const line of sentences) expect(columnsOf(line)).toBeLessThanOrEqual(width);
  });

  it('says what a hidden change is', () => {
    const before = `${DAEMON}\nenvFile: x`.replace('\nenvFile: x', '\n  DB_PASSWORD: correct-horse-7');
    const plan = planFrom(before, before.replace('horse-7', 'horse-8'));
    expect(formatPlan(plan, PLAIN)).toContain(
      'DB_PASSWORD: •••••••• (changed; it looks like a secret and is not shown)',
    );
  });

  it('has no control character, whatever stands in files and answers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        const plan = planFrom(DAEMON, DAEMON.replace('8080', '1'));
        const job = {
          ...plan.jobs[0]!,
          changes: [{ key: one, disk: other, desired: one }],
          notes: [other],
          service: one,
          label: other,
        };
        const refused = { ...job, refusal: { cause: one, remedy: other } };
        const text = formatPlan({ ...plan, jobs: [job, refused, { ...job, unknown: other }], notes: [one] }, PLAIN);
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });

  it('says what a new service starts and when, the other keys with -v, and the notice of macOS once', () => {
    const one = jobOf(DAEMON);
    const plan = wholePlan({ declared: [one] }, observationOf(one.label));
    const both = { ...plan, jobs: [plan.jobs[0]!, { ...plan.jobs[0]!, service: 'other' }] };
    const brief = formatPlan(both, PLAIN);
    expect(brief).toContain('    + ProgramArguments: ["/usr/local/bin/server"');
    expect(brief).not.toContain('+ Label');
    expect(brief).toMatch(/\n {4}and \d more keys \(-v shows them\)\n/);
    expect(brief.match(/background item/g)).toEqual(['background item']);
    expect(formatPlan(plan, { ...PLAIN, verbose: true })).toContain('    + Label: ');
  });

  it('says with --force that what is refused otherwise is taken over', () => {
    const job = jobOf(DAEMON);
    const file = fileOf(job.path, job.text.replace('8080', '8081'));
    const plan = wholePlan({ declared: [job] }, observationOf(job.label, { file }));
    expect(formatPlan(plan, PLAIN)).toMatch(/^! .*, refused without --force\n[\s\S]*\n1 refused\.\n$/);
    expect(formatPlan(plan, { ...PLAIN, force: true })).toMatch(
      /^~ .*, taken over by --force\n[\s\S]*\n1 to change\.\n$/,
    );
  });

  it('is counted in full', () => {
    const plan = planFrom(DAEMON, DAEMON);
    expect(formatPlan(plan, PLAIN)).toBe('No changes: the service is as services.yaml says.\n');
    const twice = { ...plan, jobs: [...plan.jobs, { ...plan.jobs[0]!, state: 'absent' as const }] };
    expect(formatPlan(twice, PLAIN)).toMatch(/\n1 to install, 1 unchanged\.\n$/);
  });
});

describe('prices in words', () => {
  it.each([
    [{}, []],
    [{ reload: true, downtimeSeconds: 20 }, [/up to 20 s/]],
    [{ reload: true, downtimeSeconds: 0 }, [/as long as it takes/]],
    [{ reload: true, restartsInterval: true }, [/^Costs a reload: it is stopped and started again\.$/, /interval/]],
  ] as const)('%o', (price, words) => {
    const sentences = priceSentences(price);
    expect(sentences).toHaveLength(words.length);
    for (const [i, word] of words.entries()) expect(sentences[i]).toMatch(word);
  });
});

describe('the document of a plan', () => {
  it('has null where there is no value', () => {
    const { services } = planDocument(planFrom(DAEMON, `${DAEMON}\nnice: 5`)) as { services: { changes: object[] }[] };
    expect(services[0]!.changes).toEqual([{ key: 'Nice', desired: '5', disk: null, loaded: null }]);
  });
});
