/** What svc says beside its data: sentences behind its name, wrapped where stderr is a terminal. */
import { printable } from '../launchd/printable.ts';
import { wrapped } from '../report/wrap.ts';
import { proseColumns, STDERR } from '../system/streams.ts';

const LEAD = 'svc: ';

/** Each sentence begins a line of its own, the first behind `svc:`. Elsewhere than on a terminal none is broken. */
export function remarkText(sentences: readonly string[]): string {
  const width = proseColumns(STDERR) - LEAD.length;
  const lines = sentences.flatMap((sentence) => wrapped(printable(sentence), Math.max(20, width)));
  return `${LEAD}${lines.join(`\n${' '.repeat(LEAD.length)}`)}\n`;
}
