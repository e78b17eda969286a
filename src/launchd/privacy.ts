/** Folders that macOS guards (TCC): a job without the grant gets "Operation not permitted", often in silence. */
import { once } from './once.ts';

const HOME =
  '(?:/Users/(?!Shared/)[^/\\s]+|/var/root|~|\\$HOME|\\$\\{HOME\\})/(Desktop|Documents|Downloads|Library/Mobile Documents|Library/CloudStorage)';
const inHome = once(() => new RegExp(`^${HOME.replace('\\s', '')}(?:/|$)`));
const within = once(() => new RegExp(`(?:^|[\\s'"=;|&(<>:])(${HOME}(?=[/\\s'";|&)]|$)[^\\s'";|&)<>]*)`));
/** What every guarded path holds: a look that is cheap in a long list of arguments. */
const MAY_BE_GUARDED = /\/(?:Desktop|Documents|Downloads|Mobile |Cloud|Volumes\/)/;

/** The guarded place `path` lies in, in words for a message, or undefined. Sources: developer reports, see docs. */
export function guardedPlace(path: string): string | undefined {
  if (!MAY_BE_GUARDED.test(path)) return undefined;
  // The start volume has a link to / under its name there.
  if (/^\/Volumes\/./.test(path))
    return path.startsWith('/Volumes/Macintosh HD') ? undefined : 'a volume under /Volumes';
  const folder = inHome().exec(path)?.[1];
  return folder === undefined ? undefined : wordsFor(folder);
}

/** The first guarded path inside a text for a shell, up to a space or quote, and the place it lies in. */
export function guardedPlaceWithin(text: string): { readonly path: string; readonly place: string } | undefined {
  const found = MAY_BE_GUARDED.test(text) && within().exec(text);
  return found ? { path: found[1]!, place: wordsFor(found[2]!) } : undefined;
}

function wordsFor(folder: string): string {
  return folder.startsWith('Library') ? 'iCloud Drive or another cloud folder' : `the ${folder} folder`;
}
