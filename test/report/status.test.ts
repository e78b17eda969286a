/** The table of `svc status`: pictures of it at four widths, and that it fits whatever stands in it. */
import fc from 'fast-check';
import kleur from 'kleur';
import { describe, expect, it } from 'vitest';
import { shortDuration, shortMoment, shortSize } from '../../src/report/amounts.ts';
import { columnsOf } from '../../src/report/columns.ts';
import { formatStatus, statusDocument } from '../../src/report/status.ts';
import { cutTo, tableLines } from '../../src/report/table.ts';
import type { StatusReading } from '../../src/status/look.ts';
import type { JobStatus, Verdict } from '../../src/status/types.ts';
import { DAY, HOUR, MINUTE, NOW, zoneOf } from '../status/evidence.ts';

const zone = zoneOf('Europe/Berlin');

function job(service: string, verdict: Verdict, more: Partial<JobStatus> = {}): JobStatus {
  return {
    service,
    label: `org.example.${service}`,
    kind: 'daemon',
    verdict,
    reason: 'It is so.',
    drift: [],
    logs: [],
    ...more,
  };
}

const log = { stream: 'both', path: '/Users/user/Library/Logs/org.example/web.log', isShared: false } as const;

/** One of each kind of row, with a name of wide characters and one that would steer a terminal. */
const READING: StatusReading = {
  now: NOW,
  notes: ['old (org.example.old) is declared no more, and its file is still there: svc install --prune removes it.'],
  jobs: [
    job('web', 'running', {
      ...{ pid: 4711, uptimeSeconds: 3 * 86_400 + 4 * 3600, runs: 2, rssBytes: 187_654_321 },
      lastExit: { kind: 'exit', code: 256 >> 8 },
      lastRun: { at: NOW - 3 * DAY - 4 * HOUR, by: 'process' },
      logs: [{ ...log, bytes: 12_345_678, writtenAt: NOW }],
      drift: [
        { kind: 'loaded', key: 'ThrottleInterval', text: 'ThrottleInterval: declared 30, loaded 10' },
        {
          kind: 'program-newer',
          text: '/opt/web/bin/server was changed on Sun 2026-03-29 at 11:00, after the process was started',
        },
      ],
    }),
    job('索引サーバー', 'crash-looping', {
      ...{ runs: 412, lastExit: { kind: 'signal', number: 11, signal: 'SIGSEGV' } },
      reason:
        'It ends and is started again: it was started 57 times in the last 10 min. The last run ended: killed by SIGSEGV.',
    }),
    job('nightly-backup-🌙', 'idle', {
      ...{ kind: 'scheduled', runs: 12, lastExit: { kind: 'exit', code: 0 } },
      lastRun: { at: NOW - 9 * HOUR, by: 'log' },
      nextRun: NOW + 15 * HOUR,
    }),
    job('report', 'late', {
      ...{ kind: 'scheduled', runs: 3, lastExit: { kind: 'exit', code: 0 }, nextRun: NOW + 6 * DAY },
      lastRun: { at: NOW - 20 * DAY, by: 'log' },
      reason: 'It was due on Sun 2026-03-29 at 03:00, and its logs were last written on Mon 2026-03-09 at 03:00.',
    }),
    job('gate', 'failing', { runs: 4, lastExit: { kind: 'exit', code: 78, name: 'EX_CONFIG' } }),
    job('mail', 'unknown', { reason: 'What it does is not known: it did not answer within 30 s.' }),
    job('extra', 'disabled'),
    job('evil\u001b[2J\nname', 'not-installed', { reason: 'red\u001b[31m text' }),
  ],
};

const OPTIONS = { color: false, width: 80, quiet: false, verbose: false, zone };
/** Colours as words, so that the pictures can be read. */
const shown = (text: string) => text.replaceAll('\u001b', '␛');

