/**
 * The engine in real time, nothing hurried: never sooner, and at most 1.5 s later. Runs alone, its tests beside one another:
 * they sleep.
 */
import { describe, expect, it } from 'vitest';
import { GUI, gaps, isAlive, LABEL, SLEEPER, STUBBORN, sh, World } from './world.ts';

/** Milliseconds that may pass beside those that must. */
const LATE = 1500;

describe.concurrent('in real time', () => {
  it('throttle-real-time: a kept-alive job that is killed -9 is back after the throttle, never sooner', async ({
    onTestFinished,
  }) => {
    const w = new World({}, onTestFinished);
    w.load({ KeepAlive: true, ThrottleInterval: 3, ...SLEEPER });
    for (let round = 1; round <= 3; round++) {
      await w.started(round);
      process.kill(w.job()!.pid!, 'SIGKILL');
      await w.exited(round);
      expect(w.job()).toMatchObject({ state: 'spawn scheduled', lastExit: { signal: 'SIGKILL' } });
    }
    await w.started(4);
    for (const gap of gaps(w.starts())) {
      expect(gap).toBeGreaterThanOrEqual(3000);
      expect(gap).toBeLessThanOrEqual(3000 + LATE);
    }
    expect(isAlive(w.job()!.pid!)).toBe(true);
  });

  it('throttle-outlived-real-time: a job that outlived its throttle is back at once', async ({ onTestFinished }) => {
    const w = new World({}, onTestFinished);
    w.load({ KeepAlive: true, ThrottleInterval: 2, ...SLEEPER });
    await w.started(1);
    await w.engine.clock.sleep(2100);
    process.kill(w.job()!.pid!, 'SIGKILL');
    await w.started(2);
    expect(w.starts()[1]! - w.log('exit')[0]!.at).toBeLessThanOrEqual(LATE);
  });

  it('exit-timeout-real-time: a job that ignores TERM is killed after 5 s, never sooner, and its children with it', async ({
    onTestFinished,
  }) => {
    const w = new World({}, onTestFinished);
    w.load({ RunAtLoad: true, StandardOutPath: w.at('out'), ...sh(`sleep 1000 & echo $!; ${STUBBORN}`) });
    const [child] = (await w.wrote('out', /ready\n$/)).split('\n').map(Number);
    const { pid } = w.job()!;
    expect(isAlive(child!)).toBe(true);
    const asked = performance.now();
    w.engine.bootout(GUI, LABEL);
    await w.engine.whenRemoved(GUI, LABEL);
    const took = performance.now() - asked;
    expect(took).toBeGreaterThanOrEqual(5000);
    expect(took).toBeLessThanOrEqual(5000 + LATE);
    expect([isAlive(pid!), isAlive(child!)]).toEqual([false, false]);
  });
});
