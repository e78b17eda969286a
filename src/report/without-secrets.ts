/** Texts to quote from, with dots in the place of secrets: what is printed on a terminal ends up in logs and tickets. */
import type { SourceText } from '../diagnostics/source-text.ts';
import { holdsSecret, isSecret, isSecretName, mayHoldSecret, secretArguments, tokenSpans } from '../launchd/secrets.ts';

const wholes = new WeakMap<SourceText, string>();

/** One line of a source, as `lineText` gives it, with each secret character as a dot. */
export function lineWithoutSecrets(source: SourceText, line: number): string | undefined {
  const start = source.startOf(line);
  if (start === undefined) return undefined;
  const text = source.lineText(line)!;
  const part = partAround(source.text, start, start + text.length);
  if (part !== undefined) {
    if (!mayHoldSecret(part.text)) return text;
    return dotted(part.text, secretsOfXml(part.text)).slice(part.at, part.at + text.length);
  }
  let whole = wholes.get(source);
  if (whole === undefined) {
    whole = withoutSecrets(source.text);
    wholes.set(source, whole);
  }
  return whole.slice(start, start + text.length);
}

/** Characters beside a line in which its elements are looked for: past these, the whole text is looked at once. */
const BESIDE = 4096;

/**
 * What stands around the offsets `start` to `end` of XML, from a key to a key: what is a secret there does not depend on
 * the rest. `at` is the place of `start` in it; undefined for other texts, and where the keys are far.
 */
function partAround(
  text: string,
  start: number,
  end: number,
): { readonly text: string; readonly at: number } | undefined {
  if (end - start > BESIDE) return undefined;
  const before = text.slice(Math.max(0, start - BESIDE), start);
  const after = text.slice(end, end + BESIDE);
  const key = before.lastIndexOf('<key>');
  const next = after.indexOf('<key>');
  if (key < 0 && (start > BESIDE || !isXml(text))) return undefined;
  if (next < 0 && end + BESIDE < text.length) return undefined;
  const from = start - before.length + Math.max(key, 0);
  return { text: text.slice(from, next < 0 ? undefined : end + next), at: start - from };
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
  return dotted(text, isXml(text) ? secretsOfXml(text) : secretsOfYaml(text));
}

function isXml(text: string): boolean {
  return /<plist|<key>|<dict/.test(text);
}

/** `text` with dots in the place of spans. */
function dotted(text: string, spans: readonly Span[]): string {
  let result = '';
  let at = 0;
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
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

/**
 * What stands in an element: up to its end tag, or to the end of the text where there is none. What is one depends on the
 * key before it, and on the string right before it: a text that begins with a key needs nothing from before it.
 */
function secretsOfXml(text: string): Span[] {
  const spans: Span[] = [];
  let key = '';
  let before = '';
  // Of any name: who misspelt that of an element wrote the same secret.
  const tags = [...text.matchAll(/<([A-Za-z][\w-]*)(?:\s[^<>]*)?>/g)];
  for (const [i, { 0: tag, 1: kind, index }] of tags.entries()) {
    const start = index + tag.length;
    // Where an end tag is missing, the next element begins.
    const content = text.slice(start, tags[i + 1]?.index);
    const end = content.indexOf(`</${kind}`);
    const raw = end < 0 ? content : content.slice(0, end);
    const value = unescaped(raw).trim();
    if (kind === 'key') {
      key = value;
      const behind = end < 0 ? content.length : end + '</key>'.length;
      const stray = /^[^<]*/.exec(content.slice(behind))![0];
      if (isSecret(key, stray.trim())) spans.push([start + behind, start + behind + stray.length]);
    } else if (isSecret(key, value) || secretArguments([before, value]).includes(1) || holdsSecret(value))
      spans.push([start, start + raw.length]);
    before = kind === 'string' ? value : '';
  }
  return [...spans, ...secretWords(text)];
}

/** What is a secret wherever it stands, in a comment or a key too: a token, and what a word gives the name of a secret. */
function secretWords(text: string): Span[] {
  const spans: Span[] = [...tokenSpans(text)];
  for (const { 0: word, index } of text.matchAll(/[^\s<>]+/g)) {
    if (word.includes('=') && secretArguments([word]).length > 0)
      spans.push([index + word.indexOf('=') + 1, index + word.length]);
  }
  return spans;
}

const YAML_TOKEN = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,[\]{}"']+/g;

function secretsOfYaml(text: string): Span[] {
  const spans: Span[] = secretWords(text);
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
