/**
 * Coverage of src: vitest's own for what tests call, and for what they start (`dist/main.js`, the stand-in's programs) what
 * V8 counted there. A line is covered if either ran it.
 */
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import v8 from '@vitest/coverage-v8';
import type { CoverageProviderModule } from 'vitest/node';
import { type Place, ranElsewhere } from './ran-elsewhere.ts';

const REPO = join(import.meta.dirname, '../..');
const REPORTS = join(REPO, 'build/coverage-reports');

/** A part of a file as Istanbul has it. */
interface Span {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

interface FileCoverage {
  readonly data: { readonly statementMap: Readonly<Record<string, Span>>; readonly s: Record<string, number> };
  getLineCoverage(): Readonly<Record<string, number>>;
}

interface CoverageMap {
  files(): readonly string[];
  fileCoverageFor(file: string): FileCoverage;
}

/** The state is v8's alone: workers load this module once for each test file. */
export default {
  /** In each worker. Node hands NODE_V8_COVERAGE on to whatever is started, with any environment. */
  startCoverage(options) {
    process.env.NODE_V8_COVERAGE = REPORTS;
    return v8.startCoverage?.(options);
  },
  takeCoverage: (options) => v8.takeCoverage?.(options),
  stopCoverage: (options) => v8.stopCoverage?.(options),
  async getProvider() {
    rmSync(REPORTS, { recursive: true, force: true });
    const provider = await v8.getProvider();
    // Workers take the module of this name; under its own they would take v8's.
    provider.name = 'custom';
    const generate = provider.generateCoverage!.bind(provider);
    provider.generateCoverage = async (context) => {
      const map = (await generate(context)) as CoverageMap;
      addElsewhere(map);
      tellRooms(map);
      return map;
    };
    return provider;
  },
} satisfies CoverageProviderModule;

function addElsewhere(map: CoverageMap): void {
  const ran = ranElsewhere(REPORTS, REPO);
  for (const file of map.files()) {
    const places = ran.get(relative(REPO, file)) ?? [];
    const { statementMap, s } = map.fileCoverageFor(file).data;
    for (const [id, span] of Object.entries(statementMap))
      if (s[id] === 0 && places.some((place) => isWithin(place, span))) s[id] = 1;
  }
}

/** What ran of a statement shows that the statement was begun. */
function isWithin([line, column]: Place, { start, end }: Span): boolean {
  if (line < start.line || line > end.line) return false;
  return (line > start.line || column >= start.column) && (line < end.line || column < end.column);
}

/** Lines of each room and of all. */
function tellRooms(map: CoverageMap): void {
  const rooms = new Map<string, [covered: number, all: number]>([['src', [0, 0]]]);
  for (const file of [...map.files()].sort()) {
    const counts = Object.values(map.fileCoverageFor(file).getLineCoverage());
    const covered = counts.filter((count) => count > 0).length;
    for (const name of ['src', relative(join(REPO, 'src'), file).split('/')[0]!]) {
      const [before, all] = rooms.get(name) ?? [0, 0];
      rooms.set(name, [before + covered, all + counts.length]);
    }
  }
  const rows = [...rooms]
    .filter(([, [, all]]) => all > 0)
    .map(
      ([name, [covered, all]]) =>
        `${name.padEnd(12)} ${((100 * covered) / all).toFixed(2).padStart(6)} %  ${covered} of ${all}`,
    );
  process.stdout.write(`\nLines that tests run:\n${rows.join('\n')}\n`);
}
