import { describe, expect, it } from 'vitest';
import { launchctlErrors } from '../../src/launchd/errors.ts';
import {
  childKeys,
  compareKeys,
  elementTypes,
  fieldRows,
  type KeyGroup,
  type KeyRow,
  keyByAnyCase,
  kindOfType,
  launchdKeys,
  matchesType,
  rowAt,
  topLevelKey,
} from '../../src/launchd/keys.ts';
import { sources } from '../../src/launchd/sources.ts';

const names = new Set(launchdKeys().map((row) => row.key));
const topLevel = launchdKeys().filter((row) => row.path.length === 1);

describe('the rows', () => {
  it('hold each key once', () => {
    expect(names.size).toBe(launchdKeys().length);
    expect(new Set(launchdKeys().map((row) => JSON.stringify(row.path))).size).toBe(launchdKeys().length);
  });

  it('have a path that reads as the key', () => {
    for (const row of launchdKeys()) expect(row.path.join('.')).toBe(row.key);
  });

  it('have a row for the level above, in the same group', () => {
    for (const row of launchdKeys().filter(({ path }) => path.length > 1)) {
      const parent = rowAt(row.path.slice(0, -1));
      expect(parent?.path, row.key).toEqual(row.path.slice(0, -1));
      expect(parent?.group, row.key).toBe(row.group);
    }
  });

  it('say what they do in one sentence', () => {
    for (const row of launchdKeys()) expect(row.about, row.key).toMatch(/^[A-Z](?:(?![.!?] )[^\n])+[^.]\.$/);
  });

  it('name existing keys in requires, conflicts and insteadUse', () => {
    for (const row of launchdKeys()) {
      const named = [...(row.requires ?? []), ...(row.conflicts ?? []), ...(row.insteadUse ? [row.insteadUse] : [])];
      for (const name of named) expect(names, row.key).toContain(name);
    }
  });

  it('have bounds and values that fit their types and defaults', () => {
    for (const row of launchdKeys()) {
      if (row.min !== undefined || row.max !== undefined || row.unit) expect(row.types, row.key).toContain('integer');
      expect(row.min ?? 0, row.key).toBeLessThanOrEqual(row.max ?? Number.MAX_SAFE_INTEGER);
      if (row.values) expect(row.types, row.key).toContain('string');
      if (row.values && row.default !== undefined) expect(row.values).toContain(row.default);
      const overlap = row.appleValues?.filter((value) => row.values?.includes(value));
      expect(overlap ?? []).toEqual([]);
    }
  });

  it('have levels without documentation only where the type of the level above calls for them', () => {
    const levels = launchdKeys().filter((row) => row.container);
    expect(levels).toHaveLength(5);
    for (const row of levels) {
      const above = rowAt(row.path.slice(0, -1))!;
      expect(row.types, row.key).toEqual(above.types.flatMap(elementTypes));
    }
  });

  it('say what a wrong type does as a clause', () => {
    for (const { wrongType, key } of launchdKeys()) {
      if (wrongType) expect(wrongType, key).toMatch(/^launch(d|ctl) .*[^.]$/);
    }
    expect(topLevelKey('Label')?.wrongType).toBe('launchd refuses the whole job');
    expect(topLevelKey('ProgramArguments')?.wrongType).toBe('launchd refuses the whole job');
    expect(topLevelKey('Program')?.wrongType).toBe('launchd treats the key as absent');
  });

  it('rest on sources that are all spelt out, and no source stands unused', () => {
    const used = new Set([...launchdKeys(), ...launchctlErrors].flatMap((row) => row.sources));
    expect([...used].sort()).toEqual(Object.keys(sources).sort());
    for (const row of launchdKeys()) expect(row.sources.length, row.key).toBeGreaterThan(0);
  });

  it('keep the values of ProcessType that only Apple uses apart', () => {
    const row = topLevelKey('ProcessType')!;
    expect(row.values).toEqual(['Background', 'Standard', 'Adaptive', 'Interactive']);
    expect(row.appleValues).toEqual(['App', 'SystemApp', 'AppNonUI', 'Driver', '_AdaptiveUtility', 'TALApp']);
    expect(row.enumAnyCase).toBe(true);
  });
});

