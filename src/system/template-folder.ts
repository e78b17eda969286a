/** Folders of service templates on disk. */
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FileProblem, isProblem, readBytes } from './files.ts';

/** Templates are small; whatever is larger is something else. */
const MAX_TEMPLATE_BYTES = 256 * 1024;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** The folder that comes with svc: beside `dist/` in the package, beside `src/` in a checkout. */
export function builtInTemplates(): string {
  return dirname(packageFile('templates/daemon.yaml'));
}

/** A file that comes with svc, by its path in the package. */
export function packageFile(path: string): string {
  for (const up of ['..', '../..']) {
    const file = fileURLToPath(new URL(`${up}/${path}`, import.meta.url));
    if (fs.existsSync(file)) return file;
  }
  throw new Error(`${path} is missing from the installation of svc`);
}

/** Names of the templates in a folder, links to nowhere left out; empty when it can not be listed. */
export function templateNames(folder: string): string[] {
  try {
    const files = fs.readdirSync(folder).filter((file) => file.endsWith('.yaml'));
    return files
      .map((file) => file.slice(0, -'.yaml'.length))
      .filter((name) => NAME.test(name) && fs.existsSync(join(folder, `${name}.yaml`)))
      .sort();
  } catch {
    return [];
  }
}

/** The bytes of a template, why they can not be read, or undefined; a name can not lead out of the folder. */
export function readTemplate(folder: string, name: string): Uint8Array | FileProblem | undefined {
  if (!NAME.test(name)) return undefined;
  const bytes = readBytes(join(folder, `${name}.yaml`), MAX_TEMPLATE_BYTES);
  return isProblem(bytes) && bytes.kind === 'missing' ? undefined : bytes;
}
