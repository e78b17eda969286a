/** `svc lint --format sarif`: what code scanning and viewers get to read, held against the official schema. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/cli/version.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { folderWith, manifestOf, REPO, type RunOptions, svc } from '../support/svc.ts';
import {
  binaryErrorPlist,
  errorPlist,
  INFO_PLIST,
  jobPlist,
  lintJson,
  silencedPlist,
  THREE_LEVELS,
} from './lint-jobs.ts';

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region?: Record<'startLine' | 'startColumn' | 'endLine' | 'endColumn', number>;
    };
    readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
  }[];
  readonly partialFingerprints: Record<string, string>;
  readonly suppressions: readonly { readonly kind: string }[];
}

const schema = JSON.parse(readFileSync(join(REPO, 'test/fixtures/sarif/sarif-2.1.0.json'), 'utf8'));
const validate = new Ajv2020({
  strict: false,
  allErrors: true,
  formats: {
    uri: (text: string) => /^[a-z][a-z0-9+.-]*:[!-~]*$/i.test(text) && URL.canParse(text),
    'uri-reference': (text: string) => isUriReference(text),
    'date-time': true,
    uuid: true,
  },
}).compile(schema);

/** RFC 3986: only its characters, percent signs only before two hexadecimal digits, no colon in a relative first segment. */
function isUriReference(text: string): boolean {
  if (!/^(?:[\w.~!$&'()*+,;=:@/?#[\]-]|%[0-9A-Fa-f]{2})*$/.test(text)) return false;
  return /^[a-z][a-z0-9+.-]*:/i.test(text) || !text.split('/')[0]!.includes(':');
}

/** Runs `svc lint --format sarif`; what it printed passes the official schema. */
function sarifOf(args: readonly string[], options: RunOptions) {
  const { stdout, stderr, code } = svc(['lint', '--format', 'sarif', ...args], options);
  const log = JSON.parse(stdout);
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  expect(log.runs).toHaveLength(1);
  const [run] = log.runs;
  const results: readonly SarifResult[] = run.results;
  for (const { ruleId, ruleIndex } of results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  return { code, stderr, stdout, log, run, results };
}

const uriOf = (result: SarifResult | undefined) => result?.locations[0]?.physicalLocation.artifactLocation.uri;
const printsOf = (results: readonly SarifResult[]) =>
  results.map(({ ruleId, partialFingerprints }) => `${ruleId} ${JSON.stringify(partialFingerprints)}`).sort();

describe('sarif: the document', () => {
  it('says who made it, and how columns and lines are counted', () => {
    const { log, run, code, stderr } = sarifOf(['.'], { cwd: folderWith(THREE_LEVELS) });
    expect(code).toBe(1);
    expect(stderr).toBe('svc: 3 files checked: 1 error, 1 warning and 1 info\n');
    expect(log).toMatchObject({
      version: '2.1.0',
      $schema: expect.stringMatching(/^https:.*sarif-schema-2\.1\.0\.json$/),
    });
    expect(run.tool.driver).toMatchObject({ name: 'svc', version: VERSION });
    expect(run).toMatchObject({ columnKind: 'utf16CodeUnits', newlineSequences: ['\r\n', '\n', '\r'] });
  });

  it('describes every rule, within the lengths that GitHub shows', () => {
    const { run } = sarifOf(['.'], { cwd: folderWith() });
    const described = run.tool.driver.rules;
    expect(described.map(({ id }: { id: string }) => id)).toEqual(rules.map(({ id }) => id));
    const levels = { error: 'error', warning: 'warning', info: 'note' };
    for (const [i, { level, summary, docs }] of rules.entries()) {
      const { shortDescription, fullDescription, help, defaultConfiguration, helpUri } = described[i];
      expect({ shortDescription, fullDescription }).toEqual({
        shortDescription: { text: summary },
        fullDescription: { text: docs.why },
      });
      expect(Math.max(summary.length, docs.why.length)).toBeLessThanOrEqual(1024);
      for (const part of [docs.why, docs.bad, docs.good, docs.fix, docs.silence]) expect(help.text).toContain(part);
      expect(help.markdown).toContain(
        `**Bad**\n\n\`\`\`${docs.bad.startsWith('<') ? 'xml' : 'yaml'}\n${docs.bad}\n\`\`\``,
      );
      expect(defaultConfiguration).toEqual({ level: levels[level] });
      expect(helpUri).toBeUndefined();
    }
  });

  it('is valid with nothing found, and with nothing there', () => {
    const clean = sarifOf(['x.plist'], { cwd: folderWith({ 'x.plist': jobPlist('x') }) });
    expect(clean).toMatchObject({ code: 0, results: [] });
    expect(sarifOf(['.'], { cwd: folderWith() })).toMatchObject({ code: 0, results: [] });
    const missing = sarifOf(['no.plist', 'a.plist'], { cwd: folderWith(THREE_LEVELS) });
    expect(missing.code).toBe(2);
    expect(missing.results).toHaveLength(1);
  });

  it('passes the schema with the findings of every rule that has a bad fixture', () => {
    const fixtures = join(REPO, 'test/fixtures/lint');
    const { results } = sarifOf(['.'], { cwd: fixtures });
    const found = lintJson(['.'], { cwd: fixtures });
    expect(results.map(({ ruleId }) => ruleId)).toEqual(found.diagnostics.map(({ rule }) => rule));
    expect(new Set(results.map(({ ruleId }) => ruleId)).size).toBeGreaterThan(40);
    for (const result of results) expect(uriOf(result)).toMatch(/^[\w.~@%-]+(?:\/[\w.~@%-]+)*$/);
  });
});

describe('sarif: a result', () => {
  it('has rule, level, message with help, place, key path and fingerprint', () => {
    const cwd = folderWith(THREE_LEVELS);
    const { results } = sarifOf(['.'], { cwd });
    const [{ message, help }] = lintJson(['a.plist'], { cwd }).diagnostics as unknown as [Record<string, string>];
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['exit-timeout-zero', 'error'],
      ['label-filename-mismatch', 'warning'],
      ['not-a-job', 'note'],
    ]);
    expect(results[0]).toEqual({
      ruleId: 'exit-timeout-zero',
      ruleIndex: rules.findIndex(({ id }) => id === 'exit-timeout-zero'),
      level: 'error',
      message: { text: `${message} ${help}` },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a.plist' },
            region: { startLine: 14, startColumn: 2, endLine: 14, endColumn: 22 },
          },
          logicalLocations: [{ fullyQualifiedName: 'ExitTimeOut' }],
        },
      ],
      suppressions: [],
      partialFingerprints: { 'svcFinding/v1': expect.stringMatching(/^[0-9a-f]{16}:1$/) },
    });
  });

  it('has the level that the user set, while its rule keeps its own', () => {
    const { results, run, code } = sarifOf(['a.plist', '--rule', 'exit-timeout-zero=info'], {
      cwd: folderWith(THREE_LEVELS),
    });
    expect(code).toBe(0);
    expect(results[0]!.level).toBe('note');
    expect(run.tool.driver.rules[results[0]!.ruleIndex].defaultConfiguration).toEqual({ level: 'error' });
  });

  it('of a binary file has a key path and no region', () => {
    const { results } = sarifOf(['x.plist'], { cwd: folderWith({ 'x.plist': binaryErrorPlist() }) });
    expect(results.map(({ ruleId, locations }) => [ruleId, locations])).toEqual([
      [
        'exit-timeout-zero',
        [
          {
            physicalLocation: { artifactLocation: { uri: 'x.plist' } },
            logicalLocations: [{ fullyQualifiedName: 'ExitTimeOut' }],
          },
        ],
      ],
    ]);
  });

  it('of a file that is too large to read has no region', () => {
    const { results } = sarifOf(['a.plist', '--max-size', '10'], { cwd: folderWith(THREE_LEVELS) });
    expect(results).toMatchObject([{ ruleId: 'plist-limits' }]);
    expect(results[0]!.locations[0]!.physicalLocation).toEqual({ artifactLocation: { uri: 'a.plist' } });
  });

  it('of services.yaml stands in services.yaml', () => {
    const yaml = manifestOf('command: [/usr/bin/true]\nexitTimeout: 0s\nrunAtLoad: true\n');
    const { results } = sarifOf(['.'], { cwd: folderWith({ 'sub/services.yaml': yaml }) });
    expect(results.length).toBeGreaterThan(0);
    for (const result of results) {
      expect(uriOf(result)).toBe('sub/services.yaml');
      expect(result.locations[0]!.physicalLocation.region).toBeDefined();
    }
  });

  it('that is silenced is there, and marked; the others are marked as not silenced', () => {
    const cwd = folderWith({ 'a.plist': errorPlist('a'), 'x.plist': silencedPlist('x') });
    const { results } = sarifOf(['.'], { cwd });
    expect(results.map((result) => [uriOf(result), result.suppressions])).toEqual([
      ['a.plist', []],
      ['x.plist', [{ kind: 'inSource', justification: 'a batch job, watched by hand' }]],
    ]);
    expect(sarifOf(['x.plist'], { cwd }).code).toBe(0);
  });

  it('makes no link out of what stands in a plist', () => {
    const plist = jobPlist('x').replace('/usr/bin/true', 'bin/[look here](https://example.org/)');
    const { results } = sarifOf(['x.plist'], { cwd: folderWith({ 'x.plist': plist }) });
    const { text } = results.find(({ ruleId }) => ruleId === 'program-not-absolute')!.message;
    expect(text).toContain('\\[look here](https://example.org/)');
    expect(text).not.toMatch(/(?<!\\)\[[^\]]*\]\(/);
  });
});

