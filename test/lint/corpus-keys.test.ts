/**
 * The rules about keys against an independent reading of real jobs (corpus/expected.tsv, made with plistlib and a
 * checker of its own). Jobs of Apple are judged as if they were anyone's: internal-key leaves them alone otherwise.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintPlist } from '../../src/lint/engine.ts';
import { Job } from '../../src/lint/job.ts';
import { LabelIndex } from '../../src/lint/label-index.ts';
import { readPlistFile } from '../../src/lint/reading.ts';
import { ruleOf } from '../../src/lint/rules/index.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/settings.ts';
import type { DictNode } from '../../src/plist/node.ts';

const folder = process.env.SVC_SHARED;
const suffix = folder ? '' : ' (skipped: SVC_SHARED is not set)';

function tableOf(name: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(join(folder!, 'corpus', name), 'utf8')
    .trimEnd()
    .split('\n');
  const names = head!.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((column, i) => [column, cells[i] ?? '']));
  });
}

/** The job under a label that is nobody's. */
function relabelled(dict: DictNode): DictNode {
  const entries = dict.entries.map((entry) =>
    entry.key === 'Label'
      ? { ...entry, value: { kind: 'string' as const, value: 'org.example.job', start: -1, end: -1 } }
      : entry,
  );
  return { ...dict, entries };
}

const RULES = ['unknown-key', 'key-case', 'wrong-type', 'deprecated-key', 'inert-key', 'internal-key'];
type Found = Record<string, string[]>;

/** Key paths by rule; of a name chosen by the user in Sockets and MachServices, the star that stands for it. */
function findingsOf(dict: DictNode, path: string): Found {
  const job = new Job(relabelled(dict), { path, origin: 'xml' });
  const found: Found = Object.fromEntries(RULES.map((rule) => [rule, []]));
  for (const id of RULES) {
    ruleOf(id).check!(job, ({ path: [top, name, ...rest] }) => {
      const isFree = top === 'Sockets' || top === 'MachServices';
      found[id]!.push([top, isFree ? '*' : name, ...rest].filter((part) => part !== undefined).join('.'));
    });
  }
  return found;
}

/** What only one of the two readings has (`column +ours`, `column -theirs`) with its files, and why ours stands. */
const DIFFERENCES: readonly { readonly why: string; readonly found: Record<string, string> }[] = [
  {
    why: 'The table looks at top-level keys; these members are undocumented too (launchd-842 source, reports).',
    found: {
      'apple_internal_keys +KeepAlive.AfterInitialDemand': '0632',
      'apple_internal_keys +LaunchEvents.com.apple.distnoted.matching': '0632 0750 0833 0869 0935 0971 1361 1425',
      'apple_internal_keys +LaunchEvents.com.apple.fsevents.matching': '1361',
      'apple_internal_keys +LaunchEvents.com.apple.xpc.activity':
        '0632 0652 0717 0789 0799 0833 0843 0862 0886 0892 0906 0971 0983 1030 1441',
      'apple_internal_keys +MachServices.*.DrainMessagesOnCrash': '0918 1205',
      'apple_internal_keys +MachServices.*.ExceptionServer': '1205',
      'apple_internal_keys +MachServices.*.HostSpecialPort': '0838 1425',
    },
  },
  {
    why: 'The table looks at top-level keys; launchd.plist(5) calls these members deprecated or without effect.',
    found: {
      'deprecated +KeepAlive.NetworkState': '0101 0102 0103',
      'deprecated +MachServices.*.HideUntilCheckIn': '0702 0928 1139 1157 1374',
    },
  },
  {
    why: 'Recent launchd is reported to know JetsamMemoryLimit at the top level, for jobs of Apple.',
    found: { 'apple_internal_keys +JetsamMemoryLimit': '0824', 'unknown_keys -JetsamMemoryLimit': '0824' },
  },
  {
    why: 'The source of OS X 10.9 is the last thing known to have BeginTransactionAtShutdown: inert, not internal.',
    found: {
      'apple_internal_keys -BeginTransactionAtShutdown': '1374',
      'deprecated +BeginTransactionAtShutdown': '1374',
    },
  },
  {
    why: 'Keys of an Info.plist and an entitlement: in a job of Apple, but no launchd that is known looks at them.',
    found: {
      'apple_internal_keys -CFBundleDevelopmentRegion': '0726',
      'apple_internal_keys -CFBundleInfoDictionaryVersion': '0726',
      'apple_internal_keys -CFBundleName': '0726',
      'apple_internal_keys -CFBundleVersion': '0726',
      'apple_internal_keys -com.apple.application-identifier': '1075',
      'unknown_keys +CFBundleDevelopmentRegion': '0726',
      'unknown_keys +CFBundleInfoDictionaryVersion': '0726',
      'unknown_keys +CFBundleName': '0726',
      'unknown_keys +CFBundleVersion': '0726',
      'unknown_keys +com.apple.application-identifier': '1075',
    },
  },
  {
    why: 'plistlib refuses these two files, and the table is empty for them; the reader of Apple takes them.',
    found: { 'unknown_keys +NSUIElement': '0526 0527' },
  },
];

