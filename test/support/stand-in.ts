/** A launchd stand-in of one test, and property lists for it. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type PlistValue, writePlist } from '../../src/index.ts';
import { type StandIn, type StandInOptions, startStandIn } from '../../src/testing/index.ts';
import type { Result } from './svc.ts';

/** Starts one for user 501 (not root) unless `options` say otherwise; it is stopped when the test ends. */
export async function standIn(options: StandInOptions = {}): Promise<StandIn> {
  const started = await startStandIn({ uid: 501, ...options });
  onTestFinished(() => started.stop());
  return started;
}

/** Writes the property list of a job into ~/Library/LaunchAgents and gives its path. By default it sleeps. */
export function agent({ home }: StandIn, label: string, keys: Readonly<Record<string, PlistValue>> = {}): string {
  return jobFile(join(home, 'Library/LaunchAgents', `${label}.plist`), label, keys);
}

/** The same for /Library/LaunchDaemons. */
export function daemon({ root }: StandIn, label: string, keys: Readonly<Record<string, PlistValue>> = {}): string {
  return jobFile(join(root, 'Library/LaunchDaemons', `${label}.plist`), label, keys);
}

function jobFile(path: string, label: string, keys: Readonly<Record<string, PlistValue>>): string {
  const dict = { Label: label, ProgramArguments: ['/bin/sleep', '600'], ...keys };
  writeFileSync(path, writePlist(dict), { mode: 0o644 });
  return path;
}

/** Runs the `launchctl` executable of a stand-in, with an environment that holds nothing. */
export function launchctl(
  { launchctl: program }: StandIn,
  args: readonly string[],
  options: { readonly cwd?: string; readonly timeout?: number } = {},
): Promise<Result & { readonly signal?: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { env: {}, timeout: 30_000, ...options }, (error, stdout, stderr) => {
      const { code, signal } = (error ?? { code: 0 }) as { code?: number | null; signal?: string };
      resolve({ code: typeof code === 'number' ? code : null, stdout, stderr, ...(signal && { signal }) });
    });
  });
}

/** Waits until `is` holds, looking every 10 ms; fails after 25 seconds. */
export async function until(is: () => boolean, what = 'what was waited for'): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (!is()) {
    if (Date.now() > deadline) throw new Error(`${what} did not come about within 25 seconds`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Is there a process with this pid, zombies aside? */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
