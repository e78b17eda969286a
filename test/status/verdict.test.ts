/** Verdicts from evidence that is made up: what a stand-in can not show, and what no text of launchctl may do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePrintedService } from '../../src/launchd/printed-service.ts';
import type { LogFacts } from '../../src/status/types.ts';
import { DAEMON } from '../deploy/situations.ts';
import { CIRCUMSTANCES, DAY, HOUR, loadedWith, type Made, MINUTE, NOW, statusOf, zoneOf } from './evidence.ts';

const REST = ['state = not running', 'runs = 1', 'execs = 1', 'last exit code = 0'];
const TIMED = 'template: heartbeat\ncommand: [/usr/bin/true]\nschedule: "daily 03:00"';
const EVERY = 'command: [/usr/bin/true]\nevery: 600';
const log = (writtenAt: number, more: Partial<LogFacts> = {}): LogFacts => ({
  ...{ stream: 'stdout', path: '/x.log', bytes: 10, writtenAt, isShared: false },
  ...more,
});
const readings = (...pairs: readonly (readonly [ago: number, runs: number])[]) => ({
  readings: pairs.map(([ago, runs]) => ({ at: NOW - ago, runs })),
});

describe('a loaded job', () => {
  it.each([
    ['running', DAEMON, ['state = running', 'pid = 7', 'runs = 1', 'last exit code = (never exited)']],
    ['running', DAEMON, ['state = xpcproxy', 'runs = 1', 'last exit code = (never exited)']],
    ['running', DAEMON, ['state = spawn scheduled', 'runs = 0', 'last exit code = (never exited)']],
    ['throttled', DAEMON, ['state = spawn scheduled', 'runs = 2', 'last exit code = 1']],
    ['throttled', DAEMON, ['state = spawn scheduled']],
    ['stopping', DAEMON, ['state = SIGTERMed', 'pid = 7', 'runs = 1']],
    ['stopping', DAEMON, ['state = SIGKILLed', 'pid = 7', 'runs = 1']],
    // The letter case of a word that is no API is not relied on: install takes it so, and status must too.
    ['stopping', DAEMON, ['state = sigtermed', 'pid = 7', 'runs = 1']],
    ['not-running', DAEMON, REST],
    ['not-running', DAEMON, ['state = not running', 'runs = 0', 'last exit code = (never exited)']],
    ['failing', DAEMON, ['state = not running', 'runs = 1', 'last exit reason = OS_REASON_CODESIGNING']],
    ['failing', TIMED, ['state = not running', 'runs = 4', 'last exit code = 1']],
    ['failing', TIMED, ['state = not running', 'runs = 4', 'last terminating signal = Killed: 9']],
    ['failing', DAEMON, ['state = spawn scheduled', 'runs = 40', 'execs = 0', 'last exit code = 78: EX_CONFIG']],
    ['crash-looping', DAEMON, ['state = spawn scheduled', 'runs = 40', 'execs = 40', 'last exit code = 78: EX_CONFIG']],
    ['crash-looping', DAEMON, ['state = spawn scheduled', 'runs = 40', 'last exit code = 0']],
    ['throttled', TIMED, ['state = spawn scheduled', 'runs = 40', 'last exit code = 1']],
    ['failing', DAEMON, ['state = not running', 'runs = 40', 'last exit code = 1']],
    [
      'pended',
      DAEMON,
      ['state = not running', 'runs = 0', 'pended nondemand spawn = speculative', 'last exit code = (never exited)'],
    ],
    ['idle', TIMED, REST],
    ['idle', EVERY, REST],
    ['idle', `${TIMED}\nkeepAlive: on-failure`, REST],
    ['not-running', 'command: [/usr/bin/true]\nkeepAlive: {crashed: true}', REST],
    ['idle', 'command: [/usr/bin/true]\nwatchPaths: [/x]', REST],
    ['idle', 'command: [/usr/bin/true]\nrunAtLoad: true\nkeepAlive: {pathState: {/x: true}}', REST],
    ['unknown', DAEMON, []],
    ['unknown', DAEMON, ['state = a word of tomorrow', 'runs = 3']],
    ['unknown', TIMED, ['state = a word of tomorrow', 'runs = 3', 'last exit code = 1']],
    ['unknown', DAEMON, ['state = a word of tomorrow', 'runs = 40', 'last exit code = 1']],
    ['not-running', DAEMON, ['state = waiting', 'runs = 40', 'last exit code = 0']],
    ['idle', TIMED, ['state = waiting', 'runs = 40', 'last exit code = 0']],
  ])('is %s', (verdict, body, lines) => {
    const status = statusOf(body, lines);
    expect([status.verdict, status.reason]).toEqual([verdict, expect.stringMatching(/^[A-Zl].*\.$/)]);
  });

  it('is judged by uptime and earlier readings, not by a high counter alone', () => {
    const up = (lines: readonly string[], seconds: number, made: Made = {}) =>
      statusOf(DAEMON, ['state = running', 'pid = 7', ...lines], {
        process: { startedAt: NOW - seconds * 1000, rssBytes: 1 },
        ...made,
      }).verdict;
    const crashed = ['runs = 57', 'last exit code = 1'];
    expect(up(crashed, 5)).toBe('crash-looping');
    expect(up(crashed, 61)).toBe('running');
    expect(up(crashed, 5, { seen: readings([20 * MINUTE, 50]) })).toBe('crash-looping');
    expect(up(crashed, 5, { seen: readings([3 * DAY, 56]) })).toBe('running');
    expect(up(crashed, 5, { seen: readings([30_000, 53]) })).toBe('crash-looping');
    // Stopped by a person three times.
    expect(up(['runs = 3', 'last terminating signal = Terminated: 15'], 5)).toBe('running');
    expect(up(['runs = 2', 'last exit code = 1'], 5)).toBe('running');
    // The system did not tell how old the process is.
    expect(statusOf(DAEMON, ['state = running', 'pid = 7', ...crashed]).verdict).toBe('running');
  });

  it('runs by the word of launchd, and the reason says where the system has no such process', () => {
    const lines = ['state = running', 'pid = 7', 'runs = 5', 'last exit code = 1'];
    expect(statusOf(DAEMON, lines, { isProcessGone: true })).toMatchObject({
      verdict: 'running',
      reason: 'launchd says that it runs as pid 7, and the system has no such process. The run before ended: exit 1.',
    });
    // Ends that follow one another so fast say more than one process that is gone.
    const seen = readings([MINUTE, 1]);
    expect(statusOf(DAEMON, lines, { isProcessGone: true, seen }).verdict).toBe('crash-looping');
    expect(statusOf(DAEMON, ['state = SIGTERMed', 'pid = 7'], { isProcessGone: true }).verdict).toBe('stopping');
  });

  it('proposes command lines that root may run, where only root may', () => {
    const system = { domain: { kind: 'system' } } as const;
    const absent = { loaded: { is: 'absent', domain: system.domain } } as const;
    const reason = (made: Made) => statusOf(DAEMON, [], made).reason;
    expect(reason({ observed: absent })).toContain(': svc start a loads it.');
    expect(reason({ observed: absent, around: system })).toContain(': sudo svc start a loads it.');
    const off = { ...absent, override: 'disabled' } as const;
    expect(reason({ observed: off, around: system })).toContain(': sudo svc enable a takes it off.');
    // To look is free to everybody.
    const never = ['state = not running', 'runs = 4', 'execs = 0', 'last exit code = 78: EX_CONFIG'];
    expect(statusOf(DAEMON, never, { around: system }).reason).toContain(' svc doctor a looks for the one.');
  });

  it('is told with the signal that was sent, whatever its case in the output', () => {
    const reasons = ['SIGTERMed', 'sigtermed'].map((word) => statusOf(DAEMON, [`state = ${word}`, 'pid = 7']).reason);
    expect(reasons[0]).toContain('launchd has sent it SIGTERM');
    expect(reasons[1]).toBe(reasons[0]);
  });

  it('was started as often as launchd counts, however the last run ended', () => {
    expect(statusOf(DAEMON, ['state = not running', 'runs = 3']).reason).toBe(
      'It should run and does not. The last run ended: how is not known. Its KeepAlive does not start it again after that.',
    );
    expect(statusOf(TIMED, ['state = not running', 'runs = 3']).reason).not.toContain('has not run');
    expect(statusOf(TIMED, ['state = not running', 'runs = 0']).reason).toContain('has not run since it was loaded');
  });

  it('tells how the run before ended, and what 78 may come from', () => {
    const ran = ['state = running', 'pid = 7', 'runs = 2', 'last terminating signal = Segmentation fault: 11'];
    expect(statusOf(DAEMON, ran).reason).toBe('It runs as pid 7. The run before ended: killed by SIGSEGV.');
    const never = statusOf(DAEMON, ['state = not running', 'runs = 1', 'execs = 0', 'last exit code = 78: EX_CONFIG']);
    expect(never.reason).toMatch(/^The program could not be started .*log file.*svc doctor a looks for the one\.$/);
    const unsure = statusOf(TIMED, ['state = not running', 'runs = 1', 'last exit code = 78: EX_CONFIG']);
    expect(unsure.reason).toMatch(/^The program never ran, or returned 78 itself/);
    const loop = ['state = spawn scheduled', 'runs = 9', 'execs = 9', 'last exit code = 78: EX_CONFIG'];
    expect(statusOf(DAEMON, loop)).toMatchObject({
      verdict: 'crash-looping',
      reason: expect.stringMatching(/The last run ended: exit 78 EX_CONFIG: the program returned 78 itself\.$/),
    });
  });

  it('never makes the verdict or judge throw, whatever launchctl prints', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '\tstate = running',
        '\tpid = 99999999999999999999',
        '\truns = -1',
        '\tlast exit code = 999',
        '}',
      ),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const printed = parsePrintedService(`gui/501/org.example.a = {\n${lines.join('\n')}\n}\n`);
        const loaded = { ...loadedWith(DAEMON, []), printed };
        const { verdict, reason } = statusOf(DAEMON, [], { observed: { loaded: loaded as never } });
        expect(verdict).not.toBe('not-loaded');
        expect(reason).not.toBe('');
      }),
      { numRuns: 50 },
    );
  });
});

describe('late', () => {
  const timed = (made: Made, lines: readonly string[] = REST) => statusOf(TIMED, lines, made);

  it('is what the counter did not count, before any log is asked', () => {
    const { verdict, reason, nextRun } = timed({ seen: readings([2 * DAY, 1]) });
    expect({ verdict, nextRun }).toEqual({ verdict: 'late', nextRun: Date.UTC(2026, 2, 30, 3) });
    expect(reason).toBe(
      'It was due on Sun 2026-03-29 at 03:00, and launchd has counted no run since on Fri 2026-03-27 at 12:00.',
    );
    expect(timed({ seen: readings([2 * DAY, 0], [HOUR, 1]) }).verdict).toBe('idle');
    expect(timed({ seen: readings([8 * HOUR, 1]) }).verdict).toBe('idle');
  });

  it('is not said where launchd has counted runs since the look before, though the logs are older', () => {
    const lines = ['state = not running', 'runs = 3', 'last exit code = 0'];
    expect(timed({ seen: readings([2 * DAY, 1]), logs: [log(NOW - 4 * DAY)] }, lines).verdict).toBe('idle');
    expect(timed({ seen: readings([2 * DAY, 3]), logs: [log(NOW - 4 * DAY)] }, lines).verdict).toBe('late');
  });

  it('is what left nothing in a log that was written before', () => {
    expect(timed({ logs: [log(NOW - DAY)] })).toMatchObject({ verdict: 'late', lastRun: { by: 'log' } });
    expect(timed({ logs: [log(NOW - 9 * HOUR + 5000)] }).verdict).toBe('idle');
    // A log that is written counts for a run even where the counter was not seen to rise.
    expect(timed({ logs: [log(NOW - 8 * HOUR)], seen: readings([2 * DAY, 1]) }).verdict).toBe('idle');
  });

  it('is never said of silent jobs: that can not be proven', () => {
    for (const logs of [[], [log(NOW - DAY, { bytes: 0 })], [log(NOW - DAY, { isShared: true })]]) {
      expect(timed({ logs })).toMatchObject({ verdict: 'idle', reason: expect.stringContaining('can not be told') });
    }
    // It ran since the machine was started and wrote nothing: the old log says nothing.
    expect(timed({ logs: [log(NOW - 40 * DAY)] }).verdict).toBe('idle');
  });

  it('is not said of runs before the job was there, nor within five minutes, nor near a clock change', () => {
    expect(timed({ logs: [log(NOW - DAY)], installedAt: NOW - HOUR }).verdict).toBe('idle');
    const soon = Date.UTC(2026, 2, 29, 3, 4);
    const seen = { readings: [{ at: soon - HOUR, runs: 1 }] };
    expect(timed({ seen, around: { now: soon } }).verdict).toBe('idle');
    expect(timed({ seen, around: { now: soon + 5 * MINUTE } }).verdict).toBe('late');
    const berlin = timed({ seen: readings([2 * DAY, 1]), around: { zone: zoneOf('Europe/Berlin') } });
    expect(berlin).toMatchObject({ verdict: 'idle', reason: expect.stringContaining('the clock changes near it') });
  });

  it('names a machine that was off', () => {
    const { verdict, reason } = timed({ logs: [log(NOW - DAY)], around: { bootedAt: NOW - HOUR } }, [
      'state = not running',
      'runs = 0',
      'last exit code = (never exited)',
    ]);
    expect(verdict).toBe('late');
    expect(reason).toMatch(/The machine was started after that: runs missed while it was off are not made up\.$/);
  });

  it('of an interval counts time awake only', () => {
    const every = (made: Made) => statusOf(EVERY, REST, made).verdict;
    expect(every({ seen: readings([22 * MINUTE, 1]) })).toBe('late');
    expect(every({ seen: readings([20 * MINUTE, 1]) })).toBe('idle');
    expect(every({ seen: readings([9 * HOUR, 1]), around: { awakeSince: NOW - 5 * MINUTE } })).toBe('idle');
    expect(every({ seen: readings([9 * HOUR, 1]), logs: [log(NOW - 12 * MINUTE)] })).toBe('idle');
    expect(every({ seen: readings([9 * HOUR, 0]) })).toBe('idle');
    expect(every({})).toBe('idle');
  });
});

describe('what is not loaded', () => {
  const absent = { is: 'absent', domain: { kind: 'gui', uid: 501 } } as const;
  it.each([
    ['not-loaded', DAEMON, { loaded: absent }],
    ['disabled', `${DAEMON}\nplist: {Disabled: true}`, { loaded: absent }],
    ['disabled', DAEMON, { loaded: absent, override: 'disabled' as const }],
    [
      'unknown',
      DAEMON,
      { loaded: { ...absent, is: 'unknown' as const, why: 'it hangs' }, override: 'disabled' as const },
    ],
  ])('is %s', (verdict, body, observed) => {
    const status = statusOf(body, [], { observed });
    expect(status.verdict).toBe(verdict);
    expect(status.nextRun).toBeUndefined();
  });

  it('of a timed job has no next run', () => {
    expect(statusOf(TIMED, [], { observed: { loaded: absent } }).nextRun).toBeUndefined();
  });

  it('is elsewhere where it is loaded in the other domain only', () => {
    const loaded = loadedWith(DAEMON, ['state = running']);
    const elsewhere = { ...loaded, domain: { kind: 'user', uid: 501 } } as typeof loaded;
    expect(statusOf(DAEMON, [], { observed: { loaded: absent, elsewhere } })).toMatchObject({
      verdict: 'loaded-elsewhere',
      reason: 'It is loaded in user/501, and not in gui/501.',
    });
  });
});

describe('drift', () => {
  const RUNNING = ['state = running', 'pid = 7', 'runs = 1', 'last exit code = (never exited)'];
  it('is told of overrides, of another domain and of a newer program', () => {
    const { verdict, drift } = statusOf(DAEMON, RUNNING, {
      observed: {
        override: 'disabled',
        elsewhere: { ...loadedWith(DAEMON, RUNNING), domain: { kind: 'user', uid: 501 } } as never,
      },
      process: { startedAt: NOW - HOUR, rssBytes: 1 },
      programs: [
        { path: '/new', changedAt: NOW - MINUTE },
        { path: '/old', changedAt: NOW - DAY },
      ],
    });
    expect(verdict).toBe('running');
    expect(drift.map(({ kind }) => kind)).toEqual(['override', 'other-domain', 'program-newer']);
  });

  it('shows no secret', () => {
    const body = `${DAEMON}\n  API_TOKEN: correct-horse-battery`;
    const loaded = loadedWith(body.replace('horse', 'mule'), RUNNING);
    const { drift } = statusOf(body, RUNNING, { observed: { loaded } });
    expect(drift).toHaveLength(1);
    expect(JSON.stringify(drift)).not.toMatch(/correct|battery/);
  });

  it('is none for a job as it should be', () => {
    expect(statusOf(DAEMON, RUNNING).drift).toEqual([]);
    expect(CIRCUMSTANCES.now).toBe(NOW);
  });
});
