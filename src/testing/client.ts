/** The `launchctl` of the stand-in: passes its arguments to the engine, prints what comes back and exits so. */
import { createConnection } from 'node:net';
import { isatty } from 'node:tty';
import type { Answer } from './answer.ts';
import { MAX_ANSWER_BYTES, NO_ENGINE, type Request } from './protocol.ts';

const [path = '', ...argv] = process.argv.slice(2);
const request: Request = { argv, isTty: isatty(1), cwd: workingFolder() };
const socket = createConnection(path);
let received = '';
let isAnswered = false;
socket.setEncoding('utf8');
socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`));
socket.on('data', (chunk: string) => {
  received += chunk;
  if (received.length > MAX_ANSWER_BYTES) socket.destroy();
});
socket.on('error', () => {});
socket.on('close', () => {
  if (isAnswered) return;
  isAnswered = true;
  const answer = received.endsWith('\n') ? (JSON.parse(received) as Answer) : undefined;
  if (answer) return finish(answer);
  process.stderr.write('launchctl: the launchd stand-in of launchd-svc does not answer; it is not running any more.\n');
  process.exitCode = NO_ENGINE;
});

function finish({ code, stdout, stderr, signal }: Answer): void {
  process.stdout.on('error', () => {});
  process.exitCode = code;
  process.stderr.write(stderr);
  process.stdout.write(stdout, () => {
    if (signal) process.kill(process.pid, signal);
  });
}

/** The folder that relative paths are taken from; `/` where it was deleted. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}
