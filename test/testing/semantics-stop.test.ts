/**
 * How a job ends and leaves its domain: rows of docs/launchd-semantics.md. Times run 20 times as fast (timeScale 0.05);
 * the same in real time is in timing.alone.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { type AtEnd, GUI, isAlive, LABEL, SLEEPER, STUBBORN, sh, until, World } from './world.ts';

const world = (atEnd: AtEnd) => new World({ timeScale: 0.05 }, atEnd);

/** A program with a child of its own; it writes the pid of the child. */
const WITH_CHILD = 'sleep 1000 & echo $! > "$1"; wait';

async function pidIn(w: World, name: string): Promise<number> {
  return Number(await w.wrote(name));
}

describe.concurrent('the end of a process', () => {
  it('exit-timeout: TERM first, KILL when ExitTimeOut is over, never sooner', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    w.load({ RunAtLoad: true, ExitTimeOut: 20, StandardOutPath: w.at('out'), ...sh(STUBBORN) });
    await w.wrote('out');
    w.engine.bootout(GUI, LABEL);
    expect(w.job()).toMatchObject({ state: 'SIGTERMed', isDraining: true });
    await w.engine.whenRemoved(GUI, LABEL);
    const [term, kill] = w.log('signal');
    expect([term!.text, kill!.text]).toEqual(['SIGTERM sent', 'SIGKILL sent: it did not exit in time']);
    expect(kill!.at - term!.at).toBeGreaterThanOrEqual(20_000);
    expect(w.log('exit')[0]!.text).toBe('SIGKILL');
  });

  it('exit-timeout-zero: never kills', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    w.load({ RunAtLoad: true, ExitTimeOut: 0, StandardOutPath: w.at('out'), ...sh(STUBBORN) });
    await w.wrote('out');
    w.engine.bootout(GUI, LABEL);
    w.engine.clock.advance(86_400_000);
    await w.engine.clock.sleep(5000);
    expect(w.job()).toMatchObject({ state: 'SIGTERMed', isDraining: true });
  });

  it('term-obeyed: a process that ends in time is not killed', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    const script = 'trap "echo bye; exit 3" TERM; echo ready; while :; do sleep 0.05; done';
    w.load({ RunAtLoad: true, ExitTimeOut: 600, StandardOutPath: w.at('out'), ...sh(script) });
    await w.wrote('out');
    w.engine.bootout(GUI, LABEL);
    await w.engine.whenRemoved(GUI, LABEL);
    expect(w.read('out')).toBe('ready\nbye\n');
    expect(w.log('signal').map(({ text }) => text)).toEqual(['SIGTERM sent']);
    expect(w.log('exit')[0]!.text).toBe('exit 3');
  });

  it('group-dies: what is left of the process group is killed when the process is gone', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    w.load({ RunAtLoad: true, ...sh(WITH_CHILD, w.at('pid')) });
    const child = await pidIn(w, 'pid');
    expect(isAlive(child)).toBe(true);
    w.engine.kill(GUI, LABEL, 'SIGKILL');
    await w.exited(1);
    await until(() => !isAlive(child), 'the end of the child');
  });

  it('abandon-process-group: children stay, but not longer than the engine', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    w.load({ RunAtLoad: true, AbandonProcessGroup: true, ...sh(WITH_CHILD, w.at('pid')) });
    const child = await pidIn(w, 'pid');
    w.engine.kill(GUI, LABEL, 'SIGKILL');
    await w.exited(1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(isAlive(child)).toBe(true);
    await w.engine.stop();
    await until(() => !isAlive(child), 'the end of the child');
  });

  it('own-process-group: the process leads one', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    w.load({ RunAtLoad: true, StandardOutPath: w.at('out'), ...sh('ps -o pgid= -p $$; sleep 1000') });
    expect(Number(await w.wrote('out'))).toBe(w.job()!.pid);
  });

  it('kill-signal: is sent to the process, and KeepAlive starts it again', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    const script = 'trap "echo hup" HUP; echo ready; while :; do sleep 0.05; done';
    w.load({ KeepAlive: true, ThrottleInterval: 1, StandardOutPath: w.at('out'), ...sh(script) });
    await w.wrote('out');
    expect(w.engine.kill(GUI, LABEL, 'SIGHUP')).toBe(0);
    await w.wrote('out', /hup/);
    expect(w.engine.kill(GUI, LABEL, 'SIGKILL')).toBe(0);
    await w.started(2);
    expect(w.job()!.lastExit).toEqual({ signal: 'SIGKILL' });
  });

  it('kill-no-process: 3 for a job that does not run, 113 for one that is not loaded', ({ onTestFinished }) => {
    const w = world(onTestFinished);
    w.load({ ...SLEEPER });
    expect([w.engine.kill(GUI, LABEL, 'SIGTERM'), w.engine.kill(GUI, 'com.example.none', 'SIGTERM')]).toEqual([3, 113]);
  });
});

