/** The measure itself: what a process ran of a bundle, told in lines of its sources. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, it } from 'vitest';
import { folderWith } from '../support/svc.ts';
import { type Place, ranElsewhere } from './ran-elsewhere.ts';
import { readSourceMap } from './source-map.ts';

const SOURCE = `import { other } from './other.ts';
const asked = process.argv[2] ?? 'nothing';
export function answer(word: string): string {
  if (word === 'nothing') {
    return 'said nothing';
  }
  const all = [word, other(word)];
  return word === 'a' && all.length > 1 ? all.join() : 'not a';
}
process.stdout.write(answer(asked));
`;
const OTHER = `export const other = (word: string) =>
  word.length > 3
    ? word.slice(3)
    : word.toUpperCase();
`;

function machine() {
  const repo = folderWith({ 'src/main.ts': SOURCE, 'src/other.ts': OTHER });
  const outfile = join(repo, 'dist/main.cjs');
  const map = join(repo, 'build/maps/main.cjs.map');
  const { outputFiles } = buildSync({
    absWorkingDir: repo,
    entryPoints: ['src/main.ts'],
    outfile: 'dist/main.cjs',
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    sourcemap: 'external',
    write: false,
  });
  for (const { path, text } of outputFiles) {
    const file = path.endsWith('.map') ? map : outfile;
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }
  const reports = join(repo, 'reports');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [outfile, ...args], { env: { NODE_V8_COVERAGE: reports }, encoding: 'utf8' }).stdout;
  const lines = (file: string) => {
    const places: readonly Place[] = ranElsewhere(reports, repo).get(file) ?? [];
    return [...new Set(places.map(([line]) => line))].sort((a, b) => a - b);
  };
  return { run, lines, reports };
}

it('tells the lines that ran, in functions, branches and the arms of a condition, and adds up runs', () => {
  const { run, lines, reports } = machine();
  expect(lines('src/main.ts')).toEqual([]);
  expect(run()).toBe('said nothing');
  expect(lines('src/main.ts')).toEqual(expect.arrayContaining([2, 4, 5, 10]));
  for (const line of [7, 8]) expect(lines('src/main.ts')).not.toContain(line);
  for (const line of [2, 3, 4]) expect(lines('src/other.ts')).not.toContain(line);
  expect(run('abcdef')).toBe('not a');
  expect(lines('src/main.ts')).toEqual(expect.arrayContaining([5, 7, 8]));
  expect(lines('src/other.ts')).toEqual(expect.arrayContaining([2, 3]));
  expect(lines('src/other.ts')).not.toContain(4);
  writeFileSync(join(reports, 'killed.json'), '{"result":[{"url":"fi');
  expect(lines('src/other.ts')).not.toContain(4);
  run('a');
  expect(lines('src/other.ts')).toContain(4);
});

it('reads a map in sections: the offset of one is added to its lines, and to the columns of its first', () => {
  const part = { version: 3, sources: ['a.ts'], mappings: 'EAAA,K;EACE' };
  const sections = [
    { offset: { line: 0, column: 10 }, map: part },
    { offset: { line: 3, column: 100 }, map: part },
  ];
  const places = readSourceMap(JSON.stringify({ version: 3, sections })).map(
    ({ line, column, sourceLine, sourceColumn }) => [line, column, sourceLine, sourceColumn],
  );
  expect(places).toEqual([
    [0, 12, 0, 0],
    [1, 2, 1, 2],
    [3, 102, 0, 0],
    [4, 2, 1, 2],
  ]);
});
