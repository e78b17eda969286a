/**
 * Intervals and paths: rows of docs/launchd-semantics.md. Times run 20 times as fast (timeScale 0.05).
 */
import { mkdirSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AtEnd, GUI, gaps, LABEL, SLEEPER, sh, until, World } from './world.ts';

const world = (atEnd: AtEnd) => new World({ timeScale: 0.05 }, atEnd);
const reasons = (w: World) => w.log('start').map(({ text }) => text);

describe.concurrent('StartInterval', () => {
  it('start-interval: first after N seconds, not at load, then every N', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    w.load({ StartInterval: 12, ...sh('exit 0') });
    const loaded = w.log('load')[0]!.at;
    await w.started(3);
    expect(w.starts()[0]! - loaded).toBeGreaterThanOrEqual(12_000);
    // Counted from the load, so a late start does not push the next one out; two starts keep the throttle apart.
    for (const [i, at] of w.starts().entries()) expect(at - loaded).toBeGreaterThanOrEqual(12_000 * (i + 1));
    expect(new Set(reasons(w))).toEqual(new Set(['timer fired']));
  });

  it('start-interval-running: what falls due while the job runs is lost', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    w.load({ StartInterval: 600, ...SLEEPER });
    w.engine.clock.advance(600_000);
    await w.started(1);
    w.engine.clock.advance(1_200_000);
    w.engine.kill(GUI, LABEL, 'SIGTERM');
    await w.exited(1);
    await w.engine.clock.sleep(20_000);
    expect(w.job()).toMatchObject({ runs: 1, state: 'not running' });
  });

  it('start-interval-slept: after a jump of the clock one run is due, not one for each that was missed', async ({
    onTestFinished,
  }) => {
    const w = world(onTestFinished);
    w.load({ StartInterval: 600, ThrottleInterval: 1, ...sh('exit 0') });
    w.engine.clock.advance(6_000_000);
    await w.exited(1);
    await w.engine.clock.sleep(20_000);
    expect(w.job()!.runs).toBe(1);
  });

  it('start-interval-throttled: an interval below the throttle starts no sooner than the throttle allows', async ({
    onTestFinished,
  }) => {
    const w = world(onTestFinished);
    w.load({ StartInterval: 2, ...sh('exit 0') });
    await w.started(3);
    for (const gap of gaps(w.starts())) expect(gap).toBeGreaterThanOrEqual(10_000);
  });
});

describe.concurrent('WatchPaths', () => {
  const load = (w: World, path: string) => w.load({ WatchPaths: [path], ThrottleInterval: 1, ...sh('exit 0') });

  it('watch-paths: a file that is made, written or removed starts the job; standing still does not', async ({
    onTestFinished,
  }) => {
    const w = world(onTestFinished);
    load(w, w.at('watched'));
    await w.engine.clock.sleep(3000);
    expect(w.job()!.runs).toBe(0);
    w.file('watched', '1');
    await w.exited(1);
    w.file('watched', 'longer');
    await w.exited(2);
    rmSync(w.at('watched'));
    await w.exited(3);
    await w.engine.clock.sleep(3000);
    expect(w.job()!.runs).toBe(3);
    expect(new Set(reasons(w))).toEqual(new Set(['path changed']));
  });

  it('watch-paths-folder: an entry that comes or goes counts, what happens deeper down does not', async ({
    onTestFinished,
  }) => {
    const w = world(onTestFinished);
    mkdirSync(w.at('dir/sub'), { recursive: true });
    load(w, w.at('dir'));
    w.file('dir/entry', '');
    await w.exited(1);
    w.file('dir/sub/deeper', '');
    await w.engine.clock.sleep(5000);
    expect(w.job()!.runs).toBe(1);
  });

  it('watch-paths-odd: a path that can not be looked at does no harm', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    w.load({
      WatchPaths: ['x'.repeat(9000), '/dev/null/x', w.at('ok')],
      QueueDirectories: ['/dev/null'],
      ...sh('exit 0'),
    });
    w.file('ok', '');
    await w.exited(1);
  });
});

describe.concurrent('QueueDirectories', () => {
  it('queue-directories: starts the job while one of them holds anything, .DS_Store too, and again each throttle', async ({
    onTestFinished,
  }) => {
    const w = world(onTestFinished);
    mkdirSync(w.at('queue'));
    w.load({ QueueDirectories: [w.at('queue')], ThrottleInterval: 5, ...sh('exit 0') });
    await w.engine.clock.sleep(5000);
    expect(w.job()!.runs).toBe(0);
    w.file('queue/.DS_Store', '');
    await w.started(3);
    for (const gap of gaps(w.starts())) expect(gap).toBeGreaterThanOrEqual(5000);
    rmSync(w.at('queue/.DS_Store'));
    await until(() => w.job()!.state === 'not running', 'the last run');
    const { runs } = w.job()!;
    await w.engine.clock.sleep(15_000);
    expect(w.job()!.runs).toBe(runs);
  });

  it('queue-directories-at-load: a queue that is full at load starts the job', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    mkdirSync(w.at('queue'));
    w.file('queue/task', '');
    w.load({ QueueDirectories: [w.at('queue')], ...sh('exit 0') });
    expect(w.job()).toMatchObject({ runs: 1, reason: 'queue not empty' });
  });
});