describe.concurrent('bootout', () => {
  it('bootout-returns-early: 0 at once, while the process still ends', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    w.load({ RunAtLoad: true, ExitTimeOut: 20, StandardOutPath: w.at('out'), ...sh(STUBBORN) });
    await w.wrote('out');
    const { pid } = w.job()!;
    expect(w.engine.bootout(GUI, LABEL)).toBe(0);
    expect(isAlive(pid!)).toBe(true);
  });

  it('bootout-in-progress: older releases answer 36 in that time', async ({ onTestFinished }) => {
    const w = new World({ timeScale: 0.05, semantics: { bootoutWhileRunning: 36 } }, onTestFinished);
    w.load({ RunAtLoad: true, ...SLEEPER });
    await w.started(1);
    expect(w.engine.bootout(GUI, LABEL)).toBe(36);
    w.load({ Label: 'com.example.idle', ...SLEEPER });
    expect(w.engine.bootout(GUI, 'com.example.idle')).toBe(0);
  });

  it('draining-label: until the process is gone bootstrap and kickstart answer 37, from whatever path', async ({
    onTestFinished,
  }) => {
    const w = world(onTestFinished);
    w.load({ KeepAlive: true, ExitTimeOut: 20, StandardOutPath: w.at('out'), ...sh(STUBBORN) });
    await w.wrote('out');
    w.engine.bootout(GUI, LABEL);
    expect(w.load({ ...SLEEPER })).toBe(37);
    expect(w.engine.bootstrap(GUI, w.plist({ ...SLEEPER }, 'other'))).toBe(37);
    expect((await w.engine.kickstart(GUI, LABEL, { kill: false })).code).toBe(37);
    await w.engine.whenRemoved(GUI, LABEL);
    expect(w.load({ ...SLEEPER })).toBe(0);
  });

  it('bootout-not-loaded: 3', ({ onTestFinished }) => {
    expect(world(onTestFinished).engine.bootout(GUI, LABEL)).toBe(3);
  });

  it('bootout-ends-keepalive: a job that was booted out is not started again, not from a throttle either', async ({
    onTestFinished,
  }) => {
    const w = world(onTestFinished);
    w.load({ KeepAlive: true, ...sh('exit 1') });
    await w.exited(1);
    expect(w.job()!.state).toBe('spawn scheduled');
    expect(w.engine.bootout(GUI, LABEL)).toBe(0);
    expect(w.job()).toBeUndefined();
    await w.engine.clock.sleep(25_000);
    expect(w.starts()).toHaveLength(1);
  });

  it('bootout-of-edited: takes the loaded job out although its file is gone', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    w.load({ RunAtLoad: true, ...SLEEPER });
    w.file(`${LABEL}.plist`, 'no plist any more');
    expect(w.engine.bootout(GUI, LABEL)).toBe(0);
    await w.engine.whenRemoved(GUI, LABEL);
    expect(w.job()).toBeUndefined();
  });

  it('bootout-twice: the second finds the label draining and changes nothing', async ({ onTestFinished }) => {
    const w = world(onTestFinished);
    w.load({ RunAtLoad: true, ExitTimeOut: 20, StandardOutPath: w.at('out'), ...sh(STUBBORN) });
    await w.wrote('out');
    expect([w.engine.bootout(GUI, LABEL), w.engine.bootout(GUI, LABEL)]).toEqual([0, 0]);
    await w.engine.whenRemoved(GUI, LABEL);
    expect(w.log('remove')).toHaveLength(1);
    expect(w.log('signal')).toHaveLength(2);
  });
});
