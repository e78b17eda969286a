/** A look that is wrong would hide a secret: whatever is one has a sign, wherever it stands. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsSecret, isSecret, isSecretName, mayHoldSecret, secretArguments } from '../../src/launchd/secrets.ts';

const piece = fc.constantFrom(
  ...[
    'GITHUB_TOKEN',
    'db.password',
    'apiKey',
    'API-KEY',
    'X-Api-Key: ',
    'Authorization: Bearer ',
    '--token',
    '-',
    '--',
  ],
  ...['ghp_', 'glpat-', 'sk-', 'xoxb-', 'AKIA', 'AIza', 'SG.', '12345678:AA', 'eyJ', '-----BEGIN RSA PRIVATE KEY-----'],
  ...['a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9', 'correct-horse-7', 'ABCDEFGHIJKLMNOP', 'x', '.', '/', ':', '@', '://'],
  ...[
    'https://user:hunter22@example.org/',
    'postgres://',
    '?',
    '&',
    '=',
    ' ',
    '\n',
    '"',
    "'",
    ';',
    '|',
    '(',
    '{',
    '\\',
    '$',
  ],
);
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

describe('every secret has a sign', () => {
  it('in the strings of a job, one to a line', () => {
    let secrets = 0;
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (strings) => {
        const isOne =
          isSecret(strings[0]!, strings.at(-1)!) || secretArguments(strings).length > 0 || strings.some(holdsSecret);
        if (!isOne) return;
        secrets++;
        const joined = strings.join('\n');
        expect(mayHoldSecret(joined)).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(secrets).toBeGreaterThan(200);
  });

  it('and so has every name of one', () => {
    fc.assert(
      fc.property(text, (name) => {
        if (isSecretName(name)) expect(mayHoldSecret(name)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});
