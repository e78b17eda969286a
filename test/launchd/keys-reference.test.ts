import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type KeyRow, launchdKeys, topLevelKey } from '../../src/launchd/keys.ts';
import { type Misspelling, misspellings } from '../../src/launchd/misspellings.ts';

/** A row as the reference has it; only what is compared. */
interface ReferenceKey {
  key: string;
  path: string[];
  types: string[];
  scope: string;
  status: string;
  conf: string;
  src: string[];
  min?: number;
  max?: number;
  unit?: string;
  enum?: string[];
  default?: unknown;
  case?: string;
  replaced_by?: string;
  since?: string;
  until?: string;
  requires?: string[];
  conflicts_with?: string[];
}
interface ReferenceMisspelling {
  wrong: string;
  right: string;
  kind: string;
  modern_accepts: string;
}

const folder = process.env.SVC_SHARED;
const suffix = folder ? '' : ' (skipped: SVC_SHARED is not set)';

function readReference(): { keys: ReferenceKey[]; misspellings: ReferenceMisspelling[] } {
  return parse(readFileSync(join(folder!, 'reference', 'launchd-keys.yaml'), 'utf8'));
}

/** Keys of a dict are strings anyway, and ports and descriptors have no kind in a file. */
const typeNames: Record<string, string> = {
  'dict<string,string>': 'dict<string>',
  'dict<string,boolean>': 'dict<boolean>',
  'mach-port': 'any',
  fd: 'any',
};

/** The reference names one person's note as a source; the others of its row say the same. */
const leftOut = new Set(['DABR']);

/** The keys that a remark such as "KeepAlive true" names. */
function keysNamedIn(remarks: string[] | undefined, row: KeyRow): string[] | undefined {
  const words = (remarks ?? []).flatMap((remark) => remark.split(/[^A-Za-z.]+/));
  const named = words.flatMap((word) => {
    if (topLevelKey(word)) return [word];
    const member = launchdKeys().find((other) => other.key === `${row.key}.${word}`);
    return member ? [member.key] : [];
  });
  return named.length > 0 ? named : undefined;
}

describe.skipIf(!folder)(`the registry against the reference${suffix}`, () => {
  const reference = folder ? readReference() : { keys: [], misspellings: [] };
  const rows = new Map(launchdKeys().map((row) => [row.key, row]));

  it('has the same 251 keys', () => {
    const own = launchdKeys()
      .filter((row) => !row.container)
      .map((row) => row.key);
    expect(own.sort()).toEqual(reference.keys.map(({ key }) => key).sort());
    expect(own).toHaveLength(251);
  });

  it('has the same facts in every row', () => {
    const facts = (row: KeyRow) => ({
      key: row.key,
      path: row.path,
      types: row.types,
      scope: row.scope,
      status: row.status,
      confidence: row.confidence,
      sources: row.sources,
      min: row.min,
      max: row.max,
      unit: row.unit,
      values: row.values,
      default: row.default,
      exactCase: row.exactCase,
      insteadUse: row.insteadUse,
      until: row.until,
      requires: row.requires,
      conflicts: row.conflicts,
    });
    for (const expected of reference.keys) {
      const row = rows.get(expected.key)!;
      expect(facts(row)).toEqual({
        key: expected.key,
        path: expected.path,
        types: expected.types.map((type) => typeNames[type] ?? type),
        scope: expected.scope,
        status: expected.status === 'undocumented' ? 'internal' : expected.status,
        confidence: expected.conf,
        sources: expected.src.filter((id) => !leftOut.has(id)),
        min: expected.min,
        max: expected.max,
        unit: expected.unit,
        values: expected.enum,
        default: expected.default,
        exactCase: expected.case === 'exact',
        insteadUse: expected.replaced_by,
        until: expected.until,
        requires: keysNamedIn(expected.requires, row),
        conflicts: keysNamedIn(expected.conflicts_with, row),
      });
    }
  });

  it('says since when wherever the reference does', () => {
    const since = (list: readonly { key: string; since?: string }[]) =>
      list.filter((row) => row.since !== undefined).map((row) => row.key);
    expect(since(launchdKeys()).sort()).toEqual(since(reference.keys).sort());
  });
});

describe.skipIf(!folder)(`the misspellings against the reference${suffix}`, () => {
  const reference = folder ? readReference() : { keys: [], misspellings: [] };
  const own = new Map(misspellings().map((row) => [row.wrong.join('.'), row]));

  /** Where the reference's kind is not ours: only the case differs; two letters differ; the place differs too. */
  const otherKind: Record<string, Misspelling['kind']> = {
    LowPriorityIo: 'letter-case',
    InetdCompatability: 'spelling',
    NumberOfFile: 'other-word',
  };
  const otherKey: Record<string, string> = { NumberOfFile: 'SoftResourceLimits.NumberOfFiles' };

  it('has all 104, with the same meaning', () => {
    expect(reference.misspellings).toHaveLength(104);
    for (const { wrong, right, kind } of reference.misspellings) {
      const row = own.get(wrong);
      expect(row?.kind, wrong).toBe(otherKind[wrong] ?? kind.replace(' ', '-'));
      const single = otherKey[wrong] ?? (/[ (]/.test(right) ? undefined : right);
      expect(row?.right?.join('.'), wrong).toBe(single);
    }
  });

  it('has two more, where the reference leaves the dict open', () => {
    const known = new Set(reference.misspellings.map(({ wrong }) => wrong));
    const more = [...own.keys()].filter((wrong) => !known.has(wrong));
    expect(more).toEqual(['SoftResourceLimits.NumberOfFile', 'HardResourceLimits.NumberOfFile']);
  });

  it('agrees on the names that a wrong case surely loses', () => {
    for (const { wrong, modern_accepts } of reference.misspellings) {
      const row = own.get(wrong)!;
      if (row.kind !== 'letter-case' || wrong === 'LowPriorityIo') continue;
      const right = launchdKeys().find(({ key }) => key === row.right!.join('.'))!;
      expect(right.exactCase, wrong).toBe(modern_accepts.startsWith('no'));
    }
  });
});
