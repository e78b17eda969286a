/** The home folder and the paths that jobs have in common, worth a name. */
import { baseName } from '../launchd/commands.ts';
import { RESERVED_VARIABLES } from '../manifest/expand.ts';
import { textsIn } from './said.ts';
import type { Settled } from './settle.ts';
import { isBelow, type Variable } from './wording.ts';

const HOME = /^\/(?:Users|home)\/(?!Shared(?:\/|$))[^/:]+(?=\/|$)/;

/**
 * What `~` is to mean: the home of the user where a job speaks of it, else the one that most jobs speak of.
 * @returns undefined where no text would get shorter
 */
export function homeFor(services: readonly Settled[], userHome: string | undefined): string | undefined {
  const counts = new Map<string, number>();
  for (const service of services) {
    const texts = pathsOf(service);
    const homes = new Set(texts.flatMap((text) => HOME.exec(text)?.[0] ?? []));
    if (userHome !== undefined && userHome !== '/' && texts.some((text) => isBelow(text, userHome))) return userHome;
    for (const home of homes) counts.set(home, (counts.get(home) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([one, count], [other, otherCount]) => otherCount - count || (one < other ? -1 : 1));
  return best && best[1] * 2 >= services.length ? best[0] : undefined;
}

function pathsOf({ fields }: Pick<Settled, 'fields'>): string[] {
  return [...fields.values()].flatMap((said) =>
    [...textsIn(said)].map(({ meant }) => meant).filter((text) => text.startsWith('/') && text.length <= LONGEST),
  );
}

/** Longer texts are no paths that anybody would name. */
const LONGEST = 1024;
const MOST_VARIABLES = 5;
/** Uses, services and characters saved that make a variable worth reading. */
const LEAST_USES = 3;
const LEAST_SERVICES = 2;
const LEAST_SAVED = 40;

/** Folders that everybody knows by their path, and those right above them. */
const WELL_KNOWN = [
  ...['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/usr/libexec', '/usr/local/var/log'],
  ...['/opt/homebrew/bin', '/opt/homebrew/sbin', '/opt/homebrew/opt', '/opt/homebrew/var/log', '/usr/local/opt'],
  ...[
    '/Library/Application Support',
    '/Library/Logs',
    '/System/Library',
    '/var/log',
    '/private/var/log',
    '/private/tmp',
  ],
  ...[
    '/Applications',
    '/Users',
    '/Users/Shared',
    '/dev/null',
    '/tmp',
    '~/Library/Logs',
    '~/Library/Application Support',
  ],
  ...['~/.local/bin', '~/bin', '/bin/bash', '/bin/zsh', '/bin/sh', '/usr/bin/env'],
];

/** Names of folders that say nothing by themselves. */
const NAMELESS =
  /^(?:s?bin|v?env|lib|libexec|logs?|etc|var|share|src|dist|scripts?|tmp|Contents|MacOS|Resources|Versions)$/i;

interface Candidate {
  readonly path: string;
  readonly saved: number;
}

/** Paths that shorten the file most, a few, longest first. */
export function variablesFor(services: readonly Settled[], home: string | undefined): readonly Variable[] {
  const variables: Variable[] = [];
  let texts = services.map(pathsOf);
  while (variables.length < MOST_VARIABLES) {
    const best = bestOf(texts, home);
    if (best === undefined) break;
    variables.push({ name: nameFor(best.path, variables), meant: best.path });
    texts = texts.map((list) => list.filter((text) => !isBelow(text, best.path)));
  }
  return variables.sort((one, other) => other.meant.length - one.meant.length);
}

function bestOf(texts: readonly (readonly string[])[], home: string | undefined): Candidate | undefined {
  const uses = new Map<string, { count: number; services: number; last: number }>();
  for (const [service, list] of texts.entries()) {
    for (const path of list.flatMap(prefixesOf)) {
      const use = uses.get(path) ?? { count: 0, services: 0, last: -1 };
      if (use.last !== service) use.services++;
      use.count++;
      use.last = service;
      uses.set(path, use);
    }
  }
  let best: Candidate | undefined;
  for (const [path, { count, services }] of uses) {
    if (count < LEAST_USES || services < LEAST_SERVICES || isNoVariable(path, home)) continue;
    const length = shown(path, home).length;
    const name = `\${${wordFor(path)}}`;
    const saved = count * (length - name.length) - (length + name.length + 2);
    if (saved < LEAST_SAVED) continue;
    if (!best || saved > best.saved || (saved === best.saved && path < best.path)) best = { path, saved };
  }
  return best;
}

/** The path itself and every folder above it. */
function prefixesOf(path: string): string[] {
  const prefixes: string[] = [];
  for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) prefixes.push(path.slice(0, at));
  return /[/:=\s]$/.test(path) ? prefixes : [...prefixes, path];
}

function shown(path: string, home: string | undefined): string {
  return home !== undefined && isBelow(path, home) ? `~${path.slice(home.length)}` : path;
}

function isNoVariable(path: string, home: string | undefined): boolean {
  const short = shown(path, home);
  return (
    short === '~' ||
    NAMELESS.test(wordFor(path)) ||
    /:|\s[-/]/.test(path) ||
    WELL_KNOWN.some((known) => isBelow(known, short))
  );
}

function wordFor(path: string): string {
  const last = baseName(path).replace(/(?<=.)\.[A-Za-z]{1,4}$/, '');
  return (
    last
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^[^A-Za-z_]+|(?<!-)-+$/g, '')
      .slice(0, 30) || 'folder'
  );
}

function nameFor(path: string, variables: readonly Variable[]): string {
  const base = wordFor(path);
  const taken = new Set<string>([...RESERVED_VARIABLES, ...variables.map(({ name }) => name)]);
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}-${count}`;
  return name;
}
