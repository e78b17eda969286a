import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBytes } from '../../src/system/files.ts';
import { walk } from '../../src/system/walk.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'svc-walk-')));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('walk', () => {
  it('says of a regular file alone that it is one', () => {
    mkdirSync(join(folder, 'b'));
    writeFileSync(join(folder, 'b', 'c.plist'), 'c');
    writeFileSync(join(folder, 'a.plist'), 'a');
    symlinkSync('a.plist', join(folder, 'd.plist'));
    symlinkSync('b', join(folder, 'e.plist'));
    execFileSync('mkfifo', [join(folder, 'f.plist')]);
    const found = [...walk(folder, (name) => name.endsWith('.plist'))];
    expect(found).toEqual([
      { path: join(folder, 'a.plist'), open: join(folder, 'a.plist'), isRegular: true },
      { path: join(folder, 'b', 'c.plist'), open: join(folder, 'b', 'c.plist'), isRegular: true },
      { path: join(folder, 'd.plist'), open: join(folder, 'd.plist'), isRegular: false },
      { path: join(folder, 'f.plist'), open: join(folder, 'f.plist'), isRegular: false },
    ]);
  });
});

describe('readBytes of a file that was regular a moment ago', () => {
  const known = { isRegular: true };

  it('refuses a pipe that took its place, and does not wait for it', () => {
    const pipe = join(folder, 'pipe.plist');
    execFileSync('mkfifo', [pipe]);
    expect(readBytes(pipe, 1000, pipe, known)).toMatchObject({ kind: 'not-a-file', message: 'it is no regular file' });
  });

  it('refuses a folder that took its place, and a file that grew', () => {
    expect(readBytes(folder, 1000, folder, known)).toMatchObject({ kind: 'not-a-file', code: 'EISDIR' });
    const file = join(folder, 'a.plist');
    writeFileSync(file, 'x'.repeat(1001));
    expect(readBytes(file, 1000, file, known)).toMatchObject({ kind: 'too-large' });
  });

  it('reads it, and says when it is gone', () => {
    const file = join(folder, 'a.plist');
    expect(readBytes(file, 1000, file, known)).toMatchObject({ kind: 'missing', code: 'ENOENT' });
    writeFileSync(file, 'text');
    expect(readBytes(file, 1000, file, { ...known, scratch: Buffer.alloc(64) })).toEqual(Buffer.from('text'));
  });
});
