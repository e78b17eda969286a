/** Labels seen in a run, so that two jobs for one launchd folder with one label are found. */

interface Seen {
  readonly path: string;
  readonly line: number;
  /** Content of the file: copies of one file are no conflict. */
  readonly digest: string;
}

/** A job that was seen before. */
export interface OtherJob {
  readonly path: string;
  readonly line: number;
  /** In the same folder, and not an agent beside a daemon. */
  readonly sameFolder: boolean;
}

/** Remembers a label, a path and a digest for each job: some two hundred bytes, whatever the size of the file. */
export class LabelIndex {
  readonly #seen = new Map<string, Seen>();

  /** Adds a job; the job seen before in the same place under the same label, unless it is a copy of this one. */
  add(label: string, path: string, line: number, digest: string): OtherJob | undefined {
    const key = `${placeOf(path)}\0${label}`;
    const before = this.#seen.get(key);
    if (!before) {
      this.#seen.set(key, { path, line, digest });
      return undefined;
    }
    if (before.digest === digest) return undefined;
    return { path: before.path, line: before.line, sameFolder: folderOf(before.path) === folderOf(path) };
  }
}

/** The folder that launchd would load both from: LaunchAgents and LaunchDaemons of one root count as one. */
function placeOf(path: string): string {
  return folderOf(path).replace(/(^|\/)Launch(?:Agents|Daemons)\/$/, '$1Launch*/');
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
