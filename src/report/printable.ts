/** Text from files and file names, made harmless for a terminal. */
import { spelt, UNSAFE } from '../launchd/printable.ts';

export { printable, UNSAFE } from '../launchd/printable.ts';

/** As {@link printable}, but line breaks and tabs stay: for text of several lines, such as a diff. */
export function printableLines(text: string): string {
  return text.replace(UNSAFE, (character) => (character === '\n' || character === '\t' ? character : spelt(character)));
}
