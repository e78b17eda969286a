/** Runs the built program as a user's shell would. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { onTestFinished } from 'vitest';
import { WHOLE } from './sample.ts';
import { warmSvc } from './warm-svc.ts';

export const REPO = join(import.meta.dirname, '../..');
export const MAIN = join(REPO, 'dist/main.js');
const DIST = join(REPO, 'dist');

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string | undefined>;
  readonly input?: string | Uint8Array;
  /** Node to run it with; by default the one that runs the tests. */
  readonly node?: string;
  readonly nodeArgs?: readonly string[];
  /** Octal, as the shell has it: `077`. */
  readonly umask?: string;
  /** Whom to run it as; only root may say this. */
  readonly uid?: number;
  /** Milliseconds after which it is killed (code null). */
  readonly timeout?: number;
}

/** Commands that answer and end; they leave nothing in their process. */
const ANSWERS = new Set([
  'lint',
  'render',
  'schema',
  'explain',
  'next',
  'import',
  'completion',
  'init',
  'logs',
  '--help',
  '-h',
  '--version',
]);

/**
 * Runs `svc` with `args`. The environment is small and the same everywhere unless `env` says otherwise. A command that
 * only answers is run by a process that has svc loaded (warm-svc.ts), unless something is asked of the process itself;
 * with SVC_WHOLE=1 each run is a process of its own.
 */
export function svc(args: readonly string[], options: RunOptions = {}): Result {
  const { cwd = REPO, env, ...ofProcess } = options;
  const isAnswer = ANSWERS.has(args[0]!) && !args.includes('-F');
  if (!WHOLE && isAnswer && Object.values(ofProcess).every((value) => value === undefined))
    return warmSvc(DIST, { args, cwd, env: environment(env) });
  const command = [options.node ?? process.execPath, ...(options.nodeArgs ?? []), MAIN, ...args];
  const under = options.umask === undefined ? [] : ['/bin/sh', '-c', `umask ${options.umask}; exec "$@"`, 'sh'];
  return run([...under, ...command], options);
}

/** Runs a shell line in which `$SVC` is the program, for what only a shell does: pipes and redirections. */
export function shell(line: string, options: RunOptions = {}): Result {
  const node = options.node ?? process.execPath;
  return run(['/bin/sh', '-c', `svc() { "${node}" "${MAIN}" "$@"; }\n${line}`], options);
}

/** Can the peak memory of a run be measured here? It takes GNU time. */
export const canMeasureMemory = spawnSync('/usr/bin/time', ['-f', '%M', 'true']).status === 0;

/** As {@link svc}, with the seconds it took and, where it can be measured, the megabytes it held at most. */
export function svcMeasured(args: readonly string[], options: RunOptions = {}): Result & Measured {
  const command = [process.execPath, MAIN, ...args];
  const start = performance.now();
  if (!canMeasureMemory) return { ...run(command, options), seconds: (performance.now() - start) / 1000 };
  const report = join(mkdtempSync(join(tmpdir(), 'svc-time-')), 'report');
  onTestFinished(() => rmSync(dirname(report), { recursive: true, force: true }));
  // A child that reads without end must not outlive the test, and killing `time` alone would let it.
  const limit = String((options.timeout ?? 60_000) / 1000);
  const result = run(
    ['/usr/bin/time', '-q', '-f', '%M %U %S', '-o', report, 'timeout', '-s', 'KILL', limit, ...command],
    options,
  );
  const seconds = (performance.now() - start) / 1000;
  const [kilobytes = 0, ...parts] = readFileSync(report, 'utf8').trim().split('\n').at(-1)!.split(' ').map(Number);
  return { ...result, seconds, megabytes: kilobytes / 1024, processor: parts[0]! + parts[1]! };
}

/** For what is kept from run to run. */
export const KEPT = process.env.SVC_TEST_KEPT ?? tmpdir();

/**
 * Where svc keeps what V8 compiled of it: no home that a test looks at. Nowhere while coverage is measured, since code out of
 * a cache counts its functions only, not their branches.
 */
export const COMPILE_CACHE = process.env.NODE_V8_COVERAGE ? '/dev/null' : join(KEPT, 'svc-test-compile-cache');

export interface Measured {
  readonly seconds: number;
  readonly megabytes?: number;
  /** Seconds of processor time, which a busy machine does not stretch. */
  readonly processor?: number;
}

function run([program, ...args]: readonly string[], options: RunOptions): Result {
  const { status, stdout, stderr } = spawnSync(program!, args, {
    cwd: options.cwd ?? REPO,
    env: environment(options.env),
    input: options.input,
    encoding: 'utf8',
    timeout: options.timeout ?? 60_000,
    // Endless reading stops for no polite signal.
    killSignal: 'SIGKILL',
    maxBuffer: 256 * 1024 * 1024,
    ...(options.uid !== undefined && { uid: options.uid }),
  });
  return { code: status, stdout, stderr };
}

/** The cache of compiled code shortens each start, and changes nothing else. */
function environment(own: RunOptions['env']): Record<string, string> {
  const env = { PATH: process.env.PATH, HOME: '/Users/user', NODE_COMPILE_CACHE: COMPILE_CACHE, ...own };
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** A fresh folder holding `files` (path within it → content), removed when the test ends. */
export function folderWith(files: Record<string, string | Uint8Array> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'svc-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Everything below a folder: path within it → mode, time of writing and bytes; to see whether anything was touched. */
export function contentsOf(folder: string): Record<string, string> {
  const contents: Record<string, string> = {};
  if (!existsSync(folder)) return contents;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const { mode, mtimeMs } = lstatSync(path);
    const text = entry.isFile() ? readFileSync(path, 'latin1') : '(no file)';
    contents[relative(folder, path)] = `${mode.toString(8)} ${entry.isFile() ? mtimeMs : ''} ${text}`;
  }
  return contents;
}

/** The smallest services.yaml that says nothing of itself but `body`, the fields of one service named `a`. */
export function manifestOf(body: string, top = ''): string {
  const indented = body.trimEnd().replace(/^(?=.)/gm, '    ');
  return `version: 1\nnamespace: org.example\nhome: /Users/user\n${top}services:\n  a:\n${indented}\n`;
}

/** Two good services, `a` and `b`, for tests of what happens around them. */
export const TWO_SERVICES = `version: 1
namespace: org.example
home: /Users/user
services:
  a:
    template: daemon
    command: [/usr/bin/true]
  b:
    template: heartbeat
    command: [/usr/bin/true, x]
    schedule: "07:55"
`;
