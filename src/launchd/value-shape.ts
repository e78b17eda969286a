/** The types of a key made ready for a quick look: is a value of the right kind, and all that it holds? */
import { elementTypes, type KeyRow, type KindName, matchesType, memberRow, memberRows, type TypeName } from './keys.ts';

/** A plist value as far as its kind matters. The nodes of the plist readers are such values. */
export type KindTree =
  | { readonly kind: 'array'; readonly items: readonly KindTree[] }
  | { readonly kind: 'dict'; readonly entries: readonly KindEntry[] }
  | { readonly kind: Exclude<KindName, 'array' | 'dict'> };

export interface KindEntry {
  readonly key: string;
  readonly value: KindTree;
}

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
  readonly types: readonly TypeName[];
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
    return { types, kinds: BITS[type], kind: type, items: undefined, values, named: undefined };
  const kinds = KINDS.filter((kind) => types.some((type) => matchesType(type, kind)));
  return {
    types,
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

/** A step into a value: the index of an item, or an entry of a dict. */
export type ShapeStep = number | KindEntry;

/** Told of what is of a wrong kind, what it must be, and the steps to it from the value that was asked about. */
export type Refuse = (node: KindTree, types: readonly TypeName[], steps: readonly ShapeStep[]) => void;

/**
 * Is a value of this shape, all that it holds looked at? Where the answer alone is asked for, the look ends at the first
 * misfit and makes nothing: every key of every job is looked at so.
 */
export function fitsShape(
  node: KindTree,
  shape: ValueShape,
  refuse?: Refuse,
  steps: readonly ShapeStep[] = NO_STEPS,
): boolean {
  if (node.kind !== shape.kind && (shape.kinds & BITS[node.kind]) === 0) {
    refuse?.(node, shape.types, steps);
    return false;
  }
  let fits = true;
  if (node.kind === 'array' && shape.items) {
    const { items } = node;
    for (let i = 0; i < items.length; i++) {
      if (fitsShape(items[i]!, shape.items, refuse, refuse && [...steps, i])) continue;
      if (!refuse) return false;
      fits = false;
    }
  } else if (node.kind === 'dict' && shape.values) {
    const { named, values } = shape;
    for (const entry of node.entries) {
      if (named && memberRow(named, entry.key)) continue;
      if (fitsShape(entry.value, values, refuse, refuse && [...steps, entry])) continue;
      if (!refuse) return false;
      fits = false;
    }
  }
  return fits;
}

const NO_STEPS: readonly ShapeStep[] = [];
