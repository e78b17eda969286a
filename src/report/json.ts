/** JSON documents: every one carries `"version": 1`, fields are only ever added. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { printable, UNSAFE } from '../launchd/printable.ts';
import { ruleUrl } from '../lint/rule-url.ts';

/** `body` as a JSON document with its version first and a final newline. */
export function formatJson(body: object): string {
  return `${jsonText({ version: 1, ...body }, 2)}\n`;
}

/** JSON leaves DEL, C1 and the bidirectional controls as they are, and a terminal heeds them: they are spelt out too. */
export function jsonText(value: object, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(UNSAFE, (character) =>
    character === '\n' ? character : printable(character),
  );
}

/** A diagnostic as JSON shows it: with the address of the page of its rule. */
export function withUrl(diagnostic: Diagnostic): Diagnostic & { readonly url: string } {
  return { ...diagnostic, url: ruleUrl(diagnostic.rule) };
}
