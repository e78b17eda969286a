/** Between a test, which waits without doing anything else, and a process that has svc loaded. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type MessagePort, workerData } from 'node:worker_threads';
import type { Asked } from './warm-svc.ts';

const { port, signal, dist } = workerData as { port: MessagePort; signal: Int32Array; dist: string };

function answer(message: unknown): void {
  port.postMessage(message);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}

let child: ChildProcess | undefined;

function start(): ChildProcess {
  const process_ = spawn(process.execPath, [join(import.meta.dirname, 'warm-process.ts'), dist], {
    env: {},
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  for (const stream of [process_.stdout!, process_.stderr!]) stream.on('data', (chunk) => (said += chunk));
  process_.on('message', answer);
  process_.on('exit', (code, by) => {
    if (child !== process_) return;
    child = undefined;
    answer({ ended: `svc ended its process: ${code ?? by} ${said}` });
  });
  return process_;
}

port.on('message', (asked: Asked | 'end') => {
  if (asked === 'end') {
    const old = child;
    child = undefined;
    old?.kill('SIGKILL');
    return;
  }
  child ??= start();
  child.send(asked);
});
