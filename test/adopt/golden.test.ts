/** Property lists as people, Homebrew and PM2 write them, and the services.yaml that becomes of them. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainValueOf } from '../../src/plist/node.ts';
import { readPlist } from '../../src/plist/read.ts';
import type { PlistDict } from '../../src/plist/value.ts';
import { adoptFiles, renderedBy } from '../support/adopt.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/import');
const OUTPUTS = { gui: 'services.yaml', system: 'services.system.yaml' } as const;

function plistsOf(name: string): Record<string, Uint8Array> {
  const paths = readdirSync(join(FOLDER, name), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.plist'),
  );
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(FOLDER, name, path))]));
}

describe.each(readdirSync(FOLDER))('importing the fixture %s', (name) => {
  const files = plistsOf(name);
  const adoption = adoptFiles(files);

  it('writes what is expected', () => {
    for (const { domain, text } of adoption.manifests) {
      const path = join(FOLDER, name, OUTPUTS[domain]);
      // UPDATE_FIXTURES=1 writes what comes; read it.
      if (process.env.UPDATE_FIXTURES === '1') writeFileSync(path, text);
      expect(text).toBe(readFileSync(path, 'utf8'));
    }
    const written = adoption.manifests.map(({ domain }) => OUTPUTS[domain]);
    expect(written).toEqual(Object.values(OUTPUTS).filter((file) => existsSync(join(FOLDER, name, file))));
  });

  it('renders the same dicts, the order of keys aside', () => {
    const rendered = adoption.manifests.flatMap((_, at) => [...renderedBy(adoption, at).values()]);
    const originals = Object.values(files).map((bytes) => plainValueOf(readPlist(bytes).root!) as PlistDict);
    const byLabel = (one: PlistDict, other: PlistDict) => (String(one.Label) < String(other.Label) ? -1 : 1);
    expect(rendered.sort(byLabel)).toEqual(originals.sort(byLabel));
    expect(adoption.files.map(({ result }) => result)).toEqual(originals.map(() => 'imported'));
  });
});
