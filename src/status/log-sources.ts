/** Which log files services have, by their property lists. */
import type { CompiledService } from '../compile/compile-service.ts';

export type Stream = 'stdout' | 'stderr';

/** A log file and whose it is. */
export interface LogSource {
  readonly path: string;
  /** Who writes to it, in the order of the services. */
  readonly writers: readonly { readonly service: string; readonly streams: readonly Stream[] }[];
}

/** A stream that has no log file: it is not named, or is thrown away. */
export interface NoLog {
  readonly service: string;
  readonly stream: Stream;
  readonly why: 'unset' | 'discarded';
}

const KEYS: Readonly<Record<Stream, string>> = { stdout: 'StandardOutPath', stderr: 'StandardErrorPath' };

/** The log files of services, each file once, and the streams without one. */
export function logSources(
  compiled: readonly CompiledService[],
  streams: readonly Stream[],
): { readonly sources: readonly LogSource[]; readonly none: readonly NoLog[] } {
  const files = new Map<string, Map<string, Stream[]>>();
  const none: NoLog[] = [];
  for (const { service, dict } of compiled) {
    for (const stream of streams) {
      const path = dict[KEYS[stream]];
      if (typeof path !== 'string' || path === '') none.push({ service: service.name, stream, why: 'unset' });
      else if (path === '/dev/null') none.push({ service: service.name, stream, why: 'discarded' });
      else {
        const writers = files.get(path) ?? new Map<string, Stream[]>();
        files.set(path, writers.set(service.name, [...(writers.get(service.name) ?? []), stream]));
      }
    }
  }
  const sources = [...files].map(([path, writers]) => ({
    path,
    writers: [...writers].map(([service, of]) => ({ service, streams: of })),
  }));
  return { sources, none };
}
