/** A line is quoted without its secrets, whether it is looked at alone or with all of its text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { lineWithoutSecrets, masked } from '../../src/report/without-secrets.ts';

const PIECES = [
  ...['<plist>', '<dict>', '</dict>', '<array>', '<key>', '<key a="b">', '<key\n>', '</key>', '<string>', '<string\n>'],
  ...['</string>', '<integer>', '</integer>', '<!--', '-->', '<![CDATA[', ']]>', '&#116;', '&lt;', '<', '>'],
  ...[
    'API_TOKEN',
    'db.password',
    'clientSecret',
    'Label',
    'A',
    '--token',
    '--token=',
    '-',
    'TOKEN: ',
    'A_TOKEN=',
    '!',
    '/',
  ],
  ...['abcd1234efgh', 'ghp_A1b2C3d4E5f6G7h8A1b2C3d4E5f6G7h8', 'postgres://user:pa55word@host/db', 'Bearer ', ': '],
  ...['\n', '\n', '\n', '\r\n', '\r', '\t', ' ', '索'],
];
const TOKEN = 'ghp_A1b2C3d4E5f6G7h8A1b2C3d4E5f6G7h8';
const DOTS = '\u2022'.repeat(TOKEN.length);
const ELEMENTS = [
  '<key>API_TOKEN</key>\n\t<string>abcd1234efgh</string>\n',
  '<key>API_TOKEN</key>\n\t<string>abcd\n1234\nefgh</string>\n',
  '<key>Label</key>\n\t<string>com.example.a</string>\n',
  '<array>\n<string>--token</string>\n<string>abcd1234efgh</string>\n<string>--other</string>\n</array>\n',
];
const piece = fc.array(fc.constantFrom(...PIECES), { maxLength: 9 }).map((parts) => parts.join(''));
// Keys that are near, and keys that are not.
const filling = fc.constantFrom('', '', '', 'z\n'.repeat(3000), 'y'.repeat(5000));
const texts = fc
  .array(fc.oneof(piece, fc.constantFrom(...ELEMENTS), filling), { maxLength: 8 })
  .map((parts) => parts.join(''));

describe('a line without secrets', () => {
  it('is the line of the text without secrets', () => {
    let hidden = 0;
    const isSame = (text: string) => {
      const source = new SourceText('f', text);
      const whole = masked(text);
      const { lineStarts } = source;
      for (let line = 1; line <= lineStarts.length; line += lineStarts.length > 100 ? 97 : 1) {
        const start = lineStarts[line - 1]!;
        const quoted = lineWithoutSecrets(source, line);
        expect(quoted).toBe(whole.slice(start, start + source.lineText(line)!.length));
        if (quoted !== source.lineText(line)) hidden++;
      }
      expect(lineWithoutSecrets(source, lineStarts.length + 1)).toBeUndefined();
    };
    fc.assert(fc.property(texts, isSame), { numRuns: 1000 });
    expect(hidden).toBeGreaterThan(200);
  });

  it.each([
    [
      'where no element is',
      '<dict><key>API_TOKEN</key> abcd1234efgh</dict>',
      1,
      '<dict><key>API_TOKEN</key>•••••••••••••</dict>',
    ],
    [
      'in an element that is none',
      '<dict><key>API_TOKEN</key><sting>abcd1234efgh</sting></dict>',
      1,
      '<dict><key>API_TOKEN</key><sting>••••••••••••</sting></dict>',
    ],
    [
      'in an element of several lines',
      '<dict><key>API_TOKEN</key><string>\nabcd1234efgh\n</string>',
      2,
      '••••••••••••',
    ],
    [
      'far behind its key',
      `<key>API_TOKEN</key>${' \n'.repeat(5000)}<string>abcd1234efgh`,
      5001,
      '<string>••••••••••••',
    ],
    [
      'in a line that is long',
      `<key>A_TOKEN</key><string>abcd1234${'x'.repeat(9000)}`,
      1,
      /^<key>A_TOKEN<\/key><string>•+$/,
    ],
    ['behind an option on the line before', '<dict><string>--token</string>\n<string>abcd1234', 2, '<string>••••••••'],
    ['in a comment', `<dict><!-- ${TOKEN}: old --><key>A</key>`, 1, `<dict><!-- ${DOTS}: old --><key>A</key>`],
    ['given a name in a comment', '<!-- A_TOKEN=abcd1234 -->\n<dict>', 1, '<!-- A_TOKEN=•••••••• -->'],
    ['as a key', `<dict><key>${TOKEN}</key><true/>`, 1, `<dict><key>${DOTS}</key><true/>`],
    ['as an element', `<dict><${TOKEN}/></dict>`, 1, `<dict><${DOTS}/></dict>`],
    ['as a key of YAML', `a:\n  ${TOKEN}: 1 # ${TOKEN}`, 2, `  ${DOTS}: 1 # ${DOTS}`],
    ['in YAML', 'services:\n  a:\n    env:\n      API_TOKEN: abcd1234efgh', 4, '      API_TOKEN: ••••••••••••'],
  ])('hides one %s', (_, text, line, shown) => {
    expect(lineWithoutSecrets(new SourceText('f', text), line)).toMatch(shown);
  });
});
