/** The pictures of the README are what svc shows now; `npm run pictures` renews them. Slow: it installs and runs jobs. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasPython } from './support/plistlib.ts';
import { folderWith, REPO } from './support/svc.ts';

const PICTURES = join(REPO, 'docs/pictures');

it.skipIf(!hasPython || process.platform !== 'linux')('docs/pictures is current', { timeout: 120_000 }, () => {
  const folder = folderWith();
  const script = join(REPO, 'scripts/pictures.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, folder], {
    encoding: 'utf8',
    timeout: 110_000,
    killSignal: 'SIGKILL',
  });
  expect(status, stderr).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(readdirSync(PICTURES).sort());
  for (const name of readdirSync(PICTURES)) {
    expect(readFileSync(join(folder, name), 'utf8'), name).toBe(readFileSync(join(PICTURES, name), 'utf8'));
  }
});

it('every picture is in the README, with words for those who do not see it', () => {
  const readme = readFileSync(join(REPO, 'README.md'), 'utf8');
  const shown = [...readme.matchAll(/!\[([^\]]{40,})\]\(docs\/pictures\/([a-z]+\.svg)\)/g)].map(([, , name]) => name);
  expect(shown.sort()).toEqual(readdirSync(PICTURES).sort());
});
