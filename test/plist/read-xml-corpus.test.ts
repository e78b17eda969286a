import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'plist';
import { describe, expect, it, vi } from 'vitest';
import { decodeText, detectFormat } from '../../src/plist/decode.ts';
import type { PlistNode } from '../../src/plist/node.ts';
import { readXmlPlist } from '../../src/plist/read-xml.ts';
import { hasPlistlib, needsPlistlib, typedNode } from './plistlib.ts';
import { canonical, readXmlWithPlistlib } from './read-xml-plistlib.ts';

const SHARED = process.env.SVC_SHARED;
const reason = SHARED ? '' : ' (skipped: SVC_SHARED is not set)';

interface CorpusFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** What Apple's rules say: `ok`, `reject`, `not-xml`, or `n/a` for a binary file. */
  readonly rules: string;
}

function corpus(): CorpusFile[] {
  if (!SHARED) return [];
  const folder = join(SHARED, 'corpus');
  const [head, ...rows] = readFileSync(join(folder, 'readers.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  const column = head!.indexOf('cf_rules');
  return rows.map((row) => ({ file: row[0]!, bytes: readFileSync(join(folder, row[0]!)), rules: row[column]! }));
}

const files = corpus();
const texts = files.filter(({ rules }) => rules !== 'n/a');

function textOf({ bytes }: CorpusFile): string {
  const decoded = decodeText(bytes);
  if (!('text' in decoded)) throw new Error(decoded.error.message);
  return decoded.text;
}

/** A node as `plist` gives it: without the difference between integers and reals, data and dates as its classes. */
function asPlistPackage(node: PlistNode): unknown {
  switch (node.kind) {
    case 'array':
      return node.items.map(asPlistPackage);
    case 'dict':
      return Object.fromEntries(node.entries.map((entry) => [entry.key, asPlistPackage(entry.value)]));
    default:
      return node.value;
  }
}

describe.skipIf(!SHARED)(`the corpus${reason}`, { timeout: 60_000 }, () => {
  it('is there', () => {
    expect(texts.length).toBeGreaterThan(400);
  });

  it.each(files.map((file) => [file.file, file] as const))('%s: its format is told', (_, { bytes, rules }) => {
    const format = detectFormat(bytes);
    if (rules === 'n/a') expect(format).toBe('binary');
    else if (rules === 'not-xml') expect(['openstep', 'unknown']).toContain(format);
    else expect(format).toBe('xml');
  });

  it.each(texts.map((file) => [file.file, file.rules, file] as const))('%s: %s', (_, rules, file) => {
    const { errors, root } = readXmlPlist(textOf(file));
    expect(errors.length === 0 ? 'ok' : errors[0]!.code === 'not-xml' ? 'not-xml' : 'reject').toBe(rules);
    if (rules === 'ok') expect(root).toBeDefined();
  });

  it.skipIf(!hasPlistlib)(needsPlistlib('has the values that plistlib reads'), () => {
    const theirs = readXmlWithPlistlib(texts.map(({ bytes }) => bytes));
    let both = 0;
    texts.forEach((file, i) => {
      const { root, errors } = readXmlPlist(textOf(file));
      if (errors.length > 0 || theirs[i] === undefined) return;
      both++;
      expect(canonical(typedNode(root!)), file.file).toEqual(theirs[i]);
    });
    expect(both).toBeGreaterThan(400);
  });

  it('has the values that the plist package reads', () => {
    // It reports what it refuses on the console as well.
    const silent = vi.spyOn(console, 'error').mockImplementation(() => {});
    let both = 0;
    for (const file of texts) {
      const { root, errors } = readXmlPlist(textOf(file));
      // The package reads 0x… as a decimal number.
      if (errors.length > 0 || textOf(file).includes('<integer>0x')) continue;
      let theirs: unknown;
      try {
        theirs = parse(textOf(file));
      } catch {
        continue;
      }
      both++;
      expect(asPlistPackage(root!), file.file).toEqual(theirs);
    }
    silent.mockRestore();
    expect(both).toBeGreaterThan(400);
  });
});
