/** Command lines of svc that messages propose: a person copies them, so they must mean the same services.yaml. */
import { launchctlLine } from '../system/launchctl.ts';

export interface Named {
  /** The services.yaml that a command line has to name; undefined: svc finds it by itself. */
  readonly named?: string | undefined;
}

/** `svc start gateway`, with the `-f` that this svc was called with; words that need it are in single quotes. */
export function svcLine({ named }: Named, ...words: readonly string[]): string {
  return launchctlLine([...words, ...(named === undefined ? [] : ['-f', named])], 'svc');
}
