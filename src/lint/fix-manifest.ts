/** services.yaml, mended: keys and values below `plist:`, and silencers. */
import { compileService } from '../compile/compile-service.ts';
import { compareKeys } from '../launchd/keys.ts';
import type { ManifestReading } from '../manifest/load.ts';
import { newDict, type PlistDict } from '../plist/value.ts';
import { writePlist } from '../plist/write.ts';
import type { Change } from './fix.ts';
import { type FixedFile, fixFile, type Look, MOST_FINDINGS } from './fix-file.ts';
import { withChanges } from './fix-yaml.ts';
import { lintManifest } from './lint-manifest.ts';
import type { LintSettings } from './settings.ts';

/**
 * Mends a services.yaml in its text. Its services compile to the same dicts as before but for the keys and values fixed,
 * however anchors, `defaults` and layers share them.
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
    return {
      linted: lintManifest(reading, path, settings, MOST_FINDINGS),
      meaning: (changes) => meaningOf(reading, changes),
    };
  };
  return fixFile(bytes, look, path);
}

/** The dicts of all services after changes, as one text, and what else the file says of them. */
function meaningOf({ manifest }: ManifestReading, changes: readonly Change[]): string {
  if (!manifest) return '';
  const { namespace, domain, output, lint } = manifest;
  const texts = manifest.services.map((service) => {
    const own = changes.filter((change) => change.service === service.name);
    return writePlist(inOrder(withChanges(compileService(service).dict, own)));
  });
  return [JSON.stringify([namespace, domain, output, lint]), ...texts].join('');
}

/** A renamed key has another place among the keys of a job. */
function inOrder(dict: PlistDict): PlistDict {
  const ordered = newDict();
  for (const key of Object.keys(dict).sort(compareKeys)) ordered[key] = dict[key]!;
  return ordered;
}
