/** Labels and log files seen in a run, so that two jobs for one launchd folder that share one are found. */

/** A job that was seen before. */
export interface OtherJob {
  readonly path: string;
  readonly line: number;
  /** In the same folder, and not an agent beside a daemon. */
  readonly sameFolder: boolean;
}

/**
 * Remembers a label, its log files, a path and a digest for each job: some hundred and fifty bytes, whatever the size of the
 * file, most of them in tables that V8's collector does not have to move about.
 */
export class LabelIndex {
  readonly #labels = new SeenTable();
  readonly #logs = new SeenTable();
  /** The files of what was seen; a row of a table has the number of its file. */
  readonly #paths: string[] = [];
  /** The file before, and its number once it has one: a job comes up to three times. */
  #path: string | undefined;
  #file = -1;
  /** Its folder, and the hash of its place: files come folder by folder. */
  #folder = '';
  #place = hashOf('', 0);
  /** The label before in that place, and its hash: a job asks for its own up to three times. */
  #label: string | undefined;
  #labelHash = 0;

  /** Adds a job; the job seen before in the same place under the same label, unless it is a copy of this one. */
  add(label: string, path: string, line: number, digest: number): OtherJob | undefined {
    return this.#add(this.#labels, this.#hashOfLabel(label, this.#placeOf(path)), path, line, digest);
  }

  /** Adds a log file of a job; the job of another label seen before in the same place that writes it too. */
  addLog(log: string, label: string, path: string, line: number): OtherJob | undefined {
    const place = this.#placeOf(path);
    return this.#add(this.#logs, hashOf(log, place), path, line, this.#hashOfLabel(label, place));
  }

  /** @param digest content of the file, or label of the job: copies of one file are no conflict, nor are two keys of one job */
  #add(seen: SeenTable, key: number, path: string, line: number, digest: number): OtherJob | undefined {
    const row = seen.rowOf(key);
    if (seen.isFree(row)) {
      if (this.#file < 0) this.#file = this.#paths.push(path) - 1;
      seen.put(row, key, this.#file, line, digest);
      return undefined;
    }
    if (seen.digestAt(row) === digest) return undefined;
    const before = this.#paths[seen.fileAt(row)]!;
    return { path: before, line: seen.lineAt(row), sameFolder: folderOf(before) === folderOf(path) };
  }

  #hashOfLabel(label: string, place: number): number {
    if (label !== this.#label) {
      this.#label = label;
      this.#labelHash = hashOf(label, place);
    }
    return this.#labelHash;
  }

  /** A number for the folder that launchd would load from: LaunchAgents and LaunchDaemons of one root count as one. */
  #placeOf(path: string): number {
    if (path === this.#path) return this.#place;
    this.#path = path;
    this.#file = -1;
    const folder = this.#folder;
    if (path.lastIndexOf('/') + 1 !== folder.length || !path.startsWith(folder)) {
      this.#folder = folderOf(path);
      this.#label = undefined;
      this.#place = hashOf(this.#folder.replace(/(^|\/)Launch(?:Agents|Daemons)\/$/, '$1Launch*/'), 0);
    }
    return this.#place;
  }
}

/**
 * 53 bits of a text (cyrb53), never 0: among ten thousand labels two meet by chance once in a hundred million runs.
 * @param seed another such number: the same text has another hash under it
 */
function hashOf(text: string, seed: number): number {
  const { imul } = Math;
  let low = 0xdeadbeef ^ seed;
  let high = 0x41c6ce57 ^ (seed / 4294967296);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = imul(low ^ code, 2654435761);
    high = imul(high ^ code, 1597334677);
  }
  low = imul(low ^ (low >>> 16), 2246822507) ^ imul(high ^ (high >>> 13), 3266489909);
  high = imul(high ^ (high >>> 16), 2246822507) ^ imul(low ^ (low >>> 13), 3266489909);
  return 4294967296 * (2097151 & high) + (low >>> 0) || 1;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Rows a table has room for at first; a power of two. */
const FIRST_ROOM = 64;

/** Numbers a row has: key, digest, place. Side by side, since each row looked at is far from the one before. */
const ROW = 3;
/** A place is the number of a file times so much, and the line: no text has more lines. */
const LINES = 2 ** 30;

/** A hash table with open addressing. A label is a slice of the text of its file and would keep all of it; a number keeps nothing. */
class SeenTable {
  /** Row by row; the key is 0 where a row is free. */
  #rows = new Float64Array(FIRST_ROOM * ROW);
  #last = FIRST_ROOM - 1;
  #used = 0;

  /** Where the row of a key begins: the one it is in, else the free one that is to take it. @param key as {@link hashOf} makes them */
  rowOf(key: number): number {
    const rows = this.#rows;
    for (let row = key & this.#last; ; row = (row + 1) & this.#last) {
      const there = rows[row * ROW];
      if (there === 0 || there === key) return row * ROW;
    }
  }

  isFree(at: number): boolean {
    return this.#rows[at] === 0;
  }

  digestAt(at: number): number {
    return this.#rows[at + 1]!;
  }

  fileAt(at: number): number {
    return Math.floor(this.#rows[at + 2]! / LINES);
  }

  lineAt(at: number): number {
    return this.#rows[at + 2]! % LINES;
  }

  /** Fills the free row that {@link rowOf} gave. Rows are others afterwards. */
  put(at: number, key: number, file: number, line: number, digest: number): void {
    this.#fill(at, key, digest, file * LINES + line);
    this.#used++;
    if (4 * this.#used > 3 * (this.#last + 1)) this.#widen();
  }

  #fill(at: number, key: number, digest: number, place: number): void {
    const rows = this.#rows;
    rows[at] = key;
    rows[at + 1] = digest;
    rows[at + 2] = place;
  }

  #widen(): void {
    const rows = this.#rows;
    this.#rows = new Float64Array(2 * rows.length);
    this.#last = 2 * this.#last + 1;
    for (let at = 0; at < rows.length; at += ROW) {
      const key = rows[at]!;
      if (key !== 0) this.#fill(this.rowOf(key), key, rows[at + 1]!, rows[at + 2]!);
    }
  }
}
