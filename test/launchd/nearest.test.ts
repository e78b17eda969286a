import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/launchd/nearest.ts';

const KNOWN = ['keepAlive', 'runAtLoad', 'schedule', 'every', 'constructor'];

describe('nearest', () => {
  it.each([
    ['keepAlive', 'keepAlive'],
    ['keepalive', 'keepAlive'],
    ['KEEPALIVE', 'keepAlive'],
    ['kepAlive', 'keepAlive'],
    ['keepAilve', 'keepAlive'],
    ['runAtLaod', 'runAtLoad'],
    ['shedule', 'schedule'],
    ['schedules', 'schedule'],
    ['evry', 'every'],
    ['contructor', 'constructor'],
  ])('%s → %s', (name, known) => expect(nearest(name, KNOWN)).toBe(known));

  it.each(['', 'x', 'xyzzy', 'description', 'e'.repeat(81), '__proto__'])('none for %j', (name) =>
    expect(nearest(name, KNOWN)).toBeUndefined(),
  );

  it('takes the nearest of several, and the first of equally near ones', () => {
    expect(nearest('abcd', ['abxx', 'abcx', 'abcy'])).toBe('abcx');
    expect(nearest('abc', [])).toBeUndefined();
    expect(nearest('abcd', new Set(['abdc']))).toBe('abdc');
  });
});
