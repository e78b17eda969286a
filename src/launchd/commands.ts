/** What launchd does with a command: nothing but execve. No shell reads it, no word is split, nothing is expanded. */
import { launcherArguments } from './launcher-place.ts';

const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'csh', 'tcsh', 'fish']);

/** Interpreters and the flags after which they read program text from an argument. */
const TEXT_FLAGS: ReadonlyMap<string, RegExp | undefined> = new Map([
  ['node', /^(?:-[pe]|-pe|--eval|--print)$/],
  ['bun', /^(?:-[pe]|--eval|--print)$/],
  ['deno', /^eval$/],
  ['python', /^-[bBdEiIOqsSuvx]*c$/],
  ['perl', /^-[acFilnpstTuUwWX0-7]*[eE]$/],
  ['ruby', /^-[adFilnpsSvwx0-7]*e$/],
  ['php', /^-[BrREF]$/],
  ['osascript', /^-e$/],
  ['awk', undefined],
  ['lua', /^-e$/],
  ['tclsh', undefined],
  ['Rscript', /^-e$/],
  ['java', undefined],
  ['swift', /^-e$/],
]);

/** Programs that read an argument in a language of their own, in which `$NAME`, `$(` and backticks mean other things. */
const OWN_LANGUAGE = new Set(
  (
    'awk gawk mawk nawk sed gsed grep egrep fgrep ggrep rg ag ack jq yq expr bc dc find gfind fd mdfind envsubst sqlite3 ' +
    'psql mysql mariadb mongosh redis-cli xpath xmllint expect tclsh osascript emacs vim nvim defaults plutil PlistBuddy'
  ).split(' '),
);

/** Programs that hand their arguments to a shell, here or on another machine. */
const HANDS_TO_SHELL = new Set('ssh autossh mosh et su tmux parallel watchexec entr concurrently'.split(' '));

/** Programs to which `<`, `;` and the like are operators of their own. */
const OWN_OPERATORS = new Set(['[', 'test', 'expr', 'tr', 'tmux', 'bc', 'dc']);
/** Options whose value may be a separator, and those of find before which a `;` ends a command. */
const BEFORE_SEPARATOR = /^(?:-[deFst]|--?(?:field-|output-)?(?:delimiter|delim|separator|sep))$/;
const FIND_EXEC = /^-(?:exec|ok)(?:dir)?$|^-[xX]$|^--exec(?:-batch)?$/;

/** Last component of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `python3.12` → `python`, `node@22` → `node`: the family a program belongs to. */
export function familyOf(program: string): string {
  const name = baseName(program);
  let end = name.length;
  while (end > 0 && isDigitOrDot(name.charCodeAt(end - 1))) end--;
  if (end === name.length || name[end] === '.') return name;
  return name[end - 1] === '-' || name[end - 1] === '@' ? name.slice(0, end - 1) : name.slice(0, end);
}

function isDigitOrDot(code: number): boolean {
  return code === 46 || (code >= 48 && code <= 57);
}

export function isShell(program: string): boolean {
  return SHELLS.has(baseName(program));
}

/** A shell or a language's interpreter, by its name. */
export function isInterpreter(program: string): boolean {
  return isShell(program) || TEXT_FLAGS.has(familyOf(program));
}

/**
 * The files that a process runs: its program, and the script where that is an interpreter; behind svc's launcher those
 * of the command. Other arguments name what it works on.
 * @param program of the job; undefined: the first argument is it
 * @returns absolute paths
 */
export function executedFiles(program: string | undefined, args: readonly string[]): readonly string[] {
  const before = launcherArguments(args);
  const executed = before > 0 ? args[before] : (program ?? args[0]);
  if (executed === undefined) return [];
  const script = isInterpreter(executed) ? args.slice(before + 1).find((arg) => arg.startsWith('/')) : undefined;
  return [executed, script].filter((path) => path?.startsWith('/') && !path.includes('\0')) as string[];
}

