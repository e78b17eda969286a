/** Reads a services.yaml from its text, with templates in memory: nothing of the machine enters. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { type ManifestOptions, type ManifestReading, readManifest } from '../../src/manifest/load.ts';
import type { Service, TemplateFolder } from '../../src/manifest/types.ts';

const BUILT_IN = join(import.meta.dirname, '../../templates');

/** A folder of templates given as text by name; diagnostics name its files `<folder>/<name>.yaml`. */
export function templateFolderOf(texts: Readonly<Record<string, string>>, folder = 'templates'): TemplateFolder {
  const byName = new Map(Object.entries(texts));
  return {
    names: () => [...byName.keys()].sort(),
    read: (name) => {
      const text = byName.get(name);
      return text === undefined ? undefined : { source: new SourceText(`${folder}/${name}.yaml`, text) };
    },
  };
}

/** The templates that come with svc, read from the repository. */
export const builtInTemplates: TemplateFolder = templateFolderOf(
  Object.fromEntries(
    readdirSync(BUILT_IN)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => [file.slice(0, -'.yaml'.length), readFileSync(join(BUILT_IN, file), 'utf8')]),
  ),
);

export interface ReadOptions extends Omit<ManifestOptions, 'templates'> {
  readonly file?: string;
  /** Templates of the user's own folder, by name; opened whatever folder `templates:` names. */
  readonly ownTemplates?: Readonly<Record<string, string>>;
}

/** readManifest on `text`, with the templates of the repository. */
export function read(
  text: string,
  { file = 'services.yaml', ownTemplates, ...options }: ReadOptions = {},
): ManifestReading {
  return readManifest(new SourceText(file, text), {
    templates: builtInTemplates,
    ...(ownTemplates && { openTemplates: (folder) => templateFolderOf(ownTemplates, folder) }),
    ...options,
  });
}

/** All diagnostics in full, for the message of a failing test. */
export function listed(diagnostics: readonly Diagnostic[]): string {
  const line = ({ file, line, column, severity, rule, message, help = '' }: Diagnostic) =>
    `${file}:${line}:${column} ${severity} ${rule}: ${message} ${help}`;
  return diagnostics.map(line).join('\n');
}

/** The services of a text that must be free of errors. */
export function servicesOf(text: string, options: ReadOptions = {}): readonly Service[] {
  const { manifest, diagnostics } = read(text, options);
  if (!manifest) throw new Error(`no manifest:\n${listed(diagnostics)}`);
  return manifest.services;
}

/** The only service of a text that must be free of errors. */
export function serviceOf(text: string, options: ReadOptions = {}): Service {
  const [service, ...more] = servicesOf(text, options);
  if (!service || more.length > 0) throw new Error('not exactly one service');
  return service;
}

/** What one diagnostic must be: its line and column in services.yaml (or `file:line:column`), and words of it. */
export type Expected = readonly [place: string, ...words: readonly string[]];

/**
 * Checks that the diagnostics of a text are exactly these, in this order.
 * A word is looked for in `<severity> <rule>: <message> <help>`.
 */
export function expectFindings(text: string, expected: readonly Expected[], options: ReadOptions = {}): void {
  const { diagnostics } = read(text, options);
  const all = listed(diagnostics);
  const place = ({ file, line, column }: Diagnostic) =>
    `${file === 'services.yaml' ? '' : `${file}:`}${line}:${column}`;
  expect(diagnostics.map(place), all).toEqual(expected.map(([at]) => at));
  for (const [index, [, ...words]] of expected.entries()) {
    for (const word of words) expect(listed([diagnostics[index]!])).toContain(word);
  }
}
