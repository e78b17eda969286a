import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mayHoldSecret } from '../../src/launchd/secrets.ts';
import { masked } from '../../src/report/without-secrets.ts';

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
  ...['https://', 'postgres://', 'host', '--', '-----BEGIN ', 'RSA PRIVATE KEY-----', 'export ', '$', '%', '\n', '\\'],
  ...['<', '>', '&lt;', '&amp;', '&#116;', '<![CDATA[', ']]>', '</string>', '<string>', '</key>'],
];
const text = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 9 }).map((parts) => parts.join(''));

/** Broken files as well: they are quoted from because they are broken. */
it('never says no of a file in which something would be masked', () => {
  let secrets = 0;
  fc.assert(
    fc.property(text, text, (name, value) => {
      for (const file of [
        `<dict><key>${name}</key>\n<string>${value}</string>`,
        `${name}: ${value}\n`,
        `${name}: ${JSON.stringify(value)}\n`,
        `args: [${name}, '${value}']\n`,
      ]) {
        if (masked(file) === file) continue;
        secrets++;
        expect(mayHoldSecret(file), file).toBe(true);
      }
    }),
    { numRuns: 20_000 },
  );
  expect(secrets).toBeGreaterThan(100);
});

it.each([
  ['a raw < in a password', '<dict><key>A</key><string>postgres://user:pa<ss1@host/db</string>'],
  ['the end of a section in a name', '<key>API_TO]]>KEN</key><string>abcd1234efgh</string>'],
])('says yes of %s', (_, file) => {
  expect(masked(file)).not.toBe(file);
  expect(mayHoldSecret(file)).toBe(true);
});

it('says no of most files', () => {
  expect(mayHoldSecret('<dict><key>Label</key><string>com.example.daily-task</string></dict>')).toBe(false);
  expect(mayHoldSecret('<!DOCTYPE plist PUBLIC "" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">')).toBe(false);
});
