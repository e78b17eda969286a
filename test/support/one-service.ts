/** A machine with one service that is installed, changed and removed by the built svc, and the judge of what is left. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { desiredJobs } from '../../src/deploy/desired.ts';
import type { DesiredJob } from '../../src/deploy/types.ts';
import { loadManifest } from '../../src/project/load-manifest.ts';
import { type StandIn, startStandIn } from '../../src/testing/index.ts';
import { quickEnv } from './quick-launchctl.ts';
import { until } from './stand-in.ts';
import { place, write } from './stand-in-machine.ts';
import { COMPILE_CACHE, MAIN, type Result } from './svc.ts';
import { isCold, warmRun } from './warm-machine.ts';

const SCALE = 0.02;
const UID = process.getuid!();
export const LABEL = 'org.example.a';
export const DOMAIN = `gui/${UID}`;
export const NAME = `${DOMAIN}/${LABEL}`;

const manifestWith = (command: string) => `version: 1
namespace: org.example
services:
  a:
    template: daemon
    keepAlive: true
    exitTimeout: 5s
    command: ${command}
`;
export const OLD = manifestWith('[/bin/sleep, "600"]');
export const NEW = manifestWith('[/bin/sleep, "601"]');
export const BAD = manifestWith('[/bin/sh, -c, "echo no database >&2; exit 3"]');

/** A stand-in and svc run against it. It lives in this process, so nothing may be waited for synchronously. */
export class World {
  readonly standIn: StandIn;
  readonly agents: string;
  readonly #file: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(standIn: StandIn) {
    this.standIn = standIn;
    this.#env = {
      PATH: process.env.PATH!,
      ...quickEnv(standIn),
      HOME: standIn.home,
      SVC_ALLOW_ROOT: UID === 0 ? '1' : '0',
    };
    this.agents = join(standIn.home, 'Library/LaunchAgents');
    this.#file = join(standIn.home, 'services.yaml');
  }

  svc(yaml: string, args: readonly string[], preload?: string): Promise<Result & { signal?: string | null }> {
    write(this.#file, yaml);
    const words = ['-f', this.#file, ...args];
    // What is preloaded counts what svc does to the machine: that is to keep its compiled code in the home, as anywhere.
    const env = { ...this.#env, ...(preload === undefined && { NODE_COMPILE_CACHE: COMPILE_CACHE }) };
    if (preload === undefined && !isCold(args)) return warmRun({ args: words, env });
    const nodeArgs = preload === undefined ? [] : ['--import', preload];
    const child = spawn(process.execPath, [...nodeArgs, MAIN, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    return new Promise((resolve) => {
      child.on('close', (code, signal) => resolve({ code, stdout, stderr, signal }));
    });
  }

  /** Has a services.yaml installed and its job running, as svc leaves it. */
  async prepare(yaml: string | undefined): Promise<void> {
    if (yaml === undefined) return;
    const jobs = this.#desired(yaml);
    await place(this.standIn, { jobs, domain: DOMAIN, source: this.#file, namespace: 'org.example' });
    await until(() => this.standIn.job(NAME)?.pid !== undefined, 'the job that was placed');
  }

  #desired(yaml: string): readonly DesiredJob[] {
    write(this.#file, yaml);
    const { manifest } = loadManifest(this.#file, { userHome: this.standIn.home });
    return desiredJobs(manifest!, { folder: this.agents });
  }

  /** Waits until launchctl, which svc left behind, has done what it was told. */
  async flown(verb: string, since: number): Promise<void> {
    const isDone = () =>
      this.standIn
        .log()
        .slice(since)
        .some(({ argv }) => argv?.[0] === verb);
    for (let n = 0; n < 500 && !isDone(); n++) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** What is not as it should be. */
  problems(yaml: string | undefined): string[] {
    const problems: string[] = [];
    const job = this.standIn.job(NAME);
    const names = readdirSync(this.agents);
    const state = join(this.standIn.home, '.local/state/svc/org.example');
    const left = [...readdirSync(state), ...readdirSync(join(state, 'records')), ...readdirSync(join(state, 'copies'))];
    const stray = left.filter((name) => !/^(bin|records|copies|org\.example\.a\.(json|\d+\.plist\.bak))$/.test(name));
    if (stray.length > 0) problems.push(`in the state folder: ${stray}`);
    if (yaml === undefined) {
      if (job) problems.push(`still loaded: ${job.state}`);
      if (names.length > 0) problems.push(`in LaunchAgents: ${names}`);
      if (existsSync(join(state, `records/${LABEL}.json`))) problems.push('still on record');
      return problems;
    }
    const [desired] = this.#desired(yaml);
    if (names.join() !== `${LABEL}.plist`) problems.push(`in LaunchAgents: ${names}`);
    else if (readFileSync(desired!.path, 'utf8') !== desired!.text) problems.push('the file is not right');
    const wanted = (desired!.dict.ProgramArguments as readonly string[]).join();
    if (job?.definition.arguments.join() !== wanted || job.isDraining) problems.push(`loaded: ${job?.state}`);
    if (job?.pid === undefined) problems.push('not running');
    const { texts } = JSON.parse(readFileSync(join(state, `records/${LABEL}.json`), 'utf8'));
    if (texts.length !== 1 || texts[0] !== desired!.text) problems.push(`${texts.length} texts on record`);
    return problems;
  }
}

/** A machine for `work`; it ends with it. */
export async function inWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
  const standIn = await startStandIn({ timeScale: SCALE });
  try {
    return await work(new World(standIn));
  } finally {
    await standIn.stop();
  }
}
