/** What launchd makes of a property list: rows of docs/launchd-semantics.md. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PlistDict, PlistReal, type PlistValue } from '../../src/plist/value.ts';
import { writePlist } from '../../src/plist/write.ts';
import { importJob } from '../../src/testing/job-definition.ts';
import type { JobDefinition } from '../../src/testing/types.ts';
import { LABEL } from './world.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const imported = (keys: PlistDict) => importJob(bytes(writePlist(keys)));

/** The job of a property list with a label and a program. */
function job(keys: PlistDict): JobDefinition {
  const result = imported({ Label: LABEL, ProgramArguments: ['/bin/true'], ...keys });
  if ('code' in result) throw new Error(result.why);
  return result.definition;
}

/** The code of a property list that is refused. */
function refusal(keys: PlistDict): number | undefined {
  const result = imported(keys);
  return 'code' in result ? result.code : undefined;
}

it('wrong-type-dropped: costs the key, not the job', () => {
  const wrong: Record<string, PlistValue> = {
    RunAtLoad: 1,
    KeepAlive: 'true',
    ThrottleInterval: new PlistReal(3),
    ExitTimeOut: '30',
    StartInterval: true,
    WatchPaths: '/tmp',
    QueueDirectories: '/tmp',
    EnvironmentVariables: ['A=1'],
    WorkingDirectory: 1,
    StandardOutPath: ['/tmp/x'],
  };
  const all = job(wrong);
  expect(all).toMatchObject({ runAtLoad: false, throttleInterval: 10, exitTimeOut: 5, isPartial: true });
  expect(all.keepAlive ?? all.startInterval ?? all.workingDirectory ?? all.standardOutPath).toBeUndefined();
  expect([all.watchPaths, all.queueDirectories, [...all.environment]]).toEqual([[], [], []]);
  expect(all.remarks.map((line) => /The key (\w+) is of a wrong type/.exec(line)?.[1]).sort()).toEqual(
    Object.keys(wrong).sort(),
  );
});

it('unknown-key-ignored: with a line in the log and partial import', () => {
  const { isPartial, remarks } = job({ Foo: true, RunAtLoad: true });
  expect({ isPartial, remarks }).toEqual({ isPartial: true, remarks: ['Unknown key: Foo'] });
  expect(job({ RunAtLoad: true })).toMatchObject({ isPartial: false, remarks: [] });
});

it('key-case-folded: most names match in any case, those that are looked up early by their letters only', () => {
  expect(job({ exittimeout: 30, runAtLoad: true })).toMatchObject({ exitTimeOut: 30, runAtLoad: true });
  expect(refusal({ label: LABEL, ProgramArguments: ['/bin/true'] })).toBe(110);
  expect(refusal({ Label: LABEL, programarguments: ['/bin/true'] })).toBe(111);
  expect(job({ disabled: true }).disabled).toBe(false);
});

it('not-a-dict: and what can not be parsed is refused with 109', () => {
  const codes = ['', '{"Label": "x"}', '<plist version="1.0"><array/></plist>', '<plist><dict><key>Label</key></plist>']
    .map((text) => importJob(bytes(text)))
    .map((result) => 'code' in result && result.code);
  expect(codes).toEqual([109, 109, 109, 109]);
});

it('bool-not-self-closed: is refused with 109 although plutil takes it', () => {
  const text = writePlist({ Label: LABEL, Program: '/bin/true', RunAtLoad: true });
  expect(importJob(bytes(text))).toHaveProperty('definition');
  expect(importJob(bytes(text.replace('<true/>', '<true></true>')))).toMatchObject({ code: 109 });
});

it('binary-plist: is read as well as XML', () => {
  // {"Label": "a", "Program": "/bin/true"}, as plutil and plistlib write it.
  const binary = Buffer.from(
    '62706c6973743030d2010203045' +
      '54c6162656c5750726f6772616d516159' +
      '2f62696e2f74727565080d131b1d000000000000010100000000000000050000000000000000000000000000' +
      '0027',
    'hex',
  );
  expect(importJob(binary)).toMatchObject({ definition: { label: 'a', program: '/bin/true' } });
});

