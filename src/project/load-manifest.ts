/** services.yaml from disk: the file, the folders of templates and the home of the user brought together. */
import { dirname, resolve } from 'node:path';
import type { SourceText } from '../diagnostics/source-text.ts';
import { decodeYaml } from '../manifest/decode.ts';
import { type ManifestOptions, type ManifestReading, readManifest } from '../manifest/load.ts';
import type { TemplateFolder } from '../manifest/types.ts';
import { readEnvironment } from '../system/environment.ts';
import { type FileProblem, isProblem, readBytes } from '../system/files.ts';
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
  const environment = readEnvironment();
  const { warnings } = environment;
  const none = { diagnostics: [], sources: new Map<string, SourceText>(), warnings };
  const bytes = readBytes(file, options.maxSize ?? DEFAULT_MAX_SIZE);
  if (isProblem(bytes)) return { ...none, problem: bytes };
  const decoded = decodeYaml(file, bytes);
  if ('diagnostic' in decoded) return { ...none, diagnostics: [decoded.diagnostic] };
  return { ...readManifest(decoded.source, manifestOptions(file, options.home, environment.home)), warnings };
}

function manifestOptions(file: string, home: string | undefined, userHome: string): ManifestOptions {
  return {
    ...(home !== undefined && { home }),
    userHome,
    templates: templateFolder(builtInTemplates(), 'templates'),
    openTemplates: (folder) => templateFolder(resolve(dirname(file), folder), folder),
  };
}

/** A folder of templates as text; `shown` is how messages name it. */
function templateFolder(folder: string, shown: string): TemplateFolder {
  return {
    names: () => templateNames(folder),
    read: (name) => {
      const file = readTemplate(folder, name);
      if (!file) return undefined;
      const decoded = decodeYaml(`${shown.replace(/\/+$/, '')}/${name}.yaml`, file.bytes);
      return 'source' in decoded ? decoded.source : undefined;
    },
  };
}
