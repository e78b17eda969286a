/** Plain plist values as nodes that stand nowhere in a text. */
import type { PlistNode } from '../plist/node.ts';
import { type PlistDict, PlistReal, type PlistValue } from '../plist/value.ts';

const NOWHERE = { start: -1, end: -1 } as const;

/** The dict of a compiled service as the rules want it. */
export function nodeOf(dict: PlistDict): Extract<PlistNode, { kind: 'dict' }> {
  const entries = Object.entries(dict).map(([key, value]) => ({
    key,
    keyStart: -1,
    keyEnd: -1,
    value: nodeOfValue(value),
  }));
  return { kind: 'dict', entries, ...NOWHERE };
}

/** Any plain value as the rules want it. */
export function nodeOfValue(value: PlistValue): PlistNode {
  if (typeof value === 'string') return { kind: 'string', value, ...NOWHERE };
  if (typeof value === 'boolean') return { kind: 'boolean', value, ...NOWHERE };
  if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'integer', value, ...NOWHERE };
  if (value instanceof PlistReal) return { kind: 'real', value: value.value, ...NOWHERE };
  if (value instanceof Date) return { kind: 'date', value, ...NOWHERE };
  if (value instanceof Uint8Array) return { kind: 'data', value, ...NOWHERE };
  if (Array.isArray(value)) return { kind: 'array', items: value.map(nodeOfValue), ...NOWHERE };
  return nodeOf(value as PlistDict);
}
