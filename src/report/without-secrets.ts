/** Texts to quote from, with dots in the place of secrets: what is printed on a terminal ends up in logs and tickets. */
import type { SourceText } from '../diagnostics/source-text.ts';
import { holdsSecret, isSecret, isSecretName, mayHoldSecret, secretArguments } from '../launchd/secrets.ts';

const wholes = new WeakMap<SourceText, string>();

/** One line of a source, as `lineText` gives it, with each secret character as a dot. */
export function lineWithoutSecrets(source: SourceText, line: number): string | undefined {
  const start = source.lineStarts[line - 1];
  const text = source.lineText(line);
  if (start === undefined || text === undefined) return text;
  let whole = wholes.get(source);
  if (whole === undefined) {
    whole = withoutSecrets(source.text);
    wholes.set(source, whole);
  }
  return whole.slice(start, start + text.length);
}

/**
 * `text`, a property list or YAML, with each character of a secret as a dot; its length and lines stay. It is looked
 * at as text, since a file that cannot be read is quoted from as well.
 */
export function withoutSecrets(text: string): string {
  return mayHoldSecret(text) ? masked(text) : text;
}

/** The same with no look beforehand. */
export function masked(text: string): string {
  const spans = /<plist|<key>|<dict/.test(text) ? secretsOfXml(text) : secretsOfYaml(text);
  let result = '';
  let at = 0;
  for (const [start, end] of spans) {
    if (end <= at) continue;
    result += text.slice(at, Math.max(start, at)) + text.slice(Math.max(start, at), end).replace(/[^\r\n]/g, '\u2022');
    at = end;
  }
  return result + text.slice(at);
}

type Span = readonly [start: number, end: number];

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of an element as it is meant, as far as it matters here. */
function unescaped(text: string): string {
  return text
    .replace(/<!\[CDATA\[|\]\]>/g, '')
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (all, hex, decimal, name) => {
      if (name !== undefined) return NAMED[name] ?? all;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    });
}

/** What stands in an element: up to its end tag, or to the end of the text where there is none. */
function secretsOfXml(text: string): Span[] {
  const spans: Span[] = [];
  const ends = new EndTags(text);
  let key = '';
  let before = '';
  const tags = [...text.matchAll(/<(key|string|integer|real|data)(?:\s[^<>]*)?>/g)];
  for (const [i, { 0: tag, 1: kind, index }] of tags.entries()) {
    const start = index + tag.length;
    // Where an end tag is missing, the next element begins.
    const end = Math.min(ends.after(start, kind!), tags[i + 1]?.index ?? text.length);
    const value = unescaped(text.slice(start, end)).trim();
    if (kind === 'key') key = value;
    else if (isSecret(key, value) || secretArguments([before, value]).includes(1) || holdsSecret(value))
      spans.push([start, end]);
    before = kind === 'string' ? value : '';
  }
  return spans;
}

/** Finds end tags from left to right, each searched for once. */
class EndTags {
  readonly #text: string;
  readonly #next = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  after(start: number, kind: string): number {
    let at = this.#next.get(kind) ?? -1;
    if (at < start) {
      at = this.#text.indexOf(`</${kind}`, start);
      if (at < 0) at = this.#text.length;
      this.#next.set(kind, at);
    }
    return at;
  }
}

const YAML_TOKEN = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,[\]{}"']+/g;

function secretsOfYaml(text: string): Span[] {
  const spans: Span[] = [];
  let before = '';
  let done = 0;
  for (const { 0: token, index } of text.matchAll(YAML_TOKEN)) {
    if (index < done || token === '-' || token === '|' || token === '>') continue;
    const isQuoted = /^["']/.test(token);
    const value = isQuoted ? token.slice(1, -1) : token;
    const name = before.endsWith(':') ? before.slice(0, -1) : undefined;
    if (name !== undefined && isSecretName(name)) {
      // A bare value goes on to the end of its line or place.
      const end = isQuoted
        ? index + token.length
        : index + /^[^\r\n,}\]]*/.exec(text.slice(index, index + 1024))![0].length;
      done = end;
      if (isSecret(name, isQuoted ? value : text.slice(index, end).trim())) spans.push([index, end]);
    }
    if (secretArguments([before, value]).includes(1) || (isQuoted && holdsSecret(value)))
      spans.push([index, index + token.length]);
    before = isQuoted && text[index + token.length] === ':' ? `${value}:` : value;
  }
  return spans;
}
