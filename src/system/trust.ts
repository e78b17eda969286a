/** May others prepare what lies at a path? Every folder and every link on the way there counts. */
import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Something on the way to a path that others than root could change. */
export interface Untrusted {
  readonly path: string;
  /** A clause: "it belongs to uid 501". */
  readonly why: string;
}

export interface TrustOptions {
  /**
   * Does the sticky bit protect what is in a folder that all may write (/tmp)? There nobody can replace what belongs
   * to root; but others may make what is not there yet.
   */
  readonly sticky?: boolean;
}

/** Links on one way; more go round in a circle. */
const MOST_LINKS = 40;

/**
 * The first part of `path` that does not belong to root or that others may write; undefined when there is none. Links
 * are followed one by one: whoever may change a link on the way decides where it leads. Access lists are not seen.
 */
export function untrustedPart(path: string, options: TrustOptions = {}): Untrusted | undefined {
  const left = resolve(path).split('/').filter(Boolean);
  let at = '/';
  let links = 0;
  for (;;) {
    let stat: fs.Stats;
    try {
      stat = fs.lstatSync(at);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      return { path: at, why: code === 'ENOENT' ? 'it does not exist' : 'it can not be looked at' };
    }
    if (stat.uid !== 0) return { path: at, why: `it belongs to uid ${stat.uid}` };
    if (stat.isSymbolicLink()) {
      if (++links > MOST_LINKS) return { path: at, why: 'its links go round in a circle' };
      // A link's own mode means nothing; the folder that it lies in was looked at before.
      left.unshift(...fs.readlinkSync(at).split('/').filter(Boolean));
      at = fs.readlinkSync(at).startsWith('/') ? '/' : dirname(at);
      continue;
    }
    const isGuarded = options.sticky === true && stat.isDirectory() && (stat.mode & 0o1000) !== 0 && left.length > 0;
    if ((stat.mode & 0o022) !== 0 && !isGuarded) return { path: at, why: 'others than root may write it' };
    // ".." in the target of a link steps back; `at` never holds a link, so that join is right.
    const next = left.shift();
    if (next === undefined) return undefined;
    at = join(at, next);
  }
}
