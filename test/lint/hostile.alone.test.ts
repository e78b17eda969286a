/** Files made to exhaust their reader: each ends in a diagnosis, soon, in bounded memory, never in a stack trace. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canMeasureMemory, svcMeasured } from '../support/svc.ts';

/** What no file may pass, and what is aimed at. */
const MAX_SECONDS = 3;
const MAX_MEGABYTES = 600;
const AIM = 'aim 1.5 s, 400 MB';
/** Largest file that is read without --max-size. */
const DEFAULT_MAX_SIZE = 16 * 1024 * 1024;
/** No diagnosis needs more text, whatever the file holds. */
const MAX_OUTPUT = 100_000;

const script = join(process.env.SVC_SHARED ?? '/nonexistent', 'bench/gen-pathological.py');
const { bavail, bsize } = statfsSync(tmpdir());
const why = !existsSync(script)
  ? 'SVC_SHARED is not set'
  : spawnSync('python3', ['--version']).status !== 0
    ? 'no python3'
    : bavail * bsize < 1.5e9
      ? 'less than 1.5 GB free'
      : '';

let folder = '';
beforeAll(() => {
  if (why !== '') return;
  folder = mkdtempSync(join(tmpdir(), 'svc-hostile-'));
  execFileSync('python3', [script, folder]);
}, 120_000);
afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

interface Row {
  readonly file: string;
  readonly seconds: number;
  readonly megabytes: number;
  readonly code: number | null;
  readonly first: string;
  readonly problems: readonly string[];
}

/** Tries a file gets; other work on the machine slows it too. */
const TRIES = 3;

/** Lints one file. Other processes stretch its time by the clock, its own collector threads that of the processor: the lesser counts. */
function lint(file: string, args: readonly string[]): Row {
  const run = () => svcMeasured(['lint', file, '--format', 'compact', ...args], { cwd: folder, timeout: 30_000 });
  const secondsOf = (told: ReturnType<typeof run>) => Math.min(told.seconds, told.processor ?? Infinity);
  let told = run();
  for (let tries = 1; tries < TRIES && secondsOf(told) > MAX_SECONDS; tries++) {
    const again = run();
    if (secondsOf(again) < secondsOf(told)) told = again;
  }
  const { code, stdout, stderr, megabytes = 0 } = told;
  const seconds = secondsOf(told);
  const first = /\[([a-z-]+)\]$/m.exec(stdout)?.[1] ?? '(nothing)';
  const problems = [
    ...(code === 0 || code === 1 ? [] : [`exit ${code}: ${stderr.slice(0, 200)}`]),
    ...(/^ {4,}at |a bug in svc/m.test(stderr + stdout) ? ['a stack trace'] : []),
    ...(stdout.startsWith(`${file}:`) ? [] : ['no diagnosis']),
    ...(stdout.length > MAX_OUTPUT ? [`${stdout.length} characters of output`] : []),
    ...(seconds > MAX_SECONDS ? [`${seconds.toFixed(2)} s`] : []),
    ...(megabytes > MAX_MEGABYTES ? [`${megabytes.toFixed(0)} MB`] : []),
  ];
  return { file, seconds, megabytes, code, first, problems };
}

function show(title: string, rows: readonly Row[]): void {
  const lines = rows.map(({ file, seconds, megabytes, code, first, problems }) =>
    [
      file.padEnd(34),
      `${seconds.toFixed(2)} s`.padStart(8),
      `${megabytes.toFixed(0)} MB`.padStart(8),
      `  exit ${code}  ${first}${problems.length > 0 ? `  FAILS: ${problems.join(', ')}` : ''}`,
    ].join(''),
  );
  console.info(`${title} (${AIM})\n${lines.join('\n')}`);
}

const failing = (rows: readonly Row[]) =>
  rows.filter(({ problems }) => problems.length > 0).map(({ file, problems }) => `${file}: ${problems.join(', ')}`);

const memory = canMeasureMemory ? '' : ' (memory is not measured: no GNU time)';

describe.skipIf(why !== '')(`hostile files${why === '' ? memory : ` (skipped: ${why})`}`, () => {
  it('with the limits as they are', { timeout: 300_000 }, () => {
    const rows = readdirSync(folder)
      .sort()
      .map((file) => lint(file, []));
    show('default limits', rows);
    expect(rows.length).toBeGreaterThan(15);
    expect(failing(rows)).toEqual([]);
    // What is over the limit is not read at all.
    for (const { file, first, seconds } of rows) {
      if (statSync(join(folder, file)).size <= DEFAULT_MAX_SIZE) continue;
      expect({ file, first, soon: seconds < 1.5 }).toEqual({ file, first: 'plist-limits', soon: true });
    }
  });

  it('with --max-size raised over them', { timeout: 300_000 }, () => {
    const rows = readdirSync(folder)
      .sort()
      .filter((file) => statSync(join(folder, file)).size > DEFAULT_MAX_SIZE)
      .map((file) => lint(file, ['--max-size', '100000000']));
    show('--max-size 100000000', rows);
    expect(rows.length).toBeGreaterThan(5);
    expect(failing(rows)).toEqual([]);
  });

  it('entities are told, never unfolded or fetched', () => {
    const secret = existsSync('/etc/hostname') ? readFileSync('/etc/hostname', 'utf8').trim() : '';
    for (const file of ['billion-laughs.plist', 'quadratic-entity.plist', 'xxe.plist']) {
      const { stdout, code } = svcMeasured(['lint', file, '--json'], { cwd: folder });
      expect(code).toBe(1);
      expect(JSON.parse(stdout).diagnostics[0].rule, file).toBe('plist-limits');
      expect(stdout).not.toContain('lollol');
      if (file === 'xxe.plist' && secret.length > 3) expect(stdout).not.toContain(secret);
    }
  });

  it('all together as one folder, in one run', { timeout: 60_000 }, () => {
    const { stdout, stderr, code, seconds } = svcMeasured(['lint', '.', '--json'], { cwd: folder });
    expect(stderr).not.toMatch(/^ {4,}at |a bug in svc/m);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).files).toBe(readdirSync(folder).length);
    expect(seconds).toBeLessThan(10);
  });
});
