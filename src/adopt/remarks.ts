/** What is said beside a job: the comments of its property list and what the linter finds, as one-line-safe texts. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { holdsSecret, isSecret, isSecretValue, nameInArgument, secretArguments } from '../launchd/secrets.ts';
import type { DictNode } from '../plist/node.ts';
import type { XmlComment } from '../plist/read-xml.ts';
import { isDict, type PlistDict, type PlistValue } from '../plist/value.ts';

/** A comment of services.yaml, at the job or at one of its keys. */
export interface Remark {
  /** Top-level key it belongs to; absent: the job as a whole. */
  readonly key?: string;
  /** A variable or other member of that key. */
  readonly member?: string;
  /** One line or several; nothing in it ends a comment. */
  readonly text: string;
}

/** Longest comment that is carried over, in UTF-16 code units. */
const LONGEST_COMMENT = 4000;

// Controls, NEL, line and paragraph separators, what turns the direction of text, byte-order marks, lone surrogates.
const UNSAFE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}/gu;

/** Text that may stand in a comment of YAML: of all that ends a line only LF is left, which the writer knows. */
export function commentLines(text: string): string {
  const short = text.length > LONGEST_COMMENT ? `${text.slice(0, LONGEST_COMMENT)} … (cut)` : text;
  const lines = short.replace(/\r\n?/g, '\n').replace(UNSAFE, ' ').split('\n');
  return lines
    .map((line) => line.trim())
    .join('\n')
    .replace(/^\n+|(?<!\n)\n+$/g, '')
    .replace(/\n{2,}/g, '\n');
}

/** The same on one line. */
export function commentLine(text: string): string {
  return commentLines(text).replaceAll('\n', ' ');
}

/** The mark and the advice of files that svc rendered: they would be wrong in services.yaml. */
function isOwn(comment: string): boolean {
  const lines = comment.split('\n').map((line) => line.trim());
  const mark = lines.findIndex((line) => /^svc: [^\s/]+\/\S+$/.test(line));
  return mark >= 0 && lines.slice(mark + 1).some((line) => line.startsWith('Rendered from '));
}

/** The comments of a property list, each at the key that it stands at, or in front of. */
export function remarksOfComments(root: DictNode, comments: readonly XmlComment[], mask: Mask): Remark[] {
  return comments.flatMap(({ start, text }) => {
    const lines = isOwn(text) ? '' : mask(commentLines(text));
    if (lines === '') return [];
    const inside = start > root.start && start < root.end;
    const entry = inside ? root.entries.find(({ value }) => value.end > start) : undefined;
    return [{ ...(entry && { key: entry.key }), text: lines }];
  });
}

/** Rules that speak of the file that is left behind. */
const OF_THE_FILE = new Set([
  'boolean-not-self-closed',
  'label-filename-mismatch',
  'label-duplicate',
  'log-shared',
  'unused-suppression',
  'xml-portability',
]);

/** What the linter found, at the key it is about. Silenced findings come with their silencer, which is a comment. */
export function remarksOfFindings(dict: PlistDict, findings: readonly Diagnostic[], mask: Mask): Remark[] {
  const keys = Object.keys(dict).sort((one, other) => other.length - one.length);
  return findings.flatMap(({ rule, severity, message, key = '', suppressed }) => {
    if (suppressed || OF_THE_FILE.has(rule)) return [];
    const top = keys.find((name) => key === name || key.startsWith(`${name}.`));
    const member = top === undefined ? '' : key.slice(top.length + 1);
    return [
      {
        ...(top !== undefined && { key: top }),
        ...(member !== '' && { member }),
        text: mask(commentLine(`${severity} ${rule}: ${message}`)),
      },
    ];
  });
}

/** Puts dots in the place of secrets. */
export type Mask = (text: string) => string;

const DOTS = '••••••';
/** Texts in messages are cut; so much of a secret at least is looked for. */
const SHORTEST = 8;

/** Masks the secrets of a job wherever they turn up, and what looks like one by itself. */
export function maskFor(dict: PlistDict): Mask {
  const secrets = [...secretsOf(dict)].sort((one, other) => other.length - one.length);
  return (text) => {
    const known = secrets.reduce((masked, secret) => masked.replaceAll(secret, DOTS), text);
    return known.replace(/\S{8,}/g, (word) => (isTelling(word, secrets) ? DOTS : word));
  };
}

function isTelling(word: string, secrets: readonly string[]): boolean {
  const bare = word.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  if (bare.length < SHORTEST) return false;
  if (isSecretValue(bare) || holdsSecret(word) || (/<(?:string|key)>/.test(word) && isSecretValue(withoutTags(word))))
    return true;
  return secrets.some((secret) => secret.startsWith(bare));
}

function withoutTags(word: string): string {
  return word.replace(/<[^<>]*>/g, '');
}

function* secretsOf(dict: PlistDict): Generator<string> {
  const { EnvironmentVariables: environment, ProgramArguments: args } = dict;
  if (isDict(environment)) {
    for (const [name, value] of Object.entries(environment))
      if (typeof value === 'string' && isSecret(name, value)) yield value;
  }
  if (!Array.isArray(args)) return;
  const words = args.map((arg: PlistValue) => (typeof arg === 'string' ? arg : ''));
  for (const at of secretArguments(words)) {
    yield words[at]!;
    const name = nameInArgument(words[at]!);
    if (name !== undefined) yield words[at]!.slice(words[at]!.indexOf('=') + 1);
  }
  for (const word of words) if (word.includes(' ') && holdsSecret(word)) yield word;
}

/** Does the job hold a secret in the open? */
export function hasSecret(dict: PlistDict): boolean {
  return !secretsOf(dict).next().done;
}