it('label-required: a missing, empty, blank or other than text label is refused with 110', () => {
  for (const Label of [undefined, '', '  ', 7, ['a']] as const)
    expect(refusal({ ...(Label !== undefined && { Label }), Program: '/bin/true' }), String(Label)).toBe(110);
});

it('label-reserved: launchd keeps some names for itself and refuses control characters with 140', () => {
  for (const Label of ['com.apple.launchd.x', 'COM.APPLE.launchctl', 'a\nb', 'shell', 'a/b'])
    expect(refusal({ Label, Program: '/bin/true' }), Label).toBe(140);
  expect(refusal({ Label: 'com.apple.example', Program: '/bin/true' })).toBeUndefined();
});

it('program-required: neither Program nor ProgramArguments, or an empty list, is refused with 111', () => {
  expect(refusal({ Label: LABEL })).toBe(111);
  expect(refusal({ Label: LABEL, ProgramArguments: [] })).toBe(111);
  expect(refusal({ Label: LABEL, Program: '' })).toBe(111);
  expect(refusal({ Label: LABEL, ProgramArguments: '/bin/true' })).toBe(111);
});

it('program-absolute: a relative Program is refused with 111, a bare first argument is not', () => {
  expect(refusal({ Label: LABEL, Program: 'bin/true' })).toBe(111);
  expect(refusal({ Label: LABEL, ProgramArguments: ['true'] })).toBeUndefined();
});

it('program-wrong-type: counts as absent', () => {
  expect(refusal({ Label: LABEL, Program: ['/bin/true'] })).toBe(111);
  const { program, isProgramInferred } = job({ Program: ['/bin/false'] });
  expect({ program, isProgramInferred }).toEqual({ program: '/bin/true', isProgramInferred: true });
});

it('argument-not-string: one of them loses the whole job, 111', () => {
  expect(refusal({ Label: LABEL, ProgramArguments: ['/bin/true', 8080] })).toBe(111);
  expect(refusal({ Label: LABEL, Program: '/bin/true', ProgramArguments: ['true', true] })).toBe(111);
});

it('throttle-default: 10 seconds, and out of range is the default', () => {
  expect(job({}).throttleInterval).toBe(10);
  expect(job({ ThrottleInterval: -1 })).toMatchObject({ throttleInterval: 10, isPartial: false });
  expect(job({ ThrottleInterval: 2 ** 32 }).throttleInterval).toBe(10);
});

it('throttle-zero: is 1, with a line in the log', () => {
  expect(job({ ThrottleInterval: 0 })).toMatchObject({
    throttleInterval: 1,
    remarks: ['ThrottleInterval 0 is taken as 1.'],
  });
});

it('throttle-below-ten: 1 to 9 are taken as they are', () => {
  for (let seconds = 1; seconds < 10; seconds++)
    expect(job({ ThrottleInterval: seconds })).toMatchObject({ throttleInterval: seconds, remarks: [] });
});

it('exit-timeout-default: 5 seconds', () => {
  expect(job({}).exitTimeOut).toBe(5);
  expect(job({ ExitTimeOut: 30 }).exitTimeOut).toBe(30);
  expect(job({ ExitTimeOut: -1 }).exitTimeOut).toBe(5);
});

it('interval-out-of-range: 0 and less are ignored', () => {
  expect(job({ StartInterval: 0 }).startInterval).toBeUndefined();
  expect(job({ StartInterval: -5 }).startInterval).toBeUndefined();
  expect(job({ StartInterval: 60 }).startInterval).toBe(60);
});

it('umask-forms: an integer is decimal, a text is read as strtoul(3) does', () => {
  const masks: [PlistValue, number][] = [
    [18, 0o022],
    [22, 0o026],
    ['022', 0o022],
    ['22', 22],
    ['0x12', 0o022],
    ['077junk', 0o077],
    ['junk', 0],
    ['', 0],
  ];
  for (const [given, mask] of masks) expect(job({ Umask: given }).umask, String(given)).toBe(mask);
});

