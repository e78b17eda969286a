import { describe, expect, it } from 'vitest';
import {
  compareDiagnostics,
  countBySeverity,
  type Diagnostic,
  diagnosticAt,
  diagnosticForFile,
} from '../../src/diagnostics/diagnostic.ts';
import { Findings } from '../../src/diagnostics/findings.ts';
import { SourceText } from '../../src/diagnostics/source-text.ts';

const source = new SourceText('a.yaml', 'one\ntwo\n');
const finding = { rule: 'schema', severity: 'error', message: 'm' } as const;

describe('diagnosticAt', () => {
  it('gives line and column of both ends', () => {
    expect(diagnosticAt(source, 1, 6, { ...finding, help: 'h', key: 'K' })).toEqual({
      ...finding,
      help: 'h',
      key: 'K',
      file: 'a.yaml',
      line: 1,
      column: 2,
      endLine: 2,
      endColumn: 3,
      fixable: false,
    });
  });
  it('never ends before it begins', () => {
    expect(diagnosticAt(source, 5, 2, finding)).toMatchObject({ line: 2, column: 2, endLine: 2, endColumn: 2 });
  });
  it('stays within the text', () => {
    expect(diagnosticAt(source, 90, 99, finding)).toMatchObject({ line: 3, column: 1, endLine: 3, endColumn: 1 });
  });
  it('of a whole file stands at its first character', () => {
    expect(diagnosticForFile('b', finding)).toEqual({
      ...finding,
      file: 'b',
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: 1,
      fixable: false,
    });
  });
});

describe('order and counts', () => {
  const at = (file: string, line: number, column: number, rule: string): Diagnostic => ({
    ...diagnosticForFile(file, { ...finding, rule }),
    line,
    column,
  });
  it('goes by file, place, rule', () => {
    const ordered = [
      at('a', 1, 2, 'x'),
      at('a', 1, 10, 'a'),
      at('a', 1, 10, 'b'),
      at('a', 10, 1, 'a'),
      at('b', 1, 1, 'a'),
    ];
    expect([...ordered].reverse().sort(compareDiagnostics)).toEqual(ordered);
    expect(compareDiagnostics(ordered[0]!, { ...ordered[0]! })).toBe(0);
  });
  it('counts each severity', () => {
    const list = (['error', 'info', 'error', 'warning'] as const).map((severity) =>
      diagnosticForFile('a', { ...finding, severity }),
    );
    expect(countBySeverity(list)).toEqual({ errors: 2, warnings: 1, infos: 1 });
    expect(countBySeverity([])).toEqual({ errors: 0, warnings: 0, infos: 0 });
  });
});

describe('Findings', () => {
  it('counts the same words at the same place once', () => {
    const findings = new Findings();
    findings.add(source, { start: 0, end: 3 }, finding);
    findings.add(source, { start: 0, end: 3 }, { ...finding, help: 'other help' });
    findings.add(source, { start: 0, end: 2 }, finding);
    findings.add(source, { start: 0, end: 3 }, { ...finding, rule: 'other' });
    findings.add(new SourceText('b.yaml', 'x'), { start: 0, end: 3 }, finding);
    expect(findings.all).toHaveLength(4);
  });
  it('knows whether there are errors', () => {
    const findings = new Findings();
    expect(findings.hasErrors).toBe(false);
    findings.add(source, { start: 0, end: 1 }, { ...finding, severity: 'warning' });
    expect(findings.hasErrors).toBe(false);
    findings.addAll([diagnosticForFile('a', finding)]);
    expect(findings.hasErrors).toBe(true);
    expect(findings.all).toHaveLength(2);
  });
});
