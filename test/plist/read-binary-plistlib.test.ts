import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlistNode } from '../../src/plist/node.ts';
import { readBinaryPlist } from '../../src/plist/read-binary.ts';
import { hasPlistlib, needsPlistlib, readWithPlistlib, typedNode, writeWithPlistlib } from './plistlib.ts';

/** A Python dict: name of the case, value. */
const TABLE = String.raw`{
  **{'integer %d' % n: n for n in (
    0, 1, 127, 128, 255, 256, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53 - 1, 2**53, 2**53 + 1,
    2**63 - 1, 2**63, 2**64 - 1, -1, -128, -129, -2**31, -2**53, -2**53 - 1, -2**63)},
  **{'real %r' % x: x for x in (0.0, -0.0, 1.0, 1.5, -2.25, 0.1, 1e308, 5e-324, 1e-7, 2.0**53, float('inf'), float('nan'))},
  **{'date %r' % s: UTC2001 + timedelta(seconds=s) for s in (
    0, 1, -1, 0.5, -0.5, 1e9, -1e9, 721692800.999, -63082281600 + 86400, 252423993599)},
  'booleans': [True, False],
  'data': [b'', b'\0', bytes(range(256)), b'x' * 70000],
  'strings': ['', 'a', 'x' * 14, 'x' * 15, 'x' * 255, 'x' * 256, 'x' * 70000, 'tab\tnul\0del\x7f'],
  'unicode': ['\u00e9', '\u65e5\u672c', '\U0001f680', '\ufeffbom', '\uffff', '\u00e9' * 15, '\U0001f680' * 200, 'a\u0301'],
  'empty containers': {'array': [], 'dict': {}, 'nested': [[], {}, [[]]]},
  'empty array': [],
  'empty dict': {},
  'array of 14': list(range(14)), 'array of 15': list(range(15)), 'array of 16': list(range(16)),
  'array of 256': list(range(256)), 'array of 300 mixed': [i if i % 2 else str(i) for i in range(300)],
  'array of 70000': list(range(70000)),
  'dict of 15': {'k%d' % i: i for i in range(15)},
  'dict of 300': {'k%d' % i: i for i in range(300)},
  'keys that are numbers': {'10': 1, '9': 2, '1': 3, '': 4, '__proto__': 5},
  'shared': (lambda x: [x, x, {'a': x, 'b': [x]}])({'s': ['same', 'same'], 'n': 1}),
  'shared with equal scalars': [1, 1.0, True, '1', b'1', 1, 1.0, True, '1', b'1'],
  'deep': __import__('functools').reduce(lambda v, i: [v] if i % 2 else {'k': v}, range(400), 'core'),
  'a job': {
    'Label': 'com.example.backup', 'ProgramArguments': ['/usr/bin/rsync', '-a', '/Users/user/Documents'],
    'RunAtLoad': True, 'StartInterval': 3600, 'Nice': -5, 'KeepAlive': {'SuccessfulExit': False},
    'EnvironmentVariables': {'LANG': 'de_DE.UTF-8'},
  },
  'string root': 'just text', 'integer root': 42, 'boolean root': False,
}`;

describe.skipIf(!hasPlistlib)(needsPlistlib('what plistlib writes is read with the same value'), () => {
  const rows = hasPlistlib ? writeWithPlistlib(TABLE) : [];
  it.each(rows.map(({ name, file, value }) => [name, file, value] as const))('%s', (_, file, value) => {
    const { root, errors, notes } = readBinaryPlist(file);
    expect(errors).toEqual([]);
    expect(notes).toEqual([]);
    expect(typedNode(root as PlistNode)).toEqual(value);
  });
});

const shared = process.env.SVC_SHARED ?? '';
const corpus = join(shared, 'corpus');
const hasCorpus = shared !== '' && existsSync(corpus);

describe.skipIf(!hasCorpus)(hasCorpus ? 'the corpus' : 'the corpus (skipped: SVC_SHARED is not set)', () => {
  const rows = hasCorpus ? rowsOf('expected.tsv').filter((row) => row.format === 'binary') : [];
  const files = rows.map((row) => new Uint8Array(readFileSync(join(corpus, row.file!))));
  // A libplist test case: its trailer has 26 bytes instead of 32, and its root holds itself. plistlib takes both.
  const broken = new Set(['negatives/0032.plist']);

  it('has binary files', () => expect(rows.length).toBeGreaterThan(50));

  it.each(rows.map((row, i) => [row.file!, row, files[i]!] as const))('%s', (name, row, file) => {
    const { root, errors, notes } = readBinaryPlist(file);
    if (broken.has(name)) {
      expect(errors.map(({ code }) => code)).toEqual(['bad-trailer']);
      return;
    }
    expect(errors).toEqual([]);
    expect(notes).toEqual([]);
    if (root?.kind !== 'dict') throw new Error('no dict');
    const label = root.entries.find((entry) => entry.key === 'Label')?.value;
    if (row.label) expect(label).toMatchObject({ kind: 'string', value: row.label });
  });

  it.skipIf(!hasPlistlib)(needsPlistlib('gives the values plistlib gives'), () => {
    const values = readWithPlistlib(files);
    for (const [i, file] of files.entries()) {
      if (broken.has(rows[i]!.file!)) continue;
      expect(typedNode(readBinaryPlist(file).root as PlistNode), rows[i]!.file).toEqual(values[i]);
    }
  });
});

function rowsOf(name: string): Record<string, string | undefined>[] {
  const [head, ...lines] = readFileSync(join(corpus, name), 'utf8').trimEnd().split('\n');
  const columns = head!.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [columns[i], cell])));
}