describe('fields of services.yaml', () => {
  it('have one name each', () => {
    const fields = fieldRows().map((row) => row.field!.name);
    expect(new Set(fields).size).toBe(fields.length);
    for (const field of fields) expect(field).toMatch(/^[a-z][A-Za-z]+$/);
  });

  it('stand on every current top-level key but those of app bundles and of a shared field, and on no other', () => {
    const withoutField = topLevel.filter((row) => row.status === 'current' && !row.field).map((row) => row.key);
    expect(withoutField).toEqual(['BundleProgram', 'HardResourceLimits', 'StandardErrorPath']);
    const wrong = launchdKeys().filter((row) => row.field && (row.status !== 'current' || row.path.length > 1));
    expect(wrong).toEqual([]);
  });

  it('are the key in lowerCamelCase unless services.yaml has a word of its own', () => {
    const own = new Map<string, string>();
    for (const row of fieldRows()) {
      const name = row.field!.name;
      if (name !== row.key[0]!.toLowerCase() + row.key.slice(1)) own.set(name, row.key);
    }
    expect(Object.fromEntries(own)).toEqual({
      command: 'ProgramArguments',
      user: 'UserName',
      group: 'GroupName',
      environment: 'EnvironmentVariables',
      exitTimeout: 'ExitTimeOut',
      every: 'StartInterval',
      schedule: 'StartCalendarInterval',
      limits: 'SoftResourceLimits',
      stdin: 'StandardInPath',
      logs: 'StandardOutPath',
      sessions: 'LimitLoadToSessionType',
    });
  });
});

describe('canonical order', () => {
  it('is group by group', () => {
    const order: KeyGroup[] = [];
    for (const row of launchdKeys()) if (row.group !== order.at(-1)) order.push(row.group);
    expect(order).toEqual([
      'identity',
      'program',
      'environment',
      'life-cycle',
      'schedule',
      'triggers',
      'resources',
      'logs',
      'other',
    ]);
  });

  it('is alphabetical among the keys of no group', () => {
    const others = topLevel.filter((row) => row.group === 'other').map((row) => row.key);
    expect(others).toEqual([...others].sort());
    expect(others.slice(0, 2)).toEqual(['ActiveHardMemoryLimit', 'ActiveSoftMemoryLimit']);
  });

  it('puts a key before its members', () => {
    const places = new Map(launchdKeys().map((row, place) => [row.key, place]));
    for (const [place, row] of launchdKeys().entries()) {
      if (row.path.length > 1) expect(places.get(rowAt(row.path.slice(0, -1))!.key)).toBeLessThan(place);
    }
  });

  it('sorts the keys of a job', () => {
    const expected = [
      'Label',
      'Program',
      'ProgramArguments',
      'WorkingDirectory',
      'RootDirectory',
      'UserName',
      'GroupName',
      'InitGroups',
      'EnvironmentVariables',
      'RunAtLoad',
      'KeepAlive',
      'ThrottleInterval',
      'ExitTimeOut',
      'LaunchOnlyOnce',
      'AbandonProcessGroup',
      'EnableTransactions',
      'StartInterval',
      'StartCalendarInterval',
      'WatchPaths',
      'QueueDirectories',
      'StartOnMount',
      'Sockets',
      'MachServices',
      'LaunchEvents',
      'ProcessType',
      'Nice',
      'LowPriorityIO',
      'Umask',
      'SoftResourceLimits',
      'HardResourceLimits',
      'StandardInPath',
      'StandardOutPath',
      'StandardErrorPath',
      'AssociatedBundleIdentifiers',
      'Disabled',
      'LimitLoadToSessionType',
      'SessionCreate',
      '_ManagedBy',
      'A key of nobody',
      'KeepAlive.Crashed',
      'constructor',
    ];
    expect([...expected].reverse().sort(compareKeys)).toEqual(expected);
    expect([...expected].sort().sort(compareKeys)).toEqual(expected);
    expect(compareKeys('Label', 'Label')).toBe(0);
    expect(compareKeys('Nobody', 'Nobody')).toBe(0);
  });
});

