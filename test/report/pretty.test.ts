/** Findings for a person: whole lines in a pipe, wrapped on a terminal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { columnsOf } from '../../src/report/columns.ts';
import { formatPretty } from '../../src/report/pretty.ts';

const FILE = 'a folder/org.example.server.plist';
const LINE = '  <string>/Users/user/索引サーバー/server</string>';
const PIPE = { color: false, width: Number.POSITIVE_INFINITY };

const FINDING: Diagnostic = {
  rule: 'no-expansion',
  severity: 'error',
  file: FILE,
  line: 2,
  column: 3,
  endLine: 2,
  endColumn: LINE.length + 1,
  fixable: false,
  message: 'launchd does not expand `~`: it looks for a path with just these characters in it, from its own folder.',
  help: 'Write the home folder out, as in /Users/<name>/bin/server, or let svc render it from services.yaml.',
};

function shownAs(finding: Diagnostic, setting: { readonly color: boolean; readonly width: number }, line = LINE) {
  return formatPretty([finding, finding], {
    ...setting,
    sources: new Map([[FILE, new SourceText(FILE, `\n${line}`)]]),
  });
}

const plain = (text: string) => text.replace(/\u001b\[\d+m/g, '');

describe('a finding', () => {
  it('has its message and its help on a line each in a pipe', () => {
    const place = `${FILE}:2:3 error ${FINDING.message} [no-expansion]`;
    const carets = '^'.repeat(columnsOf(LINE) - 2);
    const one = `${place}\n2 | ${LINE}\n  |   ${carets}\n  = help: ${FINDING.help}\n`;
    expect(shownAs(FINDING, PIPE)).toBe(one + one);
  });

  it('is wrapped on a terminal, its further lines set in', () => {
    const one = `${FILE}:2:3 error launchd does not expand \`~\`:
  it looks for a path with just these characters in it, from its own
  folder. [no-expansion]
2 | ${LINE}
  |   ${'^'.repeat(columnsOf(LINE) - 2)}
  = help: Write the home folder out, as in /Users/<name>/bin/server, or
          let svc render it from services.yaml.
\n`;
    expect(shownAs(FINDING, { color: false, width: 74 })).toBe(one + one);
  });

  it('is the same with colour', () => {
    for (const width of [20, 60, 80, 200]) {
      const coloured = shownAs(FINDING, { color: true, width });
      expect(plain(coloured)).toBe(shownAs(FINDING, { color: false, width }));
      expect(coloured).toContain('\u001b[2m[no-expansion]\u001b[22m');
    }
  });

  it('goes over its width only where there is no place to break', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '[', ']', '漢', '🙂', '\u001b'), maxLength: 200 });
    fc.assert(
      fc.property(text, text, fc.integer({ min: 40, max: 140 }), (message, help, width) => {
        const lines = shownAs({ ...FINDING, message, help }, { color: false, width }).split('\n');
        for (const line of lines.filter((one) => columnsOf(one) > width)) {
          const rest = line.replace(`${FILE}:2:3 error`, '').replace('= help:', '').trim();
          expect(rest.split(/\s+/).length, line).toBe(1);
        }
        const words = (one: string) => one.replaceAll('\u001b', '\\u001b').split(/\s+/).filter(Boolean).join(' ');
        expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(words(`error ${message} [no-expansion]`));
      }),
    );
  });

  it('shows a short line of ASCII whole, tabs as single spaces, and points at its place', () => {
    const character = fc.constantFrom('\t', ' ', 'a', '<', '~');
    const text = fc.array(character, { minLength: 1, maxLength: 80 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.nat(85), fc.nat(85), (line, column, length) => {
        const finding = { ...FINDING, column: column + 1, endColumn: column + 1 + length };
        const lines = shownAs(finding, PIPE, line).split('\n');
        const at = Math.min(column, line.length);
        const carets = Math.max(1, Math.min(column + length, line.length) - at);
        const quoted = [`2 | ${line.replace(/\t/g, ' ')}`, `  | ${' '.repeat(at)}${'^'.repeat(carets)}`];
        expect(lines.slice(1, -2)).toEqual(expect.arrayContaining(/\S/.test(line) ? quoted : []));
        expect(lines.length).toBe(/\S/.test(line) ? 9 : 5);
        expect(plain(shownAs(finding, { ...PIPE, color: true }, line))).toBe(lines.join('\n'));
      }),
    );
  });

  it('has an excerpt that fits where each character takes two columns', () => {
    const wide = `${'索'.repeat(60)}<bad/>${'引'.repeat(60)}`;
    for (const at of [1, 61, 120]) {
      const lines = shownAs({ ...FINDING, column: at, endColumn: at + 6 }, { color: false, width: 60 }, wide).split(
        '\n',
      );
      const [quote, carets] = lines.filter((line) => /^\S* *\| /.test(line));
      expect(columnsOf(quote!)).toBeLessThanOrEqual(60);
      expect(columnsOf(quote!)).toBeGreaterThan(50);
      expect(columnsOf(carets!)).toBeLessThanOrEqual(60);
    }
  });

  it('has an excerpt that fits, cut around its place', () => {
    const long = `${'a'.repeat(150)}<bad/>${'b'.repeat(150)}`;
    const finding = { ...FINDING, column: 151, endColumn: 157 };
    for (const width of [40, 60, 92, 300]) {
      const lines = shownAs(finding, { color: false, width }, long).split('\n');
      const [quote, carets] = lines.filter((line) => /^\S* *\| /.test(line));
      expect(columnsOf(quote!)).toBeLessThanOrEqual(Math.min(width, 106));
      expect(quote!.slice(carets!.indexOf('^'), carets!.lastIndexOf('^') + 1)).toBe('<bad/>');
      expect(quote).toMatch(/ …a+<bad\/>b+…$/);
    }
  });
});
