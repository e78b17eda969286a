import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readXmlPlist } from '../../src/plist/read-xml.ts';
import { hasPlistlib, needsPlistlib, typedNode } from './plistlib.ts';
import { mutated } from './read-xml-mutations.ts';
import { canonical, readXmlWithPlistlib } from './read-xml-plistlib.ts';
import { plist, SAMPLES } from './read-xml-samples.ts';

const FILES = 4000;

/** Compares the values of the texts that both take; says how many those were. */
function compareValues(texts: readonly string[]): number {
  const theirs = readXmlWithPlistlib(texts.map((text) => new TextEncoder().encode(text)));
  let both = 0;
  texts.forEach((text, i) => {
    const { root, errors, notes } = readXmlPlist(text);
    // Broken base64 has no value that two readers agree on.
    if (errors.length > 0 || theirs[i] === undefined || notes.some((note) => note.code === 'lossy-data')) return;
    both++;
    expect(canonical(typedNode(root!)), text).toEqual(theirs[i]);
  });
  return both;
}

describe.skipIf(!hasPlistlib)(needsPlistlib('python3 plistlib'), { timeout: 60_000 }, () => {
  it('reads the same values from the samples', () => {
    expect(compareValues(SAMPLES)).toBeGreaterThanOrEqual(SAMPLES.length - 2);
  });

  it('reads the same values from mutated samples, where both take them', () => {
    expect(compareValues(fc.sample(mutated(SAMPLES, 1), { seed: 7, numRuns: FILES }))).toBeGreaterThan(FILES / 20);
  });

  it('reads the same numbers', () => {
    const integer = fc
      .bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })
      .map((value) => plist(`<integer>${value}</integer>`));
    const real = fc.double().map((value) => plist(`<real>${value}</real>`));
    const hex = fc
      .bigInt({ min: 0n, max: 2n ** 64n - 1n })
      .map((value) => plist(`<integer>0x${value.toString(16)}</integer>`));
    expect(compareValues(fc.sample(fc.oneof(integer, real, hex), { seed: 8, numRuns: 2000 }))).toBe(2000);
  });

  it('reads the same text and data', () => {
    const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(']]>', ']]&gt;');
    const unit = fc.constantFrom('a', ' ', '\n', '\r', '&', '<', '>', '"', "'", ']', 'é', '名', '🚀');
    const string = fc.string({ unit, maxLength: 30 }).map((text) => plist(`<string>${escaped(text)}</string>`));
    const data = fc
      .uint8Array({ maxLength: 40 })
      .map((bytes) => plist(`<data>${Buffer.from(bytes).toString('base64')}</data>`));
    expect(compareValues(fc.sample(fc.oneof(string, data), { seed: 9, numRuns: 2000 }))).toBe(2000);
  });
});
