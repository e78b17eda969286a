/** Size and times of files. */
import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileFacts } from '../../src/system/file-facts.ts';
import { folderWith } from '../support/svc.ts';

it('knows regular files, also behind links, and when one was put in place with its old times', () => {
  const folder = folderWith({ log: '12345' });
  const old = new Date(Date.UTC(2020, 0, 1));
  utimesSync(join(folder, 'log'), old, old);
  symlinkSync('log', join(folder, 'link'));
  mkdirSync(join(folder, 'folder'));
  const facts = fileFacts(join(folder, 'link'))!;
  expect(facts).toMatchObject({ bytes: 5, writtenAt: old.getTime() });
  expect(Date.now() - facts.changedAt).toBeLessThan(60_000);
  for (const name of ['none', 'folder', 'log/x', 'a\0b']) expect(fileFacts(join(folder, name)), name).toBeUndefined();
});
