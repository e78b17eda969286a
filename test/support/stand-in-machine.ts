/** A machine of its own for a test: the stand-in for launchd, a home with a services.yaml, and svc run against both. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { desiredJobs } from '../../src/deploy/desired.ts';
import { RecordStore } from '../../src/deploy/record-store.ts';
import type { DesiredJob } from '../../src/deploy/types.ts';
import { loadManifest } from '../../src/project/load-manifest.ts';
import { isProblem } from '../../src/system/files.ts';
import { openStateFolder } from '../../src/system/state-folder.ts';
import { type StandIn, type StandInOptions, startStandIn } from '../../src/testing/index.ts';
import { quickEnv } from './quick-launchctl.ts';
import { COMPILE_CACHE, MAIN, type Result } from './svc.ts';

export interface StandInMachine {
  readonly standIn: StandIn;
  /** Of services.yaml. */
  readonly file: string;
  /** `gui/<uid>` */
  readonly domain: string;
  /** Where agents are installed. */
  readonly agents: string;
  /** What svc is told of the machine. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the built svc; the stand-in lives in this process, so it must not be blocked meanwhile. */
  svc(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Result>;
  /** The same, told apart: the process, to send signals to, and its end. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): RunningSvc;
  /** Another services.yaml in place of the old one. */
  declare(text: string): readonly DesiredJob[];
  /** Puts files, records and loaded jobs there as svc leaves them, without svc. */
  place(jobs: readonly DesiredJob[]): Promise<void>;
}

export interface RunningSvc {
  readonly child: ChildProcess;
  readonly end: Promise<Result>;
}

/** In a container root is the only user. */
const ROOT_TOO = process.getuid?.() === 0 ? { SVC_ALLOW_ROOT: '1' } : {};

/** Starts a machine; it ends with the test. */
export async function standInMachine(text: string, options: StandInOptions = {}): Promise<StandInMachine> {
  const standIn = await startStandIn({ timeScale: 0.05, ...options });
  onTestFinished(() => standIn.stop());
  const quick = quickEnv(standIn);
  const uid = options.uid ?? process.getuid!();
  const file = join(standIn.home, 'project/services.yaml');
  const agents = join(standIn.home, 'Library/LaunchAgents');
  const domain = `gui/${uid}`;
  const declare = (yaml: string) => {
    write(file, yaml);
    const { manifest } = loadManifest(file, { userHome: standIn.home });
    return manifest ? desiredJobs(manifest, { folder: agents }) : [];
  };
  declare(text);
  const ofMachine = environment({ ...ROOT_TOO, ...quick, HOME: standIn.home });
  const start: StandInMachine['start'] = (args, env) => startSvc(['-f', file, ...args], { ...ofMachine, ...env });
  return {
    standIn,
    file,
    domain,
    agents,
    env: ofMachine,
    declare,
    svc: (args, env) => start(args, env).end,
    start,
    place: (jobs) => place(standIn, { jobs, domain, source: file, namespace: /^namespace: (\S+)$/m.exec(text)![1]! }),
  };
}

export interface Placed {
  readonly jobs: readonly DesiredJob[];
  readonly domain: string;
  /** The services.yaml. */
  readonly source: string;
  readonly namespace: string;
}

/** Puts files, records and loaded jobs there as svc leaves them, without svc. */
export async function place(standIn: StandIn, { jobs, domain, source, namespace }: Placed): Promise<void> {
  const state = openStateFolder({ kind: 'home', home: standIn.home, namespace }, process.getuid!());
  if (isProblem(state)) throw new Error(state.message);
  for (const { label, service, path, text, dict } of jobs) {
    for (const log of [dict.StandardOutPath, dict.StandardErrorPath])
      if (typeof log === 'string') mkdirSync(dirname(log), { recursive: true });
    write(path, text);
    new RecordStore(state, new Map()).write({ label, service, path, texts: [text], source, svc: '0.1.0' });
    const { code, stderr } = await standIn.call(['bootstrap', domain, path]);
    if (code !== 0) throw new Error(`bootstrap of ${label}: ${code} ${stderr}`);
  }
}

/** A file, with its folders; its mode does not depend on the umask. */
export function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

function environment(own: Readonly<Record<string, string>>): Record<string, string> {
  return { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: COMPILE_CACHE, ...own };
}

function startSvc(args: readonly string[], env: Readonly<Record<string, string>>): RunningSvc {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const end = new Promise<Result>((resolve) => {
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
  return { child, end };
}
