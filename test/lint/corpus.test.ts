/**
 * Every file of the corpus under the linter: what is read and what is refused, what it says of labels, programs and
 * throttles against an independent reading (corpus/expected.tsv), and how much it says at all.
 */
import { describe, expect, it } from 'vitest';
import { Job } from '../../src/lint/job.ts';
import { readPlistFile } from '../../src/lint/reading.ts';
import { type CorpusFile, findingsOf, isRefused, lintCorpus, SHARED, SKIPPED } from './corpus-table.ts';

const corpus = SHARED ? lintCorpus() : [];
const jobs = corpus.filter(({ file }) => file.startsWith('jobs/'));
const negatives = corpus.filter(({ file }) => file.startsWith('negatives/'));

/** Values of a job in the words of the table, and what its rules say of them. */
function ours(one: CorpusFile): Record<string, string> {
  const { root } = readPlistFile(one.file, one.bytes);
  const job = root?.kind === 'dict' ? new Job(root, { path: one.file, origin: 'xml' }) : undefined;
  const says = (...rules: string[]) => findingsOf(one, ...rules).length > 0;
  // Names of MachServices are the job's own: a star stands for them.
  const former = findingsOf(one, 'deprecated-key', 'inert-key').map(({ key }) =>
    key!.replace(/^MachServices\..*\./, 'MachServices.*.'),
  );
  const program = says('program-missing') ? 'none' : 'yes';
  return {
    label: says('label-missing') ? '' : (job?.text('Label') ?? 'unreadable'),
    label_matches_basename: says('label-filename-mismatch') ? 'no' : 'yes',
    throttle: `${job?.integer('ThrottleInterval') ?? ''}${says('throttle-below-ten') ? ' (below ten)' : ''}`,
    program_absolute: says('program-not-absolute') ? 'no-bare' : program,
    // One name stands for a key however often it is there.
    deprecated: [...new Set(former)].sort().join('|'),
  };
}

function theirs({ expected }: CorpusFile): Record<string, string> {
  const { label, label_matches_basename, throttle, program_absolute, deprecated } = expected;
  const isLow = throttle !== '' && Number(throttle) < 10;
  return {
    label: label!,
    // A job without a label has none that could match.
    label_matches_basename: label_matches_basename || 'yes',
    throttle: `${throttle}${isLow ? ' (below ten)' : ''}`,
    // In a template, nothing is said of a program that is not known yet.
    program_absolute: program_absolute === 'templated' ? 'yes' : program_absolute!,
    deprecated: deprecated!.split('|').sort().join('|'),
  };
}

/** What differs (`column: theirs → ours`) with the files it differs in, and why ours stands. */
const DIFFERENCES: readonly { readonly why: string; readonly found: Record<string, string> }[] = [
  {
    why: 'A template is installed under another name, so its name is not judged (the table judges it).',
    found: {
      'label_matches_basename: no → yes': [
        '0203 0210 0227 0232 0238 0266 0274 0275 0285 0286 0287 0290 0291 0292 0297 0299 0301 0302 0303 0307 0309 0310',
        '0314 0315 0318 0319 0322 0323 0324 0326 0327 0355 0363 0364 0365 0433 0434 0435 0436 0439 0440 0441 0442 0445',
        '0446 0451 0452 0453 0454 0455 0456 0457 0459 0460 0461 0462 0463 0464 0465 0466 0467 0468 0472 0473 0478 0479',
        '0480 0481 0485 0486 0487 0488 0489 0494 0495 0496 0497 0498 0499 0500 0503 0504 0505 0506 0507 0508',
      ].join(' '),
      'label_matches_basename: templated → yes': '0325',
    },
  },
  {
    why: 'The label has the reserved prefix com.apple.launchd: label-invalid says so, and no file is to be named after it.',
    found: { 'label_matches_basename: no → yes (reserved)': '0140' },
  },
  {
    why: 'EX_RDNS and EX_PLIST_ARG0 are marks of one generator only; launchd would take them as they stand.',
    found: { 'label_matches_basename: templated → no': '0145 0146', 'program_absolute: yes → no-bare': '0145 0146' },
  },
  {
    why: 'sudo as a bare name: sudo-in-program says that it is to go, not that it is to become /usr/bin/sudo.',
    found: { 'program_absolute: no-bare → yes (sudo)': '0078' },
  },
  {
    why: 'The table looks at top-level keys; launchd.plist(5) calls these members deprecated or without effect.',
    found: {
      'deprecated:  → KeepAlive.NetworkState': '0101 0102 0103',
      'deprecated:  → MachServices.*.HideUntilCheckIn': '0702 0928 1139 1157 1374',
    },
  },
  {
    why: 'plistlib refuses these three (-- in a comment, a comment before the declaration), and the table is empty for them; the reader of Apple takes them.',
    found: {
      'label:  → homebrew.mxcl.colima': '0011',
      'label:  → com.atomicredteam.T1037.005.agent': '0526',
      'label:  → com.atomicredteam.T1037.005.daemon': '0527',
      'label_matches_basename: yes → no': '0526 0527',
      'program_absolute:  → no-bare': '0526 0527',
      'program_absolute:  → yes': '0011',
    },
  },
];

