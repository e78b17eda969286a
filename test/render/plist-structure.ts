/** The outline of an XML property list by a strict XML parser, and values in a form that can be compared. */
import { SaxesParser } from 'saxes';
import { isDict, kindOf, PlistReal, type PlistValue } from '../../src/plist/value.ts';

export interface Outline {
  /** Elements in the order of their start tags. */
  readonly elements: readonly string[];
  readonly comments: readonly string[];
  /** How many elements had begun when the first comment came. */
  readonly beforeComment: number;
  readonly oddities: readonly string[];
}

/** Reads the outline; throws where the text is not well-formed XML 1.0. */
export function outlineOf(xml: string): Outline {
  const elements: string[] = [];
  const comments: string[] = [];
  const oddities: string[] = [];
  let beforeComment = -1;
  const parser = new SaxesParser({ position: false });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    elements.push(name);
  });
  parser.on('comment', (text) => {
    if (comments.length === 0) beforeComment = elements.length;
    comments.push(text);
  });
  parser.on('cdata', () => {
    oddities.push('cdata');
  });
  parser.on('processinginstruction', () => {
    oddities.push('processing instruction');
  });
  parser.write(xml).close();
  return { elements, comments, beforeComment, oddities };
}

/** The elements that a plist of `value` must have. */
export function elementsOf(value: PlistValue): string[] {
  if (isDict(value)) return ['dict', ...Object.values(value).flatMap((item) => ['key', ...elementsOf(item)])];
  if (Array.isArray(value)) return ['array', ...value.flatMap(elementsOf)];
  if (typeof value === 'boolean') return [String(value)];
  return [kindOf(value)];
}

/** A number as text, the sign of a zero included. */
export function realText(value: number): string {
  return Object.is(value, -0) ? '-0.0' : String(value);
}

/** A value as nested lists that JSON can compare, by kind; keys sorted. `exact: false` takes a real for a number. */
export function comparable(value: PlistValue, exact = true): unknown {
  if (isDict(value)) {
    const entries = Object.entries(value).map(([key, item]) => [key, comparable(item, exact)] as const);
    return ['dict', entries.sort(([a], [b]) => (a < b ? -1 : 1))];
  }
  if (Array.isArray(value)) return ['array', value.map((item) => comparable(item, exact))];
  if (value instanceof Date) return ['date', value.toISOString()];
  if (value instanceof Uint8Array) return ['data', Buffer.from(value).toString('hex')];
  if (value instanceof PlistReal) return [exact ? 'real' : 'number', realText(value.value)];
  if (typeof value === 'bigint') return exact ? ['integer', String(value)] : ['number', String(Number(value))];
  if (typeof value === 'number') return exact ? ['integer', String(value)] : ['number', realText(value)];
  return [typeof value, value];
}

/** What plistlib gave, in the form of {@link comparable}. */
export function comparableOfPython(value: unknown): unknown {
  if (Array.isArray(value)) return ['array', value.map(comparableOfPython)];
  if (typeof value === 'number') return ['integer', String(value)];
  if (typeof value !== 'object' || value === null) return [typeof value, value];
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && typeof only![1] === 'string') {
    const [kind, text] = only as [string, string];
    if (kind === 'integer' || kind === 'data') return [kind, text];
    if (kind === 'real') return ['real', realText(Number(text))];
    if (kind === 'date') return ['date', new Date(text.padStart(20, '0')).toISOString()];
  }
  const members = entries.map(([key, item]) => [key, comparableOfPython(item)] as const);
  return ['dict', members.sort(([a], [b]) => (a < b ? -1 : 1))];
}
