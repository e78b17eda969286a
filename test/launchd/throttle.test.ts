import { expect, it } from 'vitest';
import { DEFAULT_THROTTLE, durationName, startsADay } from '../../src/launchd/throttle.ts';

it('counts the starts a day that a throttle allows; 0 is about a second', () => {
  expect([0, 1, 3, DEFAULT_THROTTLE].map(startsADay)).toEqual([86_400, 86_400, 28_800, 8640]);
});

it('names a length of time in the largest unit that fits', () => {
  expect([45, 90, 60, 300, 3600, 5400, 86_400, 172_800].map(durationName)).toEqual([
    '45 s',
    '90 s',
    '1 min',
    '5 min',
    '1 h',
    '90 min',
    '1 day',
    '2 days',
  ]);
});
