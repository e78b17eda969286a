/** Intents of rules as edits of a property list in XML. */
import { type Fix, fixBy, type Intent, type Refusal, spelling } from './fix.ts';
import type { Spot } from './job.ts';

/**
 * Makes an intent at a spot: the whole `<key>` for a new name, the whole element of a value for a new kind. Refused
 * where more stands there than the tags and the text (entities, CDATA, attributes, hexadecimal digits).
 * @param text undefined for a binary file, whose edits stand at -1
 */
export function mendXml(text: string | undefined, { start, end, path }: Spot, intent: Intent): Fix | Refusal {
  if (text === undefined) return fixBy(intent, { start, end, text: '' });
  const element = /^<(key|string|integer)>([^<&]*)<\/\1>$/.exec(text.slice(start, end));
  const before = intent.to === 'name' ? path.at(-1) : spelling(intent);
  if (!element || !isWritten(element[2]!, before, intent))
    return { refused: 'it has entities, CDATA, attributes, white space or other digits' };
  return fixBy(intent, { start, end, text: elementOf(intent) });
}

function isWritten(content: string, before: string | undefined, intent: Intent): boolean {
  return (intent.to === 'boolean' ? content.toLowerCase() : content) === before;
}

function elementOf(intent: Intent): string {
  switch (intent.to) {
    case 'name':
      return `<key>${intent.name}</key>`;
    case 'boolean':
      return `<${intent.value}/>`;
    case 'integer':
      return `<integer>${intent.digits}</integer>`;
    case 'string':
      return `<string>${intent.digits}</string>`;
  }
}

/** `<true></true>` in one tag; undefined where more stands in it than that. */
export function closeBoolean(text: string, start: number, end: number): Fix | undefined {
  const name = /^<(true|false)\s*>\s*<\/\1\s*>$/.exec(text.slice(start, end))?.[1];
  return name === undefined ? undefined : { edits: [{ start, end, text: `<${name}/>` }] };
}
