/** What launchd does with a command: nothing but execve. No shell reads it, no word is split, nothing is expanded. */

const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'csh', 'tcsh', 'fish']);

/** Interpreters and the flags after which they read program text from an argument. */
const TEXT_FLAGS: Readonly<Record<string, readonly string[]>> = {
  node: ['-e', '--eval', '-p', '--print', '-pe'],
  bun: ['-e', '--eval', '-p', '--print'],
  deno: ['eval'],
  python: ['-c'],
  perl: ['-e', '-E'],
  ruby: ['-e'],
  php: ['-r'],
  osascript: ['-e'],
  awk: [],
  lua: ['-e'],
  tclsh: [],
  Rscript: ['-e'],
  java: [],
  swift: ['-e'],
};

/** Last component of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `python3.12` → `python`, `node@22` → `node`: the family a program belongs to. */
function family(program: string): string {
  return baseName(program).replace(/[-@]?\d[\d.]*$/, '');
}

export function isShell(program: string): boolean {
  return SHELLS.has(baseName(program));
}

/** A shell or a language's interpreter, by its name. */
export function isInterpreter(program: string): boolean {
  return isShell(program) || family(program) in TEXT_FLAGS;
}

/** The index in `args` at which the real program stands, behind `env` with its options and assignments. */
export function programIndex(args: readonly string[]): number {
  if (baseName(args[0] ?? '') !== 'env') return 0;
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
  const start = programIndex(args);
  const program = args[start];
  if (program === undefined) return undefined;
  if (isShell(program)) {
    for (let i = start + 1; i < args.length; i++) {
      const arg = args[i]!;
      if (/^-[A-Za-z]*c[A-Za-z]*$/.test(arg)) return textAfter(args, i + 1);
      if (arg === '-o' || arg === '+o' || arg === '-O') i++;
      else if (!/^[-+]/.test(arg)) return undefined;
    }
    return undefined;
  }
  const flags = TEXT_FLAGS[family(program)];
  const at = flags ? args.findIndex((arg, i) => i > start && flags.includes(arg)) : -1;
  return at < 0 || at + 1 >= args.length ? undefined : at + 1;
}

/** After `-c` further options may stand before the text (`sh -c -e TEXT`). */
function textAfter(args: readonly string[], from: number): number | undefined {
  let i = from;
  while (i < args.length && /^[-+][A-Za-z]/.test(args[i]!)) i += /^[-+]o$/.test(args[i]!) ? 2 : 1;
  return i < args.length ? i : undefined;
}

/** Operators and substitutions that only a shell understands, or undefined when `arg` holds none. */
export function shellSyntaxIn(arg: string): string | undefined {
  if (/^(&&|\|\||\||;|&|>>?|<|2>&1)$/.test(arg)) return arg;
  const redirection = /^(\d*|&)(>>?|<<?)(?=[^<>=\s])/.exec(arg)?.[0] ?? /^\d*>&\d$/.exec(arg)?.[0];
  if (redirection) return redirection;
  if (/\$\([^)]*\)/.test(arg)) return '$(…)';
  return /`[^`]+`/.test(arg) ? '`…`' : undefined;
}

/**
 * Is `program` a whole command line in one string? Only when what follows a space begins with `-` or `/`, or the
 * first word is an interpreter; a path with spaces is fine.
 */
export function isCommandLine(program: string): boolean {
  if (!/\S\s/.test(program)) return false;
  if (/\s[-/]/.test(program)) return true;
  return isInterpreter(program.slice(0, program.search(/\s/)));
}