/** Files about which a rule is silent because another one speaks of the same thing. */
const SAID_BY_ANOTHER: Readonly<Record<string, readonly [rule: string, column: string, shown: string]>> = {
  '0140': ['label-invalid', 'label_matches_basename', 'reserved'],
  '0078': ['sudo-in-program', 'program_absolute', 'sudo'],
};

function differencesOf(one: CorpusFile): string[] {
  const [mine, table] = [ours(one), theirs(one)];
  const [rule, silent, shown] = SAID_BY_ANOTHER[one.number] ?? [];
  return Object.keys(mine)
    .filter((column) => mine[column] !== table[column])
    .map((column) => {
      const isSaid = column === silent && findingsOf(one, rule!).length > 0;
      return `${column}: ${table[column]} → ${mine[column]}${isSaid ? ` (${shown})` : ''}`;
    });
}

/** Files by what is said of them, in short. */
function grouped(files: readonly CorpusFile[], saying: (one: CorpusFile) => readonly string[]): Record<string, string> {
  const groups = new Map<string, string[]>();
  for (const one of files) for (const said of saying(one)) groups.set(said, [...(groups.get(said) ?? []), one.number]);
  return Object.fromEntries([...groups].map(([said, numbers]) => [said, numbers.join(' ')]));
}

const inShort = (one: CorpusFile) => findingsOf(one).map(({ line, severity, rule }) => `${line} ${severity} ${rule}`);

describe.skipIf(!SHARED)(`the corpus under the linter${SKIPPED}`, () => {
  it('has every row linted, and nothing throws', () => {
    expect(corpus.filter(({ linted }) => linted instanceof Error).map(({ file }) => file)).toEqual([]);
    expect([jobs.length, negatives.length]).toEqual([475, 20]);
  });

  it('is accepted and refused as the rules of the reader of Apple say', () => {
    const verdicts = { ok: false, reject: true, 'not-xml': true } as Record<string, boolean>;
    const xml = corpus.filter(({ readers }) => readers.cf_rules !== 'n/a');
    const wrong = xml.filter((one) => isRefused(one) !== verdicts[one.readers.cf_rules!]);
    expect(wrong.map(({ file }) => file)).toEqual([]);
    expect([xml.length, xml.filter(isRefused).length]).toEqual([432, 9]);
  });

  it('has binary files, of which only one that no reader could take whole is refused', () => {
    const binary = corpus.filter(({ readers }) => readers.cf_rules === 'n/a');
    expect(binary).toHaveLength(63);
    // The table of offsets is shorter than the trailer says: CFBinaryPList.c checks that the sizes add up.
    expect(binary.filter(isRefused).map(({ file }) => file)).toEqual(['negatives/0032.plist']);
  });

  it('agrees with the table about labels, file names, programs, throttles and former keys, but for reasons', () => {
    const read = jobs.filter((one) => !isRefused(one));
    expect(read).toHaveLength(472);
    expect(grouped(read, differencesOf)).toEqual(Object.assign({}, ...DIFFERENCES.map(({ found }) => found)));
  });

  it('has templates only among the files whose name is not judged', () => {
    const unnamed = DIFFERENCES[0]!.found['label_matches_basename: no → yes']!.split(' ');
    const others = jobs.filter(({ number }) => unnamed.includes(number));
    expect(others.filter((one) => findingsOf(one, 'template-placeholder').length === 0)).toEqual([]);
  });

  it('finds no error in a job of Apple', () => {
    const apple = jobs.filter(({ index }) => index.source_class!.startsWith('apple-'));
    expect(apple).toHaveLength(147);
    expect(grouped(apple, (one) => inShort(one).filter((said) => said.includes(' error ')))).toEqual({});
  });
});

