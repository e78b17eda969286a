/** Which names and values look like secrets. A plist is world-readable (0644), and so is `launchctl print`. */
import { once } from './once.ts';

/** What the last segment of a name says: `GITHUB_TOKEN`, `db.password`, `API-KEY`, `AWS_SECRET_ACCESS_KEY`. */
const SECRET_NAME =
  /(?:^|[_.-])(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API[_-]?KEY|PRIVATE[_-]?KEY|CREDENTIALS|SECRET[_-](?:ACCESS[_-])?KEY(?:[_-]BASE)?)$/i;
/** The same in names without separators: `clientSecret`, `apiKey`. */
const SECRET_CAMEL =
  /[a-z0-9](?:Token|Secret|Password|Passwd|Passphrase|ApiKey|PrivateKey|Credentials|Secret(?:Access)?Key)$/;

/** Every such name has one of these. */
const WORD_OF_NAME = /key|token|secret|passw|passp|credential/i;

/** Forms that issuers give their tokens, so that scanners can find them. */
const tokenForms = once((): readonly RegExp[] => [
  /^gh[pousr]_[A-Za-z0-9]{30,}$/,
  /^github_pat_[A-Za-z0-9_]{30,}$/,
  /^glpat-[A-Za-z0-9_-]{20,}$/,
  /^sk-(?=[A-Za-z_-]*\d)(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{20,}$/,
  /^[sr]k_(?:live|test)_[A-Za-z0-9]{16,}$/,
  /^whsec_[A-Za-z0-9+/=]{24,}$/,
  /^xox[abeprs]-[A-Za-z0-9-]{10,}$/,
  /^xapp-\d-[A-Za-z0-9-]{20,}$/,
  /^(?:AKIA|ASIA)[A-Z0-9]{16}$/,
  /^AIza[A-Za-z0-9_-]{35}$/,
  /^npm_[A-Za-z0-9]{30,}$/,
  /^pypi-[A-Za-z0-9_-]{50,}$/,
  /^hf_[A-Za-z0-9]{30,}$/,
  /^dop_v1_[a-f0-9]{64}$/,
  /^SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}$/,
  /^\d{8,10}:AA[A-Za-z0-9_-]{33}$/,
  /^eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}$/,
]);

/** Every form begins with one of these. */
const TOKEN_START =
  /gh[pousr]_|github_pat_|glpat-|[sr]k[-_]|whsec_|xox|xapp-|AKIA|ASIA|AIza|npm_|pypi-|hf_|dop_v1_|SG\.|\d{8}|eyJ/;
/**
 * Texts without one where a word may begin, nearly all, are not taken apart. The other looks for a start of a token come behind
 * this one, which finds all that they find: a run that meets no token compiles one expression.
 */
const TOKEN_IN_TEXT = new RegExp(`(?:^|[\\s'"\`=,;<>()[\\]{}|&])[!*~$@/]*(?:${TOKEN_START.source})`);

const NAME_IN_TEXT = /token|secret|passw|passp|credential|(?:api|private)[_-]?key|authorization|-----BEGIN/i;
/** A password before a host; secrets behind a question mark have a name. */
const URL_IN_TEXT = /:\/\/[^\s/@]*@/;

/** Escapes and sections, behind which anything may stand. */
const HIDDEN_IN_TEXT = /&#|<!\[CDATA\[|\]\]>|\\/;

/**
 * May a file hold a secret at all, as these functions see them? A look at the text as a whole that says no of nearly every
 * file, and never no of one that does.
 */
export function mayHoldSecret(text: string): boolean {
  return HIDDEN_IN_TEXT.test(text) || NAME_IN_TEXT.test(text) || URL_IN_TEXT.test(text) || TOKEN_IN_TEXT.test(text);
}

/** Shorter values are none. */
const SHORTEST = 8;

/** Does a name (of a variable, an option) say that its value is a secret? */
export function isSecretName(name: string): boolean {
  return WORD_OF_NAME.test(name) && (SECRET_NAME.test(name) || SECRET_CAMEL.test(name));
}

/** Does a variable (or `--option`) of this name with this value hold a secret? */
export function isSecret(name: string, value: string): boolean {
  return isSecretValue(value) || isNamedSecret(name, value);
}

/** Is what a secret's name stands for no mark, path or number, but a secret? */
function isNamedSecret(name: string, value: string): boolean {
  return value.length >= SHORTEST && isSecretName(name) && !isHarmless(value);
}

