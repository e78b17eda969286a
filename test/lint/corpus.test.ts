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
  const former = findingsOf(one, 'deprecated-key', 'inert-key').map(({ key }) => key!);
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
    why: 'plistlib refuses these three (-- in a comment, a comment before the declaration), so the table says nothing of them; the reader of Apple takes them. What we read in them is what stands there.',
    found: {
      'label:  → com.arthexis.gway-localboot': '',
    },
  },
];

describe.skipIf(!SHARED)(`the corpus under the linter${SKIPPED}`, () => {
  it('has every row linted, and nothing throws', () => {
    expect(corpus.filter(({ linted }) => linted instanceof Error).map(({ file }) => file)).toEqual([]);
    expect([jobs.length, negatives.length]).toEqual([475, 20]);
  });

  it('agrees', () => {
    const found: Record<string, string> = {};
    for (const one of jobs.filter((job) => !isRefused(job))) {
      const [mine, table] = [ours(one), theirs(one)];
      for (const column of Object.keys(mine)) {
        if (mine[column] === table[column]) continue;
        const difference = `${column}: ${table[column]} → ${mine[column]}`;
        found[difference] = `${found[difference] ?? ''} ${one.number}`.trim();
      }
    }
    expect(found).toEqual(Object.assign({}, ...DIFFERENCES.map((difference) => difference.found)));
  });
});
