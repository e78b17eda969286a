/** The built program, loaded once and run for one line of arguments after another: the other end of warm-svc.ts. */
import fs from 'node:fs';
import vm from 'node:vm';
import { runFile } from '../../src/system/code-cache.ts';
import type { Asked } from './warm-svc.ts';

const [dist = ''] = process.argv.slice(2);
const file = `${dist}/start.cjs`;
// As main.js starts it, but for the cache: the name of this text is not known here.
const start = vm.runInThisContext(fs.readFileSync(file, 'latin1'), { filename: file });
const run: (argv: readonly string[]) => Promise<void> = start(dist, runFile);
const written: Record<1 | 2, Buffer[]> = { 1: [], 2: [] };
const write = fs.writeSync as (...args: unknown[]) => number;
Object.assign(fs, {
  writeSync: (fd: number, data: Uint8Array | string, ...rest: unknown[]) => {
    if (fd !== 1 && fd !== 2) return write(fd, data, ...rest);
    const bytes = Buffer.from(data as Uint8Array).subarray(Number(rest[0] ?? 0));
    written[fd].push(bytes);
    return bytes.length;
  },
});

function tell(code: number | null): void {
  const text = (stream: 1 | 2) => Buffer.concat(written[stream].splice(0)).toString();
  process.send?.({ code, stdout: text(1), stderr: text(2) });
}

const idle = new Map(process.eventNames().map((name) => [name, process.listeners(name as 'exit')]));

/** Nothing that a run sets may be met by the next. */
function forget(): void {
  process.exitCode = undefined;
  for (const name of process.eventNames())
    for (const listener of process.listeners(name as 'exit'))
      if (!idle.get(name)?.includes(listener) && name !== 'message' && name !== 'disconnect' && name !== 'exit')
        process.removeListener(name, listener);
}

process.on('disconnect', () => process.exit());
process.on('message', async ({ args, cwd, env }: Asked) => {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  await run(args);
  const code = Number(process.exitCode ?? 0);
  forget();
  tell(code);
});
