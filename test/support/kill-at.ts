/**
 * Preloaded into svc (`node --import kill-at.ts?at=7`): SIGKILL right after the n-th thing that svc does to the machine,
 * whatever it is. With `list=<file>` nothing is killed, and each of these moments becomes a line.
 */
import type { ChildProcess } from 'node:child_process';
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const parameters = new URL(import.meta.url).searchParams;
const at = Number(parameters.get('at') ?? 0);
const list = parameters.get('list');
const append = fs.appendFileSync;
let moments = 0;

function moment(what: string): void {
  moments++;
  if (list !== null) append(list, `${what}\n`);
  if (moments === at) process.kill(process.pid, 'SIGKILL');
}

/** Random parts and pids out of a name, so that lists can be compared. */
const nameOf = (path: unknown) =>
  basename(String(path))
    .replace(/[0-9a-f]{12,}/g, '*')
    .replace(/draft\.\d+/, 'draft');

function after(name: 'renameSync' | 'linkSync' | 'unlinkSync' | 'mkdirSync' | 'openSync'): void {
  const real = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      const result = real(...args);
      // Reading changes nothing.
      if (name !== 'openSync' || args[1] === 'wx') moment(`${name} ${nameOf(args.at(name === 'renameSync' ? 1 : 0))}`);
      return result;
    },
  });
}

/** Verbs after which a question is a moment of its own: svc waits, or watches. */
let isFirstQuestion = false;

function watchSpawn(): void {
  const real = childProcess.spawn as unknown as (program: string, argv: string[], ...rest: unknown[]) => ChildProcess;
  const spawn = (program: string, argv: string[], ...rest: unknown[]): ChildProcess => {
    const child = real(program, argv, ...rest);
    const verb = argv[0]!;
    const isQuestion = verb.startsWith('print') || verb.startsWith('manager');
    if (!isQuestion) moment(`${verb} in flight`);
    child.once('exit', () => {
      if (!isQuestion || isFirstQuestion) moment(`${verb} answered`);
      isFirstQuestion = !isQuestion;
    });
    return child;
  };
  Object.assign(childProcess, { spawn });
}

for (const name of ['renameSync', 'linkSync', 'unlinkSync', 'mkdirSync', 'openSync'] as const) after(name);
watchSpawn();
syncBuiltinESMExports();
