/** Log files that are made for a daemon with a user of its own; install-system.slow.test.ts has the rest. */
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeLogFiles } from '../../src/deploy/job-folders.ts';
import { isRoot, whyNotRoot } from '../support/module-process.ts';
import { folderWith } from '../support/svc.ts';
import { jobOf, TARGET } from './situations.ts';

describe.skipIf(!isRoot)(`the log of a daemon's user${whyNotRoot}`, () => {
  it.each([
    ['an octal text', '"077"', 0o600],
    ['a hexadecimal text', '"0x3f"', 0o600],
    ['an integer', '63', 0o600],
    ['a text that is no mask', '"none"', 0o644],
  ])('is kept from others as Umask says: %s', (_, umask, mode) => {
    const folder = folderWith({ 'logs/kept': '' });
    for (const path of [folder, join(folder, 'logs')]) chmodSync(path, 0o755);
    const out = join(folder, 'logs', 'out.log');
    const job = jobOf(
      `command: [/bin/x]\nrunAtLoad: true\nplist: {UserName: nobody, Umask: ${umask}, StandardOutPath: ${out}}`,
    );
    makeLogFiles(job, { ...TARGET, domain: { kind: 'system' } });
    expect(statSync(out).mode & 0o777).toBe(mode);
  });
});
