/** services.yaml, mended: only silencers are taken out of it. */
import { compileService } from '../compile/compile-service.ts';
import type { ManifestReading } from '../manifest/load.ts';
import { writePlist } from '../plist/write.ts';
import { type FixedFile, fixFile, type Look, MOST_FINDINGS } from './fix-file.ts';
import { lintManifest } from './lint-manifest.ts';
import type { LintSettings } from './settings.ts';

/**
 * Takes the silencers that silence nothing out of a services.yaml; its services compile to the same dicts as before.
 * @param read reads such a file, with the templates beside it
 */
export function fixManifest(
  path: string,
  bytes: Uint8Array,
  settings: LintSettings,
  read: (bytes: Uint8Array) => ManifestReading,
): FixedFile {
  const look = (each: Uint8Array): Look => {
    const reading = read(each);
    const services = reading.manifest?.services ?? [];
    // What looks like a comment may be a line of a script in a block of text: its service would be another one.
    const meaning = services.map((service) => writePlist(compileService(service).dict)).join('');
    return { linted: lintManifest(reading, path, settings, MOST_FINDINGS), meaning };
  };
  return fixFile(bytes, look, path);
}