it('environment-non-string: values that are no text are dropped', () => {
  expect([...job({ EnvironmentVariables: { PORT: 8080, ON: true, NAME: 'x' } }).environment]).toEqual([['NAME', 'x']]);
});

it('keepalive-implies-load: any condition, of either value, starts the job at load', () => {
  expect(job({ KeepAlive: true }).runAtLoad).toBe(true);
  expect(job({ KeepAlive: { SuccessfulExit: true } }).runAtLoad).toBe(true);
  expect(job({ KeepAlive: { Crashed: false } }).runAtLoad).toBe(true);
  expect(job({ KeepAlive: { PathState: { '/x': true } } }).runAtLoad).toBe(true);
  expect(job({ KeepAlive: false }).runAtLoad).toBe(false);
  expect(job({ KeepAlive: {} }).runAtLoad).toBe(false);
});

it('keepalive-wrong-member: an unknown or ill-typed condition is passed over with a line', () => {
  const { keepAlive, isPartial, remarks } = job({ KeepAlive: { SuccessfulExit: 1, Crash: true, Crashed: true } });
  expect({ keepAlive, isPartial }).toEqual({ keepAlive: { crashed: true }, isPartial: true });
  expect(remarks).toHaveLength(2);
});

it('ondemand: false is KeepAlive true, true is nothing', () => {
  expect(job({ OnDemand: false })).toMatchObject({ keepAlive: true, runAtLoad: true });
  expect(job({ OnDemand: true }).keepAlive).toBeUndefined();
});

it('calendar-value-dropped: an entry with a value out of range, or no integer, is lost; the others stay', () => {
  const entries = [{ Hour: 25 }, { Minute: '5' }, { Day: 0 }, { Weekday: 8 }, { Month: 13 }, { Hour: 3, Minute: 30 }];
  const { calendar, remarks } = job({ StartCalendarInterval: entries });
  expect(calendar).toEqual([{ Hour: 3, Minute: 30 }]);
  expect(remarks).toHaveLength(5);
});

it('calendar-wildcards: a negative value, Month 0 and a missing member match always', () => {
  expect(job({ StartCalendarInterval: { Hour: -1, Minute: 5 } }).calendar).toEqual([{ Minute: 5 }]);
  expect(job({ StartCalendarInterval: { Month: 0, Minute: 5 } }).calendar).toEqual([{ Minute: 5 }]);
  expect(job({ StartCalendarInterval: {} }).calendar).toEqual([{}]);
  expect(job({ StartCalendarInterval: [] }).calendar).toEqual([]);
});

it('calendar-unknown-member: is passed over, whatever its number; a member is known by its exact letters', () => {
  expect(job({ StartCalendarInterval: { Minute: 5, Second: 3, hour: 4 } }).calendar).toEqual([{ Minute: 5 }]);
});

it('import-never-throws: whatever the values are, there is a job or a code', () => {
  const leaf = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }));
  const value = fc.letrec<{ any: PlistValue }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('SuccessfulExit', 'PathState', 'Hour', 'A', '__proto__'), tie('any'), {
        maxKeys: 3,
      }),
    ),
  })).any;
  const name = fc.constantFrom(
    ...['Label', 'Program', 'ProgramArguments', 'KeepAlive', 'OnDemand', 'Umask', 'StartCalendarInterval', 'Nice'],
    ...['LimitLoadToSessionType', 'EnvironmentVariables', 'WatchPaths', 'ExitTimeOut', 'constructor', '__proto__'],
  );
  fc.assert(
    fc.property(fc.dictionary(name, value, { maxKeys: 6 }), (keys) => {
      const result = imported({ Label: LABEL, Program: '/bin/true', ...(keys as PlistDict) });
      if ('definition' in result) expect(result.definition.program).not.toBe('');
      else expect([109, 110, 111, 140]).toContain(result.code);
    }),
    { numRuns: 300 },
  );
});
