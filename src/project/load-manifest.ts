/** services.yaml from disk: the file, the folders of templates and the home of the user brought together. */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { diagnosticForFile } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { decodeYaml } from '../manifest/decode.ts';
import { type ManifestOptions, type ManifestReading, readManifest } from '../manifest/load.ts';
import type { TemplateFolder } from '../manifest/types.ts';
import { readEnvironment } from '../system/environment.ts';
import type { FileProblem } from '../system/file-problem.ts';
import { isProblem, kindOfPath, readBytes } from '../system/files.ts';
import { builtInTemplates, readTemplate, templateNames } from '../system/template-folder.ts';

export type { FileProblem } from '../system/file-problem.ts';

export interface LoadOptions {
  /** Home folder that wins over `home:` of the file: an absolute path. */
  readonly home?: string;
  /** Home of the target user, for a file without `home:`; left out: SVC_HOME, else HOME, else that of the account. */
  readonly userHome?: string;
  /** Largest file to read, in bytes; a larger one is refused by its size. */
  readonly maxSize?: number;
}

/** 2 MiB: some six thousand services. A services.yaml of people has a few kilobytes. */
export const DEFAULT_MAX_SIZE = 2 * 1024 * 1024;

export type Loaded = ManifestReading & {
  /** Why the file could not be read at all. */
  readonly problem?: FileProblem;
  /** The files that decided what the manifest says: services.yaml and the user's own templates. Absolute paths. */
  readonly files: readonly string[];
  /** Things to tell the user about the environment. */
  readonly warnings: readonly string[];
};

/**
 * Loads a services.yaml with its templates. Mistakes in it come back as diagnostics, a file that can not be read as a
 * problem; nothing is thrown for either.
 * @param file path as the user gave it; diagnostics name it so
 * @throws RangeError for a `home` or `userHome` that is not an absolute path
 */
export function loadManifest(file: string, options: LoadOptions = {}): Loaded {
  const bytes = readBytes(file, options.maxSize ?? DEFAULT_MAX_SIZE);
  if (!isProblem(bytes)) return loadManifestBytes(file, bytes, options);
  return { diagnostics: [], sources: new Map(), warnings: [], files: [resolve(file)], problem: bytes };
}

/** As {@link loadManifest}, of bytes that are read already; templates are still looked up beside `file`. */
export function loadManifestBytes(
  file: string,
  bytes: Uint8Array,
  options: Pick<LoadOptions, 'home' | 'userHome'> = {},
): Loaded {
  const { home: callersHome, warnings } = readEnvironment();
  const files = new Set([resolve(file)]);
  const decoded = decodeYaml(file, bytes);
  if ('diagnostic' in decoded) {
    return { diagnostics: [decoded.diagnostic], sources: new Map<string, SourceText>(), warnings, files: [...files] };
  }
  const userHome = options.userHome ?? callersHome;
  const homes = { ...options, ...(userHome !== undefined && { userHome }) };
  const reading = readManifest(decoded.source, manifestOptions(file, homes, files));
  return { ...reading, warnings, files: [...files] };
}

/** What `svc import` goes by: the templates that come with svc, and the home of the user. */
export function importSetting(): {
  readonly templates: TemplateFolder;
  readonly userHome?: string;
  readonly warnings: readonly string[];
} {
  const { home, warnings } = readEnvironment();
  const templates = templateFolder(builtInTemplates(), 'svc/templates');
  return { templates, ...(home !== undefined && { userHome: home }), warnings };
}

/** @param files gathers the files that are read */
function manifestOptions(file: string, homes: Pick<LoadOptions, 'home' | 'userHome'>, files: Set<string>) {
  const { home, userHome } = homes;
  const options: ManifestOptions = {
    ...(home !== undefined && { home }),
    ...(userHome !== undefined && { userHome }),
    templates: templateFolder(builtInTemplates(), 'svc/templates'),
    openTemplates: (folder) => {
      const path = resolve(dirname(file), folder);
      const shown = isAbsolute(folder) ? folder : join(dirname(file), folder);
      return kindOfPath(path) === 'folder' ? templateFolder(path, shown, files) : undefined;
    },
  };
  return options;
}

/** A folder of templates as text; `shown` is how messages name it, `files` gathers what is read from it. */
function templateFolder(folder: string, shown: string, files?: Set<string>): TemplateFolder {
  return {
    names: () => templateNames(folder),
    read: (name) => {
      const file = `${shown.replace(/(?<!\/)\/+$/, '')}/${name}.yaml`;
      const bytes = readTemplate(folder, name);
      if (bytes === undefined) return undefined;
      files?.add(join(folder, `${name}.yaml`));
      if (!isProblem(bytes)) return decodeYaml(file, bytes);
      const message = `The template can not be read: ${bytes.message}.`;
      const help = 'Mend the file, or name another template.';
      return { diagnostic: diagnosticForFile(file, { rule: 'schema', severity: 'error', message, help }) };
    },
  };
}
