/** Service, defaults and templates laid over one another; every value keeps its place. */
import type { SourceText } from '../diagnostics/source-text.ts';
import type { Origin } from './types.ts';
import type { YamlEntry, YamlNode } from './yaml-node.ts';

/** A map of fields in one file: a service, the defaults, or a template. */
export interface Layer {
  readonly layer: 'service' | 'defaults' | 'template';
  readonly template?: string;
  readonly source: SourceText;
  readonly fields: YamlNode;
  /** Names of fields whose form is wrong; they are reported already and must not be read. */
  readonly broken: ReadonlySet<string>;
}

/** A value of the merged service and where it was said. */
export interface FieldSource {
  readonly layer: Layer;
  readonly entry: YamlEntry;
}

export interface MergedFields {
  readonly fields: ReadonlyMap<string, FieldSource>;
  /** Merged key by key, the service's own value winning. */
  readonly environment: ReadonlyMap<string, FieldSource>;
  readonly plist: ReadonlyMap<string, FieldSource>;
  /** Fields that some layer says in a wrong form. */
  readonly broken: ReadonlySet<string>;
}

/** Fields that are merged key by key; of every other field the first layer's value counts, whole. */
const BY_KEY = new Set(['environment', 'plist']);

/** Lays `layers` over one another, the first one on top. */
export function mergeLayers(layers: readonly Layer[]): MergedFields {
  const fields = new Map<string, FieldSource>();
  const byKey = { environment: new Map<string, FieldSource>(), plist: new Map<string, FieldSource>() };
  const broken = new Set<string>();
  for (const layer of layers) {
    if (layer.fields.kind !== 'map') continue;
    for (const entry of layer.fields.entries) {
      const isBroken = layer.broken.has(entry.key);
      if (isBroken && !fields.has(entry.key)) broken.add(entry.key);
      if (isBroken || broken.has(entry.key)) continue;
      if (!fields.has(entry.key)) fields.set(entry.key, { layer, entry });
      if (BY_KEY.has(entry.key)) addMissing(byKey[entry.key as keyof typeof byKey], layer, entry.value);
    }
  }
  return { fields, ...byKey, broken };
}

function addMissing(into: Map<string, FieldSource>, layer: Layer, node: YamlNode): void {
  if (node.kind !== 'map') return;
  for (const entry of node.entries) if (!into.has(entry.key)) into.set(entry.key, { layer, entry });
}

/** The public form of a place. */
export function originOf(layer: Layer, start: number, end: number): Origin {
  const { template } = layer;
  return { layer: layer.layer, ...(template !== undefined && { template }), source: layer.source, start, end };
}