describe('sarif: paths', () => {
  const NAMES = [
    'ä ö.plist',
    '100%.plist',
    'a:b,c.plist',
    'd#e?f.plist',
    '[g].plist',
    'h\ni.plist',
    '日本.plist',
    "j'(k).plist",
  ];

  it.each(NAMES)('%j is encoded so that it reads back', (name) => {
    const cwd = folderWith({ [`sub/${name}`]: INFO_PLIST });
    for (const given of ['.', 'sub', `./sub/${name}`, `sub/../sub/${name}`, join(cwd, 'sub')]) {
      const [result] = sarifOf([given], { cwd }).results;
      expect(uriOf(result)?.split('/').map(decodeURIComponent)).toEqual(['sub', name]);
    }
  });

  it('a file outside the working folder has a file URI', () => {
    const elsewhere = folderWith({ 'd e/c.plist': INFO_PLIST });
    const [result] = sarifOf([elsewhere], { cwd: folderWith() }).results;
    expect(uriOf(result)).toBe(pathToFileURL(join(elsewhere, 'd e/c.plist')).href);
    const cwd = folderWith({ 'c.plist': INFO_PLIST, 'sub/x': '', 'subway/x': '' });
    const above = sarifOf(['../c.plist'], { cwd: join(cwd, 'sub') });
    expect(uriOf(above.results[0])).toBe(pathToFileURL(join(cwd, 'c.plist')).href);
    expect(uriOf(sarifOf([join(cwd, 'c.plist')], { cwd: '/' }).results[0])).toBe(join(cwd, 'c.plist').slice(1));
  });
});

