import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/manifest/duration.ts';
import { leastTime, processorTime } from '../support/processor-time.ts';

describe('durations that are taken', () => {
  it.each<[string | number, number]>([
    [0, 0],
    [-0, 0],
    [90, 90],
    [4294967295, 4294967295],
    ['0', 0],
    ['90', 90],
    ['007', 7],
    ['90s', 90],
    ['5m', 300],
    ['90m', 5400],
    ['1h30m', 5400],
    ['1h5s', 3605],
    ['1d', 86400],
    ['2d3h4m5s', 183845],
    ['4294967295', 4294967295],
    ['49710d6h28m15s', 4294967295],
  ])('%j is %i seconds', (text, seconds) => {
    expect(parseDuration(text)).toStrictEqual({ seconds });
  });
});

describe('durations that are refused', () => {
  it.each<[string | number, string]>([
    [-1, 'cannot be negative (-1)'],
    [1.5, 'whole seconds, not 1.5. Write 2s.'],
    [0.25, 'Write 1s.'],
    [1e300, 'Write at most 49710d6h28m15s.'],
    [1.5e300, 'longer than 4294967295'],
    [4294967295.5, 'whole seconds'],
    [Number.NaN, 'NaN is no number of seconds'],
    [Number.POSITIVE_INFINITY, 'Infinity is no number of seconds'],
    [4294967296, 'longer than 4294967295 seconds'],
    ['', 'An empty text is no duration'],
    ['  ', 'An empty text is no duration'],
    ['-5m', 'cannot be negative ("-5m")'],
    ['-1', 'cannot be negative ("-1")'],
    ['+5m', '"+5m" is no duration. Write whole seconds (90)'],
    ['5 m', 'holds no spaces ("5 m"). Write "5m".'],
    [' 90s', 'holds no spaces'],
    ['1h 30m', 'Write "1h30m".'],
    ['1.5h', 'no fractions ("1.5h"). Write 1h30m.'],
    ['1,5h', 'Write 1h30m.'],
    ['.5m', 'Write 30s.'],
    ['0.5', 'Write 1s.'],
    ['99999999.5d', 'no fractions ("99999999.5d"). Write whole seconds'],
    ['1h1.5m', 'holds no fractions'],
    ['1h.5m', 'holds no fractions'],
    ['1w', 'Write the days: 7d for a week.'],
    ['2weeks', 'Write the days: 7d for a week.'],
    ['500ms', 'no milliseconds'],
    ['5min', 'Unknown unit "min". Write "5m".'],
    ['5M', 'Unknown unit "M". Write "5m".'],
    ['2hours', 'Unknown unit "hours". Write "2h".'],
    ['3x', 'Unknown unit "x". The units are d, h, m and s'],
    ['1constructor', 'Unknown unit "constructor"'],
    ['PT5M', '"PT5M" is no duration'],
    ['m', '"m" is no duration'],
    ['abc', '"abc" is no duration'],
    ['1h30', 'The 30 at the end of "1h30" has no unit.'],
    ['1m1h', 'out of order'],
    ['30s1d', 'out of order'],
    ['1m1m', 'The unit m stands twice in "1m1m".'],
    ['4294967296', 'longer than 4294967295 seconds'],
    ['49710d6h28m16s', 'longer than 4294967295 seconds'],
    ['9'.repeat(100), 'longer than 4294967295 seconds'],
    ['9'.repeat(101), 'too long for a duration'],
  ])('%j', (text, fragment) => {
    const result = parseDuration(text);
    expect(result).toHaveProperty('error');
    if (!('error' in result)) return;
    expect(`${result.error} ${result.help}`).toContain(fragment);
    expect(result.help).toMatch(/^Write | write /);
  });

  it('a text of a megabyte is refused at once', () => {
    for (const text of [
      '1m'.repeat(500_000),
      '9'.repeat(1_000_000),
      ' '.repeat(1_000_000),
      `${'1.'.repeat(500_000)}x`,
    ]) {
      const result = parseDuration(text);
      expect(leastTime(() => parseDuration(text), 200)).toBeLessThan(200);
      expect('error' in result && result.error.length).toBeLessThan(300);
    }
  });
});

it('units add up, whichever of them are there', () => {
  const part = fc.option(fc.integer({ min: 0, max: 999 }), { nil: undefined });
  fc.assert(
    fc.property(part, part, part, part, (d, h, m, s) => {
      const text = Object.entries({ d, h, m, s }).map(([unit, count]) =>
        count === undefined ? '' : `${count}${unit}`,
      );
      fc.pre(text.join('') !== '');
      const seconds = (d ?? 0) * 86400 + (h ?? 0) * 3600 + (m ?? 0) * 60 + (s ?? 0);
      expect(parseDuration(text.join(''))).toStrictEqual({ seconds });
    }),
  );
});

it('any text gives seconds within range or an error, and never throws', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9dhmsw., -]{0,12}$/));
  fc.assert(
    fc.property(text, (value) => {
      const result = parseDuration(value);
      if ('error' in result) expect(result.error).not.toBe('');
      else expect(Number.isInteger(result.seconds) && result.seconds >= 0 && result.seconds <= 4294967295).toBe(true);
    }),
  );
});

it('very many digits are refused at once', () => {
  // Each digit once doubled the time that this took.
  const start = processorTime();
  for (const zeros of [60, 100_000]) expect(parseDuration(`5 ${'0'.repeat(zeros)}!`)).toHaveProperty('error');
  expect(processorTime() - start).toBeLessThan(1_000);
  expect(parseDuration('1 h 30 min')).toMatchObject({ help: 'Write "1h30m".' });
});
