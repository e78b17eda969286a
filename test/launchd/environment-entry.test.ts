/** Entries of an `environmentFile` are read back as they were meant, or as a problem: never as something else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentEntry, readEnvironmentFile } from '../../src/launchd/environment-file.ts';

const HOSTILE = fc.array(
  fc.constantFrom(
    '"',
    "'",
    '\\',
    '\n',
    '\r',
    '\t',
    ' ',
    '#',
    '=',
    '$',
    '`',
    '${x}',
    'export ',
    '\0',
    '\x1b',
    'ü',
    '😀',
    'a',
  ),
  { maxLength: 12 },
);
const VALUES = fc.oneof(
  HOSTILE.map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }),
);

describe('environmentEntry', () => {
  it('gives the value back byte for byte, also between others; control characters are a problem', () => {
    fc.assert(
      fc.property(VALUES, (value) => {
        const text = `# first\nBEFORE=1\n${environmentEntry('TOKEN', value)}AFTER=2\n`;
        const { variables, problems } = readEnvironmentFile(Buffer.from(text));
        const isSayable = !/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(value);
        expect(problems.length === 0).toBe(isSayable);
        if (!isSayable) return;
        expect([...variables.keys()]).toEqual(['BEFORE', 'TOKEN', 'AFTER']);
        expect(Buffer.from(variables.get('TOKEN')!, 'latin1').toString('utf8')).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes the plainest form that holds the value', () => {
    expect(environmentEntry('A', 'x-1')).toBe('A=x-1\n');
    expect(environmentEntry('A', 'x "y" \\ #')).toBe('A=\'x "y" \\ #\'\n');
    expect(environmentEntry('A', `it's "y" \\`)).toBe('A="it\'s \\"y\\" \\\\"\n');
  });
});
