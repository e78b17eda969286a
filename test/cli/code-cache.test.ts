import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, MAIN } from '../support/svc.ts';

const PLIST =
  '<?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">' +
  '<plist version="1.0"><dict><key>Label</key><string>other</string><key>Program</key><string>/bin/ls</string></dict></plist>';

function machine() {
  const folder = folderWith({ 'home/.keep': '', 'a.plist': PLIST });
  const home = join(folder, 'home');
  chmodSync(home, 0o700);
  const lint = (env: Record<string, string> = {}) => {
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'lint', 'a.plist'], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: home, ...env },
      encoding: 'utf8',
    });
    return `${signal ?? status}\n${stdout}\n${stderr}`;
  };
  const all = join(home, '.cache/launchd-svc');
  /** The folder of this node. */
  const cache = () => join(all, readdirSync(all).find((name) => name.startsWith(process.version))!);
  const file = (name: string) => join(cache(), readdirSync(cache()).find((entry) => entry.startsWith(name))!);
  return { folder, home, all, cache, file, lint };
}

function flipped(bytes: Buffer, at: number): Buffer {
  bytes[at]! ^= 4;
  return bytes;
}

describe('compiled code is kept', () => {
  it('in the cache folder of the user, for nobody else, learnt from the first runs', () => {
    const { cache, file, lint } = machine();
    const first = lint();
    expect(first).toContain('label-filename-mismatch');
    expect(statSync(cache()).mode & 0o777).toBe(0o700);
    expect(readdirSync(cache()).every((name) => (statSync(join(cache(), name)).mode & 0o777) === 0o600)).toBe(true);
    for (let run = 2; run <= 6; run++) {
      expect(lint()).toBe(first);
      expect(readFileSync(file('lint.cjs'))[0]).toBe(Math.min(run, 4));
    }
  });

  it('is learnt once more a day, from other files', () => {
    const { file, lint } = machine();
    for (let run = 1; run <= 4; run++) lint();
    const kept = file('lint.cjs');
    const { mtimeMs } = statSync(kept);
    lint();
    expect(statSync(kept).mtimeMs).toBe(mtimeMs);
    const yesterday = Date.now() / 1000 - 25 * 3600;
    utimesSync(kept, yesterday, yesterday);
    lint();
    expect(statSync(kept).mtimeMs).toBeGreaterThanOrEqual(mtimeMs);
    expect(readFileSync(kept)[0]).toBe(4);
  });

  it.each([
    ['a bit lost in the code', (bytes: Buffer) => flipped(bytes, 5000)],
    ['a bit lost in its copy', (bytes: Buffer) => flipped(bytes, bytes.length - 5000)],
    ['half of it', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['nothing', () => Buffer.alloc(0)],
    ['something else', () => Buffer.from('hello world'.repeat(4))],
    ['what V8 does not know, twice', () => Buffer.alloc(16 + 2 * 4096, 'x')],
  ])('%s: it is compiled anew, and kept', (_, damage) => {
    const { file, lint } = machine();
    const first = lint();
    const kept = file('lint.cjs');
    const damaged = damage(readFileSync(kept));
    writeFileSync(kept, damaged);
    expect(lint()).toBe(first);
    expect(readFileSync(kept).length).toBeGreaterThan(100_000);
    expect(readFileSync(kept).equals(damaged)).toBe(false);
    expect(lint()).toBe(first);
  });

  it('nowhere, where others may write or it is switched off', () => {
    const { folder, home, lint } = machine();
    const first = lint({ NODE_DISABLE_COMPILE_CACHE: '1' });
    chmodSync(home, 0o777);
    expect(lint()).toBe(first);
    expect(lint({ HOME: 'relative' })).toBe(first);
    expect(lint({ HOME: '' })).toBe(first);
    expect(existsSync(join(home, '.cache'))).toBe(false);
    chmodSync(home, 0o700);
    for (const open of ['.cache', '.cache/launchd-svc']) {
      mkdirSync(join(home, open), { mode: 0o755 });
      chmodSync(join(home, open), 0o777);
      expect(lint()).toBe(first);
      expect(readdirSync(join(home, open))).toEqual([]);
      chmodSync(join(home, open), 0o755);
    }
    expect(lint({ XDG_CACHE_HOME: 'caches' })).toBe(first);
    expect(existsSync(join(folder, 'caches'))).toBe(false);
  });

  it('of another text of the same length is not run', () => {
    const { folder, home } = machine();
    const dist = join(folder, 'dist');
    cpSync(join(MAIN, '..'), dist, { recursive: true });
    const help = () =>
      spawnSync(process.execPath, [join(dist, 'main.js'), '--help'], { env: { HOME: home }, encoding: 'utf8' }).stdout;
    for (let run = 0; run < 3; run++) expect(help()).toContain('Usage: svc');
    for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.cjs'),
    )) {
      const path = join(dist, file);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('Usage: svc', 'USAGE: SVC'));
    }
    expect(help()).toContain('USAGE: SVC');
  });

  // A build in two places, each copied at a time of its own: one took the place from the other, and neither ever had code.
  it('for each copy of a build', () => {
    const { folder, home, cache } = machine();
    const copies = ['one', 'other'].map((name, i) => {
      const dist = join(folder, name);
      cpSync(join(MAIN, '..'), dist, { recursive: true });
      utimesSync(join(dist, 'start.cjs'), 1_600_000_000 + i, 1_600_000_000 + i);
      return join(dist, 'main.js');
    });
    for (let run = 0; run < 4; run++)
      for (const main of copies) spawnSync(process.execPath, [main, '--version'], { env: { HOME: home } });
    const kept = readdirSync(cache()).filter((name) => name.startsWith('start.cjs'));
    expect(kept.map((name) => readFileSync(join(cache(), name))[0])).toEqual([4, 4]);
  });

  it('for each command by itself: what one taught is not what another needs', () => {
    const { folder, home, cache, lint } = machine();
    const svc = (...args: string[]) =>
      spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, env: { HOME: home }, encoding: 'utf8' }).status;
    for (let run = 0; run < 4; run++) expect(svc('--help')).toBe(0);
    lint();
    const lessons = readdirSync(cache())
      .filter((name) => name.startsWith('start.cjs'))
      .map((name) => [name.split('-')[3] ?? '', readFileSync(join(cache(), name))[0]]);
    expect(Object.fromEntries(lessons)).toEqual({ '': 4, lint: 1 });
    const before = readdirSync(cache());
    expect(svc('lnit')).toBe(2);
    expect(readdirSync(cache())).toEqual(before);
  });

  it('for runs over a folder by itself: a start over one file does not load what only they need', () => {
    const { folder, home, cache, lint } = machine();
    const overFolder = (args: readonly string[]) =>
      spawnSync(process.execPath, [MAIN, 'lint', ...args], { cwd: folder, env: { HOME: home }, encoding: 'utf8' })
        .stdout;
    const kept = () =>
      Object.fromEntries(
        readdirSync(cache())
          .filter((name) => name.startsWith('lint.cjs'))
          .map((name) => [name.endsWith('-many') ? 'many' : 'one', readFileSync(join(cache(), name))]),
      );
    lint();
    const first = kept();
    expect(Object.keys(first)).toEqual(['one']);
    expect(overFolder(['.'])).toContain('label-filename-mismatch');
    expect(overFolder(Array.from({ length: 60 }, () => 'a.plist'))).toContain('label-filename-mismatch');
    expect(overFolder(['a\u{1f600}'.repeat(300)])).toBe(''); // a name that is too long is no folder
    const last = kept();
    expect(Object.keys(last).sort()).toEqual(['many', 'one']);
    expect(last.one!.equals(first.one!)).toBe(true);
    expect(last.many![0]).toBe(2);
  });

  it('where NODE_COMPILE_CACHE says', () => {
    const { folder, home, lint } = machine();
    lint({ NODE_COMPILE_CACHE: join(folder, 'kept') });
    expect(readdirSync(join(folder, 'kept/launchd-svc'))).toHaveLength(1);
    expect(existsSync(join(home, '.cache'))).toBe(false);
  });

  it('is removed when nothing used it for a month', () => {
    const { all, cache, file, lint } = machine();
    lint();
    writeFileSync(file('lint.cjs'), '');
    writeFileSync(join(all, '.DS_Store'), '');
    const gone = join(all, 'v20.0.0-of-before');
    mkdirSync(gone);
    const [old, recent] = [join(gone, 'lint.cjs-0000000000000000'), join(cache(), 'lint.cjs-1111111111111111')];
    for (const path of [old, recent]) writeFileSync(path, '');
    const weeks = (count: number) => Date.now() / 1000 - count * 7 * 86_400;
    utimesSync(old, weeks(5), weeks(5));
    utimesSync(recent, weeks(1), weeks(1));
    lint();
    expect(existsSync(gone)).toBe(false);
    expect(existsSync(recent)).toBe(true);
  });
});
