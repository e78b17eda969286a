/** The names in a services.yaml, read far enough for that and no further: whether the file can be used is not asked. */
import { decodeYaml } from '../manifest/decode.ts';
import { entryOf, type YamlNode } from '../manifest/yaml-node.ts';
import { readYaml } from '../manifest/yaml-reader.ts';
import { isProblem, readBytes } from '../system/files.ts';
import { DEFAULT_MAX_SIZE } from './load-manifest.ts';

export interface NamedService {
  readonly name: string;
  /** Where the file says enough to tell. */
  readonly label?: string;
}

/** The services of a file in its order; none where it is missing or no YAML. Never throws. */
export function serviceNames(file: string): readonly NamedService[] {
  const bytes = readBytes(file, DEFAULT_MAX_SIZE);
  if (isProblem(bytes)) return [];
  const decoded = decodeYaml(file, bytes);
  if ('diagnostic' in decoded) return [];
  const { root } = readYaml(decoded.source);
  const namespace = textOf(entryOf(root, 'namespace')?.value);
  const services = entryOf(root, 'services')?.value;
  if (services?.kind !== 'map') return [];
  return services.entries.map(({ key: name, value }) => {
    const label = textOf(entryOf(value, 'label')?.value) ?? (namespace && `${namespace}.${name}`);
    return { name, ...(label && { label }) };
  });
}

function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' ? node.source : undefined;
}
