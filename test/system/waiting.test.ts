/** svc's own waits, at full speed and hurried. */
import { expect, it } from 'vitest';
import { openWaiting } from '../../src/system/waiting.ts';

it.each([1, 0.1, 0.01])('sleeps its own milliseconds at scale %d', async (scale) => {
  const waiting = openWaiting(scale);
  const real = performance.now();
  const before = waiting.now();
  await waiting.sleep(200 / scale);
  const passed = waiting.now() - before;
  expect(performance.now() - real).toBeGreaterThanOrEqual(195);
  expect(performance.now() - real).toBeLessThan(10_000);
  expect(passed).toBeGreaterThanOrEqual(195 / scale);
  expect(passed).toBeLessThan(10_000 / scale);
});

it('a time that is past is no wait', async () => {
  const real = performance.now();
  await openWaiting().sleep(-5000);
  expect(performance.now() - real).toBeLessThan(4000);
});
