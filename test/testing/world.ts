/** An engine with its folder, and short ways to load jobs of real processes into it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { PlistDict } from '../../src/plist/value.ts';
import { writePlist } from '../../src/plist/write.ts';
import { Clock } from '../../src/testing/clock.ts';
import { Engine } from '../../src/testing/engine.ts';
import { type Semantics, semanticsOf } from '../../src/testing/semantics.ts';
import type { Domain, JobView, LogEntry } from '../../src/testing/types.ts';

export const GUI: Domain = { kind: 'gui', uid: 501 };
export const USER: Domain = { kind: 'user', uid: 501 };
export const SYSTEM: Domain = { kind: 'system' };

/** The label that jobs of tests have when they need no other. */
export const LABEL = 'com.example.job';

/** Real milliseconds after which a test gives up waiting; generous, since machines that test are busy. */
const PATIENCE = 25_000;

export interface WorldOptions {
  readonly timeScale?: number;
  readonly wall?: number;
  readonly semantics?: Partial<Semantics>;
}

/** Says what is to be done when a test has ended. */
export type AtEnd = (end: () => Promise<void>) => void;

export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'svc-engine-'));
  readonly engine: Engine;

  /** @param atEnd where tests of a file run at the same time, the context's, which knows whose end is meant */
  constructor({ timeScale = 1, wall, semantics }: WorldOptions = {}, atEnd: AtEnd = onTestFinished) {
    this.engine = this.another({ timeScale, ...(wall !== undefined && { wall }), ...(semantics && { semantics }) });
    atEnd(async () => {
      await this.engine.stop();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  /** One more engine in the same folder, for what outlives an engine; the test stops it. */
  another({ timeScale = 1, wall, semantics }: WorldOptions = {}): Engine {
    return new Engine({
      domains: [GUI, USER, SYSTEM],
      fileOwner: process.getuid?.() ?? 0,
      root: this.folder,
      folder: this.folder,
      clock: new Clock(timeScale, wall),
      semantics: { ...semanticsOf(undefined), ...semantics },
    });
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return existsSync(this.at(name)) ? readFileSync(this.at(name), 'utf8') : '';
  }

  /** Writes a property list of the given keys. @returns its path */
  plist(keys: PlistDict, name: string = typeof keys.Label === 'string' ? keys.Label : LABEL): string {
    return this.file(`${name}.plist`, writePlist({ Label: LABEL, ...keys }));
  }

  file(name: string, content: string | Uint8Array, mode = 0o644): string {
    writeFileSync(this.at(name), content, { mode });
    return this.at(name);
  }

  /** Writes a property list and loads it. @returns the code */
  load(keys: PlistDict, domain: Domain = GUI): number {
    return this.engine.bootstrap(domain, this.plist(keys));
  }

  job(label = LABEL, domain: Domain = GUI): JobView | undefined {
    return this.engine.jobAt(domain, label);
  }

  log(kind: LogEntry['kind'], label = LABEL): readonly LogEntry[] {
    return this.engine.log.entries().filter((entry) => entry.kind === kind && entry.label === label);
  }

  /** Engine milliseconds at which a job was started, in order. */
  starts(label = LABEL): readonly number[] {
    return this.log('start', label).map(({ at }) => at);
  }

  /** Waits until so many starts of a program are in the log. */
  async started(count: number, label = LABEL): Promise<void> {
    await until(() => this.starts(label).length >= count, `start ${count} of ${label}`);
  }

  async exited(count: number, label = LABEL): Promise<void> {
    await until(() => this.log('exit', label).length >= count, `exit ${count} of ${label}`);
  }

  /** Waits until a file holds something that matches. @returns the whole text */
  async wrote(name: string, pattern = /\n$/): Promise<string> {
    await until(() => pattern.test(this.read(name)), `${pattern} in ${name}`);
    return this.read(name);
  }
}

/** `/bin/sh -c` as ProgramArguments. */
export function sh(script: string, ...args: readonly string[]): PlistDict {
  return { ProgramArguments: ['/bin/sh', '-c', script, 'sh', ...args] };
}

/** A program that ends when it is told to, and not before. */
export const SLEEPER: PlistDict = { ProgramArguments: ['/bin/sleep', '1000'] };

/** A program that does not end by TERM. It says `ready` on its standard output once it ignores it. */
export const STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.05; done";

/** Looks again and again until it holds; an error that names what was waited for when it never does. */
export async function until(holds: () => boolean, what: string, patience = PATIENCE): Promise<void> {
  const end = performance.now() + patience;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Is there such a process? One that is dead and not yet collected counts as none. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (!existsSync('/proc/self/stat')) return true;
  try {
    return !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The differences between one and the next. */
export function gaps(times: readonly number[]): readonly number[] {
  return times.slice(1).map((time, i) => time - times[i]!);
}
