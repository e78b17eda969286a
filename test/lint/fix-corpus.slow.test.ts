/** Every XML job of the corpus, spoilt and mended: what comes out is held against the job, by an independent reader too. */
import { describe, expect, it } from 'vitest';
import { type FixedFile, fixPlist } from '../../src/lint/fix-file.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/settings.ts';
import { hasPython, plistlibRead } from '../support/plistlib.ts';
import { findingsOf, isRefused, lintCorpus, SHARED, SKIPPED } from './corpus-table.ts';

interface Mended {
  readonly file: string;
  readonly original: string;
  readonly spoilt: string;
  readonly result: FixedFile;
}

const texts = (SHARED ? lintCorpus() : [])
  .filter((one) => !isRefused(one) && findingsOf(one, 'not-a-job').length === 0)
  .map(({ file, bytes }) => ({ file, bytes, text: Buffer.from(bytes).toString('utf8') }))
  .filter(({ bytes, text }) => !text.startsWith('bplist') && Buffer.from(text).equals(bytes));

function mend(file: string, text: string): FixedFile {
  return fixPlist(file, Buffer.from(text), DEFAULT_SETTINGS);
}

/** The jobs that `spoil` changes, mended twice. */
function mendAll(spoil: (text: string) => string): Mended[] {
  return texts.flatMap(({ file, text: original }) => {
    const spoilt = spoil(original);
    if (spoilt === original) return [];
    const result = mend(file, spoilt);
    if (result.fixed > 0) expect(mend(file, result.after).fixed, `${file}, second run`).toBe(0);
    return [{ file, original, spoilt, result }];
  });
}

/** Paths at which two values of plistlib differ. */
function differences(before: unknown, after: unknown, path = ''): string[] {
  const isHolder = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  if (!isHolder(before) || !isHolder(after)) return before === after ? [] : [path];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => differences(before[name], after[name], path === '' ? name : `${path}.${name}`));
}

describe.skipIf(!SHARED)(`the corpus, spoilt and mended${SKIPPED}`, () => {
  it('as it is, it keeps its bytes where nothing can be fixed', () => {
    for (const { file, bytes } of texts) {
      const result = fixPlist(file, bytes, DEFAULT_SETTINGS);
      if (result.fixed === 0) expect(result.bytes, file).toBe(bytes);
    }
  });

  it('booleans in two tags: every byte is as before', () => {
    const mended = mendAll((text) =>
      text.replace(/<!--[\s\S]*?-->|<(true|false)\/>/g, (all, name) => (name ? `<${name}></${name}>` : all)),
    );
    expect(mended.length).toBeGreaterThan(100);
    for (const { file, original, result } of mended) expect(result.after, file).toBe(original);
  });

  it('keys in a wrong case: every byte is as before, or the reason is given', () => {
    const mended = mendAll((text) => text.replace('<key>RunAtLoad</key>', '<key>RunAtload</key>'));
    const back = mended.filter(({ original, result }) => result.after === original);
    expect(back.length).toBeGreaterThan(100);
    for (const { file, original, result } of mended)
      if (result.after !== original) expect(result.fixed === 0 || result.withheld.length > 0, file).toBe(true);
  });

  it.skipIf(!hasPython)('quoted integers: those that count have their value again, and nothing else changed', () => {
    const mended = mendAll((text) => text.replace(/<integer>(\d+)<\/integer>/g, '<string>$1</string>')).filter(
      ({ result }) => result.fixed > 0,
    );
    expect(mended.length).toBeGreaterThan(20);
    const values = plistlibRead(mended.flatMap(({ original, spoilt, result }) => [original, spoilt, result.after]));
    for (const [i, { file, result }] of mended.entries()) {
      const [original, spoilt, after] = values.slice(3 * i);
      expect(differences(spoilt, after).sort(), file).toEqual([...result.counting].sort());
      const wrong = differences(original, after);
      expect(
        wrong.filter((path) => result.counting.includes(path)),
        file,
      ).toEqual([]);
    }
  });
});
