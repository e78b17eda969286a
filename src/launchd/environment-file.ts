/**
 * The grammar of an `environmentFile`: NAME=VALUE lines, quotes that may span lines, comments; nothing is expanded. The
 * launcher (`render/launcher.ts`) reads the same in the shell, stops at the same line and says the same words.
 */

/** What is wrong in a file, without a word of what stands in it: even a name may be a piece of a secret. */
export interface EnvironmentFileProblem {
  /** From 1. */
  readonly line: number;
  /** A clause. */
  readonly message: string;
}

export interface EnvironmentFileReading {
  /** Values as bytes, each byte a character (latin1): a shell asks nothing of their encoding. */
  readonly variables: ReadonlyMap<string, string>;
  readonly problems: readonly EnvironmentFileProblem[];
}

/** Clauses of problems; the launcher has them too. */
export const FILE_PROBLEMS = {
  control: 'it holds a control character',
  noEquals: 'there is no = in it',
  name: 'what stands before = is no name of letters, digits and _',
  twice: 'its name was given before',
  dyld: 'a DYLD_ variable changes which code is loaded, and is refused',
  reserved: 'the shell keeps a variable of this name to itself',
  afterQuote: 'there is text after the closing quote',
  open: 'the quote that begins here is never closed',
} as const;

/**
 * Variables that a shell sets itself, or does not let be set: what the file says would not arrive. Source: sh(1),
 * bash(1) (Shell Variables), dash(1).
 */
export const SHELL_VARIABLES: readonly string[] = [
  ...['_', 'PPID', 'UID', 'EUID', 'GROUPS', 'PWD', 'OLDPWD', 'SHLVL', 'SHELLOPTS', 'OPTIND', 'OPTARG', 'LINENO', 'IFS'],
  ...[
    'RANDOM',
    'SRANDOM',
    'SECONDS',
    'EPOCHSECONDS',
    'EPOCHREALTIME',
    'DIRSTACK',
    'FUNCNAME',
    'HISTCMD',
    'COMP_WORDBREAKS',
  ],
];

/** The same for every name that begins so; the second are the launcher's own. */
export const SHELL_PREFIXES: readonly string[] = ['BASH', 'svc__'];

/**
 * Largest file, in bytes: 1 MiB, as macOS gives arguments and environment of a program no more. Source: sysctl
 * kern.argmax, execve(2).
 */
export const LARGEST_ENVIRONMENT_FILE = 1024 * 1024;

/** Reads the bytes of a file. All problems are found, except behind a quote that is never closed. */
export function readEnvironmentFile(bytes: Uint8Array): EnvironmentFileReading {
  const text = latin1(bytes);
  const control = controlLine(text);
  if (control !== undefined) {
    return { variables: new Map(), problems: [{ line: control, message: FILE_PROBLEMS.control }] };
  }
  return new Reader(text).read();
}

/**
 * A variable as an entry of a file, with its line end. Names and control characters that the grammar does not take are
 * written all the same: {@link readEnvironmentFile} says what is wrong with them.
 */
export function environmentEntry(name: string, value: string): string {
  if (/^[A-Za-z0-9_@%+:,./=-]*$/.test(value)) return `${name}=${value}\n`;
  if (!value.includes("'")) return `${name}='${value}'\n`;
  return `${name}="${value.replace(/["\\]/g, '\\$&')}"\n`;
}

const CHUNK = 8192;

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}

/** Line of the first control character other than tab, line feed and carriage return: shells drop or mangle them. */
function controlLine(text: string): number | undefined {
  const at = text.search(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/);
  return at < 0 ? undefined : text.slice(0, at).split('\n').length;
}

/** What stands after a name, and where the next line begins. */
interface Value {
  readonly text: string;
  readonly next: number;
}

class Reader {
  readonly #text: string;
  readonly #variables = new Map<string, string>();
  readonly #names = new Set<string>();
  readonly #problems: EnvironmentFileProblem[] = [];
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  read(): EnvironmentFileReading {
    for (let at = 0; at < this.#text.length; ) at = this.#entry(at);
    return { variables: this.#variables, problems: this.#problems };
  }

  /** Reads what begins at the start of a line. @returns where the line after it begins */
  #entry(start: number): number {
    const end = this.#endOfLine(start);
    const content = trimStart(this.#text.slice(start, end));
    if (content === '' || content.startsWith('#')) return this.#nextLine(end + 1);
    const equals = content.indexOf('=');
    const problem = equals < 0 ? FILE_PROBLEMS.noEquals : this.#nameProblem(content.slice(0, equals));
    if (problem !== undefined) {
      this.#say(problem);
      return this.#nextLine(end + 1);
    }
    const name = content.slice(0, equals);
    const value = this.#value(end - content.length + equals + 1, end);
    if (typeof value === 'number') return value;
    this.#variables.set(name, value.text);
    return this.#nextLine(value.next);
  }

  #nameProblem(name: string): string | undefined {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return FILE_PROBLEMS.name;
    if (name.startsWith('DYLD_')) return FILE_PROBLEMS.dyld;
    if (SHELL_VARIABLES.includes(name) || SHELL_PREFIXES.some((prefix) => name.startsWith(prefix))) {
      return FILE_PROBLEMS.reserved;
    }
    if (this.#names.has(name)) return FILE_PROBLEMS.twice;
    this.#names.add(name);
    return undefined;
  }

  /** @returns the value; of a wrong one where to read on */
  #value(start: number, end: number): Value | number {
    const raw = this.#text.slice(start, end);
    const open = end - trimStart(raw).length;
    const quote = this.#text[open];
    if (open === end || (quote !== '"' && quote !== "'")) return { text: unquoted(raw), next: end + 1 };
    const close = quote === "'" ? this.#text.indexOf("'", open + 1) : closingQuote(this.#text, open + 1);
    if (close < 0) {
      this.#say(FILE_PROBLEMS.open);
      return this.#text.length;
    }
    const inner = this.#text.slice(open + 1, close);
    const after = this.#endOfLine(close);
    const isEnd = /^[ \t\r]*$|^[ \t\r]+#/.test(this.#text.slice(close + 1, after));
    if (isEnd)
      return { text: quote === "'" ? inner : inner.replace(/\\(["\\])/g, '$1'), next: this.#over(open, after) };
    const line = this.#line;
    this.#over(open, close);
    this.#say(FILE_PROBLEMS.afterQuote);
    this.#line = line;
    return this.#nextLine(this.#over(open, after));
  }

  /** Counts the lines within a quoted value. @returns where the line after it begins */
  #over(from: number, to: number): number {
    this.#line += this.#text.slice(from, to).split('\n').length - 1;
    return to + 1;
  }

  #endOfLine(at: number): number {
    const end = this.#text.indexOf('\n', at);
    return end < 0 ? this.#text.length : end;
  }

  #nextLine(at: number): number {
    this.#line++;
    return at;
  }

  #say(message: string): void {
    this.#problems.push({ line: this.#line, message });
  }
}

/** The first quote without a backslash in force before it; -1: none. */
function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') return at;
    if (text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) at++;
  }
  return -1;
}

/** To the end of the line or to a # after a blank, without the blanks around. */
function unquoted(raw: string): string {
  const comment = raw.search(/[ \t\r]#/);
  return trimEnd(trimStart(comment < 0 ? raw : raw.slice(0, comment)));
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\r';
}

function trimStart(text: string): string {
  let start = 0;
  while (isBlank(text[start])) start++;
  return text.slice(start);
}

function trimEnd(text: string): string {
  let end = text.length;
  while (isBlank(text[end - 1])) end--;
  return text.slice(0, end);
}
