/**
 * Every rule on its fixtures: test/fixtures/lint/<rule-id>/ holds bad*.plist (or .yaml), each with bad*.expected beside
 * it, and good*.plist with no finding. A folder in between (LaunchAgents/bad.plist) gives the file its scope.
 * A host.json in the folder of the rule is the machine that `--host` would see.
 * UPDATE_FIXTURES=1 writes the expected files anew; read what it wrote.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LintedFile, lintPlist } from '../../src/lint/engine.ts';
import { LabelIndex } from '../../src/lint/label-index.ts';
import { lintManifest } from '../../src/lint/lint-manifest.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { DEFAULT_SETTINGS, type LintSettings } from '../../src/lint/settings.ts';
import { loadManifest } from '../../src/project/load-manifest.ts';
import { fakeHost } from './fake-host.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/lint');

function fixturesOf(rule: string, kind: 'bad' | 'good'): string[] {
  const folder = join(FIXTURES, rule);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => new RegExp(`(?:^|/)${kind}[^/]*\\.(?:plist|yaml)$`).test(file)).sort();
}

/** Rules across files: all fixtures of a kind are one run for them, as under `svc lint`. */
const ACROSS_FILES = ['label-duplicate', 'log-shared'];

function lintAll(rule: string, files: readonly string[]): LintedFile[] {
  const run = new LabelIndex();
  const hostFile = join(FIXTURES, rule, 'host.json');
  const host = existsSync(hostFile) ? fakeHost(readFileSync(hostFile, 'utf8')) : undefined;
  const settings: LintSettings = { ...DEFAULT_SETTINGS, ...(host && { host }) };
  return files.map((file) => {
    const labels = ACROSS_FILES.includes(rule) ? run : new LabelIndex();
    const path = join(FIXTURES, rule, file);
    if (file.endsWith('.plist')) return lintPlist(file, readFileSync(path), settings, labels);
    const reading = loadManifest(path);
    return lintManifest(reading, path, settings);
  });
}

/** Findings as a person reads them: place, level, rule, the text they cover, message and help. */
function shown({ diagnostics, sources, path }: LintedFile): string {
  return diagnostics
    .map(({ line, column, endLine, endColumn, severity, rule, message, help, key, suppressed }) => {
      const lines =
        sources
          .get(path)
          ?.text.split('\n')
          .slice(line - 1, endLine) ?? [];
      const covered =
        lines.length === 0
          ? ''
          : line === endLine
            ? lines[0]!.slice(column - 1, endColumn - 1)
            : `${lines[0]!.slice(column - 1)} …`;
      const place = `${line}:${column}-${endLine}:${endColumn} ${severity} ${rule}${suppressed ? ' (suppressed)' : ''}`;
      return `${place} ${key ?? '-'}\n    | ${covered.trim()}\n    ${message}\n    = ${help ?? '(no help)'}\n`;
    })
    .join('');
}

describe.each(rules.map((rule) => rule.id))('%s', (rule) => {
  const bad = fixturesOf(rule, 'bad');
  const good = fixturesOf(rule, 'good');

  it('has bad and good fixtures', () => {
    expect(bad.length, 'bad fixtures').toBeGreaterThan(0);
    expect(good.length, 'good fixtures').toBeGreaterThan(0);
  });

  it.runIf(bad.length > 0)('finds exactly what the bad fixtures hold', () => {
    const linted = lintAll(rule, bad);
    for (const [i, file] of bad.entries()) {
      const expected = join(FIXTURES, rule, file.replace(/\.\w+$/, '.expected'));
      const found = shown(linted[i]!);
      if (process.env.UPDATE_FIXTURES) writeFileSync(expected, found);
      expect(found, file).toBe(readFileSync(expected, 'utf8'));
    }
    const ids = linted.flatMap(({ diagnostics }) => diagnostics.map((diagnostic) => diagnostic.rule));
    expect(new Set(ids), 'only findings of this rule').toEqual(new Set([rule]));
  });

  it.runIf(good.length > 0)('finds nothing in the good fixtures', () => {
    expect(lintAll(rule, good).map((file, i) => [good[i], shown(file)])).toEqual(good.map((file) => [file, '']));
  });
});

describe('the list of rules', () => {
  it('has unique ids in kebab-case, whole docs, and no fixture folder without a rule', () => {
    const ids = rules.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, summary, docs } of rules) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      for (const text of [summary, docs.why, docs.bad, docs.good, docs.fix, docs.silence])
        expect(text.trim(), id).not.toBe('');
    }
    expect(readdirSync(FIXTURES).filter((folder) => !ids.includes(folder))).toEqual([]);
  });
});
