/**
 * One object of a binary property list: its marker byte and what follows.
 *
 * Markers and widths as `__CFBinaryPlistCreateObjectFiltered` in CFBinaryPList.c (swift-corelibs-foundation) reads
 * them. UIDs, sets and null, which that function can build, have no place in a job and are refused.
 */
import type { PlistNode, SyntaxFinding } from './node.ts';
import { ASCII, type BinaryLayout, binaryFinding, numberText, OBJECTS_START, offsetOf } from './read-binary-trailer.ts';
import { INTEGER_MAX, INTEGER_MIN, integerOf } from './value.ts';

/** A finished object: its node and the measures of the tree below it, shared parts counted each time. */
export interface Built {
  readonly type: 'built';
  readonly node: PlistNode;
  readonly nodes: number;
  /** Bytes of text and data. */
  readonly bytes: number;
  /** Levels below the node; 0 for a scalar. */
  readonly height: number;
  readonly note: SyntaxFinding | undefined;
}
/** An array or dict: `count` references (of a dict: keys, then as many values) from byte `refsStart` on. */
export interface BinaryContainer {
  readonly type: 'array' | 'dict';
  readonly count: number;
  readonly refsStart: number;
}
export interface BinaryProblem {
  readonly type: 'problem';
  readonly problem: SyntaxFinding;
  /** Bytes of text that were looked at. */
  readonly bytes: number;
}

/** An object's place, as its messages name it. */
interface Place {
  readonly layout: BinaryLayout;
  readonly object: number;
  /** Byte offset of the marker. */
  readonly at: number;
}

/** Well below the longest string any JavaScript engine in use can hold. */
const LONGEST_TEXT = 2 ** 28;
/** 2001-01-01T00:00:00Z, from which binary property lists count seconds, in Unix seconds. */
const DATE_EPOCH = 978_307_200;
const LAST_DATE = 8.64e12;

/** Decodes object number `object` (below `objectCount`); members of arrays and dicts are left to the caller. */
export function readObject(layout: BinaryLayout, object: number): Built | BinaryContainer | BinaryProblem {
  const at = offsetOf(layout, object);
  const marker = layout.bytes[at]!;
  const low = marker & 0x0f;
  const text = marker >> 4 === 0x5 ? shortAscii(layout, at, low) : undefined;
  if (text !== undefined) return built({ kind: 'string', start: -1, end: -1, value: text }, text.length);
  const place = { layout, object, at };
  if (at < OBJECTS_START) return failure('bad-offset', `${nameOf(place)} is said to stand inside the file's header.`);
  switch (marker >> 4) {
    case 0x0:
      return readSimple(place, marker);
    case 0x1:
      return readInteger(place, low);
    case 0x2:
      return readReal(place, low);
    case 0x3:
      return readDate(place, low);
    case 0x4:
    case 0x5:
    case 0x6:
      return readBlock(place, marker >> 4, low);
    case 0x8:
      return unsupported(place, 'a UID, as keyed archives have them');
    case 0xa:
      return readContainer(place, 'array', low);
    case 0xb:
    case 0xc:
      return unsupported(place, 'a set');
    case 0xd:
      return readContainer(place, 'dict', low);
    default:
      return unknown(place, marker);
  }
}

/** The object as messages name it. */
function nameOf(place: Place): string {
  return `Object ${place.object} (byte ${place.at})`;
}

/**
 * The ASCII string at byte `at` of a file small enough to be a text as a whole; undefined when it is longer than 255
 * characters, or has to be looked at byte by byte.
 */
function shortAscii(layout: BinaryLayout, at: number, low: number): string | undefined {
  if (layout.ascii === undefined || at < OBJECTS_START) return undefined;
  let start = at + 1;
  let length = low;
  if (low === 0xf) {
    if (layout.bytes[start] !== 0x10) return undefined;
    length = layout.bytes[start + 1]!;
    start += 2;
  }
  if (start + length > layout.tableStart) return undefined;
  const text = layout.ascii.slice(start, start + length);
  return text.includes('\0') ? undefined : text;
}

function failure(code: string, message: string, bytes = 0, help?: string): BinaryProblem {
  return { type: 'problem', problem: binaryFinding(code, message, help), bytes };
}

