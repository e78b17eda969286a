/** Texts of the user inside messages. */

const LONGEST = 60;

/** `text` in quotes for a message: short, on one line, control characters spelt out. */
export function quoted(text: string): string {
  // A cut between the halves of a surrogate pair would leave half a character.
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 3).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return JSON.stringify(short);
}
