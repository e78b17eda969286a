/** What stands in the output folder against what would be written: data, nothing done. */

/** A plist as it should stand in the folder. */
export interface WantedFile {
  readonly service: string;
  readonly label: string;
  /** File name within the output folder. */
  readonly name: string;
  readonly text: string;
}

export interface PlannedFile extends WantedFile {
  readonly state: 'missing' | 'different' | 'unchanged';
  /** The text that stands there now, for a diff. */
  readonly current?: string;
}

/**
 * Compares what is wanted with what is there.
 * @param read text that stands in the output folder for a file, undefined when there is none
 */
export function planRender(
  wanted: readonly WantedFile[],
  read: (file: WantedFile) => string | undefined,
): PlannedFile[] {
  return wanted.map((file) => {
    const current = read(file);
    if (current === undefined) return { ...file, state: 'missing' };
    return { ...file, state: current === file.text ? 'unchanged' : 'different', current };
  });
}