/** An object of which a node was made; the measures of a scalar when not given. */
export function built(node: PlistNode, bytes: number, nodes = 1, height = 0, note?: SyntaxFinding): Built {
  return { type: 'built', node, nodes, bytes, height, note };
}

function unsupported(place: Place, what: string): BinaryProblem {
  const message = `${nameOf(place)} is ${what}, which a job's property list can not hold.`;
  return failure('unsupported-object', message, 0, 'Remove the value, or write the job anew as XML.');
}

function unknown(place: Place, marker: number): BinaryProblem {
  const hex = marker.toString(16).padStart(2, '0');
  return failure('unknown-object', `${nameOf(place)} begins with 0x${hex}, which no kind of bplist00 object does.`);
}

/** A refusal when `length` bytes from `start` on do not fit before the offset table. */
function overrunOf(place: Place, what: string, start: number, length: number): BinaryProblem | undefined {
  return start + length <= place.layout.tableStart ? undefined : overrun(place, what, length);
}

/** The refusal of what needs `length` bytes. */
function overrun(place: Place, what: string, length: number): BinaryProblem {
  const end = place.layout.tableStart;
  const message = `${nameOf(place)} is ${what} that would need ${numberText(length)} bytes, and the objects end at byte ${end}.`;
  return failure('truncated-object', message);
}

function readSimple(place: Place, marker: number): Built | BinaryProblem {
  if (marker === 0x08 || marker === 0x09)
    return built({ kind: 'boolean', start: -1, end: -1, value: marker === 0x09 }, 0);
  if (marker === 0x00) return unsupported(place, 'a null');
  if (marker === 0x0f) return unsupported(place, 'a fill byte');
  return unknown(place, marker);
}

/** 1, 2 and 4 bytes are unsigned, 8 bytes signed; of 16 bytes Apple's reader keeps the last 8, unsigned. */
function readInteger(place: Place, power: number): Built | BinaryProblem {
  const width = 2 ** power;
  if (width > 16) return failure('bad-integer', `${nameOf(place)} is an integer of ${width} bytes; 16 is the most.`);
  const start = place.at + 1;
  const problem = overrunOf(place, 'an integer', start, width);
  if (problem) return problem;
  const { view } = place.layout;
  if (width === 1) return integer(view.getUint8(start));
  if (width === 2) return integer(view.getUint16(start));
  if (width === 4) return integer(view.getUint32(start));
  if (width === 8) return integer(integerOf(view.getBigInt64(start)));
  const wide = (view.getBigInt64(start) << 64n) | view.getBigUint64(start + 8);
  if (wide < INTEGER_MIN || wide > INTEGER_MAX) {
    return failure('bad-integer', `${nameOf(place)} is the integer ${wide}, outside −2^63 to 2^64−1.`);
  }
  if (wide >= 0n) return integer(integerOf(wide));
  const seen = BigInt.asUintN(64, wide);
  const message = `${nameOf(place)} is the integer ${wide} in 16 bytes: Apple's reader keeps the last 8 and reads ${seen}.`;
  const note = binaryFinding('wide-integer', message, 'Write the job anew as XML, with the number that is meant.');
  return built({ kind: 'integer', start: -1, end: -1, value: integerOf(wide) }, 0, 1, 0, note);
}

function integer(exactly: number | bigint): Built {
  return built({ kind: 'integer', start: -1, end: -1, value: exactly }, 0);
}

function readReal(place: Place, power: number): Built | BinaryProblem {
  const width = 2 ** power;
  if (width !== 4 && width !== 8) {
    return failure('bad-real', `${nameOf(place)} is a real of ${width} bytes; 4 and 8 are possible.`);
  }
  const start = place.at + 1;
  const problem = overrunOf(place, 'a real', start, width);
  if (problem) return problem;
  const { view } = place.layout;
  const value = width === 4 ? view.getFloat32(start) : view.getFloat64(start);
  return built({ kind: 'real', start: -1, end: -1, value }, 0);
}

/** Whole seconds, as in XML: a fraction is cut off towards the past. */
function readDate(place: Place, low: number): Built | BinaryProblem {
  if (low !== 3) return unknown(place, 0x30 | low);
  const problem = overrunOf(place, 'a date', place.at + 1, 8);
  if (problem) return problem;
  const unix = Math.floor(place.layout.view.getFloat64(place.at + 1)) + DATE_EPOCH;
  if (!(Math.abs(unix) <= LAST_DATE))
    return failure('bad-date', `${nameOf(place)} is a date that no calendar reaches.`);
  return built({ kind: 'date', start: -1, end: -1, value: new Date(unix * 1000) }, 0);
}

