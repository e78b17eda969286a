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
