/**
 * Reads the text that a POSIX shell gets with `-c`, far enough to tell which commands it starts and how it ends.
 * Quotes, comments, substitutions and here-documents are heeded; nothing is expanded. Linear in the length of the text.
 */

export interface ShellCommand {
  /** Its words, quotes taken off, assignments in front and redirections left out. */
  readonly words: readonly string[];
  readonly redirected: boolean;
  /** The operator behind it, or behind the groups that it ends; a `&` is never hidden by another. Empty at the end. */
  readonly then: string;
}

export interface ShellText {
  readonly commands: readonly ShellCommand[];
  /** Holds if, for, a group or another construct: which command runs last is not simply read off. */
  readonly compound: boolean;
}

const COMPOUND = new Set(['if', 'for', 'while', 'until', 'case', 'select', 'function', '{', '[[', '((']);
/** Words before which or after which a command stands without an operator between. */
const BEFORE_COMMAND = new Set(['if', 'then', 'else', 'elif', 'while', 'until', 'do', '{', '!', 'time']);

/** What follows the word of a construct and is no command: a variable with its list, a name, a subject, patterns. */
type Head = 'list' | 'name' | 'subject' | 'patterns';
const HEADS: ReadonlyMap<string, Head> = new Map<string, Head>([
  ['for', 'list'],
  ['select', 'list'],
  ['function', 'name'],
  ['case', 'subject'],
]);

type Token = { readonly word: string } | { readonly operator: string } | { readonly redirection: string };

/** Splits a text into its commands, those inside constructs included, in the order of the text. */
export function readShellText(text: string): ShellText {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let redirected = false;
  let compound = false;
  let skipWord = false;
  let head: Head | undefined;
  let cases = 0;
  const finish = (then: string) => {
    if (words.length > 0 || redirected) commands.push({ words, redirected, then });
    else if (then !== '\n' && then !== '' && commands.length > 0 && commands.at(-1)!.then !== '&')
      commands.push({ ...commands.pop()!, then });
    words = [];
    redirected = false;
  };
  for (const token of tokensOf(text)) {
    if (head !== undefined) {
      head = headAfter(head, token);
      if (head !== undefined || !isWord(token, 'esac')) continue;
    }
    if ('operator' in token) {
      compound ||= token.operator === '(' || token.operator === ')';
      finish(token.operator);
      if (token.operator === ';;' && cases > 0) head = 'patterns';
    } else if ('redirection' in token) {
      redirected = true;
      skipWord = true;
    } else if (skipWord) {
      skipWord = false;
    } else if (words.length === 0 && (COMPOUND.has(token.word) || BEFORE_COMMAND.has(token.word))) {
      compound ||= COMPOUND.has(token.word);
      head = HEADS.get(token.word);
      if (head === 'subject') cases++;
    } else if (words.length > 0 || !/^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(token.word)) {
      if (words.length === 0 && token.word === 'esac') cases--;
      words.push(token.word);
    }
  }
  finish('');
  return { commands, compound };
}

/** The head behind this token of it; undefined behind its last one. */
function headAfter(head: Head, token: Token): Head | undefined {
  const operator = 'operator' in token ? token.operator : undefined;
  switch (head) {
    case 'list':
      return operator === ';' || operator === '\n' || isWord(token, 'do') ? undefined : head;
    case 'name':
      return undefined;
    case 'subject':
      return isWord(token, 'in') ? 'patterns' : head;
    case 'patterns':
      return operator === ')' || isWord(token, 'esac') ? undefined : head;
  }
}

function isWord(token: Token, word: string): boolean {
  return 'word' in token && token.word === word;
}

/** What a shell is through with at once, and the ends of groups. Behind a loop nobody knows when it ends. */
const SOON_OVER = new Set(
  'echo printf true false : cd export unset alias umask set return exit disown } fi esac'.split(' '),
);

/**
 * Does the text leave a command in the background, with nothing behind it that the shell would wait for, so that the
 * shell ends while it runs? last: it is the last one · earlier: what follows is over at once.
 */
export function endsInBackground({ commands }: ShellText): 'last' | 'earlier' | undefined {
  const at = commands.findLastIndex(({ then }) => then === '&');
  if (at < 0) return undefined;
  if (at === commands.length - 1) return 'last';
  const rest = commands.slice(at + 1);
  // A pipe that is read from goes on as long as it is written to.
  const isOver = rest.every(({ words, then }) => SOON_OVER.has(words[0] ?? '') && then !== '|' && then !== '|&');
  return isOver ? 'earlier' : undefined;
}

