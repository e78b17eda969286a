/** Ten thousand files: all of them linted, in memory that does not grow with their number, the first findings at once. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canMeasureMemory, MAIN, svc, svcMeasured } from '../support/svc.ts';
import { errorPlist, jobPlist } from './lint-jobs.ts';

const FILES = 10_000;
/** Megabytes of heap that must do for ten thousand files; one file needs about ten. */
const HEAP_LIMIT = 40;
/** Megabytes that ten thousand files may need more than one. `npm run bench` is stricter; a leak per file would be 200. */
const MEMORY_LIMIT = 80;

const script = join(process.env.SVC_SHARED ?? '/nonexistent', 'bench/gen-corpus.py');
const useScript = existsSync(script) && spawnSync('python3', ['--version']).status === 0;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'svc-many-'));
  const many = join(folder, 'many');
  if (useScript) execFileSync('python3', [script, many, String(FILES)]);
  else generate(many);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Jobs of some two kilobytes, no two alike, one in seven with an error. */
function generate(many: string): void {
  mkdirSync(many);
  for (let i = 0; i < FILES; i++) {
    const label = `org.example.job${i}`;
    const variables = Array.from({ length: 5 + (i % 9) }, (_, k) => {
      const value = `${(i * 7919 + k * 104_729) % 1_000_003}`.repeat(3);
      return `\t\t<key>SVC_${k}</key>\n\t\t<string>${value}</string>\n`;
    });
    const body = `\t<key>EnvironmentVariables</key>\n\t<dict>\n${variables.join('')}\t</dict>\n`;
    const wrong = i % 7 === 3 ? '\t<key>ExitTimeOut</key>\n\t<integer>0</integer>\n' : '';
    writeFileSync(join(many, `${String(i).padStart(5, '0')}.plist`), jobPlist(label, body + wrong));
  }
}

describe('ten thousand files', () => {
  it('are all linted in a heap that would not hold their texts', { timeout: 180_000 }, () => {
    // What the machine gives is left to garbage by choice of the collector; what is live is bound by this limit.
    const nodeArgs = [`--max-old-space-size=${HEAP_LIMIT}`];
    const many = svc(['lint', '--json', 'many'], { cwd: folder, timeout: 150_000, nodeArgs });
    expect(many.stderr).toMatch(/^svc: 10000 files checked: /);
    const answer = JSON.parse(many.stdout);
    expect(answer.files).toBe(FILES);
    // Every file's label differs from its name, so every file has a finding.
    expect(new Set(answer.diagnostics.map(({ file }: { file: string }) => file)).size).toBe(FILES);
    const counts = answer.summary;
    expect(counts.errors + counts.warnings + counts.infos + counts.suppressed).toBe(answer.diagnostics.length);
  });

  it.runIf(canMeasureMemory)(
    `need little more memory than one${canMeasureMemory ? '' : ' (skipped: no /usr/bin/time)'}`,
    { timeout: 180_000 },
    () => {
      const peak = (path: string) => svcMeasured(['lint', path], { cwd: folder, timeout: 150_000 }).megabytes!;
      const more = peak('many') - peak('many/00000.plist');
      expect(more).toBeGreaterThan(0);
      expect(more).toBeLessThan(MEMORY_LIMIT);
    },
  );

  it('give their first findings while the last are not read yet', { timeout: 180_000 }, async () => {
    const last = join(folder, 'many', readdirSync(join(folder, 'many')).sort().at(-1)!);
    writeFileSync(last, jobPlist('org.example.last'));
    const child = spawn(process.execPath, [MAIN, 'lint', 'many', '--format', 'compact'], { cwd: folder });
    let stdout = '';
    child.stdout.setEncoding('utf8');
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (text) => {
        // The last file is changed once the first finding is seen: what is said of it then shows when it was read.
        if (stdout === '') writeFileSync(last, errorPlist('org.example.last'));
        stdout += text;
      });
      child.on('close', () => resolve());
    });
    expect(stdout).toMatch(/09999\.plist:14:2: error: .*\[exit-timeout-zero\]\n$/);
  });
});
