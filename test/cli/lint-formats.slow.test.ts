/** What `svc lint` prints: for a person, for grep and editors, for programs. */
import { describe, expect, it } from 'vitest';
import { folderWith, svc } from '../support/svc.ts';
import { errorPlist, expectPlainText, INFO_PLIST, jobPlist, lintJson, warningPlist } from './lint-jobs.ts';

const DIAGNOSTIC_KEYS = ['rule', 'severity', 'message', 'file', 'line', 'column', 'endLine', 'endColumn', 'fixable'];
const OPTIONAL_KEYS = ['key', 'help', 'url', 'suppressed', 'justification'];

/** The first finding of `rule` in the pretty report of one file, line by line. */
function prettyOf(plist: string | Uint8Array, rule: string): string[] {
  const told = svc(['lint', 'x.plist', '-q'], { cwd: folderWith({ 'x.plist': plist }) });
  expectPlainText(told);
  const lines = told.stdout.trimEnd().split('\n');
  const at = lines.findIndex((line) => line.endsWith(` [${rule}]`));
  expect(at, told.stdout).toBeGreaterThanOrEqual(0);
  const next = lines.findIndex((line, i) => i > at && /^x\.plist:\d/.test(line));
  return lines.slice(at, next < 0 ? undefined : next);
}

/** Column (0 is the first of the quoted text) and number of the carets below the quote. */
function caretsOf([, quote, carets]: string[]): { column: number; length: number; quote: string } {
  const gutter = /^(\d+) \| /.exec(quote!)?.[0];
  expect(gutter, quote).toBeDefined();
  expect(carets).toMatch(new RegExp(`^ {${gutter!.length - 2}}\\|  *\\^+$`));
  const column = carets!.indexOf('^') - gutter!.length;
  return { column, length: carets!.length - carets!.indexOf('^'), quote: quote!.slice(gutter!.length) };
}

