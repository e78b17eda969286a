/** Ten thousand files: all of them linted, in memory that does not grow with their number, the first findings at once. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canMeasureMemory, MAIN, svcMeasured } from '../support/svc.ts';
import { errorPlist, jobPlist } from './lint-jobs.ts';

const FILES = 10_000;
/** Most megabytes that ten thousand files may hold over what one file holds. */
const MAX_GROWTH = 40;

const script = join(process.env.SVC_SHARED ?? '/nonexistent', 'bench/gen-corpus.py');
const useScript = existsSync(script) && spawnSync('python3', ['--version']).status === 0;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'svc-many-'));
  const many = join(folder, 'many');
  if (useScript) execFileSync('python3', [script, many, String(FILES)]);
  else generate(many);
  mkdirSync(join(folder, 'one'));
  copyFileSync(join(many, '00000.plist'), join(folder, 'one/00000.plist'));
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

const WHY = canMeasureMemory ? '' : ' (memory is not measured: no GNU time)';

describe('ten thousand files', () => {
  it(`are all linted, in little more memory than one${WHY}`, { timeout: 180_000 }, () => {
    const many = svcMeasured(['lint', '--json', 'many'], { cwd: folder, timeout: 150_000 });
    const answer = JSON.parse(many.stdout);
    expect(answer.files).toBe(FILES);
    // Every file's label differs from its name, so every file has a finding.
    expect(new Set(answer.diagnostics.map(({ file }: { file: string }) => file)).size).toBe(FILES);
    const counts = answer.summary;
    expect(counts.errors + counts.warnings + counts.infos + counts.suppressed).toBe(answer.diagnostics.length);
    const one = svcMeasured(['lint', '--json', 'one'], { cwd: folder });
    expect(JSON.parse(one.stdout).files).toBe(1);
    if (many.megabytes === undefined || one.megabytes === undefined) return;
    const growth = many.megabytes - one.megabytes;
    console.info(
      `lint: ${FILES} files in ${many.seconds.toFixed(1)} s, ${many.megabytes.toFixed(0)} MB; one file ${one.megabytes.toFixed(0)} MB; growth ${growth.toFixed(1)} MB`,
    );
    expect(growth).toBeLessThan(MAX_GROWTH);
  });

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
