/** Servers that leave on purpose after so many requests, to be started afresh. */
import { baseName, programIndex, programTextIndex } from './commands.ts';

const LIMIT = '--limit-max-requests';

/**
 * Does this command line start uvicorn as a single process with `--limit-max-requests`? Then it leaves with exit 0
 * after so many requests and nobody but launchd can start it again; with several workers, uvicorn's own supervisor
 * does. Source: uvicorn, server.py (the limit only asks for a shutdown) and main.py (exit 0 after one).
 * @param environment the job's variables: WEB_CONCURRENCY is the default of `--workers`
 */
export function leavesToRecycle(args: readonly string[], environment: ReadonlyMap<string, string>): boolean {
  const textAt = programTextIndex(args);
  const words = textAt === undefined ? args.slice(programIndex(args)) : args[textAt]!.split(/\s+/);
  if (!words.some((word) => baseName(word) === 'uvicorn')) return false;
  const limit = optionValue(words, LIMIT);
  if (limit === undefined || limit === '0' || words.includes('--reload')) return false;
  const workers = optionValue(words, '--workers') ?? environment.get('WEB_CONCURRENCY') ?? '1';
  return workers === '1';
}

/** The value of `--name value` or `--name=value`, or undefined. */
function optionValue(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(name);
  if (at >= 0) return words[at + 1];
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}