describe('sarif: fingerprints', () => {
  const twoErrors = errorPlist('x').replace('<true/>', '<string>yes</string>');

  it('survive lines put in above, another folder and another indentation', () => {
    const before = sarifOf(['.'], { cwd: folderWith({ 'x.plist': twoErrors }) }).results;
    expect(new Set(printsOf(before)).size).toBe(2);
    const moved = twoErrors.replace('<dict>', '<!-- one\n two\n three -->\n\n<dict>').replaceAll('\t', '        ');
    const after = sarifOf(['.'], { cwd: folderWith({ 'sub/x.plist': moved }) }).results;
    expect(printsOf(after)).toEqual(printsOf(before));
    expect(after[0]!.locations).not.toEqual(before[0]!.locations);
  });

  it('survive lines put into the other file that a message speaks of', () => {
    const jobs = { '1/x.plist': jobPlist('x'), '2/x.plist': `${jobPlist('x')}\n` };
    const prints = (first: string) => {
      const files = { 'LaunchAgents/x.plist': first, 'LaunchDaemons/x.plist': jobs['2/x.plist'] };
      return sarifOf(['.'], { cwd: folderWith(files) }).results;
    };
    const before = prints(jobs['1/x.plist']);
    const after = prints(jobs['1/x.plist'].replace('<dict>', '<!-- a\nb -->\n<dict>'));
    expect(before.map(({ ruleId }) => ruleId)).toContain('label-duplicate');
    expect(after.map(({ message }) => message)).not.toEqual(before.map(({ message }) => message));
    expect(printsOf(after)).toEqual(printsOf(before));
  });

  it('tell apart what is found twice, and change with what is found', () => {
    const empty = '\t<key>StartCalendarInterval</key>\n\t<array>\n\t\t<dict/>\n\t\t<dict/>\n\t</array>\n';
    const { results } = sarifOf(['.'], { cwd: folderWith({ 'x.plist': jobPlist('x', empty) }) });
    expect(results.length).toBeGreaterThan(1);
    expect(new Set(printsOf(results)).size).toBe(results.length);
    const twice = jobPlist('x', '\t<key>RunAtLoad</key>\n\t<true/>\n'.repeat(2));
    const repeated = sarifOf(['.'], { cwd: folderWith({ 'x.plist': twice }) }).results;
    expect(repeated.map(({ partialFingerprints }) => Object.values(partialFingerprints)[0]!.split(':')[1])).toEqual([
      '1',
      '2',
    ]);
    const other = sarifOf(['.'], { cwd: folderWith({ 'x.plist': jobPlist('y') }) }).results;
    const another = sarifOf(['.'], { cwd: folderWith({ 'x.plist': jobPlist('z') }) }).results;
    expect(printsOf(other)).not.toEqual(printsOf(another));
  });
});
