/**
 * An engine in a process of its own, to be killed or measured: `node engine-host.ts <folder> <what> <marker>`.
 * Every program it runs has the marker among its arguments.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlistDict } from '../../src/plist/value.ts';
import { writePlist } from '../../src/plist/write.ts';
import { Clock } from '../../src/testing/clock.ts';
import { Engine } from '../../src/testing/engine.ts';
import { semanticsOf } from '../../src/testing/semantics.ts';
import type { Domain } from '../../src/testing/types.ts';

const [folder = '', what = '', marker = ''] = process.argv.slice(2);
const domain: Domain = { kind: 'gui', uid: 501 };

function engineOf(timeScale: number): Engine {
  return new Engine({
    domains: [domain],
    fileOwner: process.getuid?.() ?? 0,
    root: folder,
    folder,
    clock: new Clock(timeScale),
    semantics: semanticsOf(undefined),
  });
}

/** Loads a job of `sh -c script`, with a log. */
function bootstrap(engine: Engine, label: string, script: string, keys: PlistDict): void {
  const path = join(folder, `${label}.plist`);
  const argv = ['/bin/sh', '-c', script, marker];
  const log = join(folder, `${label}.log`);
  writeFileSync(path, writePlist({ Label: label, ProgramArguments: argv, StandardOutPath: log, ...keys }), {
    mode: 0o644,
  });
  const code = engine.bootstrap(domain, path);
  if (code !== 0) throw new Error(`bootstrap of ${label} answers ${code}.`);
}

const KEEP_ALIVE = { KeepAlive: true };
const SLEEP = 'sleep 1000 & wait';

interface Measured {
  readonly descriptors: number;
  readonly heap: number;
  /** Children of this process that are not zombies, the watchdog among them. */
  readonly children: number;
  readonly files: number;
}

async function measured(): Promise<Measured> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  globalThis.gc?.();
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    heap: process.memoryUsage().heapUsed,
    children: childrenOf(process.pid),
    files: readdirSync(folder).length,
  };
}

function childrenOf(parent: number): number {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const [state, ppid] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(ppid) === parent && state !== 'Z';
    } catch {
      return false;
    }
  }).length;
}

/** Loads jobs without an end, so that it is killed in the midst of it. */
async function load(engine: Engine): Promise<void> {
  for (let i = 0; ; i = (i + 1) % 6) {
    const label = `job-${i}`;
    if (engine.jobAt(domain, label)) engine.forget(domain, label);
    bootstrap(engine, label, i % 3 ? SLEEP : "trap '' TERM HUP; sleep 1000 & sleep 1000", KEEP_ALIVE);
    if (i === 0) process.stdout.write('up\n');
    await new Promise((resolve) => setTimeout(resolve, i));
  }
}

async function crashLoop(engine: Engine, count: number): Promise<void> {
  const runs = () => engine.jobAt(domain, 'loop')!.runs;
  const before = engine.jobAt(domain, 'loop') ? runs() : 0;
  if (before === 0) bootstrap(engine, 'loop', 'sleep 1000 & exit 1', KEEP_ALIVE);
  while (runs() < before + count) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function many(engine: Engine): Promise<void> {
  const labels = Array.from({ length: 50 }, (_, i) => `many-${i}`);
  for (const label of labels) bootstrap(engine, label, SLEEP, { RunAtLoad: true });
  const running = labels.filter((label) => engine.jobAt(domain, label)?.pid !== undefined).length;
  process.stdout.write(`running ${running}\n`);
  for (const label of labels) engine.bootout(domain, label);
  await Promise.all(labels.map((label) => engine.whenRemoved(domain, label)));
}

async function cycles(engine: Engine, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    bootstrap(engine, 'cycle', SLEEP, KEEP_ALIVE);
    if (i % 2) engine.kill(domain, 'cycle', 'SIGKILL');
    engine.bootout(domain, 'cycle');
    await engine.whenRemoved(domain, 'cycle');
  }
}

/** Does everything once to warm up, measures, does it in full, measures again. */
async function measure(engine: Engine): Promise<void> {
  await crashLoop(engine, 60);
  await many(engine);
  await cycles(engine, 20);
  const before = await measured();
  await crashLoop(engine, 60);
  await many(engine);
  await cycles(engine, 200);
  const after = await measured();
  await engine.stop();
  process.stdout.write(`${JSON.stringify({ before, after, stopped: await measured() })}\n`);
}

const engine = engineOf(0.005);
await (what === 'load' ? load(engine) : measure(engine));
