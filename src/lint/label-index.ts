/** Labels and log files seen in a run, so that two jobs for one launchd folder that share one are found. */

interface Seen {
  readonly path: string;
  readonly line: number;
  /** Content of the file, or label of the job: copies of one file are no conflict, nor are two keys of one job. */
  readonly digest: number;
}

/** A job that was seen before. */
export interface OtherJob {
  readonly path: string;
  readonly line: number;
  /** In the same folder, and not an agent beside a daemon. */
  readonly sameFolder: boolean;
}

/** Remembers a label, its log files, a path and a digest for each job: some two hundred bytes, whatever the size of the file. */
export class LabelIndex {
  // A label is a slice of the text of its file and would keep all of it; a number keeps nothing.
  readonly #labels = new Map<number, Seen>();
  readonly #logs = new Map<number, Seen>();
  /** The folder of the file before, and the hash of its place: files come folder by folder. */
  #folder = '';
  #place = hashOf('', 0);

  /** Adds a job; the job seen before in the same place under the same label, unless it is a copy of this one. */
  add(label: string, path: string, line: number, digest: number): OtherJob | undefined {
    return addTo(this.#labels, hashOf(label, this.#placeOf(path)), path, line, digest);
  }

  /** Adds a log file of a job; the job of another label seen before in the same place that writes it too. */
  addLog(log: string, label: string, path: string, line: number): OtherJob | undefined {
    return addTo(this.#logs, hashOf(log, this.#placeOf(path)), path, line, hashOf(label, 0));
  }

  /** A number for the folder that launchd would load from: LaunchAgents and LaunchDaemons of one root count as one. */
  #placeOf(path: string): number {
    const folder = this.#folder;
    if (path.lastIndexOf('/') + 1 !== folder.length || !path.startsWith(folder)) {
      this.#folder = folderOf(path);
      this.#place = hashOf(this.#folder.replace(/(^|\/)Launch(?:Agents|Daemons)\/$/, '$1Launch*/'), 0);
    }
    return this.#place;
  }
}

function addTo(seen: Map<number, Seen>, key: number, path: string, line: number, digest: number): OtherJob | undefined {
  const before = seen.get(key);
  if (!before) {
    seen.set(key, { path, line, digest });
    return undefined;
  }
  if (before.digest === digest) return undefined;
  return { path: before.path, line: before.line, sameFolder: folderOf(before.path) === folderOf(path) };
}

/**
 * 53 bits of a text (cyrb53): among ten thousand labels two meet by chance once in a hundred million runs.
 * @param seed another such number: the same text has another hash under it
 */
function hashOf(text: string, seed: number): number {
  let low = 0xdeadbeef ^ seed;
  let high = 0x41c6ce57 ^ (seed / 4294967296);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 2654435761);
    high = Math.imul(high ^ code, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return 4294967296 * (2097151 & high) + (low >>> 0);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
