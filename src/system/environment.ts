/** What svc obeys of the environment it is started in. */
import * as fs from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, resolve } from 'node:path';

export interface Environment {
  /** Home of the target user: SVC_HOME, else the caller's. */
  readonly home: string;
  /** Things to tell the user once, such as a variable that was ignored. */
  readonly warnings: readonly string[];
}

/** Reads the environment. On macOS as root, SVC_HOME counts only where nobody but root could have prepared it. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const given = env.SVC_HOME;
  if (given === undefined || given === '') return { home: homedir(), warnings: [] };
  if (!isAbsolute(given)) return { home: homedir(), warnings: ['SVC_HOME is ignored: it is not an absolute path.'] };
  const isRoot = process.platform === 'darwin' && process.getuid?.() === 0;
  if (isRoot && !onlyRootWrites(given)) {
    return { home: homedir(), warnings: ['SVC_HOME is ignored: others than root may write there.'] };
  }
  return { home: given, warnings: [] };
}

/** Do `path` and every folder above it belong to root, with write permission for nobody else? */
export function onlyRootWrites(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      const stat = fs.statSync(at);
      if (stat.uid !== 0 || (stat.mode & 0o022) !== 0) return false;
    } catch {
      return false;
    }
    if (dirname(at) === at) return true;
  }
}
