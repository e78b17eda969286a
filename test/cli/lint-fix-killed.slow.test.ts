/** `svc lint --fix`, killed at any moment: each file is the old one or the new one, whole. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sampled, tries } from '../support/sample.ts';
import { folderWith, MAIN, manifestOf, svc } from '../support/svc.ts';
import { jobPlist } from './lint-jobs.ts';

const KILLS = tries(16, 66);
/** Of these so many at least must fall between the first byte written and the rename. */
const IN_A_WRITE = tries(3, 15);

/** A remark of megabytes: quickly read, slowly written. */
const REMARK = 'a remark \u00e9 '.repeat(500_000);
const job = (label: string, value: string) =>
  jobPlist(label, `<!-- ${REMARK} -->\n\t<key>LowPriorityIO</key>\n\t${value}\n`);
const remarks = `# ${'a remark '.repeat(50_000)}\n`;
const manifest = (value: string) =>
  `${remarks}${manifestOf(`command: [/usr/bin/true]\nrunAtLoad: true\nplist:\n  Nice: ${value}`)}`;

const OLD: Record<string, string> = {
  'a.plist': jobPlist('a', '\t<key>LowPriorityIO</key>\n\t<string>true</string>\n'),
  'b.plist': job('b', '<string>true</string>'),
  'services.yaml': manifest('"3"'),
};
const NEW: Record<string, string> = {
  'a.plist': jobPlist('a', '\t<key>LowPriorityIO</key>\n\t<true/>\n'),
  'b.plist': job('b', '<true/>'),
  'services.yaml': manifest('3'),
};

interface Killed {
  readonly wasKilled: boolean;
  /** Half-written files left behind. */
  readonly leftovers: readonly string[];
  /** How many files are the new ones. */
  readonly fresh: number;
}

/** Runs --fix over the old files in a folder and kills it once `until` says so. */
async function killed(cwd: string, until: (isOver: () => boolean) => Promise<void>): Promise<Killed> {
  const child = spawn(process.execPath, [MAIN, 'lint', '--fix', '.'], { cwd, stdio: 'ignore' });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
  await Promise.race([until(() => child.exitCode !== null), ended]);
  child.kill('SIGKILL');
  const wasKilled = (await ended) === 'SIGKILL';
  const leftovers = readdirSync(cwd).filter((name) => !(name in OLD));
  for (const name of leftovers) rmSync(join(cwd, name));
  let fresh = 0;
  for (const name of Object.keys(OLD)) {
    const bytes = readFileSync(join(cwd, name), 'utf8');
    if (bytes === OLD[name]) continue;
    if (bytes !== NEW[name]) throw new Error(`${name} is neither the old file nor the new one`);
    fresh++;
    writeFileSync(join(cwd, name), OLD[name]!);
  }
  return { wasKilled, leftovers, fresh };
}

const temporaryIn = (cwd: string) => readdirSync(cwd).some((name) => name.endsWith('.tmp'));

/** A moment after a file has begun to be written, the `nth` of the run; milliseconds of `delay`. */
async function inWrite(cwd: string, nth: number, delay: number, isOver: () => boolean): Promise<void> {
  for (let seen = 0, was = false; !isOver(); ) {
    const is = temporaryIn(cwd);
    if (is && !was) seen++;
    if (seen > nth) break;
    was = is;
    await sleep(1);
  }
  const end = performance.now() + delay;
  while (performance.now() < end);
}

describe('--fix that is killed', () => {
  it(`leaves whole files, ${KILLS} times (${sampled})`, { timeout: 600_000 }, async () => {
    const cwd = folderWith(OLD);
    const start = performance.now();
    expect(svc(['lint', '--fix', '.'], { cwd }).code).toBe(0);
    const whole = performance.now() - start;
    for (const [name, text] of Object.entries(NEW)) {
      expect(readFileSync(join(cwd, name), 'utf8') === text).toBe(true);
      writeFileSync(join(cwd, name), OLD[name]!);
    }

    const runs: Killed[] = [];
    for (let i = 0; runs.filter(({ wasKilled }) => wasKilled).length < KILLS && i < 3 * KILLS; i++) {
      const isAimed = i % 2 === 0;
      const moment = Math.random();
      const nth = Math.floor(moment * 2);
      runs.push(
        await killed(cwd, (isOver) =>
          isAimed ? inWrite(cwd, nth, (moment * 1000) % 12, isOver) : sleep(moment * whole),
        ),
      );
    }
    const kills = runs.filter(({ wasKilled }) => wasKilled);
    expect(kills.length).toBeGreaterThanOrEqual(KILLS);
    const leftovers = kills.flatMap((run) => run.leftovers);
    expect(leftovers.filter((name) => !/^\..+\.tmp$/.test(name))).toEqual([]);
    expect(leftovers.filter((name) => /\.plist$/i.test(name))).toEqual([]);
    expect(leftovers.length).toBeGreaterThanOrEqual(IN_A_WRITE);
    // Some kills came before the first file was mended, some after.
    expect(new Set(kills.map(({ fresh }) => fresh)).size).toBeGreaterThan(1);
  });

  it('is taken up again: leftovers are not read, and the rest is mended', () => {
    const cwd = folderWith({ ...OLD, 'a.plist': NEW['a.plist']! });
    writeFileSync(join(cwd, '.b.plist.0123456789ab.tmp'), NEW['b.plist']!.slice(0, 500_000));
    expect(svc(['lint', '--fix', '.'], { cwd })).toMatchObject({ code: 0, stdout: '' });
    for (const [name, text] of Object.entries(NEW)) expect(readFileSync(join(cwd, name), 'utf8') === text).toBe(true);
  });
});
