/** The watchdog by itself, and the clock: what the engine relies on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Clock } from '../../src/testing/clock.ts';
import { Watchdog } from '../../src/testing/watchdog.ts';
import { isAlive, until } from './world.ts';

function sleeper(): ChildProcess & { readonly pid: number } {
  const child = spawn('/bin/sleep', ['1000'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child as ChildProcess & { readonly pid: number };
}

/** Shells of watchdogs that this process has. */
function shells(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const ppid = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')[1];
        return Number(ppid) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes("trap '' HUP");
      } catch {
        return false;
      }
    });
}

const guarded = (watchdog: Watchdog, group: number) =>
  new Promise<boolean>((resolve) => {
    watchdog.guard(group, resolve);
  });

describe('the watchdog', () => {
  it('kills the groups that are left when it ends, and no other', async () => {
    const watchdog = new Watchdog();
    const [kept, released] = [sleeper(), sleeper()];
    expect([await guarded(watchdog, kept.pid), await guarded(watchdog, released.pid)]).toEqual([true, true]);
    watchdog.release(released.pid);
    await watchdog.stop();
    await until(() => !isAlive(kept.pid), 'the end of what was guarded');
    expect(isAlive(released.pid)).toBe(true);
  });

  it.skipIf(!existsSync('/proc/self/stat'))(
    'is replaced when somebody kills it, and knows what it guarded',
    async () => {
      const others = shells();
      const watchdog = new Watchdog();
      const child = sleeper();
      await guarded(watchdog, child.pid);
      const mine = () => shells().filter((pid) => !others.includes(pid));
      const [first] = mine();
      process.kill(first!, 'SIGKILL');
      await until(() => mine().some((pid) => pid !== first), 'another watchdog');
      expect(isAlive(child.pid)).toBe(true);
      await watchdog.stop();
      await until(() => !isAlive(child.pid), 'the end of what was guarded');
      expect(mine()).toEqual([]);
    },
  );

  it.skipIf(!existsSync('/proc/self/stat'))(
    'kills what it guarded although somebody killed it just before its end',
    async () => {
      const others = shells();
      const watchdog = new Watchdog();
      const child = sleeper();
      await guarded(watchdog, child.pid);
      for (const pid of shells()) if (!others.includes(pid)) process.kill(pid, 'SIGKILL');
      await watchdog.stop();
      await until(() => !isAlive(child.pid), 'the end of what was guarded');
    },
  );

  it('says when it can not guard: no program may pass the gate then', async () => {
    const watchdog = new Watchdog();
    await watchdog.stop();
    expect(await guarded(watchdog, sleeper().pid)).toBe(false);
  });

  it('guards an abandoned group for as long as anything of it lives', async () => {
    const watchdog = new Watchdog();
    const child = sleeper();
    await guarded(watchdog, child.pid);
    watchdog.abandon(child.pid);
    expect(watchdog.groups).toEqual([child.pid]);
    child.kill('SIGKILL');
    await until(() => watchdog.groups.length === 0, 'its release');
    await watchdog.stop();
  });
});

describe('the clock', () => {
  it('fires in order, each once, when it is moved from within a timer', () => {
    const clock = new Clock();
    const fired: string[] = [];
    clock.after(1000, () => {
      fired.push('first');
      clock.advance(5000);
    });
    clock.after(3000, () => fired.push('third'));
    clock.after(2000, () => fired.push('second'));
    clock.advance(1500);
    clock.stop();
    expect(fired).toEqual(['first', 'second', 'third']);
  });

  it('goes on with the other timers when one fails', async () => {
    const clock = new Clock();
    let fired = false;
    clock.after(1000, () => {
      throw new Error('on purpose');
    });
    clock.after(1010, () => {
      fired = true;
    });
    expect(() => clock.advance(1005)).toThrow('on purpose');
    await until(() => fired, 'the other timer');
  });

  it('refuses to go back, to stand still and to fly', () => {
    for (const scale of [0, -1, 2, Number.NaN]) expect(() => new Clock(scale)).toThrow(RangeError);
    expect(() => new Clock().advance(-1)).toThrow(RangeError);
    expect(() => new Clock().advance(Number.NaN)).toThrow(RangeError);
  });
});
