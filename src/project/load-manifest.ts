/** services.yaml from disk: the file, the folders of templates and the home of the user brought together. */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { diagnosticForFile } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { decodeYaml } from '../manifest/decode.ts';
import { type ManifestOptions, type ManifestReading, readManifest } from '../manifest/load.ts';
import type { TemplateFolder } from '../manifest/types.ts';
import { readEnvironment } from '../system/environment.ts';
import { type FileProblem, isProblem, kindOfPath, readBytes } from '../system/files.ts';
import { builtInTemplates, readTemplate, templateNames } from '../system/template-folder.ts';

export interface LoadOptions {
  /** Home folder that wins over `home:` of the file: an absolute path. */
  readonly home?: string;
  /** Largest file to read, in bytes; a larger one is refused by its size. */
  readonly maxSize?: number;
}

/** 2 MiB: some six thousand services. A services.yaml of people has a few kilobytes. */
export const DEFAULT_MAX_SIZE = 2 * 1024 * 1024;

export type Loaded = ManifestReading & {
  /** Why the file could not be read at all. */
  readonly problem?: FileProblem;
  /** Things to tell the user about the environment. */
  readonly warnings: readonly string[];
};

/**
 * Loads a services.yaml with its templates. Mistakes in it come back as diagnostics, a file that can not be read as a
 * problem; nothing is thrown for either.
 * @param file path as the user gave it; diagnostics name it so
 */
export function loadManifest(file: string, options: LoadOptions = {}): Loaded {
  const bytes = readBytes(file, options.maxSize ?? DEFAULT_MAX_SIZE);
  if (!isProblem(bytes)) return loadManifestBytes(file, bytes, options);
  return { diagnostics: [], sources: new Map(), warnings: [], problem: bytes };
}

/** As {@link loadManifest}, of bytes that are read already; templates are still looked up beside `file`. */
export function loadManifestBytes(file: string, bytes: Uint8Array, options: Pick<LoadOptions, 'home'> = {}): Loaded {
  const { home, warnings } = readEnvironment();
  const decoded = decodeYaml(file, bytes);
  if ('diagnostic' in decoded)
    return { diagnostics: [decoded.diagnostic], sources: new Map<string, SourceText>(), warnings };
  return { ...readManifest(decoded.source, manifestOptions(file, options.home, home)), warnings };
}

function manifestOptions(file: string, home: string | undefined, userHome: string): ManifestOptions {
  return {
    ...(home !== undefined && { home }),
    userHome,
    templates: templateFolder(builtInTemplates(), 'svc/templates'),
    openTemplates: (folder) => {
      const path = resolve(dirname(file), folder);
      const shown = isAbsolute(folder) ? folder : join(dirname(file), folder);
      return kindOfPath(path) === 'folder' ? templateFolder(path, shown) : undefined;
    },
  };
}

/** A folder of templates as text; `shown` is how messages name it. */
function templateFolder(folder: string, shown: string): TemplateFolder {
  return {
    names: () => templateNames(folder),
    read: (name) => {
      const file = `${shown.replace(/\/+$/, '')}/${name}.yaml`;
      const bytes = readTemplate(folder, name);
      if (bytes === undefined) return undefined;
      if (!isProblem(bytes)) return decodeYaml(file, bytes);
      const message = `The template can not be read: ${bytes.message}.`;
      const help = 'Mend the file, or name another template.';
      return { diagnostic: diagnosticForFile(file, { rule: 'schema', severity: 'error', message, help }) };
    },
  };
}
