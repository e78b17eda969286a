/** Pieces of Markdown. */

/** Plain text, so that nothing in it is markup. */
export function inMarkdown(text: string): string {
  return text.replace(/[\\`*_<>[\]|~&]/g, '\\$&');
}

/** A block of code. */
export function fenced(code: string, language: 'xml' | 'yaml' = code.startsWith('<') ? 'xml' : 'yaml'): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}
