/** Texts of the user inside messages. */
import { shownText } from './secrets.ts';

const LONGEST = 60;

/** `text` in quotes for a message: short, on one line, control characters spelt out, without what looks like a secret. */
export function quoted(whole: string): string {
  const text = shownText(whole);
  // A cut between the halves of a surrogate pair would leave half a character.
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 3).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return JSON.stringify(short);
}