describe('pretty', () => {
  it('gives place, level, message, rule, the line with a caret, and what to do', () => {
    const lines = prettyOf(errorPlist('x'), 'exit-timeout-zero');
    expect(lines).toEqual([
      expect.stringMatching(/^x\.plist:14:2 error ExitTimeOut 0 .*\. \[exit-timeout-zero\]$/),
      '14 |  <integer>0</integer>',
      `   |  ${'^'.repeat(20)}`,
      expect.stringMatching(/^ {2}= help: \S/),
    ]);
  });

  const zero = (before: string, after = '') =>
    jobPlist('x', `${before}<key>ExitTimeOut</key><integer>0</integer>${after}\n`);
  const KEY = '<key>ExitTimeOut</key>'.length;

  it.each<[string, string, number]>([
    ['spaces', '    ', 4],
    ['tabs, one column each', '\t\t\t', 3],
    ['a tab in the middle', '<!-- a\tb -->', 12],
    ['CJK characters, two columns each', '<!-- 日本語 -->', 9 + 6],
    ['Hangul', '<!-- 서버 -->', 9 + 4],
    ['fullwidth forms', '<!-- ＡＢ -->', 9 + 4],
    ['CJK outside the first plane', '<!-- 𠀀𠀁 -->', 9 + 4],
    ['an emoji', '<!-- 🚀 -->', 9 + 2],
    ['an older emoji', '<!-- ✅⚡ -->', 9 + 4],
    ['combining marks, no column', '<!-- e\u0301a\u0308 -->', 9 + 2],
    ['characters without width', '<!-- a\u200bb\u200dc -->', 9 + 3],
    ['accents and Greek', '<!-- éλ -->', 9 + 2],
    ['controls, one cell each', '<!-- \u202e\u0085\u2066 -->', 9 + 3],
  ])('the caret stands under its place after %s', (_what, before, width) => {
    const { column, length } = caretsOf(prettyOf(zero(before), 'exit-timeout-zero'));
    expect({ column, length }).toEqual({ column: width + KEY, length: 20 });
  });

  it('marks wide characters whole', () => {
    const plist = jobPlist('x').replace('<string>x</string>', '<string>日本語</string>');
    expect(caretsOf(prettyOf(plist, 'label-filename-mismatch')).length).toBe(8 + 6 + 9);
  });

  it.each<[string, (text: string) => string | Uint8Array]>([
    ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['a lone CR', (text) => text.replaceAll('\n', '\r')],
    ['a byte-order mark', (text) => `\ufeff${text}`],
    ['UTF-16 with a byte-order mark', (text) => Buffer.from(`\ufeff${text.replace('UTF-8', 'UTF-16')}`, 'utf16le')],
  ])('%s does not shift places', (_what, change) => {
    expect(prettyOf(change(errorPlist('x')), 'exit-timeout-zero')).toEqual(
      prettyOf(errorPlist('x'), 'exit-timeout-zero'),
    );
  });

  it.each<[string, string, string]>([
    ['at its start', '', ' '.repeat(1_000_000)],
    ['in its middle', `<!-- ${'x'.repeat(500_000)} -->`, `<!-- ${'y'.repeat(500_000)} -->`],
    ['at its end', `<!-- ${'x'.repeat(1_000_000)} -->`, ''],
    ['among emoji', `<!-- ${'🚀'.repeat(5_000)} -->`, `<!-- ${'🚀'.repeat(5_000)} -->`],
    ['among wide characters', `<!-- ${'語'.repeat(5_000)} -->`, `<!-- ${'語'.repeat(5_000)} -->`],
  ])('of a very long line only the place is quoted: %s', (_what, before, after) => {
    const lines = prettyOf(zero(before, after), 'exit-timeout-zero');
    const { column, length, quote } = caretsOf(lines);
    expect(length).toBe(20);
    expect(quote.length).toBeLessThanOrEqual(110);
    expect(quote, 'half a character').not.toMatch(/\ufffd/);
    expect(quote.startsWith('…')).toBe(before !== '');
    expect(quote.endsWith('…')).toBe(after !== '');
    // Emoji and wide characters take two columns each, so the text under the caret is found by columns.
    const byColumn = [...quote].flatMap((character) => (/[🚀語]/u.test(character) ? [character, ''] : [character]));
    expect(byColumn.slice(column, column + length).join('')).toBe('<integer>0</integer>');
  });

  it('a finding over several lines is marked to the end of its first line', () => {
    const plist = jobPlist('x').replace('<string>x</string>', '<string>a\n  b</string>');
    const { quote, length } = caretsOf(prettyOf(plist, 'label-invalid'));
    expect(quote).toBe(' <string>a');
    expect(length).toBe(9);
  });

  it('a binary file has no line to quote', () => {
    const bytes = Buffer.concat([Buffer.from('bplist00'), Buffer.alloc(40)]);
    const lines = prettyOf(bytes, 'plist-syntax');
    expect(lines[0]).toMatch(/^x\.plist:1:1 error /);
    expect(lines.join('\n')).not.toMatch(/\^|\|/);
  });

  it('what is in the file can not steer a terminal', () => {
    const label = 'a\u009b2Jb\u202ec\u2066d\u061ce';
    const plist = jobPlist('x').replace('<string>x</string>', `<string>${label}</string>`);
    const cwd = folderWith({ 'x.plist': plist });
    for (const format of ['pretty', 'compact']) {
      const told = svc(['lint', 'x.plist', '--format', format], { cwd });
      expectPlainText(told);
      expect(told.stdout).toContain('\\u009b');
    }
    const raw = folderWith({ 'x.plist': plist.replace(label, 'a\u001b[2J\u0007\u0008b') });
    expectPlainText(svc(['lint', 'x.plist'], { cwd: raw }));
    expectPlainText(svc(['lint', 'x.plist', '--format', 'compact'], { cwd: raw }));
  });

  it('a very long value is not quoted whole', () => {
    const cwd = folderWith({ 'x.plist': jobPlist('a'.repeat(1_000_000)) });
    for (const format of ['pretty', 'compact', 'json']) {
      const { stdout } = svc(['lint', 'x.plist', '--format', format], { cwd });
      expect(stdout).toContain('label-filename-mismatch');
      expect(stdout.length).toBeLessThan(10_000);
    }
  });
});