describe('the table', () => {
  it.each([60, 80, 120, 200])('fits %i columns, with colour and without', async (width) => {
    const plain = formatStatus(READING, { ...OPTIONS, width });
    const coloured = formatStatus(READING, { ...OPTIONS, width, color: true });
    await expect(shown(plain)).toMatchFileSnapshot(`snapshots/status-${width}.txt`);
    await expect(shown(coloured)).toMatchFileSnapshot(`snapshots/status-${width}-colour.txt`);
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
    for (const line of plain.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(width);
  });

  it('has every verdict in words and signs, without colour', () => {
    const text = formatStatus(READING, OPTIONS);
    expect(text).toMatch(/^~ web +running /m);
    expect(text).toMatch(/^! report +late /m);
    expect(text).toMatch(/^\? mail +unknown +\?/m);
    expect(text).toMatch(/^ {2}extra +disabled /m);
    expect(text).toContain('evil\\u001b[2J\\nname');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('gives reasons of unwell services only, unless asked, and no counts when quiet', () => {
    const text = formatStatus(READING, OPTIONS);
    expect(text).not.toContain('\n  extra: disabled');
    expect(formatStatus(READING, { ...OPTIONS, verbose: true })).toContain('\n  extra: disabled\n    It is so.\n');
    expect(text).toMatch(
      /8 services: 1 running, 1 crash-looping, 1 idle, 1 late, 1 failing, 1 unknown, 1\ndisabled, 1 not-installed\.\n$/,
    );
    expect(formatStatus(READING, { ...OPTIONS, quiet: true })).not.toMatch(/services:|declared no more/);
    expect(formatStatus({ ...READING, jobs: [], notes: [] }, OPTIONS)).toBe('There are no services.\n');
  });

  it('keeps to its width whatever stands in it, down to sign, name and verdict', () => {
    kleur.enabled = false; // as the report sets it, which is passed over here
    const cell = fc.record({ text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('漢字🙂')) });
    const rows = fc.integer({ min: 1, max: 4 });
    const table = rows.chain((count) =>
      fc.array(
        fc.record({
          title: fc.string({ maxLength: 6 }),
          align: fc.constantFrom('left' as const, 'right' as const),
          rank: fc.integer({ min: 1, max: 5 }),
          cells: fc.array(cell, { minLength: count, maxLength: count }),
        }),
        { maxLength: 5 },
      ),
    );
    fc.assert(
      fc.property(table, fc.integer({ min: 20, max: 120 }), (others, width) => {
        const cells = (others[0]?.cells ?? [{ text: 'x'.repeat(90) }]).map(({ text }) => ({ text: `${text}y` }));
        const first = { title: 'SERVICE', align: 'left', rank: 0, cells } as const;
        for (const line of tableLines([first, ...others], width)) expect(columnsOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('the document', () => {
  it('has the fields of docs/cli.md, null where there is nothing', () => {
    const { services } = statusDocument(READING, zone) as { services: Record<string, unknown>[] };
    expect(services[0]).toEqual({
      ...{ service: 'web', label: 'org.example.web', kind: 'daemon', verdict: 'running', pid: 4711 },
      ...{ uptimeSeconds: 273_600, runs: 2, lastExit: { code: 1, text: 'exit 1' }, rssBytes: 187_654_321 },
      ...{ lastRun: '2026-03-26T09:00:00+01:00', lastRunBy: 'process', nextRun: null, reason: 'It is so.' },
      drift: READING.jobs[0]!.drift,
      logs: [{ stream: 'both', path: log.path, bytes: 12_345_678, writtenAt: '2026-03-29T14:00:00+02:00' }],
    });
    expect(services[5]).toMatchObject({
      verdict: 'unknown',
      pid: null,
      runs: null,
      lastExit: null,
      rssBytes: null,
      lastRun: null,
    });
  });
});

describe('amounts', () => {
  it.each([
    [0, '0s'],
    [59.9, '59s'],
    [312, '5m 12s'],
    [7500, '2h 05m'],
    [273_600, '3d 4h'],
  ])('%d seconds are %s', (seconds, text) => expect(shortDuration(seconds)).toBe(text));

  it.each([
    [0, '0B'],
    [999, '999B'],
    [1023, '1.0K'],
    [12_345_678, '11.8M'],
    [987_654_321, '942M'],
    [1.2 * 2 ** 40, '1.2T'],
  ])('%d bytes are %s', (bytes, text) => expect(shortSize(bytes)).toBe(text));

  it.each([
    [NOW + MINUTE, '14:01'],
    [NOW - DAY, 'Sat 13:00'],
    [NOW + 6 * DAY, 'Sat 14:00'],
    [NOW + 7 * DAY, '2026-04-05'],
  ])('%d is %s', (at, text) => expect(shortMoment(at, NOW, zone)).toBe(text));

  it('cuts between characters', () => {
    expect(cutTo('索引サーバー', 6)).toBe('索引…');
    expect(cutTo('abc', 3)).toBe('abc');
  });
});
