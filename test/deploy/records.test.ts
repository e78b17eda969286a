/** What svc remembers: records and copies in the state folder. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordStore } from '../../src/deploy/record-store.ts';
import { keepCopy, MOST_COPIES, readRecords, removeRecord } from '../../src/deploy/records.ts';
import type { WriteRecord } from '../../src/deploy/types.ts';
import { isProblem } from '../../src/system/files.ts';
import { openStateFolder } from '../../src/system/state-folder.ts';
import { mountedAt, whyNoMount } from '../support/mount.ts';
import { contentsOf, folderWith } from '../support/svc.ts';

function stateFolder(home = folderWith()): string {
  const opened = openStateFolder({ kind: 'home', home, namespace: 'org.example' }, process.getuid!());
  if (isProblem(opened)) throw new Error(opened.message);
  return opened;
}

const recordOf = (label: string, more: Partial<WriteRecord> = {}): WriteRecord => ({
  label,
  service: 'a',
  source: '/Users/user/services.yaml',
  path: `/Users/user/Library/LaunchAgents/${label}.plist`,
  texts: ['<plist/>\n', 'é\u2028"\\'],
  svc: '0.1.0',
  ...more,
});

const bytes = (text: string) => new TextEncoder().encode(text);

const writeRecord = (folder: string, record: WriteRecord) => new RecordStore(folder, new Map()).write(record);

describe('records', () => {
  it('come back as they were written, for the owner’s eyes alone', () => {
    const folder = stateFolder();
    const before = process.umask(0);
    const records = ['org.example.a', 'org.example.b'].map((label) => recordOf(label));
    for (const record of records) expect(writeRecord(folder, record)).toBeUndefined();
    process.umask(before);
    const read = readRecords(folder);
    expect([...read.records]).toEqual(records.map((record) => [record.label, record]));
    expect(read.problems).toEqual([]);
    expect(readdirSync(join(folder, 'records'))).toEqual(['org.example.a.json', 'org.example.b.json']);
    expect(statSync(join(folder, 'records/org.example.a.json')).mode & 0o7777).toBe(0o600);
  });

  it('are replaced and removed; removing what is not there is no problem', () => {
    const folder = stateFolder();
    writeRecord(folder, recordOf('a'));
    writeRecord(folder, recordOf('a', { texts: ['new', 'old'] }));
    expect(readRecords(folder).records.get('a')?.texts).toEqual(['new', 'old']);
    expect(removeRecord(folder, 'a')).toBeUndefined();
    expect(removeRecord(folder, 'a')).toBeUndefined();
    expect(readRecords(folder)).toEqual({ records: new Map(), problems: [] });
  });

  it('there are none where there is no state folder', () => {
    const folder = join(folderWith(), 'none');
    expect(readRecords(folder)).toEqual({ records: new Map(), problems: [] });
    expect(writeRecord(folder, recordOf('a'))).toMatchObject({ code: 'ENOENT' });
  });

  const good = JSON.stringify({ version: 1, ...recordOf('x') });
  it.each<[string, string | Uint8Array, string]>([
    ['an empty file', '', 'it is damaged'],
    ['one that is cut off', good.slice(0, -3), 'it is damaged'],
    ['null', 'null', 'it is damaged'],
    ['a list', '[]', 'it is damaged'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'it is damaged'],
    ['one without a version', JSON.stringify(recordOf('x')), 'it is damaged'],
    ['one that lacks its source', JSON.stringify({ version: 1, ...recordOf('x'), source: undefined }), 'it is damaged'],
    ['a number for a text', JSON.stringify({ version: 1, ...recordOf('x'), texts: [1] }), 'it is damaged'],
    ['a text for the texts', JSON.stringify({ version: 1, ...recordOf('x'), texts: 'x' }), 'it is damaged'],
    ['one of a later svc', JSON.stringify({ version: 2, some: 'thing' }), 'a later version of svc wrote it'],
    ['one of another label', JSON.stringify({ version: 1, ...recordOf('y') }), 'it is of another label, "y"'],
  ])('%s counts as none and is said; the others count', (_what, content, why) => {
    const folder = stateFolder();
    writeRecord(folder, recordOf('good'));
    writeFileSync(join(folder, 'records/x.json'), content);
    const { records, problems } = readRecords(folder);
    expect([...records.keys()]).toEqual(['good']);
    expect(problems).toEqual([`The record ${join(folder, 'records/x.json')} counts as none: ${why}.`]);
  });

  it('what can not be read, and what is none of ours, does not stop the rest', () => {
    const folder = stateFolder();
    writeRecord(folder, recordOf('good'));
    mkdirSync(join(folder, 'records/x.json'));
    writeFileSync(join(folder, 'records/.x.json.abc.tmp'), 'half');
    writeFileSync(join(folder, 'records/notes.txt'), 'mine');
    const { records, problems } = readRecords(folder);
    expect([...records.keys()]).toEqual(['good']);
    expect(problems).toEqual([expect.stringContaining('x.json counts as none: it is a folder')]);
  });

  it('any label has a place of its own, in the folder', () => {
    const folder = stateFolder();
    const base = contentsOf(join(folder, '..'));
    for (const label of ['../../x', '/etc/x', '.', '..', '.hidden', 'a/b', 'a%2Fb', 'a\0b', 'x\n', 'é', '%']) {
      expect(writeRecord(folder, recordOf(label)), label).toBeUndefined();
      expect(keepCopy(folder, label, bytes(label))).toMatch(new RegExp(`^${folder}/copies/[^/]+$`));
    }
    expect(readRecords(folder).problems).toEqual([]);
    expect(readRecords(folder).records.size).toBe(11);
    for (const label of readRecords(folder).records.keys()) removeRecord(folder, label);
    rmSync(join(folder, 'copies'), { recursive: true });
    mkdirSync(join(folder, 'copies'));
    chmodSync(join(folder, 'copies'), 0o700);
    expect(contentsOf(join(folder, '..'))).toEqual(base);
  });

  it('whatever texts they hold', () => {
    const folder = stateFolder();
    // A file name has no way to hold half a character.
    const label = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 30 })
      .filter((name) => !/\p{Surrogate}/u.test(name));
    fc.assert(
      fc.property(label, fc.array(fc.string({ unit: 'binary' })), fc.string(), (name, texts, source) => {
        const record = recordOf(name, { texts, source });
        expect(writeRecord(folder, record)).toBeUndefined();
        expect(readRecords(folder).records.get(name)).toEqual(record);
        removeRecord(folder, name);
      }),
      { numRuns: 100 },
    );
  });

  it('never throw on damage', () => {
    const folder = stateFolder();
    const hostile = fc.oneof(
      fc.json(),
      fc.string(),
      fc.object().map((value) => JSON.stringify({ ...value, version: 1 })),
    );
    fc.assert(
      fc.property(hostile, (content) => {
        writeFileSync(join(folder, 'records/x.json'), content);
        expect(readRecords(folder).problems.length).toBe(1);
      }),
      { numRuns: 200 },
    );
  });
});

describe('copies', () => {
  it('count up, keep their bytes and are never overwritten', () => {
    const folder = stateFolder();
    const before = process.umask(0);
    const first = keepCopy(folder, 'org.example.a', new Uint8Array([0, 255, 10]));
    const second = keepCopy(folder, 'org.example.a', bytes('two'));
    process.umask(before);
    expect([first, second]).toEqual([1, 2].map((n) => join(folder, `copies/org.example.a.${n}.plist.bak`)));
    expect([...readFileSync(String(first))]).toEqual([0, 255, 10]);
    expect(statSync(String(first)).mode & 0o7777).toBe(0o600);
    expect(readdirSync(join(folder, 'copies')).length).toBe(2);
  });

  it('the same bytes again are not kept twice, unless something else was kept between', () => {
    const folder = stateFolder();
    expect(keepCopy(folder, 'a', bytes('x'))).toBe(keepCopy(folder, 'a', bytes('x')));
    keepCopy(folder, 'a', bytes('y'));
    expect(keepCopy(folder, 'a', bytes('x'))).toMatch(/\/a\.3\.plist\.bak$/);
  });

  it(`the ${MOST_COPIES} newest of a label stay; other labels are not touched`, () => {
    const folder = stateFolder();
    keepCopy(folder, 'org.example', bytes('other'));
    keepCopy(folder, 'org.example.a.1', bytes('other'));
    writeFileSync(join(folder, 'copies/org.example.a.7x.plist.bak'), 'mine');
    for (let n = 1; n <= MOST_COPIES + 5; n++) keepCopy(folder, 'org.example.a', bytes(`copy ${n}`));
    const names = readdirSync(join(folder, 'copies'));
    const numbers = names.flatMap((name) => Number(/^org\.example\.a\.(\d+)\.plist\.bak$/.exec(name)?.[1] ?? 0) || []);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: MOST_COPIES }, (_, n) => n + 6));
    expect(names).toEqual(expect.arrayContaining(['org.example.1.plist.bak', 'org.example.a.1.1.plist.bak']));
    expect(names).toContain('org.example.a.7x.plist.bak');
    expect(readFileSync(join(folder, `copies/org.example.a.${MOST_COPIES + 5}.plist.bak`), 'utf8')).toBe(
      `copy ${MOST_COPIES + 5}`,
    );
  });

  it('a name that is too long is refused in words', () => {
    expect(keepCopy(stateFolder(), 'a'.repeat(250), bytes('x'))).toMatchObject({ message: 'the name is too long' });
  });

  it.skipIf(whyNoMount !== '')(`a full disk is said, and leaves nothing half written${whyNoMount}`, () => {
    const folder = stateFolder(mountedAt(folderWith(), 'home', 64 * 1024));
    const before = contentsOf(folder);
    expect(keepCopy(folder, 'a', new Uint8Array(200_000))).toMatchObject({
      code: 'ENOSPC',
      message: 'the disk is full',
    });
    expect(writeRecord(folder, recordOf('a', { texts: ['x'.repeat(200_000)] }))).toMatchObject({ code: 'ENOSPC' });
    expect(contentsOf(folder)).toEqual(before);
  });
});