/** The index in `args` at which the real program stands, behind `env` with its options and assignments. */
export function programIndex(args: readonly string[]): number {
  if (args[0]?.endsWith('env') !== true || baseName(args[0]) !== 'env') return 0;
  let index = 1;
  while (index < args.length) {
    const arg = args[index]!;
    if (arg === '-u' || arg === '-P' || arg === '-C') index += 2;
    else if (arg.startsWith('-') || /^[A-Za-z_][A-Za-z0-9_]*=/.test(arg)) index += 1;
    else break;
  }
  return index;
}

/**
 * Index of the first argument that a shell or interpreter reads as program text (`sh -c TEXT`, `node -e TEXT`),
 * or undefined. What follows it are that text's own arguments.
 */
export function programTextIndex(args: readonly string[]): number | undefined {
  return textIndexAfter(args, programIndex(args));
}

function textIndexAfter(args: readonly string[], start: number): number | undefined {
  const program = args[start];
  if (program === undefined) return undefined;
  if (isShell(program)) return shellTextIndex(args, start);
  const flags = TEXT_FLAGS.get(familyOf(program));
  const at = flags ? args.findIndex((arg, i) => i > start && flags.test(arg)) : -1;
  return at < 0 || at + 1 >= args.length ? undefined : at + 1;
}

function shellTextIndex(args: readonly string[], start: number): number | undefined {
  for (let i = start + 1; i < args.length; i++) {
    const arg = args[i]!;
    if (/^-[A-Zabd-z]*c[A-Za-z]*$/.test(arg)) return textAfter(args, i + 1);
    if (arg === '-o' || arg === '+o' || arg === '-O') i++;
    else if (!/^[-+]/.test(arg)) return undefined;
  }
  return undefined;
}

/** After `-c` further options may stand before the text (`sh -c -e TEXT`). */
function textAfter(args: readonly string[], from: number): number | undefined {
  let i = from;
  while (i < args.length && /^[-+][A-Za-z]/.test(args[i]!)) i += /^[-+]o$/.test(args[i]!) ? 2 : 1;
  return i < args.length ? i : undefined;
}

/** Words looked at for programs that a wrapper starts; a longer command is data, not wrappers. */
const MAX_PROGRAMS = 64;

/**
 * The arguments in which `$`, backticks and operators need no shell that launchd would start: program text of a shell or
 * interpreter, also of one that a wrapper starts (`caffeinate sh -c TEXT`, `docker exec x sh -c TEXT`), patterns
 * and programs of awk, sed, grep and the like, operators that a program or text knows itself (the `;` of find), and what
 * ssh and su hand to a shell.
 */
export function textIndexes(args: readonly string[]): ReadonlySet<number> {
  const texts = new Set<number>();
  for (let i = 0; i < Math.min(args.length, MAX_PROGRAMS); i++) {
    const name = baseName(args[i]!);
    if (HANDS_TO_SHELL.has(name)) addRest(texts, args, i, () => true);
    else if (OWN_LANGUAGE.has(name)) addRest(texts, args, i, isNoHomePathOrOperator);
    const flags = TEXT_FLAGS.get(familyOf(name));
    const text = textIndexAfter(args, i);
    if (text !== undefined) {
      texts.add(text);
      addRest(texts, args, text, (arg) => shellSyntaxIn(arg) !== undefined);
    }
    // Some interpreters take several texts (`osascript -e … -e …`), and `--eval=TEXT`.
    if (flags) addRest(texts, args, i, (arg, j) => flags.test(args[j - 1]!) || /^--(?:eval|print)=/.test(arg));
    if (name === 'env')
      addRest(texts, args, i, (arg, j) => args[j - 1] === '-S' || /^(?:-S.|--split-string=)/.test(arg));
  }
  addOwnOperators(texts, args);
  return texts;
}

function addRest(
  texts: Set<number>,
  args: readonly string[],
  after: number,
  isText: (arg: string, index: number) => boolean,
): void {
  for (let i = after + 1; i < args.length; i++) if (isText(args[i]!, i)) texts.add(i);
}