describe.skipIf(!SHARED)(`files that are no jobs${SKIPPED}`, () => {
  it('are told to be none, and nothing else is said of them', () => {
    const lists = negatives.filter((one) => !isRefused(one));
    expect(grouped(lists, (one) => [inShort(one).join(', ')])).toEqual({
      '4 info not-a-job': '0004 0009 0013 0014 0019 0020 0021 0022 0028 0031',
      // A comment stands before its dict.
      '5 info not-a-job': '0018',
      '1 info not-a-job': '0006',
      // It lies in a folder LaunchDaemons.
      '1 warning not-a-job': '0008',
    });
  });

  it('are refused with one finding a cause when they are no property list', () => {
    expect(grouped(negatives.filter(isRefused), (one) => [inShort(one).join(', ')])).toEqual({
      '1 error plist-syntax': '0001 0012 0032',
      '2 error plist-syntax': '0005',
      '3 error plist-syntax': '0023 0026',
      // An empty integer, an empty real, an empty date.
      '26 error plist-syntax, 28 error plist-syntax, 30 error plist-syntax': '0029',
    });
  });
});

/** Findings a job by level, and the rules that find most. */
function noiseOf(name: string, files: readonly CorpusFile[]): string {
  const all = files.flatMap((one) => findingsOf(one));
  const levels = (['error', 'warning', 'info'] as const).map((level) => {
    const count = all.filter(({ severity }) => severity === level).length;
    return `${level} ${(count / files.length).toFixed(2)} (${count})`;
  });
  const counts = new Map<string, number>();
  for (const { rule, severity } of all) counts.set(`${severity} ${rule}`, (counts.get(`${severity} ${rule}`) ?? 0) + 1);
  const most = [...counts].sort(([, a], [, b]) => b - a);
  const lines = most.slice(0, 12).map(([rule, count]) => `  ${String(count).padStart(4)} ${rule}`);
  const silent = files.filter((one) => findingsOf(one).length === 0).length;
  return [`${name}: ${files.length} files, ${silent} without a finding; a file: ${levels.join(', ')}`, ...lines].join(
    '\n',
  );
}

describe.skipIf(!SHARED)(`noise${SKIPPED}`, () => {
  it('is printed: what `recommended` says of a real job', () => {
    const from = (test: (index: CorpusFile['index']) => boolean) => jobs.filter(({ index }) => test(index));
    const real = from(({ source_class, kind }) => source_class === 'third-party' && kind !== 'template');
    const templates = from(({ source_class, kind }) => source_class === 'third-party' && kind === 'template');
    const apple = from(({ source_class }) => source_class!.startsWith('apple-'));
    expect([real.length, templates.length, apple.length]).toEqual([136, 124, 147]);
    console.info(
      [noiseOf('third-party jobs', real), noiseOf('third-party templates', templates), noiseOf('Apple', apple)].join(
        '\n',
      ),
    );
  });
});
