import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holdsSecret, isSecret, mayHoldSecret, secretArguments } from '../../src/launchd/secrets.ts';

const PIECES = [
  ...['api', 'API', 'Api', 'key', 'KEY', 'Key', 'private', 'PRIVATE', 'token', 'Token', 'SECRET', 'pass', 'wd', 'word'],
  ...['credentials', 'ACCESS', 'BASE', 'Authorization', 'Bearer', 'Basic', 'X-', '_', '-', '.', ':', ': ', '=', ' '],
  ...[
    'ghp_',
    'sk-',
    'sk-ant-',
    'sk_live_',
    'xoxb-',
    'AKIA',
    'AIza',
    'npm_',
    'hf_',
    'SG.',
    'eyJ',
    '12345678:AA',
    'whsec_',
  ],
  ...[
    'A1b2C3d4E5f6G7h8',
    'abcdefghij0123456789',
    'x',
    '/',
    '?',
    '&',
    ';',
    '|',
    '"',
    "'",
    ',',
    '(',
    '{',
    '[',
    '@',
    'user',
  ],
  ...['https://', 'postgres://', 'host', '--', '-----BEGIN ', 'RSA PRIVATE KEY-----', 'export ', '$', '%', '\n'],
];
const text = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 9 }).map((parts) => parts.join(''));

/** The text as a file has it: what markup would hide is looked at whatever stands in it. */
function written(value: string): string {
  return value.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character]!);
}

it('never says no of a file with a secret', () => {
  let secrets = 0;
  fc.assert(
    fc.property(text, text, (name, value) => {
      if (!isSecret(name, value) && !holdsSecret(value) && !secretArguments([name, value]).includes(1)) return;
      secrets++;
      expect(mayHoldSecret(`<key>${written(name)}</key>\n<string>${written(value)}</string>`)).toBe(true);
      expect(mayHoldSecret(`${name}: ${JSON.stringify(value)}`)).toBe(true);
    }),
    { numRuns: 20_000 },
  );
  expect(secrets).toBeGreaterThan(100);
});

it('says no of most files', () => {
  expect(mayHoldSecret('<dict><key>Label</key><string>com.example.daily-task</string></dict>')).toBe(false);
  expect(mayHoldSecret('<!DOCTYPE plist PUBLIC "" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">')).toBe(false);
});
