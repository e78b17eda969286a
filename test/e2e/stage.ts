/** Where a scenario plays: a launchctl, a folder, a namespace, and commands run in a pipe or on a terminal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PYTHON } from '../support/python.ts';
import { PROGRAMS, SERVICES_YAML } from './scenario.ts';

const REPO = join(import.meta.dirname, '../..');
const MAIN = join(REPO, 'dist/main.js');
const ON_PTY = join(REPO, 'test/support/on-pty.py');

/** Longest that a command may take, real milliseconds: an install watches for 15 s, and bootout may take 40 s. */
const COMMAND_MS = 120_000;

export interface StageOptions {
  readonly namespace: string;
  readonly uid: number;
  /** Program called as launchctl. */
  readonly launchctl: string;
  /** What svc is told of the machine. */
  readonly env: Readonly<Record<string, string>>;
  /** Home of the services; made in the folder of the stage unless given. */
  readonly home?: string;
  /** On a pseudo-terminal of so many columns; left out: in a pipe. */
  readonly columns?: number;
}

/** What a command gave. On a terminal both streams are in stdout. */
export interface Given {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class Stage {
  readonly options: StageOptions;
  readonly folder: string;
  readonly home: string;
  #child: ChildProcess | undefined;
  #isInterrupted = false;

  /** Makes the folder with services.yaml and programs. */
  constructor(options: StageOptions) {
    this.options = options;
    // The real path: launchd names files by it, and macOS has its temporary folder behind a link.
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'svc-e2e-')));
    this.home = options.home ?? join(this.folder, 'home');
    mkdirSync(join(this.home, 'Library/LaunchAgents'), { recursive: true });
    mkdirSync(join(this.folder, 'bin'));
    for (const [name, text] of Object.entries(PROGRAMS)) {
      const path = join(this.folder, 'bin', name);
      writeFileSync(path, text);
      chmodSync(path, 0o755);
    }
    writeFileSync(this.servicesFile, this.text(SERVICES_YAML));
  }

  /** Node keeps what it compiled in the folder of the stage, and not in the home of the user. */
  get #environment(): NodeJS.ProcessEnv {
    const { PATH, HOME } = process.env;
    // None while coverage is measured: see COMPILE_CACHE in test/support/svc.ts.
    const cache = process.env.NODE_V8_COVERAGE ? '/dev/null' : join(this.folder, 'compile-cache');
    return { PATH, HOME, TERM: 'xterm-256color', NODE_COMPILE_CACHE: cache, SVC_HOME: this.home };
  }

  get servicesFile(): string {
    return join(this.folder, 'services.yaml');
  }

  /** `text` with the names of this stage put in. */
  text(text: string): string {
    const { namespace, uid } = this.options;
    const names: Readonly<Record<string, string>> = { namespace, folder: this.folder, domain: `gui/${uid}` };
    return text.replace(/\{(namespace|folder|domain)\}/g, (_all, name: string) => names[name]!);
  }

  target(service: string): string {
    return this.text(`{domain}/{namespace}.${service}`);
  }

  plist(service: string): string {
    return join(this.home, 'Library/LaunchAgents', `${this.options.namespace}.${service}.plist`);
  }

  /** Replaces a text in a file that must have it. */
  replace(path: string, from: string, to: string): void {
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    writeFileSync(path, text.replace(from, to));
  }

  svc(args: readonly string[]): Promise<Given> {
    const { columns } = this.options;
    const command = [process.execPath, MAIN, ...args];
    const onPty = columns === undefined ? [] : [PYTHON, '-IS', ON_PTY, '24', String(columns)];
    return this.#run([...onPty, ...command]);
  }

  launchctl(args: readonly string[]): Promise<Given> {
    return this.#run([this.options.launchctl, ...args]);
  }

  /** The process of a service, as launchctl tells. */
  async pidOf(service: string): Promise<number | undefined> {
    const { stdout } = await this.launchctl(['print', this.target(service)]);
    const pid = /^\s*pid = (\d+)$/m.exec(stdout)?.[1];
    return pid === undefined ? undefined : Number(pid);
  }

  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** Asks the command at hand to end, in its own good order; none is begun after it. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#child?.kill('SIGTERM');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run([program, ...args]: readonly string[]): Promise<Given> {
    const { env } = this.options;
    return new Promise((resolve, reject) => {
      const child = spawn(program!, args, {
        cwd: this.folder,
        env: { ...this.#environment, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: COMMAND_MS,
        killSignal: 'SIGKILL',
      });
      this.#child = child;
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.on('error', reject);
      child.on('close', (code) =>
        resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
      );
    });
  }
}
