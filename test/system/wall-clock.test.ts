/** When the machine was started, and when it woke. */
import { uptime } from 'node:os';
import { describe, expect, it } from 'vitest';
import { bootTime, parseWakeTime, wakeTime } from '../../src/system/wall-clock.ts';

describe('the machine', () => {
  it('was started as long ago as it is up', () => {
    expect(Math.abs(Date.now() - bootTime() - uptime() * 1000)).toBeLessThan(2000);
  });

  it.skipIf(process.platform === 'darwin')('does not tell here when it woke', () => {
    expect(wakeTime()).toBeUndefined();
  });

  it.each([
    ['{ sec = 1767225600, usec = 123 } Thu Jan  1 00:00:00 2026\n', 1_767_225_600_000],
    ['{ sec = 0, usec = 0 } Thu Jan  1 00:00:00 1970\n', undefined],
    ['', undefined],
    ['sysctl: unknown oid', undefined],
  ])('woke as sysctl says: %j', (text, at) => {
    expect(parseWakeTime(text)).toBe(at);
  });
});
