/** `svc next` through the built program: runs, notes, options, exit codes. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlistDict, PlistValue } from '../../src/plist/value.ts';
import { writePlist } from '../../src/plist/write.ts';
import { hasPython } from '../support/plistlib.ts';
import { folderWith, manifestOf, type Result, svc, TWO_SERVICES } from '../support/svc.ts';

interface Answer {
  readonly version: number;
  readonly timeZone: string;
  readonly jobs: readonly {
    readonly label: string;
    readonly source: string;
    readonly runs: readonly { readonly at: string; readonly approximate?: true; readonly why?: string }[];
    readonly notes: readonly string[];
  }[];
}

const job = (keys: PlistDict, label = 'com.example.x') =>
  writePlist({ Label: label, ProgramArguments: ['/usr/bin/true'], ...keys });
const calendar = (StartCalendarInterval: PlistValue) => ({ StartCalendarInterval });

/** The answer about one job with these keys. */
function next(keys: PlistDict, ...options: readonly string[]) {
  const cwd = folderWith({ 'x.plist': job(keys) });
  const { code, stdout, stderr } = svc(['next', 'x.plist', '--json', ...options], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { jobs, timeZone } = JSON.parse(stdout) as Answer;
  const [only, ...more] = jobs;
  expect(more).toEqual([]);
  const runs = only!.runs.map(({ at, approximate }) => (approximate ? `about ${at}` : at));
  return { ...only!, timeZone, times: runs, said: only!.notes.join('\n'), why: only!.runs.map(({ why = '' }) => why) };
}

const at = (Hour: number, Minute = 0) => ({ Hour, Minute });

describe('runs', () => {
  it.each<[string, PlistValue, string, string, string[]]>([
    [
      'the spring change of Berlin skips 02:30',
      at(2, 30),
      'Europe/Berlin',
      '2026-03-28T00:00',
      ['2026-03-28T02:30:00+01:00', 'about 2026-03-30T02:30:00+02:00', '2026-03-31T02:30:00+02:00'],
    ],
    [
      'the autumn change of Berlin repeats 02:30',
      at(2, 30),
      'Europe/Berlin',
      '2026-10-25T00:00',
      ['about 2026-10-25T02:30:00+02:00', 'about 2026-10-25T02:30:00+01:00', '2026-10-26T02:30:00+01:00'],
    ],
    [
      'a spring change on the way to a morning in New York',
      at(9),
      'America/New_York',
      '2025-03-08T12:00',
      ['about 2025-03-09T09:00:00-04:00', '2025-03-10T09:00:00-04:00', '2025-03-11T09:00:00-04:00'],
    ],
    [
      'an autumn change on the way to a morning in New York',
      at(9),
      'America/New_York',
      '2025-11-01T12:00',
      ['about 2025-11-02T09:00:00-05:00', '2025-11-03T09:00:00-05:00', '2025-11-04T09:00:00-05:00'],
    ],
    [
      'a change since the run before, though not since the time asked from',
      at(9),
      'America/New_York',
      '2025-03-09T05:00',
      ['about 2025-03-09T09:00:00-04:00', '2025-03-10T09:00:00-04:00', '2025-03-11T09:00:00-04:00'],
    ],
    [
      'two changes since the run before: launchd takes the offset of January (c0070 of the calendar cases)',
      { Month: 6, Day: 15, ...at(12) },
      'America/New_York',
      '2026-05-01',
      ['about 2026-06-15T12:00:00-04:00', 'about 2027-06-15T12:00:00-04:00', 'about 2028-06-15T12:00:00-04:00'],
    ],
    [
      'a change of half an hour on Lord Howe',
      at(2, 10),
      'Australia/Lord_Howe',
      '2025-10-04T12:00',
      ['about 2025-10-06T02:10:00+11:00', '2025-10-07T02:10:00+11:00', '2025-10-08T02:10:00+11:00'],
    ],
    [
      'half an hour twice on Lord Howe',
      at(1, 45),
      'Australia/Lord_Howe',
      '2025-04-05T12:00',
      ['about 2025-04-06T01:45:00+11:00', 'about 2025-04-06T01:45:00+10:30', '2025-04-07T01:45:00+10:30'],
    ],
    [
      'February 29',
      { Month: 2, Day: 29, ...at(12) },
      'UTC',
      '2025-01-01',
      ['2028-02-29T12:00:00+00:00', '2032-02-29T12:00:00+00:00', '2036-02-29T12:00:00+00:00'],
    ],
    ['February 30', { Month: 2, Day: 30, ...at(12) }, 'UTC', '2025-01-01', []],
    [
      'an entry without Minute',
      { Hour: 3 },
      'UTC',
      '2025-01-01T03:58',
      ['2025-01-01T03:59:00+00:00', '2025-01-02T03:00:00+00:00', '2025-01-02T03:01:00+00:00'],
    ],
    [
      'Day or Weekday, 7 being Sunday',
      { Day: 13, Weekday: 7, ...at(6) },
      'Asia/Kolkata',
      '2026-01-10',
      ['2026-01-11T06:00:00+05:30', '2026-01-13T06:00:00+05:30', '2026-01-18T06:00:00+05:30'],
    ],
    [
      'Month and Weekday',
      { Month: 10, Weekday: 1, ...at(9) },
      'UTC',
      '2026-01-01',
      ['2026-10-05T09:00:00+00:00', '2026-10-12T09:00:00+00:00', '2026-10-19T09:00:00+00:00'],
    ],
    [
      'an array is the union, and two entries of one minute are one run',
      [at(9), { Weekday: 1, ...at(9) }, { Minute: 30 }],
      'UTC',
      '2026-01-05T08:45',
      ['2026-01-05T09:00:00+00:00', '2026-01-05T09:30:00+00:00', '2026-01-05T10:30:00+00:00'],
    ],
  ])('%s', (_what, value, zone, from, times) => {
    expect(next(calendar(value), '--tz', zone, '--from', from).times).toEqual(times);
  });

  it('an approximate one says why, an exact one does not', () => {
    const { why, said } = next(calendar(at(2, 30)), '--tz', 'Europe/Berlin', '--from', '2026-03-28T00:00');
    expect(why[0]).toBe('');
    expect(why[1]).toMatch(/put forward 1 h on Sun 2026-03-29 at 02:00/);
    expect(said).toMatch(/02:30 does not come when the clock is put forward/);
    const fold = next(calendar(at(2, 30)), '--tz', 'Europe/Berlin', '--from', '2026-10-25T00:00');
    expect(fold.why[0]).toMatch(/shows this minute twice, and this is the first time/);
    expect(fold.why[1]).toMatch(/put back 1 h .* this is the second time/);
  });
});

describe('notes', () => {
  it.each<[string, PlistDict, RegExp]>([
    ['the sentence comes first', calendar({ Weekday: 0, ...at(3) }), /^Every Sunday at 03:00\.\n/],
    [
      'Month and Weekday',
      calendar({ Month: 10, Weekday: 1, ...at(9) }),
      /may run on every Monday of the year, not only in October/,
    ],
    [
      'Day and Weekday',
      calendar({ Day: 13, Weekday: 5, ...at(9) }),
      /mean either: the job runs on day 13 .* every Friday/,
    ],
    [
      'short months',
      calendar({ Day: 31, ...at(9) }),
      /no day 31.*next on Tue 2026-03-03, Fri 2026-05-01 and Wed 2026-07-01/,
    ],
    [
      'February 29',
      calendar({ Month: 2, Day: 29, ...at(9) }),
      /leap years only.*next on Sun 2026-03-01, Mon 2027-03-01 and Thu 2029-03-01/,
    ],
    [
      'February 30',
      calendar({ Month: 2, Day: 30, ...at(9) }),
      /February 30 never comes.*next on Mon 2026-03-02, Tue 2027-03-02 and Wed 2028-03-01/,
    ],
    [
      'no minute',
      calendar({ Hour: 3 }),
      /Without Minute the job runs in every minute .* once more in the minute after/,
    ],
    [
      'no member at all',
      calendar({}),
      /^Every minute\.\nWithout Minute the job runs in every minute that the rest matches\.$/m,
    ],
    [
      'a dropped entry',
      calendar([at(9), { Hour: 24, Minute: 0 }]),
      /Entry 2: the whole entry is dropped .* Hour 24 is not within 0 to 23/,
    ],
    [
      'a member of a wrong kind',
      calendar({ Hour: '3' }),
      /^Never\.\nThe whole entry is dropped.*"Hour" is a <string> and no integer/,
    ],
    [
      'a member unknown',
      calendar({ Hours: 3, Minute: 0 }),
      /does not take matches every value.*"Hours" is no member \(Hour is one\)/,
    ],
    ['a value that means every one', calendar({ Hour: -1, Minute: 0 }), /matches every value.*Hour -1 is not within/],
    ['no dict', calendar('daily'), /StartCalendarInterval is a <string>, neither dict nor array/],
    ['no entry', calendar([]), /empty array: it never starts the job/],
    ['an entry twice', calendar([at(9), at(9)]), /Entry 2: the same time as entry 1, so/],
    [
      'many of a kind',
      calendar(Array.from({ length: 9 }, (_, i) => ({ Hour: 24 + i }))),
      /same kind of remark holds for 6 more/,
    ],
    ['asleep and off', calendar(at(9)), /once on wake, .*\nOff at the time: the run is missed/],
    ['an interval', { StartInterval: 5400 }, /^Every 90 min counted from load\.\n.*does not tell when the next turn/],
    ['an interval that does not count', { StartInterval: 0 }, /^No schedule, .*\nStartInterval 0 is not within 1 to/],
    ['an interval of a wrong kind', { StartInterval: '300' }, /StartInterval is a <string> and no integer/],
    [
      'both schedules',
      { StartInterval: 300, ...calendar(at(9)) },
      /^Daily at 09:00; every 5 min counted from load\.\n/,
    ],
    [
      'no schedule',
      { RunAtLoad: true, WatchPaths: ['/tmp'] },
      /^No schedule; started at load \(RunAtLoad\) and when a watched path changes \(WatchPaths\)\.$/,
    ],
    ['nothing that starts it', {}, /^No schedule, and nothing in the file starts it\.$/],
    [
      'a schedule and more',
      { RunAtLoad: true, ...calendar(at(9)) },
      /Besides its schedule it is started at load \(RunAtLoad\)/,
    ],
    [
      'a schedule of a job that always runs',
      { KeepAlive: true, ...calendar(at(9)) },
      /finds it running starts nothing/,
    ],
    [
      'Disabled',
      { Disabled: true, ...calendar(at(9)) },
      /Disabled is true: nothing starts the job until it is enabled/,
    ],
    [
      'TZ for the job',
      { EnvironmentVariables: { TZ: 'UTC' }, ...calendar(at(9)) },
      /TZ in EnvironmentVariables moves no run/,
    ],
    [
      'a key misspelt',
      { StartCalendarIntervals: at(9) },
      /"StartCalendarIntervals" is no key of launchd .* StartCalendarInterval is one/,
    ],
    ['a key in small letters', { startinterval: 60 }, /"startinterval" is no key of launchd .* StartInterval is one/],
  ])('%s', (_what, keys, words) => {
    expect(next(keys, '--tz', 'UTC', '--from', '2026-02-01').said).toMatch(words);
  });

  it('jobs in one minute name each other, and only those', () => {
    const cwd = folderWith({
      'jobs/a.plist': job(calendar(at(3)), 'com.example.a'),
      'jobs/b.plist': job(calendar({ Weekday: 0, ...at(3) }), 'com.example.b'),
      'jobs/c.plist': job(calendar(at(4)), 'com.example.c'),
    });
    const { stdout } = svc(['next', 'jobs/', '--json', '--tz', 'UTC', '--from', '2026-02-02'], { cwd });
    const notes = (JSON.parse(stdout) as Answer).jobs.map((one) =>
      one.notes.filter((note) => /same minute/.test(note)),
    );
    // None of the three runs of a that are shown falls on a Sunday.
    expect(notes).toEqual([[], ['Runs in the same minute as com.example.a, first on Sun 2026-02-08 at 03:00.'], []]);
  });
});

describe('what is named', () => {
  it('is every service of the nearest services.yaml, or some of them', () => {
    const cwd = folderWith({ 'services.yaml': TWO_SERVICES, 'in/y': '' });
    const all = svc(['next', '--json', '--tz', 'UTC', '--from', '2026-01-01'], { cwd: join(cwd, 'in') });
    const { jobs } = JSON.parse(all.stdout) as Answer;
    expect(jobs.map(({ label, runs }) => [label, runs.length])).toEqual([
      ['org.example.a', 0],
      ['org.example.b', 3],
    ]);
    expect(jobs[1]!.source).toBe(join(cwd, 'services.yaml'));
    const some = svc(['next', 'b', 'b', '-f', 'services.yaml', '--json', '--count', '1'], { cwd });
    expect((JSON.parse(some.stdout) as Answer).jobs).toHaveLength(1);
  });

  it.skipIf(!hasPython)('is a binary property list as well as one in XML', () => {
    const convert =
      'import plistlib,sys;sys.stdout.buffer.write(plistlib.dumps(plistlib.loads(sys.stdin.buffer.read()),fmt=plistlib.FMT_BINARY))';
    const cwd = folderWith({ 'bin.plist': execFileSync('python3', ['-c', convert], { input: job(calendar(at(9))) }) });
    const { code, stdout } = svc(['next', 'bin.plist', '--json', '--tz', 'UTC', '--from', '2026-01-01'], { cwd });
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Answer).jobs[0]!.runs[0]).toEqual({ at: '2026-01-01T09:00:00+00:00' });
  });

  it('that can not be used is told, and the rest goes on', () => {
    const cwd = folderWith({
      'services.yaml': TWO_SERVICES,
      'good.plist': job(calendar(at(9))),
      'torn.plist': '<plist version="1.0"><dict>',
      'list.plist': '<plist version="1.0"><array/></plist>',
    });
    const labels = ({ stdout }: Result) => (JSON.parse(stdout) as Answer).jobs.map(({ label }) => label);
    const machine = svc(['next', 'torn.plist', 'good.plist', 'list.plist', 'b', '--json'], { cwd });
    expect(machine.code).toBe(3);
    expect(machine.stderr).toMatch(/torn\.plist:1:\d+: .*not closed[\s\S]*list\.plist: this is no job/);
    expect(labels(machine)).toEqual(['com.example.x', 'org.example.b']);
    const slips = svc(['next', './gone.plist', 'torn.plist', 'bb', 'good.plist', '--json'], { cwd });
    expect(slips.code).toBe(2);
    expect(slips.stderr).toMatch(/gone\.plist: there is no such file[\s\S]*no service "bb"\. Did you mean b\?/);
    expect(labels(slips)).toEqual(['com.example.x']);
  });

  it.skipIf(process.getuid?.() !== 0)('and may not be read is the refusal of the machine', () => {
    const cwd = folderWith({ 'good.plist': job(calendar(at(9))), 'shut.plist': job({}) });
    chmodSync(cwd, 0o755);
    chmodSync(join(cwd, 'shut.plist'), 0o000);
    const { code, stdout, stderr } = svc(['next', './shut.plist', './good.plist'], { cwd, uid: 65_534 });
    expect(code).toBe(3);
    expect(stderr).toContain('shut.plist: permission denied');
    expect(stdout).toContain('com.example.x');
  });

  it('and a link to nowhere below a folder too, one that is named a slip', () => {
    const cwd = folderWith({ 'jobs/good.plist': job(calendar(at(9))) });
    symlinkSync('nowhere', join(cwd, 'jobs/gone.plist'));
    expect(svc(['next', './jobs'], { cwd }).code).toBe(3);
    expect(svc(['next', 'jobs/gone.plist'], { cwd }).code).toBe(2);
  });

  it('is nothing without a services.yaml, and one that can not be used is answered for', () => {
    const none = svc(['next'], { cwd: folderWith() });
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toMatch(/no services\.yaml here/);
    const bad = svc(['next', '--json'], { cwd: folderWith({ 'services.yaml': 'version: 2\n' }) });
    expect(bad.code).toBe(2);
    const { version, diagnostics } = JSON.parse(bad.stdout) as { version: number; diagnostics: unknown[] };
    expect(version).toBe(1);
    expect(diagnostics).toContainEqual(expect.objectContaining({ severity: 'error', file: 'services.yaml' }));
  });

  it('has no harmful character on the terminal, whatever the file says', () => {
    const cwd = folderWith({
      'x.plist': job({ ...calendar({ 'Ho\u202eur': 3, Minute: 0 }) }, 'com.\u009b31mexample'),
    });
    const { code, stdout } = svc(['next', 'x.plist'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('com.\\u009b31mexample');
    expect(stdout).toContain('Ho\\u202eur');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('options', () => {
  it.each<[string[], RegExp]>([
    [['--count', '0'], /--count must be a whole number from 1 to 1000, not "0"/],
    [['--count', '1001'], /--count/],
    [['--count', '1.5'], /--count/],
    [['--tz', 'Europe/Berln'], /no time zone "Europe\/Berln"\. Did you mean Europe\/Berlin\?/],
    [['--tz', 'new york'], /Did you mean America\/New_York\?/],
    [['--tz', ''], /no time zone ""\. Write one like/],
    [['--tz', '\u001b[31m'], /no time zone "\\u001b\[31m"/],
    [['--from', 'tomorrow'], /--from "tomorrow" is no time like/],
    [['--from', '2026-02-30'], /is no time like/],
    [['--from', '2026-01-01T24:00'], /is no time like/],
    [['--from', '1899-12-31', '--tz', 'Pacific/Auckland'], /outside the years 1900 to 9999/],
    [['--from', '9999-12-31T23:59-12:00', '--tz', 'UTC'], /outside the years 1900 to 9999/],
    [['--from', '2026-01-01T00:00+25:00'], /no offset \+25:00/],
    [['--max-size', 'x'], /--max-size must be a number of bytes/],
  ])('%j exits 2 and says why', (args, why) => {
    const { code, stdout, stderr } = svc(['next', ...args], { cwd: folderWith({ 'services.yaml': TWO_SERVICES }) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(why);
  });

  it.each([
    ['2026-06-01', '2026-06-01T00:01:00+02:00'],
    ['2026-06-01T09:00', '2026-06-01T09:01:00+02:00'],
    ['2026-06-01 09:00:30', '2026-06-01T09:01:00+02:00'],
    ['2026-06-01T09:00Z', '2026-06-01T11:01:00+02:00'],
    ['2026-06-01T09:00:59.999-0500', '2026-06-01T16:01:00+02:00'],
  ])('--from %s is followed by %s', (from, first) => {
    expect(next(calendar({}), '--tz', 'europe/berlin', '--from', from, '--count', '1')).toMatchObject({
      timeZone: 'Europe/Berlin',
      times: [first],
    });
  });

  it('--from in a minute that the clock skips or shows twice says which one is meant', () => {
    const cwd = folderWith({ 'x.plist': job(calendar({ Minute: 45 })) });
    const from = (time: string) => svc(['next', 'x.plist', '--tz', 'Europe/Berlin', '--from', time, '--json'], { cwd });
    const skipped = from('2026-03-29T02:30');
    expect(skipped.stderr).toMatch(/does not come in Europe\/Berlin.*taken is 2026-03-29T03:00:00\+02:00/);
    expect((JSON.parse(skipped.stdout) as Answer).jobs[0]!.runs[0]!.at).toBe('2026-03-29T03:45:00+02:00');
    const twice = from('2026-10-25T02:30');
    expect(twice.stderr).toMatch(/comes twice in Europe\/Berlin; taken is the first, 2026-10-25T02:30:00\+02:00/);
    expect((JSON.parse(twice.stdout) as Answer).jobs[0]!.runs[0]!.at).toBe('2026-10-25T02:45:00+02:00');
  });

  it('--count gives as many as there are', () => {
    expect(next(calendar({ Minute: 0 }), '--tz', 'UTC', '--count', '1000').times).toHaveLength(1000);
    const last = next(calendar({ Month: 12, Day: 31, ...at(0) }), '--tz', 'UTC', '--from', '9998-01-01');
    expect(last.times).toEqual(['9998-12-31T00:00:00+00:00', '9999-12-31T00:00:00+00:00']);
  });

  it('without --tz times are in the zone of this machine, or what TZ says', () => {
    const cwd = folderWith({ 'x.plist': job(calendar(at(9))) });
    const { stdout } = svc(['next', 'x.plist', '--json', '-q', '--from', '2026-06-01', '--count', '1'], {
      cwd,
      env: { TZ: 'Asia/Tokyo' },
    });
    expect(JSON.parse(stdout)).toMatchObject({
      timeZone: 'Asia/Tokyo',
      jobs: [{ runs: [{ at: '2026-06-01T09:00:00+09:00' }] }],
    });
  });

  it('TZ is remarked on where it is not the zone of the machine', () => {
    const cwd = folderWith({ 'x.plist': job(calendar(at(9))) });
    const link = existsSync('/etc/localtime') ? realpathSync('/etc/localtime') : '';
    const machine = /\/zoneinfo\/(.+)$/.exec(link)?.[1] ?? 'UTC';
    const noteOf = (TZ: string) => svc(['next', 'x.plist'], { cwd, env: { TZ } }).stderr;
    expect(noteOf(machine)).toBe('');
    expect(noteOf('Antarctica/Troll')).toMatch(
      /^(?:svc: times are in Antarctica\/Troll, as TZ says; launchd goes by the zone of the machine: --tz .*\n)?$/,
    );
  });

  it('a zone of this machine that nobody knows is asked for', () => {
    const cwd = folderWith({ 'x.plist': job(calendar(at(9))) });
    for (const TZ of ['Nowhere/Land', '']) {
      const { code, stdout, stderr } = svc(['next', 'x.plist'], { cwd, env: { TZ } });
      // Some versions of Node go by UTC then.
      expect([code, stdout.slice(0, 12)]).toEqual(code === 0 ? [0, 'Times of UTC'] : [2, '']);
      expect(stderr).toMatch(/name it with --tz|launchd goes by the zone of the machine|^$/);
      // It is TZ that is not known, and the machine's own zone is named.
      if (code !== 0 && /\/zoneinfo\//.test(existsSync('/etc/localtime') ? realpathSync('/etc/localtime') : '')) {
        expect(stderr).toMatch(
          /^svc: TZ is no time zone that is known here \("(?:Nowhere\/Land)?"\); .*: --tz \S+\.\n$/,
        );
      }
    }
  });

  it('without --from the first run is ahead of now', () => {
    const before = Date.now();
    const [first] = next(calendar({}), '--tz', 'UTC', '--count', '1').times;
    expect(Date.parse(first!)).toBeGreaterThan(before);
    expect(Date.parse(first!)).toBeLessThanOrEqual(Date.now() + 60_000);
  });
});

describe('for a person', () => {
  it('is a block a job, in 80 columns', () => {
    const cwd = folderWith({
      'services.yaml':
        manifestOf('template: heartbeat\ncommand: [/bin/x]\nschedule: sunday 03:00') +
        '  keep:\n    template: daemon\n    command: [/bin/x]\n',
    });
    const { code, stdout, stderr } = svc(
      ['next', '--tz', 'Europe/Berlin', '--from', '2026-03-28T12:00', '--count', '2'],
      { cwd },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`Times of Europe/Berlin, after Sat 2026-03-28 12:00 +01:00.

org.example.a  every Sunday at 03:00
  about Sun 2026-03-29 03:00 +02:00  in 14 h
    why: The clock is put forward 1 h on Sun 2026-03-29 at 02:00, between the
         run before and this one: launchd (10.9 source) may be off by that, run
         twice or leave out the rest of that day.
        Sun 2026-04-05 03:00 +02:00  in 7 days 14 h

org.example.keep
  no schedule; started at load (RunAtLoad) and by the conditions of KeepAlive

Asleep at the time: the job runs once on wake, however many runs were missed.
Off at the time: the run is missed.
`);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('is coloured when that is wanted, with the same words', () => {
    const cwd = folderWith({ 'x.plist': job(calendar(at(9))) });
    const args = ['next', 'x.plist', '--tz', 'UTC', '--from', '2026-01-01'];
    const plain = svc(args, { cwd }).stdout;
    const coloured = svc(args, { cwd, env: { FORCE_COLOR: '1' } }).stdout;
    expect(coloured).toContain('\u001b[');
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
  });
});
