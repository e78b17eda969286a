/** Small file systems for tests of full and read-only disks: root on Linux only. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const mount = (folder: string, options: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'svc-test', folder]).status === 0;

/** Why nothing can be mounted here, in brackets for a test's title; empty where it can. */
export const whyNoMount = ((): string => {
  if (process.getuid?.() !== 0) return ' (skipped: mounting takes root)';
  const folder = mkdtempSync(join(tmpdir(), 'svc-mount-'));
  const mounted = mount(folder, 'size=64k');
  if (mounted) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
  return mounted ? '' : ' (skipped: this machine lets nobody mount)';
})();

/** Mounts a file system of `size` bytes at a new folder within `parent`, until the test ends. */
export function mountedAt(parent: string, name: string, size: number): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  if (!mount(folder, `size=${size}`)) throw new Error(`mount ${folder} failed`);
  onTestFinished(() => {
    spawnSync('umount', ['-l', folder]);
  });
  return folder;
}

/** Makes a mounted file system read-only. */
export function makeReadOnly(folder: string): void {
  remount(folder, 'ro');
}

/** And writable again. */
export function makeWritable(folder: string): void {
  remount(folder, 'rw');
}

function remount(folder: string, how: 'ro' | 'rw'): void {
  if (spawnSync('mount', ['-o', `remount,${how}`, folder]).status !== 0) throw new Error(`remount ${folder} failed`);
}

/** Mounts a small file system over a folder that is there; what was in it is hidden. @returns how to take it off */
export function mountOver(folder: string, size: number): () => void {
  if (!mount(folder, `size=${size},mode=755`)) throw new Error(`mount ${folder} failed`);
  return () => {
    spawnSync('umount', ['-l', folder]);
  };
}