/** Adds operators that a program takes as its own: separators, what `test` and `expr` compare with, the `;` of find. */
function addOwnOperators(texts: Set<number>, args: readonly string[]): void {
  const findExec = args.findIndex((arg, i) => i > 0 && FIND_EXEC.test(arg));
  const program = args.slice(0, 4).findIndex((arg) => OWN_OPERATORS.has(baseName(arg)));
  for (const [i, arg] of args.entries()) {
    if (i === 0 || arg.length > 2) continue;
    const isSeparator = i > 1 && arg.length === 1 && BEFORE_SEPARATOR.test(args[i - 1]!) && !isCommandAt(args, i + 1);
    if (isSeparator || (arg === ';' && findExec > 0 && findExec < i) || (program >= 0 && program < i)) texts.add(i);
  }
}

/** Behind a pipe a program follows, behind a separator a file or nothing. */
function isCommandAt(args: readonly string[], index: number): boolean {
  const next = args[index];
  return next !== undefined && /^(?:[a-z][\w-]*|\/\S*bin\/\S+)$/.test(next);
}

function isNoHomePathOrOperator(arg: string): boolean {
  if (/^(?:~\/|\$HOME\b|\$\{HOME\})/.test(arg)) return false;
  const found = shellSyntaxIn(arg);
  return found === undefined || found === '$(…)' || found === '`…`';
}

/** Operators that are an argument of their own, the file of a redirection being the next one. */
const LONE_OPERATOR = /^(?:&&|\|[|&]?|;|&|(?:\d*|&)>>?|\d*>\||\d*<|<<[<-]?|\d*[<>]&\d)$/;

/** What all of them have. */
const MAY_BE_SYNTAX = /[<>&|;$`]/;

/** Operators and substitutions that only a shell understands, or undefined when `arg` holds none. */
export function shellSyntaxIn(arg: string): string | undefined {
  if (!MAY_BE_SYNTAX.test(arg)) return undefined;
  if (LONE_OPERATOR.test(arg)) return arg;
  return redirectionIn(arg) ?? substitutionIn(arg);
}

/** A redirection at the start of an argument; `<tag>` and `> quoted text` are none. */
function redirectionIn(arg: string): string | undefined {
  if (/^<\s+[/~.$][^<>\s]*$/.test(arg)) return '<';
  if (/^<[^<>=\s]/.test(arg)) return /[>\s]/.test(arg) ? undefined : '<';
  if (/^<</.test(arg)) return /^<<<?[^<>=\s]/.test(arg) ? '<<' : undefined;
  return /^(\d*|&)>>?(?=[^<>=\s]|\s+[/~.$])/.exec(arg)?.[0];
}

/**
 * A substitution in a word or path. One that stands among other words (a prompt, a query) is text for the program,
 * and whether that was meant for a shell is not known.
 */
function substitutionIn(arg: string): string | undefined {
  const open = arg.indexOf('$(');
  const close = open < 0 ? -1 : arg.indexOf(')', open);
  const tick = arg.indexOf('`');
  const tock = tick < 0 ? -1 : arg.indexOf('`', tick + 1);
  let found: { readonly shown: string; readonly from: number; readonly to: number } | undefined;
  if (close > 0) found = { shown: '$(…)', from: open, to: close };
  else if (tock > tick + 1) found = { shown: '`…`', from: tick, to: tock };
  if (!found) return undefined;
  const isPath = /^[/.~]/.test(arg) || (found.from === 0 && arg[found.to + 1] === '/');
  return isPath || !/\s/.test(arg.slice(0, found.from) + arg.slice(found.to)) ? found.shown : undefined;
}

/**
 * Is `program` a whole command line in one string? Only when an option or an absolute path follows a space, or the
 * first word is an interpreter or env, bare or in a folder `bin`; a path with spaces is fine.
 */
export function isCommandLine(program: string): boolean {
  const line = program.trim();
  const space = line.search(/\s/);
  if (space < 0) return false;
  if (/\s(?:-[A-Za-z0-9-]|\/)/.test(line)) return true;
  const first = line.slice(0, space);
  if (!isInterpreter(first) && baseName(first) !== 'env') return false;
  return /^(?:|.*\/bin\/)[^/]*$/.test(first);
}
