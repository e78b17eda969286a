/** Property lists held against each other: what says the same to launchd is no difference. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differingKeys, isSameDict, valueAt } from '../../src/deploy/compare-dicts.ts';
import { differingFacts } from '../../src/deploy/loaded-facts.ts';
import { parsePrintedService } from '../../src/launchd/printed-service.ts';
import { newDict, type PlistDict, PlistReal, type PlistValue } from '../../src/plist/value.ts';
import { jobOf, loaded, printedText } from './situations.ts';

const name = fc.oneof(
  fc.constantFrom('Label', 'KeepAlive', 'Nice', '__proto__', 'constructor', 'a.b'),
  fc.string({ maxLength: 6 }),
);
const values = fc.letrec<{ value: PlistValue; dict: PlistDict }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ maxLength: 6 }),
    fc.boolean(),
    fc.integer(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => new PlistReal(value)),
    fc.uint8Array({ maxLength: 4 }),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('dict'),
  ),
  dict: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((entries) => {
    const dict = newDict();
    for (const [key, value] of entries) dict[key] = value;
    return dict;
  }),
}));

/** The same members the other way round, at every depth. */
function turned(value: PlistValue): PlistValue {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value instanceof PlistReal || value instanceof Date || value instanceof Uint8Array)
    return value;
  const dict = newDict();
  for (const [key, one] of Object.entries(value as PlistDict).reverse()) dict[key] = turned(one);
  return dict;
}

describe('two property lists', () => {
  it('are the same in any order of their keys', () => {
    fc.assert(
      fc.property(values.dict, (dict) => {
        expect(isSameDict(dict, turned(dict) as PlistDict)).toBe(true);
      }),
    );
  });

  it('differ either way round at the same keys, and the values there are not the same', () => {
    fc.assert(
      fc.property(values.dict, values.dict, (one, other) => {
        const keys = differingKeys(one, other).map((path) => path.join('\0'));
        expect(
          differingKeys(other, one)
            .map((path) => path.join('\0'))
            .sort(),
        ).toEqual(keys.toSorted());
        for (const path of differingKeys(one, other)) {
          expect(valueAt(one, path) !== undefined || valueAt(other, path) !== undefined).toBe(true);
        }
      }),
    );
  });

  it('differ at the key that is changed', () => {
    fc.assert(
      fc.property(values.dict, name, fc.string(), (dict, key, text) => {
        const changed = newDict();
        Object.assign(changed, dict);
        changed[key] = `${text}, another`;
        if (Object.is(dict[key], changed[key])) return;
        expect(differingKeys(dict, changed).every(([first]) => first === key)).toBe(true);
        expect(isSameDict(dict, changed)).toBe(false);
      }),
    );
  });

  const hour = { Hour: 3, Minute: 0 };
  it.each<[string, PlistDict, PlistDict, boolean]>([
    ['one entry and an array of it (sc-12)', { StartCalendarInterval: hour }, { StartCalendarInterval: [hour] }, true],
    [
      'two entries in another order',
      { StartCalendarInterval: [hour, { Hour: 4 }] },
      { StartCalendarInterval: [{ Hour: 4 }, hour] },
      false,
    ],
    ['an empty array and one entry', { StartCalendarInterval: [] }, { StartCalendarInterval: hour }, false],
    ['one session and an array of it', { LimitLoadToSessionType: 'Aqua' }, { LimitLoadToSessionType: ['Aqua'] }, true],
    ['another key with an array of one', { WatchPaths: '/x' }, { WatchPaths: ['/x'] }, false],
    ['an integer and a real', { Nice: 1 }, { Nice: new PlistReal(1) }, false],
    ['a number and a large one of the same value', { Nice: 5 }, { Nice: 5n }, true],
    ['an empty dict and none', { KeepAlive: {} }, {}, false],
    ['true and an empty dict', { KeepAlive: true }, { KeepAlive: {} }, false],
  ])('%s', (_name, one, other, same) => {
    expect([isSameDict(one, other), isSameDict(other, one)]).toEqual([same, same]);
  });

  it('are told apart member by member', () => {
    const one: PlistDict = { EnvironmentVariables: { A: '1', B: '2' }, KeepAlive: { SuccessfulExit: false } };
    const other: PlistDict = { EnvironmentVariables: { A: '1', C: '3' }, KeepAlive: true, Nice: 1 };
    expect(differingKeys(one, other).map((path) => path.join('.'))).toEqual([
      'EnvironmentVariables.B',
      'EnvironmentVariables.C',
      'KeepAlive',
      'Nice',
    ]);
  });
});