const listed = (cell: string | undefined): string[] => (cell ? cell.split('|') : []);

/** What only one of the two readings has, `+` ours and `-` the table's, by column. */
function differences(found: Found, row: Record<string, string>): string[] {
  const columns: Record<string, readonly [string[], string[]]> = {
    unknown_keys: [found['unknown-key']!, listed(row.unknown_keys)],
    apple_internal_keys: [found['internal-key']!, listed(row.apple_internal_keys)],
    wrong_type: [found['wrong-type']!, listed(row.wrong_type)],
    deprecated: [[...found['deprecated-key']!, ...found['inert-key']!], listed(row.deprecated)],
    has_ExitTimeout_misspelling: [
      found['key-case']!.filter((key) => key === 'ExitTimeout'),
      row.has_ExitTimeout_misspelling === 'yes' ? ['ExitTimeout'] : [],
    ],
  };
  return Object.entries(columns).flatMap(([column, [ours, theirs]]) => [
    ...[...new Set(ours)].filter((key) => !theirs.includes(key)).map((key) => `${column} +${key}`),
    ...theirs.filter((key) => !ours.includes(key)).map((key) => `${column} -${key}`),
  ]);
}

describe.skipIf(!folder)(`the rules about keys on the corpus${suffix}`, () => {
  const jobs = folder ? tableOf('expected.tsv').filter(({ file }) => file!.startsWith('jobs/')) : [];

  it('agree with the table, but for differences that have a reason', () => {
    const found = new Map<string, string[]>();
    let compared = 0;
    for (const row of jobs) {
      const { root, errors } = readPlistFile(row.file!, readFileSync(join(folder!, 'corpus', row.file!)));
      if (errors.length > 0) {
        expect(row.parses, row.file).toBe('no');
        continue;
      }
      compared++;
      if (root?.kind !== 'dict') continue;
      for (const difference of differences(findingsOf(root, row.file!), row)) {
        const name = row.file!.slice('jobs/'.length, -'.plist'.length);
        found.set(difference, [...(found.get(difference) ?? []), name]);
      }
    }
    const explained = Object.assign({}, ...DIFFERENCES.map((difference) => difference.found));
    const shown = Object.fromEntries([...found].map(([key, files]) => [key, files.join(' ')]));
    expect(shown).toEqual(explained);
    expect(jobs).toHaveLength(475);
    expect(compared).toBeGreaterThan(460);
  });

  it('call nothing in a job of Apple internal, and nothing an error', () => {
    for (const { file, path } of tableOf('index.tsv')) {
      const bytes = readFileSync(join(folder!, 'corpus', file!));
      const { root } = readPlistFile(file!, bytes);
      if (root?.kind !== 'dict' || !new Job(root, { path: path!, origin: 'xml' }).isApple) continue;
      const { diagnostics } = lintPlist(path!, bytes, DEFAULT_SETTINGS, new LabelIndex());
      const wrong = diagnostics.filter(
        ({ rule, severity }) =>
          ruleOf(rule).group === 'keys' && (severity === 'error' || rule === 'internal-key' || rule === 'key-case'),
      );
      expect(wrong, file).toEqual([]);
    }
  });
});
