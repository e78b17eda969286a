/**
 * A machine whose commands are run by a process that has svc loaded, for tests of what a command does and answers: node
 * takes longer to begin than most of them take. Each fourth command, another one each time, is a process of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { StandInOptions } from '../../src/testing/index.ts';
import { SEED, WHOLE } from './sample.ts';
import { type StandInMachine, standInMachine } from './stand-in-machine.ts';
import { MAIN, type Result } from './svc.ts';
import type { Answered, Asked } from './warm-svc.ts';

/** Commands that begin nothing that outlives them, and leave nothing in their process. */
const ENDING = new Set([
  'install',
  'uninstall',
  'start',
  'stop',
  'restart',
  'enable',
  'disable',
  'diff',
  'status',
  'why',
  'doctor',
  'lint',
  'render',
]);
const COLD = 4;
/** Milliseconds after which a run is given up, as that of a process is. */
const LIMIT = 60_000;

const UMASK = process.umask();
let runs = SEED;

/** Is the next run to be a process of its own? What is asked of the process itself always is. */
export function isCold(args: readonly string[]): boolean {
  return WHOLE || !ENDING.has(args[0]!) || process.umask() !== UMASK || runs++ % COLD === 0;
}

const idle: ChildProcess[] = [];

/** Runs svc without waiting in the way of others: the stand-in lives in the process that asks. As many at once as are asked for. */
export async function warmRun(asked: Omit<Asked, 'cwd'>): Promise<Result> {
  const child = idle.pop() ?? begin();
  const { answer, isOver } = await answerOf(child, { ...asked, cwd: process.cwd() });
  if (!isOver) idle.push(child);
  return answer;
}

function begin(): ChildProcess {
  const script = join(import.meta.dirname, 'warm-process.ts');
  const child = spawn(process.execPath, [script, join(MAIN, '..')], {
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  // It ends with the worker that runs the tests.
  child.unref();
  (child.stderr as unknown as { unref(): void }).unref();
  child.channel!.unref();
  return child;
}

function answerOf(child: ChildProcess, asked: Asked): Promise<{ answer: Answered; isOver: boolean }> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer) => (said += chunk);
    const end = (isOver: boolean, answer: Answered) => {
      clearTimeout(timer);
      child.stderr!.off('data', hear);
      child.off('message', onMessage).off('exit', onExit);
      child.channel?.unref();
      resolve({ answer, isOver });
    };
    const onMessage = (answer: unknown) => end(false, answer as Answered);
    const onExit = (code: number | null) => {
      clearTimeout(timer);
      reject(new Error(`svc ended its process: ${code} ${said}`));
    };
    const timer = setTimeout(() => {
      end(true, { code: null, stdout: '', stderr: '' });
      child.kill('SIGKILL');
    }, LIMIT);
    child.channel!.ref();
    child.stderr!.on('data', hear);
    child.on('message', onMessage).on('exit', onExit);
    child.send(asked);
  });
}

/** As `standInMachine`, with commands in a warm process where nothing is asked of the process itself. */
export async function warmMachine(text: string, options: StandInOptions = {}): Promise<StandInMachine> {
  const machine = await standInMachine(text, options);
  return {
    ...machine,
    svc: (args, env) =>
      isCold(args)
        ? machine.svc(args, env)
        : warmRun({ args: ['-f', machine.file, ...args], env: { ...machine.env, ...env } }),
  };
}