/** The shortest token has so many characters. */
const SHORTEST_TOKEN = 15;
/** A part of a text begins behind one of these. */
const PART_END = /[\s'"`=,;<>()[\]{}]/;
/** What headers, URLs, private keys and texts of several parts have. */
const MARKED = new RegExp(PART_END.source.replace('[', '[:'));
const PARTS = new RegExp(`${PART_END.source}+`);
const TOKEN_AT_START = new RegExp(`^(?:${TOKEN_START.source})`);
const TOKEN_IN_PART = new RegExp(`${PART_END.source}(?:${TOKEN_START.source})`);

/** Longer texts are programs or documents; they are not taken apart in search of a token. */
const LONGEST = 20_000;

/** Is the value alone a secret, or does it hold one: a token of a known form, a private key, a URL with a password? */
export function isSecretValue(value: string): boolean {
  if (!mayBeSecretValue(value)) return false;
  if (value.includes('-----BEGIN ') && /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value)) return true;
  if (value.length > LONGEST) return false;
  if (isSecretHeader(value)) return true;
  if (!value.includes('://') && !mayHoldToken(value)) return false;
  if (isToken(value) || hasUrlSecret(value)) return true;
  // A token inside a header, a command line, a piece of JSON.
  const parts = value.split(PARTS);
  return parts.length > 1 && parts.some((part) => part.length >= 8 && (isToken(part) || hasUrlSecret(part)));
}

/** A cheap look: false of nearly every text, and of no secret, nor of a text in which one begins a part. */
function mayBeSecretValue(text: string): boolean {
  if (text.length < SHORTEST) return false;
  return (MARKED.test(text) && (text.includes(':') || text.includes('-----'))) || mayHoldToken(text);
}

function mayHoldToken(text: string): boolean {
  if (text.length < SHORTEST_TOKEN || !TOKEN_IN_TEXT.test(text)) return false;
  return TOKEN_AT_START.test(text) || TOKEN_IN_PART.test(text);
}

function isToken(text: string): boolean {
  return tokenForms().some((form) => form.test(text));
}

