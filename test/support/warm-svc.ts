/**
 * svc in a process that has it loaded: for the many tests of what a command answers, most of whose time node would take to
 * begin. What a process is to the system (signals, streams, limits, time) is tested with one that is started for it.
 */
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

export interface Asked {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds after which a run is given up, as `svc()` does. */
const LIMIT = 60_000;

class WarmSvc {
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  readonly #port;

  constructor(dist: string) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const thread = new Worker(join(import.meta.dirname, 'warm-thread.ts'), {
      workerData: { port: port2, signal: this.#signal, dist },
      transferList: [port2],
      execArgv: [],
    });
    thread.unref();
    port1.unref();
  }

  /** Runs svc and waits for its end. */
  call(asked: Asked): Answered {
    Atomics.store(this.#signal, 0, 0);
    this.#port.postMessage(asked);
    if (Atomics.wait(this.#signal, 0, 0, LIMIT) === 'timed-out') {
      this.#port.postMessage('end');
      return { code: null, stdout: '', stderr: '' };
    }
    const { message } = receiveMessageOnPort(this.#port) as { message: Answered | { ended: string } };
    if ('ended' in message) throw new Error(message.ended);
    return message;
  }
}

let warm: WarmSvc | undefined;

/** @param dist folder of the built program */
export function warmSvc(dist: string, asked: Asked): Answered {
  warm ??= new WarmSvc(dist);
  return warm.call(asked);
}