describe('look-ups', () => {
  const keyAt = (...path: string[]): string | undefined => rowAt(path)?.key;

  it('find top-level keys by their exact letters', () => {
    expect(topLevelKey('ExitTimeOut')?.path).toEqual(['ExitTimeOut']);
    for (const name of ['ExitTimeout', 'KeepAlive.Crashed', 'KeepAlive\0Crashed', '*', '', '__proto__', 'toString']) {
      expect(topLevelKey(name), name).toBeUndefined();
    }
  });

  it('find members, through arrays and free names', () => {
    expect(keyAt('KeepAlive', 'Crashed')).toBe('KeepAlive.Crashed');
    expect(keyAt('StartCalendarInterval', 'Hour')).toBe('StartCalendarInterval.Hour');
    expect(keyAt('StartCalendarInterval', '0', 'Hour')).toBe('StartCalendarInterval.Hour');
    expect(keyAt('EnvironmentVariables', 'PATH')).toBe('EnvironmentVariables.*');
    expect(keyAt('EnvironmentVariables', '0')).toBe('EnvironmentVariables.*');
    expect(keyAt('Sockets', 'Listener')).toBe('Sockets.*');
    expect(keyAt('Sockets', 'Listener', 'SockType')).toBe('Sockets.*.SockType');
    expect(keyAt('Sockets', '0', '12', 'SockType')).toBe('Sockets.*.SockType');
    expect(keyAt('Sockets', '*', 'SockType')).toBe('Sockets.*.SockType');
    expect(keyAt('MachServices', 'com.example.service', 'ResetAtClose')).toBe('MachServices.*.ResetAtClose');
    expect(keyAt('LaunchEvents', 'com.apple.iokit.matching', 'usb', 'IOMatchLaunchStream')).toBe(
      'LaunchEvents.com.apple.iokit.matching.*.IOMatchLaunchStream',
    );
  });

  it('find nothing for elements of arrays and for names that are no keys', () => {
    expect(keyAt()).toBeUndefined();
    expect(keyAt('ProgramArguments', '0')).toBeUndefined();
    expect(keyAt('StartCalendarInterval', '0')).toBeUndefined();
    expect(keyAt('StartCalendarInterval', '0', '0', 'Hour')).toBeUndefined();
    expect(keyAt('StartCalendarInterval', '0', 'hour')).toBeUndefined();
    expect(keyAt('KeepAlive', '0', 'Crashed')).toBeUndefined();
    expect(keyAt('KeepAlive', 'constructor')).toBeUndefined();
    expect(keyAt('KeepAlive\0Crashed')).toBeUndefined();
    expect(keyAt('LaunchEvents', 'com.example.stream')).toBeUndefined();
    expect(keyAt('Nobody', 'Crashed')).toBeUndefined();
  });

  it('match limits in any letter case, and other members in theirs only', () => {
    expect(keyAt('SoftResourceLimits', 'numberoffiles')).toBe('SoftResourceLimits.NumberOfFiles');
    expect(keyAt('HardResourceLimits', 'cpu')).toBe('HardResourceLimits.CPU');
    expect(keyAt('inetdCompatibility', 'wait')).toBe('inetdCompatibility.Wait');
    expect(keyAt('softresourcelimits', 'CPU')).toBeUndefined();
    expect(keyAt('KeepAlive', 'crashed')).toBeUndefined();
  });

  it('list the keys of a level', () => {
    const keys = (...path: string[]): string[] => childKeys(path).map((row) => row.path.at(-1)!);
    const members = ['Minute', 'Hour', 'Day', 'Weekday', 'Month'];
    expect(keys('StartCalendarInterval')).toEqual(members);
    expect(keys('StartCalendarInterval', '3')).toEqual(members);
    expect(keys('Sockets')).toEqual(['*']);
    expect(keys('Sockets', 'Listener', '0')).toContain('SockPathMode');
    expect(keys('RunAtLoad')).toEqual([]);
    expect(keys('Nobody')).toEqual([]);
    expect(childKeys([])).toEqual(topLevel);
  });

  it('find a key in any letter case, to tell a wrong case from a wrong word', () => {
    expect(keyByAnyCase('exittimeout')?.key).toBe('ExitTimeOut');
    expect(keyByAnyCase('ExitTimeOut')?.key).toBe('ExitTimeOut');
    expect(keyByAnyCase('hour', ['StartCalendarInterval', '0'])?.key).toBe('StartCalendarInterval.Hour');
    expect(keyByAnyCase('sockTYPE', ['Sockets', 'x'])?.key).toBe('Sockets.*.SockType');
    expect(keyByAnyCase('path', ['EnvironmentVariables'])).toBeUndefined();
    expect(keyByAnyCase('*', ['EnvironmentVariables'])).toBeUndefined();
    expect(keyByAnyCase('Hour')).toBeUndefined();
  });

  it('find exactly one key for each spelling without case', () => {
    const folded = launchdKeys().map((row: KeyRow) => row.key.toLowerCase());
    expect(new Set(folded).size).toBe(folded.length);
  });
});

