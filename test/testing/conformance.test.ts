/** docs/launchd-semantics.md and the tests say the same: no row without its test, no test without its row. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sources } from '../../src/launchd/sources.ts';
import { semanticsOf } from '../../src/testing/semantics.ts';

interface Row {
  readonly id: string;
  readonly launchd: string;
  readonly source: string;
  readonly standIn: string;
  readonly test: string;
}

const text = readFileSync(join(import.meta.dirname, '../../docs/launchd-semantics.md'), 'utf8');
const rows: readonly Row[] = text
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [, id = '', launchd = '', source = '', standIn = '', test = '', ...rest] = line
      .split('|')
      .map((cell) => cell.trim());
    expect(rest, line).toEqual(['']);
    return { id: id.replaceAll('`', ''), launchd, source, standIn, test };
  });

/** The text of every test file of this folder, by its name without `.test.ts`. */
const files = new Map(
  readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.test.ts') && name !== 'conformance.test.ts')
    .map((name) => [name.replace('.test.ts', ''), readFileSync(join(import.meta.dirname, name), 'utf8')]),
);

/** `file id` of each test that is named after a row. */
const named = [...files].flatMap(([file, code]) =>
  [...code.matchAll(/^\s*(?:it\b[^\n]*\()?['"`]([a-z][a-z0-9-]*): /gm)].map(([, id]) => `${file} ${id}`),
);

const does = rows.filter(({ standIn }) => !standIn.startsWith('no'));

describe('the conformance table', () => {
  it('has rows with an id of their own, a behaviour and a verdict', () => {
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.map(({ id }) => id)).toEqual([...new Set(rows.map(({ id }) => id))]);
    for (const { id, launchd, standIn } of rows) {
      expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(launchd, id).not.toBe('');
      expect(standIn, id).toMatch(/^(?:yes|no|no: .+|switch `\w+`)$/);
    }
  });

  it('names sources that there are, and how sure they are', () => {
    for (const { id, source } of rows) {
      if (source === '–') continue;
      const [, ids = ''] = /^(.+), (?:high|medium|low)(?: for .+)?$/.exec(source) ?? [];
      expect(ids, id).not.toBe('');
      if (ids !== '–') expect(Object.keys(sources), id).toEqual(expect.arrayContaining(ids.split(' ')));
    }
  });

  it('has every switch, and no other', () => {
    const switches = rows.flatMap(({ standIn }) => /^switch `(\w+)`$/.exec(standIn)?.[1] ?? []);
    expect(switches.sort()).toEqual(Object.keys(semanticsOf(undefined)).sort());
  });

  it('has a test for every row that the stand-in does, and none for the others', () => {
    const missing = does.filter(({ id, test }) => {
      const [, file = '', title] = /^(\S+)(?: "(.+)")?$/.exec(test) ?? [];
      const code = files.get(file);
      return code === undefined || (title === undefined ? !named.includes(`${file} ${id}`) : !code.includes(title));
    });
    expect(missing.map(({ id, test }) => `${id}: ${test}`)).toEqual([]);
    expect(rows.filter(({ standIn, test }) => standIn.startsWith('no') !== (test === '–'))).toEqual([]);
  });

  it('has a row for every test that is named after one', () => {
    expect(named.length).toBeGreaterThan(80);
    expect(named.filter((each) => !does.some(({ id, test }) => `${test} ${id}` === each))).toEqual([]);
  });
});
