/** Words and clauses as messages put them. */

/** "a", "a and b", "a, b and c"; empty for none. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** A clause as a sentence: a capital first, and a full stop unless it has one or ends in lines of something else. */
export function sentenceOf(clause: string): string {
  const text = `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`;
  return text.includes('\n') || text.endsWith('.') ? text : `${text}.`;
}
