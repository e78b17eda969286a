/**
 * The frame of a binary property list: header, offset table and trailer.
 *
 * What is accepted follows `__CFBinaryPlistGetTopLevelInfo` in CFBinaryPList.c (swift-corelibs-foundation), but for
 * offsets and references wider than 8 bytes, which no writer makes and which are refused here.
 */
import { isBinary } from './decode-format.ts';
import type { SyntaxFinding } from './node.ts';

/** A frame that was checked: every number in it fits the real size of the file. */
export interface BinaryLayout {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Bytes of one entry of the offset table, 1 to 8. */
  readonly offsetSize: number;
  /** Bytes of one object reference in an array or dict, 1 to 8. */
  readonly refSize: number;
  readonly objectCount: number;
  /** Number of the root object. */
  readonly topObject: number;
  /** Byte offset of the offset table, which is also where the objects end. */
  readonly tableStart: number;
  /** The bytes before the table as characters, U+0000 for what is not ASCII; undefined when there are too many. */
  readonly ascii: string | undefined;
}

/** Decodes bytes that are known to be ASCII. */
export const ASCII = new TextDecoder('utf-8');
/** Larger files than any job are not made a text of: each of their strings would keep all of it. */
const MOST_TEXT = 65536;

/** Byte offset of the first object: just past the header. */
export const OBJECTS_START = 8;
const TRAILER_SIZE = 32;
const SHORTEST_FILE = OBJECTS_START + 1 + TRAILER_SIZE;

/** The way out of most damage: nobody mends the bytes of a binary file by hand. */
const WRITE_ANEW = 'Put back a sound copy of the file, or write the job anew as XML.';
/** For what Apple's reader takes: its own tool then writes what every reader takes. */
const CONVERT = 'Convert the file with plutil -convert xml1.';

/** A finding about a binary file, which has no text to point into. */
export function binaryFinding(code: string, message: string, help = WRITE_ANEW): SyntaxFinding {
  return { code, message, help, start: -1, end: -1 };
}

/** A big-endian unsigned integer of 1 to 8 bytes; beyond 2^53 only its order of magnitude is right. */
export function readUint(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = at; i < at + size; i++) value = value * 256 + bytes[i]!;
  return value;
}

/** Byte offset of an object, from the offset table. `object` must be below `objectCount`. */
export function offsetOf(layout: BinaryLayout, object: number): number {
  return readUint(layout.bytes, layout.tableStart + object * layout.offsetSize, layout.offsetSize);
}

/** Reads and checks the frame; a finding when the file is refused as a whole. Allocates nothing of a claimed size. */
export function readLayout(file: Uint8Array): BinaryLayout | SyntaxFinding {
  const refusal = headerProblem(file);
  if (refusal) return refusal;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  // Of a Buffer, a plain view: its parts are then plain too, and cheaper to make.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  const trailer = bytes.length - TRAILER_SIZE;
  const tableStart = Number(view.getBigUint64(trailer + 24));
  const layout: BinaryLayout = {
    bytes,
    view,
    offsetSize: bytes[trailer + 6]!,
    refSize: bytes[trailer + 7]!,
    objectCount: Number(view.getBigUint64(trailer + 8)),
    topObject: Number(view.getBigUint64(trailer + 16)),
    tableStart,
    ascii: asciiOf(bytes, tableStart),
  };
  const problem = trailerProblem(layout, trailer);
  if (problem) return binaryFinding('bad-trailer', `The trailer (byte ${trailer}) ${problem}.`);
  return offsetProblem(layout) ?? layout;
}

/** One text of all bytes before `end`: its parts are cut out of it much faster than each is decoded. */
function asciiOf(bytes: Uint8Array, end: number): string | undefined {
  if (end > MOST_TEXT || end > bytes.length) return undefined;
  const ascii = new Uint8Array(end);
  for (let i = 0; i < end; i++) {
    const byte = bytes[i]!;
    if (byte < 0x80) ascii[i] = byte;
  }
  return ASCII.decode(ascii);
}

/** What to say of the eighth byte when it is not the usual `0`: Apple's reader takes any, plistlib only `0`. */
export function versionNote(bytes: Uint8Array): SyntaxFinding | undefined {
  if (bytes[7] === 0x30) return undefined;
  return binaryFinding(
    'binary-version',
    `The file begins with ${JSON.stringify(headerText(bytes))} (byte 0). Apple's reader takes it as "bplist00", and not every reader does.`,
    CONVERT,
  );
}

function headerText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, OBJECTS_START));
}

function headerProblem(bytes: Uint8Array): SyntaxFinding | undefined {
  if (!isBinary(bytes)) {
    return binaryFinding(
      'not-binary',
      'The file does not begin with "bplist00" (byte 0): it is no binary property list.',
    );
  }
  if (bytes.length >= OBJECTS_START && bytes[6] !== 0x30) {
    return binaryFinding(
      'unsupported-version',
      `The file begins with ${JSON.stringify(headerText(bytes))} (byte 0), and Apple's published property list reader takes only "bplist0" with one more character.`,
      'Write the file as XML or as bplist00.',
    );
  }
  if (bytes.length < SHORTEST_FILE) {
    return binaryFinding(
      'truncated-file',
      `The file ends at byte ${bytes.length}, and the shortest binary property list has ${SHORTEST_FILE} bytes: it is cut short.`,
    );
  }
  return undefined;
}

/** What is wrong with the trailer's numbers, as the rest of a sentence about it. */
function trailerProblem(layout: BinaryLayout, trailer: number): string | undefined {
  const { offsetSize, refSize, objectCount, topObject, tableStart } = layout;
  if (offsetSize < 1 || offsetSize > 8) return `gives offsets of ${offsetSize} bytes, and 1 to 8 are possible`;
  if (refSize < 1 || refSize > 8) return `gives references of ${refSize} bytes, and 1 to 8 are possible`;
  if (objectCount < 1) return 'counts no object, and a property list has one at least';
  if (tableStart <= OBJECTS_START || tableStart >= trailer) {
    return `places the offset table at byte ${numberText(tableStart)}, outside the ${trailer} bytes before it`;
  }
  // A product beyond 2^53 is inexact, but then far beyond any file.
  if (objectCount * offsetSize !== trailer - tableStart) {
    return `counts ${numberText(objectCount)} objects with offsets of ${offsetSize} bytes, and the table at byte ${tableStart} holds ${trailer - tableStart} bytes: the file is cut short, or bytes were added`;
  }
  if (topObject >= objectCount)
    return `names object ${numberText(topObject)} as the root, and counts ${objectCount} objects`;
  if (2 ** (8 * refSize) <= objectCount)
    return `gives references of ${refSize} bytes, too few for ${objectCount} objects`;
  if (2 ** (8 * offsetSize) <= tableStart) {
    return `gives offsets of ${offsetSize} bytes, too few to reach the offset table at byte ${tableStart}`;
  }
  return undefined;
}

/** Apple refuses the file when one entry of the table points past the objects, used or not. */
function offsetProblem(layout: BinaryLayout): SyntaxFinding | undefined {
  for (let object = 0; object < layout.objectCount; object++) {
    const offset = offsetOf(layout, object);
    if (offset >= layout.tableStart) {
      return binaryFinding(
        'bad-offset',
        `Object ${object} is said to stand at byte ${numberText(offset)}, past the objects, which end at byte ${layout.tableStart}.`,
      );
    }
  }
  return undefined;
}

/** A number from the file for a message; one too large to be exact is not shown as if it were. */
export function numberText(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : 'over 2^53';
}
