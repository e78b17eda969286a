/** How texts are put: `~`, `${variables}`, and dollars that mean themselves. */
import { NAMESPACE_MARK, SERVICE_MARK, type Text } from './said.ts';

/** A variable of services.yaml. */
export interface Variable {
  readonly name: string;
  /** What it comes to. */
  readonly meant: string;
}

export interface Wording {
  /** What `~` means; undefined where it is not used. */
  readonly home?: string;
  /** Longest first. */
  readonly variables: readonly Variable[];
}

/** Everything written out. */
export const PLAIN: Wording = { variables: [] };

/** A text so that services.yaml, once expanded, gives it back. */
export function worded({ meant, pattern }: Text, wording: Wording): string {
  if (pattern !== meant) {
    const words = shortened(pattern, wording);
    return words.replaceAll(SERVICE_MARK, '${service}').replaceAll(NAMESPACE_MARK, '${namespace}');
  }
  return shortened(meant, wording);
}

function shortened(text: string, { home, variables }: Wording): string {
  const variable = variables.find(({ meant }) => isBelow(text, meant));
  if (variable) return `\${${variable.name}}${withHome(text.slice(variable.meant.length), home)}`;
  if (home !== undefined && isBelow(text, home)) return `~${withHome(text.slice(home.length), home)}`;
  return withHome(text, home);
}

/** Is it this path, or one below it? */
export function isBelow(text: string, path: string): boolean {
  return text.startsWith(path) && (text.length === path.length || text[path.length] === '/');
}

/** Escapes dollars, and puts `${home}` for the home folder inside of a text: behind a colon or an equals sign. */
function withHome(text: string, home: string | undefined): string {
  const escaped = escapeDollars(text);
  if (home === undefined || !escaped.includes(home)) return escaped;
  return escaped.replace(new RegExp(`(?<=[:=])${literal(home)}(?=/|:|$)`, 'g'), () => '${home}');
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Doubles the dollars that would begin a variable or stand for one dollar; `$1` of a shell stays as it is. */
function escapeDollars(text: string): string {
  return text.replace(/\$\$+|\$(?=\{)/g, (dollars) => dollars + dollars);
}
