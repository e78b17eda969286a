/** Paths that end to exist, or change what they lead to, when a version manager or Homebrew upgrades. */
import { once } from './once.ts';

export interface UnstablePath {
  /** Who owns the folder. */
  readonly manager: string;
  /** The path as written, up to the next space or quote. */
  readonly path: string;
  /** A path to the same program that outlives upgrades; only where it surely exists. */
  readonly twin?: string;
  /** Without a twin: a fixed path of the same language, as Homebrew would have it. */
  readonly advice?: string;
  /**
   * version: the folder of one version · shim: a stand-in that chooses a version by the working directory and the
   * manager's settings at every start · session: made for one terminal window.
   */
  readonly kind: 'version' | 'shim' | 'session';
}

const VERSION = 'v?\\d+(?:\\.\\d+)+[\\w.+-]*';

/** What every path of them holds: one cheap look in place of ten dear ones. */
const MAY_BE_UNSTABLE = /\/(?:Cellar|\.?nvm|\.?fnm|fnm_multishells|\.volta|\.asdf|mise|\.pyenv|\.rbenv|\.nodenv)\//;

/** A part of the path by which each manager is told; group 1 is the version where the path names it. */
const managers = once((): readonly (readonly [manager: string, pattern: RegExp])[] => [
  ['nvm', /\/\.?nvm\/versions\/node\/(v?\d[\w.-]*)\//],
  ['fnm', /\/(?:\.?fnm)\/node-versions\/([\w.-]+)\//],
  ['fnm', /\/fnm_multishells\//],
  ['Volta', /\/\.volta\/(?:bin\/|tools\/image\/(?:node|npm|yarn|pnpm)\/([\w.-]+)\/)/],
  ['asdf', new RegExp(`/\\.asdf/(?:shims/|installs/[\\w-]+/(${VERSION})/)`)],
  ['mise', new RegExp(`/mise/(?:shims/|installs/[\\w-]+/(${VERSION})/)`)],
  ['pyenv', new RegExp(`/\\.pyenv/(?:shims/|versions/(${VERSION})/)`)],
  ['rbenv', new RegExp(`/\\.rbenv/(?:shims/|versions/(${VERSION})/)`)],
  ['nodenv', new RegExp(`/\\.nodenv/(?:shims/|versions/(${VERSION})/)`)],
]);

/** What a path without spaces is followed by in the text of a shell. */
const CELLAR =
  /(?:\/opt\/homebrew|\/usr\/local|\/home\/linuxbrew\/\.linuxbrew)\/Cellar\/([^/\s]+)\/([^/\s]+)\/[^\s'";|&)]*/;

/** The first such path in `text` (a path, or text that holds one), or undefined. */
export function unstablePathIn(text: string): UnstablePath | undefined {
  if (!MAY_BE_UNSTABLE.test(text)) return undefined;
  const cellar = CELLAR.exec(text);
  if (cellar && /\d/.test(cellar[2]!)) {
    const [path, formula, version] = cellar;
    return {
      manager: 'Homebrew',
      path,
      twin: path.replace(`/Cellar/${formula}/${version}/`, `/opt/${formula}/`),
      kind: 'version',
    };
  }
  for (const [manager, pattern] of managers()) {
    const found = pattern.exec(text);
    if (!found) continue;
    const path = pathAround(text, found.index);
    const version = found[1] ?? '';
    const advice = adviceFor(path.slice(path.lastIndexOf('/') + 1), version);
    return { manager, path, ...(advice && { advice }), kind: kindOf(path, version) };
  }
  return undefined;
}

/** The path in `text` that holds the character at `at`: the whole text when it is one path, else a word of it. */
function pathAround(text: string, at: number): string {
  if (/^[/~$]/.test(text) && !/\s[-/;|&]/.test(text)) return text;
  let start = at;
  while (start > 0 && !/[\s'"=;|&(]/.test(text[start - 1]!)) start--;
  const length = text.slice(at).search(/[\s'";|&)]/);
  return text.slice(start, length < 0 ? text.length : at + length);
}

function kindOf(path: string, version: string): UnstablePath['kind'] {
  if (version !== '') return 'version';
  return path.includes('/fnm_multishells/') ? 'session' : 'shim';
}

/** Where Homebrew keeps a version of an interpreter under a name that stays; for other programs that is not known. */
function adviceFor(program: string, version: string): string | undefined {
  const [major, minor] = /^v?(\d+)(?:\.(\d+))?/.exec(version)?.slice(1) ?? [];
  if (/^(?:node|npm|npx)$/.test(program)) return `/opt/homebrew/opt/node${major ? `@${major}` : ''}/bin/${program}`;
  if (/^python[\d.]*$/.test(program))
    return major && minor
      ? `/opt/homebrew/opt/python@${major}.${minor}/bin/python${major}.${minor}`
      : '/opt/homebrew/bin/python3';
  return program === 'ruby' ? '/opt/homebrew/opt/ruby/bin/ruby' : undefined;
}
