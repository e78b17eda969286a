/** Calendars, by a clock that is set and moved on by hand: rows of docs/launchd-semantics.md. */
import { describe, expect, it } from 'vitest';
import { GUI, LABEL, SLEEPER, sh, World } from './world.ts';

const reasons = (w: World) => w.log('start').map(({ text }) => text);

describe.concurrent('StartCalendarInterval', () => {
  /** Noon, a Sunday, in the time zone of the machine. */
  const NOON = new Date(2026, 0, 4, 12, 0, 30).getTime();
  const MINUTES = 60_000;

  it('calendar-fires: at the matching local time, once, by the clock that calendars see', async ({
    onTestFinished,
  }) => {
    const w = new World({ timeScale: 1, wall: NOON }, onTestFinished);
    w.load({ StartCalendarInterval: { Hour: 12, Minute: 30 }, ThrottleInterval: 1, ...sh('exit 0') });
    w.engine.clock.advance(29 * MINUTES);
    expect(w.job()!.runs).toBe(0);
    w.engine.clock.advance(MINUTES);
    await w.exited(1);
    w.engine.clock.advance(23 * 60 * MINUTES);
    expect(w.job()).toMatchObject({ runs: 1, reason: 'calendar interval' });
    w.engine.clock.advance(60 * MINUTES);
    await w.exited(2);
  });

  it('calendar-array: entries are alternatives', async ({ onTestFinished }) => {
    const w = new World({ wall: NOON }, onTestFinished);
    const entries = [
      { Hour: 13, Minute: 0 },
      { Weekday: 0, Hour: 14, Minute: 0 },
    ];
    w.load({ StartCalendarInterval: entries, ThrottleInterval: 1, ...sh('exit 0') });
    for (const count of [1, 2]) {
      w.engine.clock.advance(60 * MINUTES);
      await w.exited(count);
    }
  });

  it('calendar-slept: many times missed in a sleep are one run', async ({ onTestFinished }) => {
    const w = new World({ wall: NOON }, onTestFinished);
    w.load({ StartCalendarInterval: { Minute: 0 }, ThrottleInterval: 1, ...sh('exit 0') });
    w.engine.clock.advance(600 * MINUTES);
    await w.exited(1);
    await w.engine.clock.sleep(1500);
    expect(w.job()!.runs).toBe(1);
  });

  it('calendar-while-running: not started twice, but once more when it has ended', async ({ onTestFinished }) => {
    const w = new World({ wall: NOON }, onTestFinished);
    w.load({ StartCalendarInterval: { Minute: 0 }, ThrottleInterval: 1, ...SLEEPER });
    w.engine.clock.advance(60 * MINUTES);
    await w.started(1);
    w.engine.clock.advance(60 * MINUTES);
    expect(w.job()!.runs).toBe(1);
    w.engine.kill(GUI, LABEL, 'SIGTERM');
    await w.started(2);
    expect(reasons(w)).toEqual(['calendar interval', 'calendar interval']);
  });

  it('calendar-clock-set: follows the time of day when it is set, forward and back', async ({ onTestFinished }) => {
    const w = new World({ timeScale: 0.001, wall: NOON }, onTestFinished);
    w.load({ StartCalendarInterval: { Hour: 18, Minute: 0 }, ThrottleInterval: 1, ...sh('exit 0') });
    w.engine.clock.setWall(NOON + (5 * 60 + 58) * MINUTES);
    await w.exited(1);
  });
});
