/** `seen.json`: kept where it may be, and never in the way of looking. */
import { existsSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../src/deploy/types.ts';
import { SeenStore } from '../../src/status/seen-store.ts';
import { isProblem } from '../../src/system/files.ts';
import { openStateFolder } from '../../src/system/state-folder.ts';
import { TARGET } from '../deploy/situations.ts';
import { folderWith } from '../support/svc.ts';

const UID = process.getuid!();
const NOW = Date.UTC(2026, 2, 29);
const SEEN = { readings: [{ at: NOW, runs: 3 }] };

function machine(): { readonly target: Target; readonly file: string; readonly folder: string } {
  const home = folderWith();
  const folder = openStateFolder({ kind: 'home', home, namespace: 'org.example' }, UID);
  if (isProblem(folder)) throw new Error(folder.message);
  return { target: { ...TARGET, home, uid: UID }, folder, file: join(folder, 'seen.json') };
}

describe('SeenStore', () => {
  it('remembers from one call to the next, and writes only what changed', () => {
    const { target, file } = machine();
    const store = new SeenStore(target, UID, NOW);
    expect(store.save()).toBeUndefined();
    expect(existsSync(file)).toBe(false);
    store.put('a', SEEN);
    expect(store.save()).toBeUndefined();
    expect(statSync(file).mode & 0o777).toBe(0o644);
    const next = new SeenStore(target, UID, NOW);
    expect(next.of('a')).toEqual(SEEN);
    expect(next.of('b').readings).toEqual([]);
    rmSync(file);
    next.put('a', next.of('a'));
    next.save();
    expect(existsSync(file)).toBe(false);
  });

  it('forgets jobs that were loaded anew, and keeps the login of the others', () => {
    const { target, file } = machine();
    const store = new SeenStore(target, UID, NOW);
    store.put('a', SEEN);
    store.put('b', SEEN);
    store.save();
    store.put('b', { ...SEEN, session: 7 });
    store.save();
    const next = new SeenStore(target, UID, NOW);
    next.forget(['a', 'c']);
    next.save();
    expect(new SeenStore(target, UID, NOW).of('a').readings).toEqual([]);
    expect(new SeenStore(target, UID, NOW).of('b')).toEqual({ ...SEEN, session: 7 });
    rmSync(file);
    next.forget(['c']);
    next.save();
    expect(existsSync(file)).toBe(false);
  });

  it('writes nothing for another user, as root under sudo is in a home', () => {
    const { target, file } = machine();
    const store = new SeenStore(target, UID + 1, NOW);
    store.put('a', SEEN);
    expect(store.save()).toBeUndefined();
    expect(existsSync(file)).toBe(false);
    expect(store.of('a')).toEqual(SEEN);
  });

  it('makes no folder, and follows no link to one', () => {
    const home = folderWith();
    const store = new SeenStore({ ...TARGET, home, uid: UID }, UID, NOW);
    store.put('a', SEEN);
    expect(store.save()).toBeUndefined();
    expect(existsSync(join(home, '.local'))).toBe(false);

    const { target, folder } = machine();
    renameSync(folder, `${folder}.moved`);
    symlinkSync(`${folder}.moved`, folder);
    const linked = new SeenStore(target, UID, NOW);
    linked.put('a', SEEN);
    expect(linked.save()).toBeUndefined();
    expect(existsSync(join(`${folder}.moved`, 'seen.json'))).toBe(false);
  });

  it('says what keeps it from writing, and reads damage as nothing', () => {
    const { target, file } = machine();
    writeFileSync(file, 'nonsense');
    expect(new SeenStore(target, UID, NOW).of('a').readings).toEqual([]);
    rmSync(file);
    mkdirSync(join(file, 'x'), { recursive: true });
    const store = new SeenStore(target, UID, NOW);
    store.put('a', SEEN);
    expect(store.save()).toMatch(/seen\.json can not be written: /);
  });
});
