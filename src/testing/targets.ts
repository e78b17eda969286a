/** What the arguments of a verb point at: a domain, a job in it, a property list. */
import * as fs from 'node:fs';
import { join, resolve } from 'node:path';
import { isJobFileName, parseTarget } from '../launchd/domains.ts';
import { isProblem, readBytes } from '../system/files.ts';
import { importJob } from './job-definition.ts';
import type { Domain } from './types.ts';

export interface ServiceTarget {
  readonly domain: Domain;
  readonly label: string;
}

/** Property lists are small; launchd reads larger ones too, and nobody has one. */
const MAX_PLIST_BYTES = 16 * 1024 * 1024;

/** `gui/501/com.example.x`; undefined when there is no label or it can not be read. */
export function serviceTargetOf(text: string | undefined): ServiceTarget | undefined {
  const reading = parseTarget(text ?? '');
  if (!('domain' in reading) || reading.label === undefined) return undefined;
  return { domain: reading.domain, label: reading.label };
}

/** `gui/501`; undefined with a label, or when it can not be read. */
export function domainOf(text: string | undefined): Domain | undefined {
  const reading = parseTarget(text ?? '');
  return 'domain' in reading && reading.label === undefined ? reading.domain : undefined;
}

/** The property lists that paths name, absolute; a folder stands for every *.plist in it. */
export function plistPaths(paths: readonly string[], cwd: string): string[] {
  return paths.flatMap((path) => {
    const absolute = resolve(cwd, path);
    if (!isFolder(absolute)) return [absolute];
    return plistsIn(absolute);
  });
}

/** Every property list of a folder that launchd would load, sorted; none when it can not be listed. */
export function plistsIn(folder: string): string[] {
  try {
    const names = fs.readdirSync(folder).filter(isJobFileName);
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return fs.statSync(path).isDirectory();
  } catch {
    return false; // nor is what no path can be
  }
}

/** The label in a property list, or launchd's code for why there is none. */
export function labelOfFile(path: string): string | number {
  const bytes = readBytes(path, MAX_PLIST_BYTES);
  if (isProblem(bytes)) return 108;
  const imported = importJob(bytes);
  return 'code' in imported ? imported.code : imported.definition.label;
}
