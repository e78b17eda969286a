/** Folders that macOS guards (TCC): a job without the grant gets "Operation not permitted", often in silence. */

/** The guarded place `path` lies in, in words for a message, or undefined. Sources: developer reports, see docs. */
export function guardedPlace(path: string): string | undefined {
  if (/^\/Volumes\/./.test(path)) return 'a volume under /Volumes';
  const home =
    /^(?:\/Users\/[^/]+|\/var\/root|~)\/(Desktop|Documents|Downloads|Library\/Mobile Documents|Library\/CloudStorage)(?:\/|$)/;
  const folder = home.exec(path)?.[1];
  if (folder === undefined) return undefined;
  return folder.startsWith('Library') ? 'iCloud Drive or another cloud folder' : `the ${folder} folder`;
}
