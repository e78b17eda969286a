/** What launchd takes as the label of a job. */

/** Why a label is refused, or what it breaks. */
export type LabelProblem =
  | 'empty'
  | 'control-character'
  | 'slash'
  | 'white-space'
  | 'reserved-name'
  | 'reserved-prefix';

/** Printable ASCII without the space and the slash: nearly every label. */
const PLAIN = /^[!-.0-~]+$/;

/**
 * The worst thing wrong with a label, or undefined.
 *
 * Empty or blank: error 110 (HINT; empty also in SRC842). Control characters and the prefixes of launchd's own jobs:
 * refused by SRC842. `shell`: error 140 (HINT). A slash: launchctl splits service targets there. Any other character
 * passes: `@` and `+` stand in labels that run.
 */
export function labelProblem(label: string): LabelProblem | undefined {
  if (!PLAIN.test(label)) {
    if (label.trim() === '') return 'empty';
    if (/[\u0000-\u001f\u007f]/.test(label)) return 'control-character';
    if (label.includes('/')) return 'slash';
    if (/\s/.test(label)) return 'white-space';
  }
  if (label === 'shell') return 'reserved-name';
  return /^com\.apple\.launch(?:d|ctl)/i.test(label) ? 'reserved-prefix' : undefined;
}
