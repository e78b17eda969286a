/** What the processes that tests start ran of src: V8's counts of the built program, brought back by its source maps. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSourceMap } from './source-map.ts';

/** A place in a file of src: line from 1, column from 0, as Istanbul counts. */
export type Place = readonly [line: number, column: number];

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface Script {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

interface BuiltPlace {
  readonly offset: number;
  readonly source: string;
  readonly place: Place;
}

/** Places of a built file in their order, and which of them some process ran. */
interface BuiltFile {
  readonly places: readonly BuiltPlace[];
  readonly ran: Uint8Array;
}

/**
 * Which places of src ran.
 * @param reports the folder that was NODE_V8_COVERAGE of the processes
 * @param repo where dist/ is, and build/maps/ with its source maps
 * @returns by file of src (`src/cli/lint.ts`) its places that ran, in no order
 */
export function ranElsewhere(reports: string, repo: string): ReadonlyMap<string, readonly Place[]> {
  const built = new Map<string, BuiltFile | undefined>();
  for (const name of existsSync(reports) ? readdirSync(reports) : [])
    for (const script of scriptsOf(join(reports, name))) {
      if (!script.url.startsWith('file:///')) continue;
      const file = relative(join(repo, 'dist'), fileURLToPath(script.url));
      if (!built.has(file)) built.set(file, builtFile(file, repo));
      const known = built.get(file);
      if (known) mark(known, script);
    }
  const ran = new Map<string, Place[]>();
  for (const { places, ran: isRun } of [...built.values()].filter((file) => file !== undefined))
    for (const [at, { source, place }] of places.entries()) {
      if (!isRun[at]) continue;
      const known = ran.get(source);
      if (known) known.push(place);
      else ran.set(source, [place]);
    }
  return ran;
}

/** A process that was killed while it wrote leaves half a report. */
function scriptsOf(report: string): readonly Script[] {
  try {
    return (JSON.parse(readFileSync(report, 'utf8')) as { readonly result: readonly Script[] }).result;
  } catch {
    return [];
  }
}

function builtFile(file: string, repo: string): BuiltFile | undefined {
  const map = join(repo, 'build/maps', `${file}.map`);
  if (file.startsWith('..') || !existsSync(map)) return undefined;
  const starts = [0];
  for (const { index } of readFileSync(join(repo, 'dist', file), 'latin1').matchAll(/\n/g)) starts.push(index + 1);
  const places = readSourceMap(readFileSync(map, 'utf8')).map(
    ({ line, column, source, sourceLine, sourceColumn }): BuiltPlace => ({
      offset: starts[line]! + column,
      source: source.replace(/^(\.\.\/)+/, ''),
      place: [sourceLine + 1, sourceColumn],
    }),
  );
  places.sort((a, b) => a.offset - b.offset);
  return { places, ran: new Uint8Array(places.length) };
}

/** Marks the places whose innermost range was run. Ranges nest; one that starts later or ends sooner is further in. */
function mark({ places, ran }: BuiltFile, { functions }: Script): void {
  const ranges = functions.flatMap((of) => of.ranges);
  ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  const around: Range[] = [];
  let next = 0;
  for (const [at, { offset }] of places.entries()) {
    while (next < ranges.length && ranges[next]!.startOffset <= offset) around.push(ranges[next++]!);
    while (around.length > 0 && around.at(-1)!.endOffset <= offset) around.pop();
    if ((around.at(-1)?.count ?? 0) > 0) ran[at] = 1;
  }
}
