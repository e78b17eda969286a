/** Size and times of files that jobs run and write. */
import * as fs from 'node:fs';

/** Times are milliseconds since 1970 UTC. */
export interface FileFacts {
  readonly bytes: number;
  /** When its content was last written. */
  readonly writtenAt: number;
  /** When it was last written, renamed or put where it is; a copy with its old times kept is new by this. */
  readonly changedAt: number;
}

/** A regular file by its path, links followed; undefined where there is none, or it may not be looked at. */
export function fileFacts(path: string): FileFacts | undefined {
  try {
    const stat = fs.statSync(path);
    if (!stat.isFile()) return undefined;
    const writtenAt = Math.floor(stat.mtimeMs);
    return { bytes: stat.size, writtenAt, changedAt: Math.max(writtenAt, Math.floor(stat.ctimeMs)) };
  } catch {
    return undefined;
  }
}
