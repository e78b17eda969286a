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
  /** The kind, where there is one only, as there mostly is. */
  readonly kind: KindName | undefined;
  readonly items: ValueShape | undefined;
  readonly values: ValueShape | undefined;
  /** Members of some names have rows of their own, below this one, that speak of them. */
  readonly named: KeyRow | undefined;
}

/** The shape of any one of `types`; undefined where any value will do. */
function shapeOf(types: readonly TypeName[]): ValueShape | undefined {
  if (types.length === 0 || types.includes('any')) return undefined;
  return shapeWith(types, contentsOf(types, 'dict'));
}

function shapeWith(types: readonly TypeName[], values: ValueShape | undefined): ValueShape {
  const [type] = types;
  // Most keys take one kind, which holds nothing: what follows would find the same, by some sixty calls.
  if (types.length === 1 && isScalar(type!))
    return { kinds: BITS[type], kind: type, items: undefined, values, named: undefined };
  const kinds = KINDS.filter((kind) => types.some((type) => matchesType(type, kind)));
  return {
    kinds: kinds.reduce((bits, kind) => bits | BITS[kind], 0),
    kind: kinds.length === 1 ? kinds[0] : undefined,
    items: contentsOf(types, 'array'),
    values,
    named: undefined,
  };
}

function isScalar(type: TypeName): type is Exclude<KindName, 'array' | 'dict'> {
  return Object.hasOwn(BITS, type) && type !== 'array' && type !== 'dict';
}

function contentsOf(types: readonly TypeName[], kind: 'array' | 'dict'): ValueShape | undefined {
  return shapeOf(types.filter((type) => matchesType(type, kind)).flatMap(elementTypes));
}

/** The shape of the value of a key: in a dict of known names the rows of the names speak, and an unknown one has no type. */
export function shapeOfRow(row: KeyRow): ValueShape {
  const hasMembers = memberRows(row).length > 0;
  const shape = shapeWith(row.types, hasMembers && !row.open ? undefined : contentsOf(row.types, 'dict'));
  return hasMembers ? { ...shape, named: row } : shape;
}

/** Is a value of this shape, all that it holds looked at? */
export function fitsShape(node: KindTree, shape: ValueShape): boolean {
  if (node.kind !== shape.kind && (shape.kinds & BITS[node.kind]) === 0) return false;
  if (node.kind === 'array' && shape.items) {
    for (const item of node.items) if (!fitsShape(item, shape.items)) return false;
  } else if (node.kind === 'dict' && shape.values) {
    const { named, values } = shape;
    for (const { key, value } of node.entries)
      if (!(named && memberRow(named, key)) && !fitsShape(value, values)) return false;
  }
  return true;
}
