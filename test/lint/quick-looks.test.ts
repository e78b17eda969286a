/**
 * Rules take a quick look at a job as a whole before they look closely. A look that is wrong would hide findings: so
 * everything is linted with the looks and without them, and must give the same.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type KeyRow, launchdKeys, rowAt } from '../../src/launchd/keys.ts';
import { countingOf } from '../../src/launchd/repeated-keys.ts';
import { isSecretValue, secretArguments } from '../../src/launchd/secrets.ts';
import { fitsShape, shapeOfRow } from '../../src/launchd/value-shape.ts';
import { Checks } from '../../src/lint/dispatch.ts';
import { lintPlist } from '../../src/lint/engine.ts';
import { Job } from '../../src/lint/job.ts';
import { textOfStrings } from '../../src/lint/job-text.ts';
import { FoundRow, type KeyUse, keyBitsOf, keysOf, keysWhere, unknownKeysAnd } from '../../src/lint/key-walk.ts';
import { SUDO_SIGN } from '../../src/lint/known-signs.ts';
import { LabelIndex } from '../../src/lint/label-index.ts';
import { nodeOf, nodeOfValue } from '../../src/lint/node-of.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/settings.ts';
import type { PlistDict } from '../../src/plist/value.ts';
import { SHARED, SKIPPED } from './corpus-table.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/lint');

function plistsIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.plist')).map((file) => join(folder, file));
}

const findingsOf = (path: string) =>
  lintPlist(path, readFileSync(path), DEFAULT_SETTINGS, new LabelIndex()).diagnostics;

function withoutLooks(): void {
  const spies = [
    vi.spyOn(Job.prototype, 'shows').mockReturnValue(true),
    vi.spyOn(Checks.prototype, 'for').mockImplementation(function (this: Checks, job) {
      return this.all.filter((check) => !check.isSettled(keyBitsOf(job)));
    }),
    vi.spyOn(FoundRow.prototype, 'bitsFor').mockImplementation(function (this: FoundRow) {
      return this.asks.reduce((bits, { bit }) => bits | bit, this.bits);
    }),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
}

function saysTheSame(paths: readonly string[]): void {
  const found = paths.map(findingsOf);
  expect(found.flat().length).toBeGreaterThan(100);
  withoutLooks();
  for (const [i, path] of paths.entries()) expect(findingsOf(path), path).toEqual(found[i]);
}

describe('quick looks hide no finding', () => {
  it('in the fixtures', () => saysTheSame(plistsIn(FIXTURES)));
  it.runIf(SHARED)(`in the corpus${SKIPPED}`, () => saysTheSame(plistsIn(join(SHARED!, 'corpus'))));
});

const jobOf = (dict: PlistDict) => new Job(nodeOf(dict), { path: 'job.plist', origin: 'xml' });

describe('the keys of a job that pass a test', () => {
  const names = [...new Set(launchdKeys().flatMap(({ path }) => path))];
  const name = fc.oneof(
    fc.constantFrom(...names),
    fc.constantFrom('keepalive', 'successfulExit', 'Extra', '__proto__'),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.boolean(),
      fc.integer(),
      fc.string(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(name, tie('value'), { maxKeys: 6 }),
    ),
  }));
  const dict = fc.dictionary(name, value, { maxKeys: 16 }) as fc.Arbitrary<PlistDict>;

  const isKept = ({ status, values }: KeyRow, isMiscased: boolean) =>
    status !== 'current' || isMiscased || values !== undefined;
  const isMiscased = ({ row, entry }: KeyUse) =>
    row !== undefined && row.path.at(-1) !== '*' && !row.anyCase && row.path.at(-1) !== entry.key;

  it('are those of all its keys that do', () => {
    const kept = keysWhere(isKept);
    const keptAndUnknown = unknownKeysAnd(isKept);
    fc.assert(
      fc.property(dict, (one) => {
        const job = jobOf(one);
        const all = keysOf(job);
        expect(kept(job)).toEqual(all.filter((use) => use.row && isKept(use.row, isMiscased(use))));
        expect(keptAndUnknown(job)).toEqual(all.filter((use) => !use.row || isKept(use.row, isMiscased(use))));
      }),
    );
  });

  it('also when the test comes late', () => {
    const job = { Label: 'a', Nice: 1, KeepAlive: { SuccessfulExit: false } };
    expect(keysOf(jobOf(job))).toHaveLength(4);
    const late = keysWhere((row) => row.key === 'KeepAlive.SuccessfulExit');
    expect(late(jobOf(job)).map(({ path }) => path)).toEqual([['KeepAlive', 'SuccessfulExit']]);
  });
});

describe('placeholders', () => {
  it.each([
    ...['{{x}}', '@PREFIX@', '@prefix@', '{% if a %}', '<% a %>', '%%HOME%%', 'YOUR_NAME', 'CHANGEME', 'REPLACE_ME'],
    ...['<your name>', '<Your-id>', '<YOUR_ID>', '<path to x>', '<Path-to>', '<PATH_TO>', '<user>', '<User name>'],
    ...['<username>', '<USER_NAME>', '<USERNAME>', '<REPLACE>', '<INSERT it>', '__HOME__', '/Users/YOUR_USER/a'],
    ...['/Users/USERNAME/a', '/home/USER_NAME', '/Users/username/a', '/home/your-user/a', '/Users/yourusername'],
    ...['/Users/<name>/a', '/path/to/server'],
  ])('%s is seen, wherever it stands', (mark) => {
    const isSeen = mark !== '<user>';
    expect(jobOf({ Label: 'a', Program: mark }).isTemplate, 'alone').toBe(isSeen);
    expect(jobOf({ Label: 'a', WatchPaths: ['/a', mark, '/b'] }).isTemplate, 'in an array').toBe(isSeen);
  });
});

describe('tokens', () => {
  const token = `ghp_${'aB3'.repeat(12)}`;
  const shortest = 'xoxb-aB3aB3aB3a';
  it.each([token, shortest])('%s is seen behind whatever ends a part', (one) => {
    for (const mark of [...'\t\n \'"`=,;<>()[]{}']) {
      expect(isSecretValue(`a${mark}${one}`), mark).toBe(true);
      expect(isSecretValue(`${one}${mark}a`), mark).toBe(true);
    }
    for (const arg of [one, `--to=${one}`, `--to="${one}"`, `TO='${one}'`])
      expect(secretArguments(['/bin/a', arg]), arg).toEqual([1]);
  });
});

describe('the last of a repeated key', () => {
  it('counts, at the place of the first', () => {
    const entry = fc.record({ key: fc.constantFrom(...'abcdefghijklmnop'), value: fc.nat() });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
        expect(countingOf(entries)).toEqual([...new Map(entries.map((one) => [one.key, one])).values()]);
      }),
    );
  });
});

describe('the text of a job', () => {
  it('holds every string and name, and is not made of a monster', { timeout: 120_000 }, () => {
    const job = { Label: 'a', WatchPaths: ['b', 'c'], KeepAlive: { PathState: { d: true } } };
    expect(textOfStrings(nodeOf(job))!.split('\n').filter(Boolean)).toEqual([
      ...['Label', 'a', 'WatchPaths', 'b', 'c', 'KeepAlive', 'PathState', 'd'],
    ]);
    const long = 'x'.repeat(1_000_000);
    const monster = jobOf({ Label: 'a', ProgramArguments: Array.from({ length: 2_000 }, () => long), Nice: '{{x}}' });
    expect(textOfStrings(monster.dict)).toBeUndefined();
    expect(monster.shows(SUDO_SIGN)).toBe(true);
    expect(monster.isTemplate).toBe(true);
  });
});

describe('the shape of a value', () => {
  const shapeOfKey = (key: string) => shapeOfRow(rowAt(key.split('.'))!);

  it('has its kind, and the kinds of all that it holds', () => {
    const fits = (key: string, value: PlistDict[string]) => fitsShape(nodeOfValue(value), shapeOfKey(key));
    expect(fits('Nice', 1)).toBe(true);
    expect(fits('Nice', '1')).toBe(false);
    expect(fits('WatchPaths', ['a', 'b'])).toBe(true);
    expect(fits('WatchPaths', ['a', 1])).toBe(false);
    expect(fits('KeepAlive', true)).toBe(true);
    expect(fits('KeepAlive', { Unknown: 1 })).toBe(true);
    expect(fits('KeepAlive.PathState', { '/a': true })).toBe(true);
    expect(fits('EnvironmentVariables', { A: 'b' })).toBe(true);
  });

  it('is told of at each misfit, with the way to it and what must be there', () => {
    const misfits = (key: string, value: PlistDict[string]) => {
      const told: string[] = [];
      const shape = shapeOfKey(key);
      const fits = fitsShape(nodeOfValue(value), shape, (node, types, steps) => {
        const way = steps.map((step) => (typeof step === 'number' ? step : step.key)).join('.');
        told.push(`${way} ${node.kind} for ${types.join('|')}`);
      });
      expect(fits).toBe(told.length === 0);
      // Who asks for the answer alone has the same one.
      expect(fitsShape(nodeOfValue(value), shape)).toBe(fits);
      return told;
    };
    expect(misfits('Nice', '1')).toEqual([' string for integer']);
    expect(misfits('WatchPaths', ['a', 1, true])).toEqual(['1 integer for string', '2 boolean for string']);
    expect(misfits('KeepAlive.PathState', { a: 1, b: true, c: [] })).toEqual([
      ...['a integer for boolean', 'c array for boolean'],
    ]);
    expect(misfits('LaunchEvents', { a: { b: 1, c: {} }, d: 2 })).toEqual([
      ...['a.b integer for dict', 'd integer for dict<dict>'],
    ]);
    expect(misfits('WatchPaths', ['a', 'b'])).toEqual([]);
  });
});