/** A password before the host, or a parameter with the name of a secret. */
function hasUrlSecret(text: string): boolean {
  if (!text.includes('://')) return false;
  const password = /^(?:jdbc:)?[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/.exec(text)?.[1];
  if (password !== undefined && !isMark(password) && !isInstruction(password)) return true;
  const query = text.indexOf('?');
  if (query < 0 || !/^(?:jdbc:)?[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text)) return false;
  return text
    .slice(query + 1)
    .split(/[&;#]/)
    .some((pair) => {
      const equals = pair.indexOf('=');
      const value = pair.slice(equals + 1);
      return equals > 0 && isNamedSecret(pair.slice(0, equals), value);
    });
}

/** `Authorization: Bearer …`, `X-Api-Key: …`. */
function isSecretHeader(text: string): boolean {
  if (!/:\s/.test(text)) return false;
  const [, name, value] = /^([A-Za-z][\w-]*):\s+(?:(?:Bearer|Token|Basic)\s+)?(\S{8,})$/i.exec(text) ?? [];
  if (name === undefined || value === undefined || isHarmless(value)) return false;
  return /^(?:Proxy-)?Authorization$/i.test(name) || isSecretName(name);
}

/** A path, number, boolean, plain URL, placeholder or name of a place where the secret lies: nothing to hide. */
function isHarmless(value: string): boolean {
  if (/^(?:~|\.{0,2})\//.test(value) || /^[A-Za-z]:\\/.test(value)) return true;
  if (/^-?[\d.,]+$/.test(value) || /^(?:true|false|disabled|undefined)$/i.test(value)) return true;
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(value)) return true;
  if (/^(?:env|file|keychain|vault):[\w./-]+$/i.test(value)) return true;
  // What a shell is to put in.
  if (/^(?:\$[({]|`)/.test(value)) return true;
  return isMark(value) || isInstruction(value);
}

/** The marks of template engines and shells, and rows of one character. */
function isMark(value: string): boolean {
  return (
    /^(?:\$\{[A-Za-z_][^{}]*\}|\$[A-Za-z_][A-Za-z0-9_]*|\$\([^)]*\)|<[^>]*>|\[[A-Za-z _-]*\]|\{\{.*\}\}|\{[A-Za-z_]+\}|@[A-Za-z0-9_.-]+@|%%?[A-Za-z_]+%?%|__[A-Z0-9_]+__)$/.test(
      value,
    ) || /^(?:x+|X+|\*+|\.+|-+|_+|\u2022+)$/.test(value)
  );
}

const FIRST_WORDS =
  'your|changeme|change|replaceme|replace|insert|enter|todo|xxx+|example|placeholder|redacted|dummy|paste|fill';
/** Words that ask for a value or describe one. */
const INSTRUCTION = new RegExp(`^(?:${FIRST_WORDS})(?:[-_ .][a-z]+)*$`, 'i');
const DESCRIPTION = /^my(?:[-_ .](?:api|auth|access|private|client|token|secret|password|key|value|here))+$/i;

/** `your-token-here`, `CHANGE_ME`, `my-secret`: words only, where a real one has other characters too. */
function isInstruction(value: string): boolean {
  return value.length <= 80 && (INSTRUCTION.test(value) || DESCRIPTION.test(value));
}

/** Indexes of the arguments that hold a secret (`--token=…`, `--token …`, `TOKEN=…`). */
export function secretArguments(args: readonly string[]): number[] {
  const found: number[] = [];
  for (let i = 0; i < args.length; i++) if (isSecretArgument(args[i]!, args[i - 1] ?? '')) found.push(i);
  return found;
}

const ASSIGNMENT = /^-{0,2}([A-Za-z_][\w.-]*)=([\s\S]*)$/;
const OPTION = /^--?([A-Za-z][\w.-]*)$/;

/** The name an argument gives to its value: `token` of `--token=…`, `TOKEN` of `TOKEN=…`, or that of the option before it. */
export function nameInArgument(arg: string, before = ''): string | undefined {
  const assigned = ASSIGNMENT.exec(arg)?.[1];
  if (assigned !== undefined) return assigned;
  const name = OPTION.exec(before)?.[1];
  // Letters behind one hyphen are options, the last of which may take no value: curl -fsS URL.
  return name !== undefined && (before.startsWith('--') || isSecretName(name)) ? name : undefined;
}

function isSecretArgument(arg: string, before: string): boolean {
  if (arg.length < SHORTEST) return false;
  const mayBe = mayBeSecretValue(arg);
  if (mayBe && isSecretValue(arg)) return true;
  const isNamed = before.startsWith('-') && WORD_OF_NAME.test(before);
  if (arg.includes('=') && (mayBe || isNamed || WORD_OF_NAME.test(arg))) {
    const [, name, rest = ''] = ASSIGNMENT.exec(arg) ?? [];
    const value = unquoted(rest);
    if (name !== undefined) return (mayBe && isSecretValue(value)) || isNamedSecret(name, value);
  }
  if (!isNamed || arg.startsWith('-')) return false;
  const name = OPTION.exec(before)?.[1];
  return name !== undefined && isNamedSecret(name, arg);
}

/** Quotes around a value, which people write although no shell takes them off. */
function unquoted(value: string): string {
  return /^(["'])[\s\S]*\1$/.test(value) ? value.slice(1, -1) : value;
}

/** What stands between words, around them, or between a name and its value. */
const BESIDE_WORD = /[\s'";|&=]/;

/** Does the text of a program for a shell hold a secret: in an option, in front of a command, behind `export`? */
export function holdsSecret(text: string): boolean {
  if (isSecretValue(text)) return true;
  if (text.length > LONGEST || !BESIDE_WORD.test(text)) return false;
  const words = text.match(/(?:[^\s'";|&]|"[^"]*"|'[^']*')+/g) ?? [];
  return secretArguments(words.map(unquoted)).length > 0;
}

/**
 * The words of a command line for a message: what looks like a secret is left out.
 * @param split its words, where blanks alone do not tell them apart
 */
export function shownWords(line: string, split: readonly string[] = line.trim().split(/\s+/)): readonly string[] {
  const words = [...split];
  for (const at of secretArguments(words))
    words[at] = /^-{0,2}[A-Za-z_][\w.-]*=/.exec(words[at]!)?.[0].concat('…') ?? '…';
  return words;
}

/** A text for a message: as it is, or without the words of it that look like secrets; where they can not be told apart, without all of it. */
export function shownText(text: string): string {
  if (!holdsSecret(text)) return text;
  const shown = shownWords(text).join(' ');
  return holdsSecret(shown) ? '…' : shown;
}

/** What a sentence or a comment has around a word. */
const WORD = /[^\s'"`=,;<>()[\]{}|&]+/g;
const BEFORE_WORD = '!*~$@/';
const BEHIND_WORD = '.:!?/';

/** Where tokens of a known form stand in a text of any kind, in their order. Linear in its length. */
export function tokenSpans(text: string): readonly (readonly [start: number, end: number])[] {
  if (!TOKEN_IN_TEXT.test(text)) return [];
  const spans: [number, number][] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (word.length < SHORTEST_TOKEN) continue;
    let [start, end] = [0, word.length];
    while (start < end && BEFORE_WORD.includes(word[start]!)) start++;
    while (start < end && BEHIND_WORD.includes(word[end - 1]!)) end--;
    if (isToken(word.slice(start, end))) spans.push([index + start, index + end]);
  }
  return spans;
}

/** A sentence that may quote anything, with `…` for each token of a known form. */
export function withoutTokens(sentence: string): string {
  let shown = '';
  let at = 0;
  for (const [start, end] of tokenSpans(sentence)) {
    shown += `${sentence.slice(at, start)}…`;
    at = end;
  }
  return shown + sentence.slice(at);
}