const OPERATOR = /&&|\|\||;;|\|&|[;|&()\n]/y;
/** Arithmetic, a level of brackets inside it included; its names are no commands. */
const ARITHMETIC = /\(\((?:[^()]|\([^()]*\)){0,500}\)\)/y;
const REDIRECTION = /\d*(?:<<<|<<-?|<>|<&|>&|>>|>\||[<>])|&>>?/y;

function* tokensOf(text: string): Generator<Token> {
  const heredocs: string[] = [];
  let awaitsDelimiter = false;
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === ' ' || char === '\t' || char === '\r') {
      at++;
    } else if (char === '#') {
      at = endOfLine(text, at);
    } else if (char === '\\' && text[at + 1] === '\n') {
      at += 2;
    } else if (stickyMatch(REDIRECTION, text, at) !== undefined) {
      const redirection = stickyMatch(REDIRECTION, text, at)!;
      awaitsDelimiter = /<<-?$/.test(redirection) && !redirection.endsWith('<<<');
      yield { redirection };
      at += redirection.length;
    } else if (text.startsWith('((', at) && stickyMatch(ARITHMETIC, text, at) !== undefined) {
      yield { word: '((' };
      at += stickyMatch(ARITHMETIC, text, at)!.length;
    } else if (stickyMatch(OPERATOR, text, at) !== undefined) {
      const operator = stickyMatch(OPERATOR, text, at)!;
      yield { operator };
      at += operator.length;
      if (operator === '\n') at = afterHeredocs(text, at, heredocs);
    } else {
      const { word, end } = wordAt(text, at);
      if (awaitsDelimiter) heredocs.push(word);
      awaitsDelimiter = false;
      yield { word };
      // The values of an array: A=(b c).
      at = text[end] === '(' && /^[A-Za-z_][A-Za-z0-9_]*\+?=$/.test(word) ? afterBracket(text, end) : end;
    }
  }
}

function stickyMatch(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Skips the bodies of here-documents that begin at `from`. */
function afterHeredocs(text: string, from: number, heredocs: string[]): number {
  let at = from;
  for (const delimiter of heredocs.splice(0)) {
    while (at < text.length) {
      const end = endOfLine(text, at);
      const line = text.slice(at, end).trim();
      at = Math.min(end + 1, text.length);
      if (line === delimiter) break;
    }
  }
  return at;
}

/** The word that begins at `from`: quotes are taken off, substitutions kept as they stand. */
function wordAt(text: string, from: number): { readonly word: string; readonly end: number } {
  let word = '';
  let at = from;
  while (at < text.length && !/[\s;|&()<>]/.test(text[at]!)) {
    const char = text[at]!;
    let end = at + 1;
    let part = char;
    if (char === '\\') {
      end = at + 2;
      part = text[at + 1] === '\n' ? '' : (text[at + 1] ?? '');
    } else if (char === "'") {
      end = after(text, "'", at + 1);
      part = text.slice(at + 1, end - 1);
    } else if (char === '"') {
      end = afterDoubleQuote(text, at + 1);
      part = text.slice(at + 1, end - 1);
    } else if (char === '`') {
      end = after(text, '`', at + 1);
      part = text.slice(at, end);
    } else if (char === '$' && (text[at + 1] === '(' || text[at + 1] === '{')) {
      end = afterBracket(text, at + 1);
      part = text.slice(at, end);
    }
    word += part;
    at = end;
  }
  return { word, end: at };
}

/** Just past the next `mark`; the end of the text when there is none. */
function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length + 1 : at + 1;
}

function afterDoubleQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
    else if (text[at] === '$' && text[at + 1] === '(') at = afterBracket(text, at + 1) - 1;
  }
  return text.length + 1;
}

/** Just past the bracket that closes the one at `open`, quotes inside heeded. */
function afterBracket(text: string, open: number): number {
  const opening = text[open]!;
  const closing = opening === '(' ? ')' : '}';
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') at++;
    else if (char === "'") at = after(text, "'", at + 1) - 1;
    else if (char === '"') at = after(text, '"', at + 1) - 1;
    else if (char === opening) depth++;
    else if (char === closing && --depth === 0) return at + 1;
  }
  return text.length;
}
