import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../src/manifest/schedule.ts';
import { leastTime } from '../support/processor-time.ts';

describe('hostile values', () => {
  const million = 1_000_000;
  it.each<[string, () => unknown]>([
    ['digits', () => '9'.repeat(million)],
    ['white space', () => ' '.repeat(million)],
    ['stars', () => '* '.repeat(million / 2)],
    ['commas', () => `${'1,'.repeat(million / 2)} * * * *`],
    ['a cron text of the greatest length', () => `${'1,'.repeat(490)} * * * *`],
    ['weekdays', () => 'mon,'.repeat(million / 4)],
    ['an unknown member', () => ({ ['h'.repeat(million)]: 3 })],
    ['a text in a member', () => ({ minute: '0'.repeat(million) })],
    ['a long list of one value', () => ({ minute: Array(million / 2).fill(0) })],
    ['a long list of one time', () => Array(million / 8).fill('07:55')],
    ['many maps that multiply', () => Array(1000).fill({ minute: [0, 1, 2, 3, 4, 5], hour: [1, 2, 3, 4, 5] })],
  ])('are refused soon: %s', (_, make) => {
    const value = make();
    const { entries, problems } = parseSchedule(value);
    expect(leastTime(() => parseSchedule(value), 2000)).toBeLessThan(2000);
    expect(entries).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
    for (const { message, help } of problems.slice(0, 20)) expect(`${message}${help}`.length).toBeLessThan(600);
  });
});
