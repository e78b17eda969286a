/** The services.yaml that is meant when none is named. Apart from what reads it: most commands look, few read. */
import { dirname } from 'node:path';
import { findUpwards } from '../system/files.ts';

/** The nearest services.yaml upwards, named the short way when it lies in the current folder. */
export function nearestManifest(): string | undefined {
  try {
    const found = findUpwards(process.cwd(), 'services.yaml');
    if (found === undefined) return undefined;
    return dirname(found) === process.cwd() ? 'services.yaml' : found;
  } catch {
    return undefined; // the current folder is gone
  }
}

/** The services.yaml that a command line has to name to mean the same as this one; undefined: it is found without. */
export function namedManifest({ file }: { readonly file?: string }): string | undefined {
  return file === nearestManifest() ? undefined : file;
}