/** The count of an object: in the marker, or in an integer object after it when the marker's four bits are all set. */
function readCount(place: Place, low: number): { count: number; start: number } | { problem: BinaryProblem } {
  const at = place.at + 1;
  if (low < 0xf) return { count: low, start: at };
  const marker = at < place.layout.tableStart ? place.layout.bytes[at]! : 0;
  const width = 2 ** (marker & 0x0f);
  if (marker >> 4 !== 0x1 || width > 16) {
    return { problem: failure('bad-count', `${nameOf(place)} has no integer after its marker to give its length.`) };
  }
  const problem = overrunOf(place, 'an object with a length', at + 1, width);
  if (problem) return { problem };
  let count = 0;
  for (let i = 1; i <= width; i++) count = count * 256 + place.layout.bytes[at + i]!;
  return { count, start: at + 1 + width };
}

/** Data (0x4), an ASCII string (0x5) or a UTF-16 string (0x6), checked against the file before anything is copied. */
function readBlock(place: Place, type: number, low: number): Built | BinaryProblem {
  const counted = readCount(place, low);
  if ('problem' in counted) return counted.problem;
  const { count, start } = counted;
  const size = type === 0x6 ? count * 2 : count;
  const problem = overrunOf(place, type === 0x4 ? 'data' : 'a string', start, size);
  if (problem) return problem;
  const block = place.layout.bytes.subarray(start, start + size);
  if (type === 0x4) return built({ kind: 'data', start: -1, end: -1, value: block.slice() }, size);
  if (count > LONGEST_TEXT)
    return failure('too-large', `${nameOf(place)} is a string of ${count} characters, too long.`);
  return type === 0x5 ? readAscii(place, block) : readUtf16(place, block);
}

/** Apple's ASCII converter refuses a byte above 0x7F, and with it the file. */
function readAscii(place: Place, block: Uint8Array): Built | BinaryProblem {
  for (let i = 0; i < block.length; i++) {
    if (block[i]! < 0x80) continue;
    const message = `${nameOf(place)} is an ASCII string, and its character ${i + 1} is not ASCII.`;
    return failure('bad-string', message, block.length);
  }
  return built({ kind: 'string', start: -1, end: -1, value: ASCII.decode(block) }, block.length);
}

/** Lone surrogates are kept: Apple's reader takes any sequence of UTF-16 code units. */
function readUtf16(place: Place, block: Uint8Array): Built {
  const text = utf16(block);
  const node = { kind: 'string', start: -1, end: -1, value: text } as const;
  if (!/\p{Surrogate}/u.test(text)) return built(node, block.length);
  const message = `${nameOf(place)} is a string with half of a character (a lone surrogate): Apple's reader takes it, and not every reader does.`;
  const note = binaryFinding('lone-surrogate', message, 'Write the text without the broken character.');
  return built(node, block.length, 1, 0, note);
}

const PIECE = 8192;

/** Code units, big-endian, to a string. By hand: TextDecoder would replace lone surrogates. */
function utf16(block: Uint8Array): string {
  const units = new Uint16Array(block.length / 2);
  for (let i = 0; i < units.length; i++) units[i] = (block[2 * i]! << 8) | block[2 * i + 1]!;
  // Piecewise: one call takes only so many arguments.
  const pieces: string[] = [];
  for (let i = 0; i < units.length; i += PIECE) pieces.push(String.fromCharCode(...units.subarray(i, i + PIECE)));
  return pieces.join('');
}

function readContainer(place: Place, type: 'array' | 'dict', low: number): BinaryContainer | BinaryProblem {
  const counted = readCount(place, low);
  if ('problem' in counted) return counted.problem;
  const { count, start } = counted;
  const size = (type === 'dict' ? count * 2 : count) * place.layout.refSize;
  if (start + size <= place.layout.tableStart) return { type, count, refsStart: start };
  const what = type === 'dict' ? `a dict of ${numberText(count)} keys` : `an array of ${numberText(count)} items`;
  return overrun(place, what, size);
}
