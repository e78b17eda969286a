/** What services.yaml says of single values: schedules, names, variables, and what stays under `plist:`. */
import { describe, expect, it } from 'vitest';
import { nameServices } from '../../src/adopt/names.ts';
import type { PlistDict, PlistValue } from '../../src/plist/value.ts';
import { writePlist } from '../../src/plist/write.ts';
import { adoptDicts, adoptFiles, renderedBy } from '../support/adopt.ts';

const JOB = { Label: 'org.example.a', ProgramArguments: ['/bin/x'] };

/** The lines of services.yaml below the only service, comments left out. */
function linesFor(keys: PlistDict): string[] {
  const dict = { ...JOB, ...keys };
  const adoption = adoptDicts([dict]);
  expect(adoption.files[0]!.result).toBe('imported');
  expect(renderedBy(adoption).get('org.example.a')).toEqual(dict);
  const [, body = ''] = adoption.manifests[0]!.text.split('  a:\n');
  return body
    .split('\n')
    .map((line) => line.slice(4))
    .filter((line) => line !== '' && !line.trimStart().startsWith('#') && line !== 'command: [/bin/x]');
}

const at = (Hour: number, more: object = {}) => ({ ...more, Hour, Minute: 0 });
const days = (...numbers: number[]) => numbers.map((Weekday) => at(9, { Weekday }));

describe('schedules', () => {
  const cases: readonly (readonly [PlistValue, string])[] = [
    [{ Hour: 3, Minute: 0 }, 'daily 03:00'],
    [{ Minute: 5 }, 'hourly :05'],
    [{ Weekday: 0, Hour: 3, Minute: 0 }, 'sunday 03:00'],
    [{ Day: 1, Hour: 3, Minute: 30 }, 'monthly 1 03:30'],
    [{ Month: 2, Day: 29, Hour: 3, Minute: 30 }, 'yearly feb 29 03:30'],
    [days(1, 2, 3, 4, 5), 'mon-fri 09:00'],
    [days(1, 4), 'mon,thu 09:00'],
    [[at(7), at(22)], '{hour: [7, 22], minute: 0}'],
    [[at(7), { Hour: 22, Minute: 30 }], '[daily 07:00, daily 22:30]'],
    [[0, 15, 30, 45].map((Minute) => ({ Minute })), '{minute: [0, 15, 30, 45]}'],
    [{ Hour: 3 }, '{hour: 3, minute: "*"}'],
    [{}, '{minute: "*"}'],
    [{ Month: 6, Weekday: 1, Hour: 1, Minute: 2 }, '{month: jun, weekday: mon, hour: 1, minute: 2}'],
    [[...days(1, 2, 3, 4, 5), at(12, { Weekday: 6 })], '[mon-fri 09:00, saturday 12:00]'],
  ];
  it.each(cases)('says %j as %s', (value, said) => {
    expect(linesFor({ StartCalendarInterval: value })).toEqual([`schedule: ${said}`]);
  });

  const kept: readonly (readonly [PlistValue, string])[] = [
    [[at(3)], 'an array of one'],
    [{ Weekday: 7, Hour: 3, Minute: 0 }, 'a Sunday that is 7'],
    [{ Day: 1, Weekday: 1, Hour: 3, Minute: 0 }, 'a day and a weekday'],
    [{ Hour: 25, Minute: 0 }, 'an hour that is none'],
    [{ Hour: '3', Minute: 0 }, 'a text'],
    [{ Month: 2, Day: 30, Hour: 0, Minute: 0 }, 'an impossible date'],
    [[at(3), at(3)], 'an entry twice'],
  ];
  it.each(kept)('keeps %j as it is: %s', (value) => {
    expect(linesFor({ StartCalendarInterval: value })[0]).toBe('plist:');
  });
});