describe('what is loaded against what is wanted', () => {
  const job = jobOf(`command: [/bin/d, "21212"]
keepAlive: true
throttleInterval: 10
exitTimeout: 20
workingDirectory: /opt/x
logs: { stdout: /opt/x/out.log, stderr: /opt/x/err.log }
environment: { MODE: fast, EMPTY: "" }`);
  const facts = (dict: PlistDict) => {
    const state = loaded(job, dict);
    if (state.is !== 'loaded') throw new Error('it is loaded');
    return differingFacts(job.dict, state.printed).map(({ key, loaded: text }) => `${key.join('.')}=${text}`);
  };

  it('finds nothing where all is the same', () => {
    expect(facts(job.dict)).toEqual([]);
  });

  it.each<[PlistDict, string]>([
    [{ ProgramArguments: ['/bin/d', '21213'] }, 'ProgramArguments=["/bin/d", "21213"]'],
    [{ ProgramArguments: ['/bin/d'] }, 'ProgramArguments=["/bin/d"]'],
    [{ ThrottleInterval: 60 }, 'ThrottleInterval=60'],
    [{ ExitTimeOut: 5 }, 'ExitTimeOut=5'],
    [{ StartInterval: 300 }, 'StartInterval=300'],
    [{ WorkingDirectory: '/opt/y' }, 'WorkingDirectory="/opt/y"'],
    [{ StandardOutPath: '/tmp/o' }, 'StandardOutPath="/tmp/o"'],
    [{ StandardErrorPath: '/tmp/e' }, 'StandardErrorPath="/tmp/e"'],
    [{ EnvironmentVariables: { MODE: 'slow', EMPTY: '' } }, 'EnvironmentVariables.MODE=(another value)'],
    [{ EnvironmentVariables: { EMPTY: '' } }, 'EnvironmentVariables.MODE=(not set)'],
  ])('%o differs', (change, said) => {
    expect(facts({ ...job.dict, ...change })).toEqual([said]);
  });

  it('never shows a loaded value of the environment', () => {
    expect(facts({ ...job.dict, EnvironmentVariables: { MODE: 'hunter2-and-more' } }).join()).not.toContain('hunter2');
  });

  it('is decided by nothing that is missing, cut, or what launchd has of its own', () => {
    const text = printedText(job.label, job.path, job.dict);
    const printed = (changed: string) =>
      differingFacts(job.dict, parsePrintedService(changed, { environmentValues: true }));
    for (const line of text.split('\n'))
      expect(printed(text.replace(`${line}\n`, '')).map(({ loaded: said }) => said)).toEqual(
        line.includes('MODE')
          ? ['(not set)']
          : line.includes('21212')
            ? ['["/bin/d"]']
            : line.includes('\t\t/bin/d')
              ? ['["21212"]']
              : [],
      );
    for (let end = 0; end < text.length; end += 7) expect(printed(text.slice(0, end))).toEqual([]);
    expect(printed(text.replace('MODE => fast', 'MODE => fast\n\t\tOSLogRateLimit => 64'))).toEqual([]);
    expect(printed('')).toEqual([]);
  });

  it('passes over values that print can not show', () => {
    const odd = jobOf(
      'command: [/bin/d, "a\\nb", " padded "]\nkeepAlive: true\nplist: { ExitTimeOut: 0 }\nenvironment: { LINES: "a\\nb" }',
    );
    const state = loaded(odd, { ...odd.dict, ExitTimeOut: 5 });
    expect(state.is === 'loaded' && differingFacts(odd.dict, state.printed)).toEqual([]);
  });

  it('takes any text without complaint, and the same job for the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(differingFacts(job.dict, parsePrintedService(text, { environmentValues: true }))).toEqual([]);
      }),
    );
  });
});
