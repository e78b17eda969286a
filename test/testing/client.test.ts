/** The built `launchctl` of the stand-in, called as its script calls it. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NO_ENGINE } from '../../src/testing/protocol.ts';
import { agent, standIn } from '../support/stand-in.ts';
import { folderWith, REPO } from '../support/svc.ts';

interface End {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function call(socket: string, ...argv: readonly string[]): Promise<End> {
  const args = [join(REPO, 'dist/standin-launchctl.js'), socket, ...argv];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd: '/' }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
  });
}

/** A server in place of the engine that says this and hangs up. */
async function answering(text: string): Promise<string> {
  const socket = join(folderWith(), 's');
  const server = createServer((client) => client.on('data', () => client.end(text)));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return socket;
}

describe("the stand-in's launchctl", () => {
  it('gives what the engine answers, with its exit code, from the folder it is called in', async () => {
    const machine = await standIn();
    const socket = join(dirname(machine.launchctl), 's');
    const path = agent(machine, 'com.example.a');
    expect(await call(socket, 'bootstrap', 'gui/501', path.slice(1))).toMatchObject({ code: 0, stdout: '' });
    expect(await call(socket, 'list')).toMatchObject({ code: 0, stdout: (await machine.call(['list'])).stdout });
    const { code, stderr } = await call(socket, 'print', 'gui/501/com.example.none');
    expect([code, stderr]).toEqual([113, expect.stringContaining('Could not find service')]);
  });

  it('dies of the signal that it is told to die of', async () => {
    const socket = await answering(`${JSON.stringify({ code: 1, stdout: 'half', stderr: '', signal: 'SIGKILL' })}\n`);
    expect(await call(socket, 'list')).toMatchObject({ signal: 'SIGKILL', stdout: 'half' });
  });

  it('says that nobody answers, where the engine is gone or breaks off', async () => {
    for (const socket of [join(folderWith(), 'nowhere'), await answering('{"code":0,')]) {
      const { code, stdout, stderr } = await call(socket, 'list');
      expect([code, stdout]).toEqual([NO_ENGINE, '']);
      expect(stderr).toContain('does not answer');
    }
  });
});