describe('other values', () => {
  const cases: readonly (readonly [PlistDict, readonly string[]])[] = [
    [{ StartInterval: 5400 }, ['every: 1h30m']],
    [{ StartInterval: 0 }, ['plist:', '  StartInterval: 0']],
    [{ RunAtLoad: true, ThrottleInterval: 9 }, ['runAtLoad: true', 'plist:', '  ThrottleInterval: 9']],
    [{ KeepAlive: { SuccessfulExit: false } }, ['keepAlive: on-failure']],
    [{ KeepAlive: { NetworkState: true } }, ['plist:', '  KeepAlive: {NetworkState: true}']],
    [{ RunAtLoad: true, Umask: 18 }, ['runAtLoad: true', 'umask: "022"']],
    [{ RunAtLoad: true, Umask: '022' }, ['runAtLoad: true', 'plist:', '  Umask: "022"']],
    [
      { RunAtLoad: true, StandardOutPath: '/l/a-stdout.log', StandardErrorPath: '/l/a-stderr.log' },
      ['runAtLoad: true', 'logs: /l'],
    ],
    [
      { RunAtLoad: true, StandardOutPath: '/l/o', StandardErrorPath: 'x' },
      ['runAtLoad: true', 'logs: {stdout: /l/o}', 'plist:', '  StandardErrorPath: x'],
    ],
    [
      { RunAtLoad: true, EnvironmentVariables: { N: '1.10', T: 'true' } },
      ['environment:', '  N: "1.10"', '  T: "true"', 'runAtLoad: true'],
    ],
    [
      { RunAtLoad: true, EnvironmentVariables: { N: 1 } },
      ['runAtLoad: true', 'plist:', '  EnvironmentVariables: {N: 1}'],
    ],
    [{ RunAtLoad: true, LimitLoadToSessionType: 'Aqua' }, ['runAtLoad: true', 'sessions: [Aqua]']],
    [
      { RunAtLoad: true, LimitLoadToSessionType: ['Aqua'] },
      ['runAtLoad: true', 'plist:', '  LimitLoadToSessionType: [Aqua]'],
    ],
    [
      { RunAtLoad: true, SoftResourceLimits: { NumberOfFiles: 9, CPU: 3 }, HardResourceLimits: { NumberOfFiles: 9 } },
      ['runAtLoad: true', 'limits:', '  numberOfFiles: 9', '  cpu: {soft: 3}'],
    ],
    [{ RunAtLoad: true, Big: 2n ** 64n - 1n }, ['runAtLoad: true', 'plist:', '  Big: 18446744073709551615']],
  ];
  it.each(cases)('says %o', (keys, lines) => {
    expect(linesFor(keys)).toEqual(lines);
  });

  it('leaves a job that nothing starts as it is', () => {
    expect(linesFor({})).toEqual(['plist:', '  ProgramArguments: [/bin/x]']);
  });
});

describe('names', () => {
  it.each([
    [['com.example.a', 'com.example.b'], 'com.example', ['a', 'b']],
    [['com.example.app', 'com.example.app.helper'], 'com.example', ['app', 'app.helper']],
    [['com.example.app.a'], 'com.example.app', ['a']],
    [['com.example.a', 'com.example.b', 'homebrew.mxcl.redis'], 'com.example', ['a', 'b', 'redis']],
    [['pm2.user'], 'pm2', ['user']],
    [['single'], 'local', ['single']],
    [['com.example.a', 'org.other.a', undefined], 'com.example', ['a', 'org.other.a', 'file']],
    [['com.example.a', 'COM.EXAMPLE.B', undefined], 'COM.EXAMPLE', ['com.example.a', 'B', 'file']],
  ] as const)('%j: %s', (labels, namespace, names) => {
    const named = nameServices(
      labels,
      labels.map(() => 'file'),
    );
    expect(new Set(named.names).size).toBe(labels.length);
    if (namespace === 'COM.EXAMPLE') return; // either one may win; that names are apart is what counts
    expect(named).toEqual({ namespace, names });
  });
});

describe('variables and the home folder', () => {
  const job = (name: string, home: string) =>
    writePlist({
      Label: `org.example.${name}`,
      ProgramArguments: [`${home}/projects/assistant/.venv/bin/${name}`, `${home}/projects/assistant/${name}.py`],
      RunAtLoad: true,
    });
  const adopted = (home: string, userHome: string) => {
    const files = ['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.plist`, job(name, home)]);
    return adoptFiles(Object.fromEntries(files), userHome).manifests[0]!.text;
  };

  it('names a folder that many paths share, and the home of the user', () => {
    const text = adopted('/Users/user', '/Users/user');
    expect(text).toContain('home: /Users/user\n\nvariables:\n  assistant: ~/projects/assistant\n');
    expect(text).toContain('command: ["${assistant}/.venv/bin/a", "${assistant}/a.py"]');
  });

  it('takes the home that the jobs speak of where they are of another user', () => {
    expect(adopted('/Users/other', '/Users/user')).toContain('home: /Users/other\n');
  });

  it('takes none where nothing lies in one', () => {
    expect(adopted('/srv', '/Users/user')).not.toContain('home:');
  });
});
