/** The types of a key made ready for a quick look: is a value of the right kind, and all that it holds? */
import { elementTypes, type KeyRow, type KindName, matchesType, memberRow, memberRows, type TypeName } from './keys.ts';

/** A plist value as far as its kind matters. The nodes of the plist readers are such values. */
export type KindTree =
  | { readonly kind: 'array'; readonly items: readonly KindTree[] }
  | { readonly kind: 'dict'; readonly entries: readonly { readonly key: string; readonly value: KindTree }[] }
  | { readonly kind: Exclude<KindName, 'array' | 'dict'> };

/** Each kind a bit. */
const BITS: Record<KindName, number> = {
  string: 1,
  boolean: 2,
  integer: 4,
  real: 8,
  date: 16,
  data: 32,
  array: 64,
  dict: 128,
};
const KINDS = Object.keys(BITS) as readonly KindName[];

/** What a value may be; without a shape for its contents it may hold anything. */
export interface ValueShape {
  readonly kinds: number;
  readonly items?: ValueShape | undefined;
  readonly values?: ValueShape | undefined;
  /** A row of its own speaks of a member of this name. */
  isNamed?(name: string): boolean;
}

/** The shape of any one of `types`; undefined where any value will do. */
function shapeOf(types: readonly TypeName[]): ValueShape | undefined {
  if (types.length === 0 || types.includes('any')) return undefined;
  return { kinds: bitsOf(types), items: contentsOf(types, 'array'), values: contentsOf(types, 'dict') };
}

function bitsOf(types: readonly TypeName[]): number {
  return KINDS.reduce((bits, kind) => (types.some((type) => matchesType(type, kind)) ? bits | BITS[kind] : bits), 0);
}

function contentsOf(types: readonly TypeName[], kind: 'array' | 'dict'): ValueShape | undefined {
  return shapeOf(types.filter((type) => matchesType(type, kind)).flatMap(elementTypes));
}

/** The shape of the value of a key: in a dict of known names the rows of the names speak, and an unknown one has no type. */
export function shapeOfRow(row: KeyRow): ValueShape {
  const { types } = row;
  const shape = { kinds: bitsOf(types), items: contentsOf(types, 'array'), values: contentsOf(types, 'dict') };
  if (memberRows(row).length === 0) return shape;
  return row.open
    ? { ...shape, isNamed: (name) => memberRow(row, name) !== undefined }
    : { ...shape, values: undefined };
}

/** Is a value of this shape, all that it holds looked at? */
export function fitsShape(node: KindTree, shape: ValueShape): boolean {
  if ((shape.kinds & BITS[node.kind]) === 0) return false;
  if (node.kind === 'array' && shape.items) {
    for (const item of node.items) if (!fitsShape(item, shape.items)) return false;
  } else if (node.kind === 'dict' && shape.values) {
    for (const { key, value } of node.entries)
      if (!shape.isNamed?.(key) && !fitsShape(value, shape.values)) return false;
  }
  return true;
}
