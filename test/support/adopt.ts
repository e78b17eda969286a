/** Adopts property lists given as bytes, without a machine. */
import { type Adoption, adopt } from '../../src/adopt/adopt.ts';
import { readJob } from '../../src/adopt/source-job.ts';
import { compileService } from '../../src/compile/compile-service.ts';
import type { PlistDict } from '../../src/plist/value.ts';
import { writePlist } from '../../src/plist/write.ts';
import { builtInTemplates, servicesOf } from './manifest.ts';

const MAX_BYTES = 2 * 1024 * 1024;

/** @param files path → bytes or text */
export function adoptFiles(files: Readonly<Record<string, string | Uint8Array>>, userHome = '/Users/user'): Adoption {
  const sources = Object.entries(files).map(([path, content]) =>
    readJob(path, typeof content === 'string' ? Buffer.from(content) : content, { location: `/${path}` }),
  );
  return adopt(sources, { templates: builtInTemplates, userHome, maxBytes: MAX_BYTES });
}

/** Adopts dicts, each in a file named after its place. */
export function adoptDicts(dicts: readonly PlistDict[]): Adoption {
  return adoptFiles(Object.fromEntries(dicts.map((dict, i) => [`LaunchAgents/${i}.plist`, writePlist(dict)])));
}

/** The dicts that the first services.yaml of an adoption renders, by label: an independent reading of its text. */
export function renderedBy({ manifests }: Adoption, at = 0): Map<string, PlistDict> {
  const services = servicesOf(manifests[at]!.text);
  return new Map(services.map((service) => [service.label, compileService(service).dict]));
}
