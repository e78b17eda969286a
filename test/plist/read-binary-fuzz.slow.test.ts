import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlistNode } from '../../src/plist/node.ts';
import { readBinaryPlist } from '../../src/plist/read-binary.ts';
import { SEED, tries } from '../support/sample.ts';
import { ascii, type WriteStyle, writeBinary } from './binary-plist-writer.ts';
import { hasForeignPart, hasPlistlib, needsPlistlib, readWithPlistlib, type Typed, typedNode } from './plistlib.ts';

const at = { start: -1, end: -1 } as const;

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', '1', 'Label', 'x'.repeat(300)) },
);
const wide = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
const integer = fc
  .oneof(wide, fc.integer().map(BigInt), fc.constantFrom(0n, 255n, 256n, 65_535n, 65_536n, 2n ** 32n, 2n ** 63n))
  .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));

/** Trees of plist values; dates are at most so many seconds from 1970. */
function trees(farthest: number): fc.Arbitrary<PlistNode> {
  const scalar: fc.Arbitrary<PlistNode> = fc.oneof(
    text.map((value): PlistNode => ({ kind: 'string', value, ...at })),
    fc.boolean().map((value): PlistNode => ({ kind: 'boolean', value, ...at })),
    integer.map((value): PlistNode => ({ kind: 'integer', value, ...at })),
    fc.oneof(fc.double(), fc.float()).map((value): PlistNode => ({ kind: 'real', value, ...at })),
    fc
      .integer({ min: -farthest, max: farthest })
      .map((seconds): PlistNode => ({ kind: 'date', value: new Date(seconds * 1000), ...at })),
    fc.uint8Array({ maxLength: 40 }).map((value): PlistNode => ({ kind: 'data', value: new Uint8Array(value), ...at })),
  );
  return fc.letrec<{ node: PlistNode }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(tie('node'), { maxLength: 20 }).map((items): PlistNode => ({ kind: 'array', items, ...at })),
      fc
        .uniqueArray(fc.tuple(text, tie('node')), { maxLength: 20, selector: ([key]) => key })
        .map((pairs) => pairs.map(([key, value]) => ({ key, keyStart: -1, keyEnd: -1, value })))
        .map((entries): PlistNode => ({ kind: 'dict', entries, ...at })),
    ),
  })).node;
}

const style: fc.Arbitrary<WriteStyle> = fc.record({ share: fc.boolean(), least: fc.constantFrom(1, 2, 4, 8) });

describe('any value', () => {
  it('is read back from any form it can be written in', () => {
    fc.assert(
      fc.property(trees(8.64e12), style, (value, how) => {
        expect(readBinaryPlist(writeBinary(value, how))).toEqual({ root: value, errors: [], notes: [] });
      }),
      { seed: SEED, numRuns: tries(100, 400) },
    );
  });
});

describe('any bytes', () => {
  it('after a good header never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const { root, errors } = readBinaryPlist(new Uint8Array([...ascii('bplist00'), ...tail]));
        expect(errors.length > 0 || root !== undefined).toBe(true);
      }),
      { seed: SEED + 1, numRuns: tries(500, 2000) },
    );
  });
});

/** Numbers that are the same in every run (mulberry32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One to three bytes changed, sometimes cut out or put in: mostly in the objects, else in the table or the trailer. */
function mutate(file: Uint8Array, random: (below: number) => number): Uint8Array {
  const bytes = [...file];
  const table = new DataView(file.buffer).getUint32(file.length - 4);
  for (let i = random(3); i >= 0; i--) {
    const inObjects = random(10) > 0;
    const place = inObjects ? 8 + random(table - 8) : table + random(bytes.length - table);
    const kind = random(40);
    if (kind === 0) bytes.splice(place, 1 + random(3));
    else if (kind === 1) bytes.splice(place, 0, random(256));
    else if (kind < 18) bytes[place] = (bytes[place] ?? 0) ^ (1 << random(8));
    else if (kind < 29) bytes[place] = random(16);
    else bytes[place] = random(256);
  }
  return new Uint8Array(bytes);
}

// Python's dates end with the year 9999.
const seeds = fc
  .sample(fc.tuple(trees(6e10), style), { seed: 42, numRuns: tries(200, 400) })
  .map(([value, how]) => writeBinary(value, how))
  .filter((file) => file.length > 150 && file.length < 3000);
const random = randomNumbers(1);
const mutants = Array.from({ length: tries(1500, 4000) }, (_, i) => mutate(seeds[i % seeds.length]!, random));

/**
 * Errors on files that plistlib reads, and why that is right. plistlib sums nothing up and never asks where the
 * objects end, so that an object may run into the offset table, the trailer or past the end of the file; of the
 * integer that gives a count it looks at two bits only; a fill byte is empty data to it. CFBinaryPList.c refuses
 * each of these. An integer beyond 64 bits it takes, cut to its last 64: that is refused here.
 */
const STRICTER = new Set([
  'bad-trailer',
  'bad-offset',
  'truncated-object',
  'bad-count',
  'bad-integer',
  'unsupported-object',
]);

describe('mutated files', () => {
  it('never throw, give a root or an error, and take little time', () => {
    const start = performance.now();
    for (const file of mutants) {
      const { root, errors, notes } = readBinaryPlist(file);
      expect(root !== undefined || errors.length > 0).toBe(true);
      for (const finding of [...errors, ...notes]) expect(finding).toMatchObject({ start: -1, end: -1 });
    }
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it.skipIf(!hasPlistlib)(
    needsPlistlib('have the value plistlib reads, where both take them'),
    () => {
      const values = readWithPlistlib(mutants);
      const counts = { same: 0, stricter: 0, repeated: 0 };
      for (const [i, file] of mutants.entries()) {
        const value = values[i]!;
        if (hasForeignPart(value)) continue;
        const { root, errors, notes } = readBinaryPlist(file);
        if (errors.length > 0) {
          counts.stricter++;
          for (const { code, message } of errors) expect(STRICTER, message).toContain(code);
        } else if (notes.some(({ code }) => code === 'repeated-key')) {
          // Apple's binary reader keeps the first value of a key, plistlib the last.
          counts.repeated++;
        } else {
          counts.same++;
          const ours = typedNode(root as PlistNode);
          if (!sameButForRounding(ours, value)) expect(ours, `mutant ${i}`).toEqual(value);
        }
      }
      expect(counts.same).toBeGreaterThan(mutants.length / 4);
      expect(counts.stricter).toBeGreaterThan(mutants.length / 80);
      expect(counts.repeated).toBeGreaterThan(0);
    },
    30_000,
  );
});

/** plistlib rounds a date to a microsecond first, which can carry it over into the next second. */
function sameButForRounding(ours: Typed, theirs: Typed): boolean {
  const texts = [JSON.stringify(ours), JSON.stringify(theirs)];
  if (texts[0] === texts[1]) return true;
  const [a, b] = texts.map((text) => text.split(/\["d","(-?\d+)"\]/)) as [string[], string[]];
  const isDate = (i: number) => i % 2 === 1;
  const same = (part: string, i: number) => part === b[i] || (isDate(i) && Math.abs(Number(part) - Number(b[i])) === 1);
  return a.length === b.length && a.every(same);
}
