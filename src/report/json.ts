/** JSON documents: every one carries `"version": 1`, fields are only ever added. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { ruleUrl } from '../lint/rule-url.ts';

/** `body` as a JSON document with its version first and a final newline. */
export function formatJson(body: object): string {
  return `${JSON.stringify({ version: 1, ...body }, null, 2)}\n`;
}

/** A diagnostic as JSON shows it: with the address of the page of its rule. */
export function withUrl(diagnostic: Diagnostic): Diagnostic & { readonly url: string } {
  return { ...diagnostic, url: ruleUrl(diagnostic.rule) };
}
