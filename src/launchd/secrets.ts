/** Which names and values look like secrets. A plist is world-readable (0644), and so is `launchctl print`. */

const SECRET_NAME = /(?:^|[_-])(?:TOKEN|SECRET|PASSWORD|PASSWD|API[_-]?KEY|PRIVATE[_-]?KEY|CREDENTIALS)$/i;

/** Forms that issuers give their tokens, so that scanners can find them. */
const TOKEN_FORMS = [
  /^gh[pousr]_[A-Za-z0-9]{30,}$/,
  /^github_pat_[A-Za-z0-9_]{30,}$/,
  /^glpat-[A-Za-z0-9_-]{20,}$/,
  /^sk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{20,}$/,
  /^[sr]k_(?:live|test)_[A-Za-z0-9]{16,}$/,
  /^xox[abeprs]-[A-Za-z0-9-]{10,}$/,
  /^(?:AKIA|ASIA)[A-Z0-9]{16}$/,
  /^AIza[A-Za-z0-9_-]{35}$/,
  /^npm_[A-Za-z0-9]{30,}$/,
  /^hf_[A-Za-z0-9]{30,}$/,
  /^eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}$/,
  /^-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];

/** Does a variable (or `--option`) of this name with this value hold a secret? */
export function isSecret(name: string, value: string): boolean {
  if (isSecretValue(value)) return true;
  return SECRET_NAME.test(name) && value.length >= 8 && !isHarmless(value);
}

/** Is the value alone a secret: a token of a known form, or a URL with a password? */
export function isSecretValue(value: string): boolean {
  if (TOKEN_FORMS.some((form) => form.test(value))) return true;
  const password = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/.exec(value)?.[1];
  return password !== undefined && !isPlaceholder(password);
}

/** A path, number, boolean, plain URL or placeholder: nothing to hide. */
function isHarmless(value: string): boolean {
  if (/^(?:~|\.{0,2})\//.test(value) || /^-?[\d.,]+$/.test(value) || /^(?:true|false)$/i.test(value)) return true;
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(value)) return true;
  return isPlaceholder(value);
}

function isPlaceholder(value: string): boolean {
  return (
    /^(?:\$\{?[A-Za-z_][A-Za-z0-9_]*\}?|<[^>]*>|\{\{.*\}\}|@[A-Z0-9_]+@|%[A-Za-z_]+%)$/.test(value) ||
    /^(?:your|my|change|replace|insert|enter|todo|xxx|example|placeholder|redacted|dummy)/i.test(value) ||
    /^(?:x+|\*+|\.+|-+)$/i.test(value)
  );
}

/** Indexes of the arguments that hold a secret (`--token=…`, `--token …`). */
export function secretArguments(args: readonly string[]): number[] {
  return args.flatMap((arg, i) => (isSecretArgument(arg, args[i - 1] ?? '') ? [i] : []));
}

function isSecretArgument(arg: string, before: string): boolean {
  const option = /^--?([A-Za-z][\w-]*)=([\s\S]*)$/.exec(arg);
  if (option && isSecret(option[1]!, option[2]!)) return true;
  if (isSecretValue(arg)) return true;
  const name = /^--?([A-Za-z][\w-]*)$/.exec(before)?.[1];
  return name !== undefined && !arg.startsWith('-') && isSecret(name, arg);
}
