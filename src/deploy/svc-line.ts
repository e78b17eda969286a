/** Command lines of svc that messages propose: a person copies them, so they must mean the same services.yaml. */
import { launchctlLine } from '../system/launchctl.ts';
import type { Target } from './types.ts';

/** The services.yaml that a command line has to name. */
export type Named = Pick<Target, 'named'>;

/** `svc start gateway`, with the `-f` that this svc was called with; words that need it are in single quotes. */
export function svcLine({ named }: Named, ...words: readonly string[]): string {
  return launchctlLine([...words, ...(named === undefined ? [] : ['-f', named])], 'svc');
}
