/** No regular expression of svc takes more than linear time, whatever the text. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { literalsIn, type Pumped, pumpedTexts, regexLiterals } from '../support/regex-literals.ts';
import { REPO } from '../support/svc.ts';

/** Characters. What is quadratic takes at least 100 million steps for the largest, a tenth of a second and more. */
const LARGE = 4_000;
const SIZES = [12, 16, 20, 24, 28, 60, 120, 300, 1_000, LARGE, 4 * LARGE];
const MOST_MS = 60;

/** Expressions that are given short texts only, and the most characters of one. */
const SHORT: Readonly<Record<string, number>> = {
  // A tag before a value is looked for in the 256 characters before it.
  'lint/fix-yaml.ts:47': 256,
};

const literals = regexLiterals(join(REPO, 'src'));

describe('the search for regular expressions', () => {
  it('finds them among comments, strings, templates and divisions', () => {
    const text = [
      '// /no/',
      '/* /no/ */',
      'const a = \'/no/\' + "/no/" + `/no/${b.replace(/yes[/]1/g, `${x / 2 / y}`)} /no/`;',
      'const c = (d) / 2 / e;',
      'return /yes\\/2/u.test(f) ? [/yes3/] : g[0] / h / i;',
    ].join('\n');
    expect(literalsIn(text).map(({ source, flags }) => `${source} ${flags}`)).toEqual([
      'yes[/]1 g',
      'yes\\/2 u',
      'yes3 ',
    ]);
  });

  it('finds all there are in src', () => {
    expect(literals.length).toBeGreaterThan(300);
  });
});

describe('a careless expression is found out', () => {
  it.each([/^(a+)+$/, /\s+$/, /(?:x*)*y/, /^.*,.*,.*;$/m])('%s', (regex) => {
    expect(slownessOf(regex)).not.toBe('');
  });
});

describe('every expression of src is done at once', () => {
  it('and those with a bound are there', () => {
    expect(Object.keys(SHORT).filter((place) => !literals.some((literal) => literal.place === place))).toEqual([]);
  });

  it.each(literals)('$place', { timeout: 120_000 }, ({ place, regex }) => {
    expect(slownessOf(regex, SHORT[place])).toBe('');
  });
});

/** The first text that takes too long, and how long; empty when there is none. */
function slownessOf(regex: RegExp, most = Number.POSITIVE_INFINITY): string {
  for (const text of pumpedTexts(regex, 1)) {
    const slow = slowOn(regex, text, most);
    if (slow !== '') return `${regex} ${slow}`;
  }
  return '';
}

function slowOn(regex: RegExp, pumped: Pumped, most: number): string {
  for (const size of SIZES) {
    if (size > most) break;
    const text = pumped(size);
    // The least of three, since other processes take their share of the machine.
    let ms = Number.POSITIVE_INFINITY;
    for (let n = 0; n < 3 && ms > MOST_MS; n++) ms = Math.min(ms, timeOf(regex, text));
    // Where even the cube of the size would not take too long there is nothing to find out.
    if (size === LARGE && ms < MOST_MS / 4 ** 3) break;
    if (ms > MOST_MS) return `takes ${Math.round(ms)} ms for ${size} characters: ${JSON.stringify(pumped(12))}`;
  }
  return '';
}

function timeOf(regex: RegExp, text: string): number {
  regex.lastIndex = 0;
  const start = performance.now();
  if (regex.global) text.replace(regex, '');
  else regex.test(text);
  return performance.now() - start;
}