describe('type names', () => {
  it('match the kind of a value', () => {
    expect(matchesType('array<string>', 'array')).toBe(true);
    expect(matchesType('dict<dict|array<dict>>', 'dict')).toBe(true);
    expect(matchesType('dict<dict|array<dict>>', 'array')).toBe(false);
    expect(matchesType('integer', 'real')).toBe(false);
    expect(matchesType('boolean', 'integer')).toBe(false);
    expect(matchesType('any', 'data')).toBe(true);
    expect(kindOfType('array<dict<integer>>')).toBe('array');
    expect(kindOfType('any')).toBe('any');
  });

  it('say what is inside', () => {
    expect(elementTypes('array<string>')).toEqual(['string']);
    expect(elementTypes('array<dict<integer>>')).toEqual(['dict<integer>']);
    expect(elementTypes('dict<dict|array<dict>>')).toEqual(['dict', 'array<dict>']);
    expect(elementTypes('dict<dict<dict>>')).toEqual(['dict<dict>']);
    expect(elementTypes('dict<boolean|dict>')).toEqual(['boolean', 'dict']);
    expect(elementTypes('array')).toEqual(['any']);
    expect(elementTypes('dict')).toEqual(['any']);
    expect(elementTypes('any')).toEqual(['any']);
    expect(elementTypes('string')).toEqual([]);
  });

  it('come down to plain kinds in every row', () => {
    const plain = /^(string|boolean|integer|real|date|data|array|dict|any)$/;
    const check = (type: KeyRow['types'][number], depth = 0): void => {
      expect(kindOfType(type)).toMatch(plain);
      if (type.includes('<') && depth < 5) for (const inner of elementTypes(type)) check(inner, depth + 1);
    };
    for (const row of launchdKeys()) for (const type of row.types) check(type);
  });

  it('agree with the rows of the members', () => {
    for (const row of launchdKeys().filter(({ path }) => path.length > 1)) {
      const above = rowAt(row.path.slice(0, -1))!;
      const dicts = above.types
        .flatMap((type) => [type, ...elementTypes(type)])
        .filter((t) => kindOfType(t) === 'dict');
      const inner = dicts.flatMap(elementTypes).map(kindOfType);
      expect(inner.length, row.key).toBeGreaterThan(0);
      if (!inner.includes('any')) expect(inner, row.key).toEqual(expect.arrayContaining(row.types.map(kindOfType)));
    }
  });
});
