/** The socket behind the `launchctl` executable. */
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Answer, Caller } from './answer.ts';
import { MAX_REQUEST_BYTES, requestOf } from './protocol.ts';

/** More callers at once are turned away (they exit 255): something starts them without end. */
const MAX_CALLERS = 1000;
/** Real milliseconds in which a client must have said what it wants. */
const REQUEST_TIME = 10_000;

export type Answerer = (argv: readonly string[], caller: Caller) => Promise<Answer>;

/** Listens until it is closed. A caller that goes away takes what was done for it along. */
export class Server {
  readonly #net: NetServer;
  readonly #answer: Answerer;
  readonly #sockets = new Set<Socket>();

  private constructor(answer: Answerer) {
    this.#answer = answer;
    this.#net = createServer((socket) => this.#serve(socket));
    this.#net.maxConnections = MAX_CALLERS;
  }

  /** @param path of the socket, in a folder that is closed to others */
  static async listen(path: string, answer: Answerer): Promise<Server> {
    const server = new Server(answer);
    await new Promise<void>((resolve, reject) => {
      server.#net.once('error', reject);
      server.#net.listen(path, resolve);
    });
    return server;
  }

  /** Hangs up on every caller, and ends. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#net.close(resolve));
  }

  #serve(socket: Socket): void {
    const gone = new AbortController();
    let received = '';
    this.#sockets.add(socket);
    socket.setEncoding('utf8');
    socket.setTimeout(REQUEST_TIME, () => socket.destroy());
    // The close that follows is all there is to know.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      gone.abort();
    });
    socket.on('data', (chunk: string) => {
      received += chunk;
      const end = received.indexOf('\n');
      if (end < 0 && received.length <= MAX_REQUEST_BYTES) return;
      socket.removeAllListeners('data');
      socket.resume();
      socket.setTimeout(0);
      const request = end < 0 || end > MAX_REQUEST_BYTES ? undefined : requestOf(received.slice(0, end));
      received = '';
      if (!request) socket.destroy();
      else void this.#reply(socket, request.argv, { isTty: request.isTty, cwd: request.cwd, gone: gone.signal });
    });
  }

  async #reply(socket: Socket, argv: readonly string[], caller: Caller): Promise<void> {
    try {
      const answer = await this.#answer(argv, caller);
      if (!socket.destroyed) socket.end(`${JSON.stringify(answer)}\n`);
    } catch (error) {
      const stderr = `launchctl of the stand-in failed: ${(error as Error).stack ?? error}\n`;
      if (!socket.destroyed) socket.end(`${JSON.stringify({ code: 255, stdout: '', stderr })}\n`);
    }
  }
}