describe('compact', () => {
  it('is one line a finding, for grep and editors', () => {
    const cwd = folderWith({ 'a.plist': errorPlist('a'), 'b.plist': warningPlist(), 'c.plist': INFO_PLIST });
    const { stdout } = svc(['lint', '.', '--format', 'compact'], { cwd });
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^\.\/a\.plist:14:2: error: ExitTimeOut 0 .* \[exit-timeout-zero\]$/),
      expect.stringMatching(/^\.\/b\.plist:6:2: warning: The label .* \[label-filename-mismatch\]$/),
      expect.stringMatching(/^\.\/c\.plist:4:1: info: This is no launchd job.* \[not-a-job\]$/),
      '',
    ]);
  });

  it('stays one line where a message holds line breaks', () => {
    const cwd = folderWith({ 'x.plist': jobPlist('a&#10;b&#13;c&#9;d') });
    const { stdout } = svc(['lint', 'x.plist', '--format', 'compact'], { cwd });
    for (const line of stdout.trimEnd().split('\n')) expect(line).toMatch(/^x\.plist:\d+:\d+: \w+: .*\[[a-z-]+\]$/);
  });
});

describe('json', () => {
  it('has exactly the documented shape', () => {
    const cwd = folderWith({ 'a.plist': errorPlist('a'), 'b.plist': warningPlist(), 'c.plist': INFO_PLIST });
    const { stdout, code } = svc(['lint', '.', '--json'], { cwd });
    const answer = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(Object.keys(answer).sort()).toEqual(['diagnostics', 'files', 'summary', 'version']);
    expect(answer).toMatchObject({
      version: 1,
      files: 3,
      summary: { errors: 1, warnings: 1, infos: 1, fixed: 0, suppressed: 0 },
    });
    expect(Object.keys(answer.summary)).toHaveLength(5);
    for (const diagnostic of answer.diagnostics) {
      const keys = Object.keys(diagnostic);
      expect(keys).toEqual(expect.arrayContaining(DIAGNOSTIC_KEYS));
      expect(keys.filter((key) => !DIAGNOSTIC_KEYS.includes(key) && !OPTIONAL_KEYS.includes(key))).toEqual([]);
    }
    expect(answer.diagnostics[0]).toEqual({
      rule: 'exit-timeout-zero',
      severity: 'error',
      message: expect.any(String),
      help: expect.any(String),
      file: './a.plist',
      key: 'ExitTimeOut',
      line: 14,
      column: 2,
      endLine: 14,
      endColumn: 22,
      fixable: false,
      url: 'docs/rules/exit-timeout-zero.md',
    });
  });

  it('is valid with nothing found, and with nothing there', () => {
    const clean = lintJson(['x.plist'], { cwd: folderWith({ 'x.plist': jobPlist('x') }) });
    const summary = { errors: 0, warnings: 0, infos: 0, fixed: 0, suppressed: 0 };
    expect(clean).toMatchObject({ code: 0, version: 1, files: 1, diagnostics: [], summary });
    const nothing = lintJson(['.'], { cwd: folderWith() });
    expect(nothing).toMatchObject({ code: 0, version: 1, files: 0, diagnostics: [], summary });
  });

  it('marks what is silenced, which the other formats leave out', () => {
    const silencer = '<!-- svc-disable-next-line exit-timeout-zero: a batch job, watched by hand -->';
    const cwd = folderWith({ 'x.plist': errorPlist('x').replace('\t<integer>0', `\t${silencer}\n\t<integer>0`) });
    const { code, diagnostics, summary } = lintJson(['x.plist'], { cwd });
    expect(diagnostics).toMatchObject([
      {
        rule: 'exit-timeout-zero',
        line: 15,
        suppressed: true,
        justification: 'a batch job, watched by hand',
      },
    ]);
    expect(summary).toEqual({ errors: 0, warnings: 0, infos: 0, fixed: 0, suppressed: 1 });
    expect(code).toBe(0);
    for (const format of ['pretty', 'compact']) {
      const told = svc(['lint', 'x.plist', '--format', format], { cwd });
      expect(told).toEqual({ code: 0, stdout: '', stderr: 'svc: 1 file checked: no problems (1 silenced)\n' });
    }
  });

  it('counts the findings of a file that are too many to show', () => {
    const lines = '\t<key>Label</key>\n\t<integer>&</integer>\n'.repeat(300);
    const { diagnostics, summary, code } = lintJson(['x.plist'], {
      cwd: folderWith({ 'x.plist': jobPlist('x', lines) }),
    });
    expect(code).toBe(1);
    expect(diagnostics.length).toBeLessThanOrEqual(101);
    expect(summary.errors).toBe(diagnostics.length);
    expect(diagnostics.at(-1)).toMatchObject({ rule: 'plist-limits', message: expect.stringMatching(/more finding/) });
  });
});
