/** Reads source maps as the build writes them: where each piece of a built file came from. */

/** One built place and its source. Lines and columns from 0, in UTF-16 units. */
export interface Mapping {
  readonly line: number;
  readonly column: number;
  readonly source: string;
  readonly sourceLine: number;
  readonly sourceColumn: number;
}

interface PlainMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

interface Section {
  readonly offset: { readonly line: number; readonly column: number };
  readonly map: PlainMap;
}

/** All mappings of a source map, whole or in sections. */
export function readSourceMap(json: string): readonly Mapping[] {
  const map = JSON.parse(json) as PlainMap | { readonly sections: readonly Section[] };
  const sections = 'sections' in map ? map.sections : [{ offset: { line: 0, column: 0 }, map }];
  return sections.flatMap(({ offset, map: part }) =>
    mappingsOf(part).map((mapping) => ({
      ...mapping,
      line: mapping.line + offset.line,
      column: mapping.column + (mapping.line === 0 ? offset.column : 0),
    })),
  );
}

function mappingsOf({ sources, mappings }: PlainMap): readonly Mapping[] {
  const found: Mapping[] = [];
  let [source, sourceLine, sourceColumn] = [0, 0, 0];
  for (const [line, text] of mappings.split(';').entries()) {
    let column = 0;
    for (const segment of text.split(',')) {
      // A segment of one number comes from no source.
      const [columns, ...rest] = numbersOf(segment);
      column += columns ?? 0;
      if (rest.length < 3) continue;
      source += rest[0]!;
      sourceLine += rest[1]!;
      sourceColumn += rest[2]!;
      found.push({ line, column, source: sources[source]!, sourceLine, sourceColumn });
    }
  }
  return found;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base 64 VLQ: five bits a digit, the lowest first, the sixth says that more follow; the lowest of all is the sign. */
function numbersOf(segment: string): readonly number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const character of segment) {
    const digit = DIGITS.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}
