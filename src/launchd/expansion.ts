/** Parts of a text that a shell would expand and launchd does not: `~`, `$VAR`, `${VAR}` (launchd.plist(5)). */

export interface Expansion {
  /** What stands there, as written. */
  readonly text: string;
  /** A form that programs may well expand themselves: a `~` behind `=`, a `${name}` in small letters. */
  readonly maybe: boolean;
}

/** What every such part has: most texts have neither, and need no closer look. */
const MAY_EXPAND = /[$~]/;

/** What a path that launchd itself opens holds of this, substitutions included. Every one of them is taken literally. */
export function expansionInPath(path: string): Expansion | undefined {
  if (!MAY_EXPAND.test(path)) return undefined;
  const tilde = tildeAt(path);
  if (tilde !== undefined) return { text: tilde, maybe: false };
  const open = path.indexOf('$(');
  if (open >= 0 && path.indexOf(')', open) > 0) return { text: '$(…)', maybe: false };
  const text = /\$(?:[A-Za-z_][A-Za-z0-9_]*|\{[A-Za-z_][^{}]{0,80}\})/.exec(path)?.[0];
  return text === undefined ? undefined : { text, maybe: false };
}

/**
 * What an argument holds of this. Only a word or path is judged: in a sentence, a query or code, `$` is the business of
 * the program. A name inside another (`Main$Inner`) is none; neither is a name in small letters without braces.
 */
export function expansionInArgument(arg: string): Expansion | undefined {
  if (!MAY_EXPAND.test(arg)) return undefined;
  const value = /^--?[A-Za-z][\w.-]*=/.exec(arg)?.[0] ?? '';
  const rest = arg.slice(value.length);
  const isPath = /^[/~$]/.test(rest);
  if (/\s/.test(arg) && !isPath) return undefined;
  const tilde = tildeAt(rest);
  if (tilde !== undefined) return { text: tilde, maybe: value !== '' };
  const found =
    /(?<![\\$])\$(?:([A-Z_][A-Z0-9_]+)(?![A-Za-z])|\{([A-Za-z_][A-Za-z0-9_]*)(?::?[-+?=][^{}]{0,80})?\})/.exec(rest);
  if (!found) return undefined;
  const [, bare, braced] = found;
  if (bare !== undefined) return { text: `$${bare}`, maybe: false };
  // What stands behind the name (`${NAME:-default}`) may be a secret and is not repeated.
  return { text: `\${${braced}}`, maybe: braced !== braced!.toUpperCase() };
}

/** A `~` or `~user` at the start of a path. */
function tildeAt(path: string): string | undefined {
  return /^~[A-Za-z0-9_-]*(?=\/|$)/.exec(path)?.[0];
}

/**
 * What the value of a variable holds of this: a name in capital letters, as variables have them, or a `~` at the start
 * of a path, also of one in a list (`/usr/bin:~/bin`). In a sentence or code, `$` is the business of the program.
 */
export function expansionInVariable(value: string): string | undefined {
  if (!MAY_EXPAND.test(value)) return undefined;
  const tilde = /(?:^|:)(~[A-Za-z0-9_-]*)\//.exec(value)?.[1] ?? (value === '~' ? value : undefined);
  if (tilde !== undefined) return tilde;
  if (/\s/.test(value) && !/^[/$~]/.test(value)) return undefined;
  const found = /(?<![\\$])\$(?:([A-Z_][A-Z0-9_]+)(?![A-Za-z])|\{([A-Z_][A-Z0-9_]*)(?::?[-+?=][^{}]{0,80})?\})/.exec(
    value,
  );
  if (!found) return undefined;
  return found[1] === undefined ? `\${${found[2]}}` : `$${found[1]}`;
}
