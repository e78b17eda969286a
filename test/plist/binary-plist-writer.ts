/** Binary property lists for the tests, right ones and wrong ones. Nothing here is shared with the reader. */
import type { PlistNode } from '../../src/plist/node.ts';

export type Bytes = readonly number[];

/** The parts of a file; what is left out is made to fit the rest. */
export interface Parts {
  readonly objects: readonly Bytes[];
  readonly header?: string;
  readonly offsets?: readonly number[];
  readonly offsetSize?: number;
  readonly refSize?: number;
  readonly objectCount?: bigint;
  readonly topObject?: bigint;
  readonly tableStart?: bigint;
}

/** `value` as a big-endian integer of `size` bytes, in two's complement when negative. */
export function big(value: number | bigint, size: number): number[] {
  const bits = BigInt.asUintN(8 * size, BigInt(value));
  return Array.from({ length: size }, (_, i) => Number((bits >> BigInt(8 * (size - 1 - i))) & 0xffn));
}

export function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

export function double(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return [...new Uint8Array(view.buffer)];
}

function float(value: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return [...new Uint8Array(view.buffer)];
}

/** Puts header, objects, offset table and trailer together. */
export function assemble(parts: Parts): Uint8Array {
  const chunks: Bytes[] = [ascii(parts.header ?? 'bplist00')];
  let length = chunks[0]!.length;
  const offsets: number[] = [];
  for (const object of parts.objects) {
    offsets.push(length);
    chunks.push(object);
    length += object.length;
  }
  const offsetSize = parts.offsetSize ?? (length < 2 ** 8 ? 1 : length < 2 ** 16 ? 2 : 4);
  const refSize = parts.refSize ?? refSizeFor(parts.objects.length);
  for (const offset of parts.offsets ?? offsets) chunks.push(big(offset, offsetSize));
  chunks.push([0, 0, 0, 0, 0, 0, offsetSize, refSize]);
  chunks.push(big(parts.objectCount ?? parts.objects.length, 8), big(parts.topObject ?? 0, 8));
  chunks.push(big(parts.tableStart ?? length, 8));
  const file = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    file.set(chunk, at);
    at += chunk.length;
  }
  return file;
}

export function refSizeFor(objects: number): number {
  return objects < 2 ** 8 ? 1 : objects < 2 ** 16 ? 2 : 4;
}

/** A marker with a count: in its low four bits, or after it as an integer of `width` bytes. */
export function counted(type: number, count: number, width = count < 2 ** 8 ? 1 : count < 2 ** 16 ? 2 : 4): number[] {
  if (count < 15) return [(type << 4) | count];
  return [(type << 4) | 0xf, 0x10 | Math.log2(width), ...big(count, width)];
}

export interface WriteStyle {
  /** Are equal scalars one object? */
  readonly share: boolean;
  /** Bytes that every integer, offset, reference and count takes at least: 1, 2, 4 or 8. */
  readonly least: 1 | 2 | 4 | 8;
}

/** Writes a tree as a binary property list in one of the many forms it can take. */
export function writeBinary(root: PlistNode, style: WriteStyle = { share: true, least: 1 }): Uint8Array {
  const nodes: (PlistNode | string)[] = [];
  const members: number[][] = [];
  const shared = new Map<string, number>();
  const add = (node: PlistNode | string): number => {
    const name = typeof node === 'string' ? `key ${node}` : node.kind === 'string' ? `key ${node.value}` : undefined;
    const known = style.share && name !== undefined ? shared.get(name) : undefined;
    if (known !== undefined) return known;
    const number = nodes.push(node) - 1;
    if (name !== undefined) shared.set(name, number);
    members[number] = [];
    if (typeof node === 'object' && node.kind === 'array') members[number] = node.items.map(add);
    if (typeof node === 'object' && node.kind === 'dict') {
      const keys = node.entries.map((entry) => add(entry.key));
      members[number] = keys.concat(node.entries.map((entry) => add(entry.value)));
    }
    return number;
  };
  add(root);
  const refSize = Math.max(style.least, refSizeFor(nodes.length));
  const objects = nodes.map((node, i) => {
    const refs = members[i]!.flatMap((ref) => big(ref, refSize));
    return typeof node === 'string' ? text(node, style) : [...headOf(node, style), ...refs];
  });
  return assemble({ objects, refSize, offsetSize: Math.max(style.least, 4) });
}

function headOf(node: PlistNode, style: WriteStyle): number[] {
  switch (node.kind) {
    case 'boolean':
      return [node.value ? 0x09 : 0x08];
    case 'integer':
      return integer(BigInt(node.value), style);
    case 'real': {
      const short = style.least === 1 && Math.fround(node.value) === node.value;
      return short ? [0x22, ...float(node.value)] : [0x23, ...double(node.value)];
    }
    case 'date':
      return [0x33, ...double(node.value.getTime() / 1000 - Date.UTC(2001, 0, 1) / 1000)];
    case 'data':
      return [...countedAs(0x4, node.value.length, style), ...node.value];
    case 'string':
      return text(node.value, style);
    case 'array':
      return countedAs(0xa, node.items.length, style);
    case 'dict':
      return countedAs(0xd, node.entries.length, style);
  }
}

function countedAs(type: number, count: number, style: WriteStyle): number[] {
  const width = Math.max(style.least, count < 2 ** 8 ? 1 : count < 2 ** 16 ? 2 : 4);
  return counted(type, count, width);
}

function text(value: string, style: WriteStyle): number[] {
  const units = Array.from({ length: value.length }, (_, i) => value.charCodeAt(i));
  if (units.every((unit) => unit < 0x80)) return [...countedAs(0x5, units.length, style), ...units];
  return [...countedAs(0x6, units.length, style), ...units.flatMap((unit) => big(unit, 2))];
}

function integer(value: bigint, { least }: WriteStyle): number[] {
  if (value >= 2n ** 63n) return [0x14, ...big(value, 16)];
  if (value < 0n || value >= 2n ** 32n || least === 8) return [0x13, ...big(value, 8)];
  if (value >= 2n ** 16n || least === 4) return [0x12, ...big(value, 4)];
  if (value >= 2n ** 8n || least === 2) return [0x11, ...big(value, 2)];
  return [0x10, ...big(value, 1)];
}
