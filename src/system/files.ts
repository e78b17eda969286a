/** The file system, with its refusals as values. Nothing of the user's is ever half written. */
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileProblem, isProblem, problemOf } from './file-problem.ts';
import { discard, temporaryFor } from './temporaries.ts';

export { type FileProblem, isProblem, problemOf } from './file-problem.ts';

/**
 * Reads a regular file whole. Pipes and devices are refused: they may never end.
 * @param maxBytes a larger file is refused by its size, unread
 * @param path how to name the file in a problem, when its name has no exact text
 */
export function readBytes(
  file: string | Buffer,
  maxBytes: number,
  path = file.toString(),
  known: KnownOfFile = NOTHING_KNOWN,
): Uint8Array | FileProblem {
  try {
    // Looked at before it is opened: to open a pipe or a device does something to it.
    const problem = known.isRegular ? undefined : unreadable(fs.statSync(file), maxBytes, path);
    if (problem) return problem;
    const handle = fs.openSync(file, OPEN_FLAGS);
    try {
      const stat = fs.fstatSync(handle);
      return unreadable(stat, maxBytes, path) ?? readBounded(handle, stat.size, maxBytes, path, known.scratch);
    } finally {
      fs.closeSync(handle);
    }
  } catch (error) {
    return problemOf(error, path);
  }
}

export interface KnownOfFile {
  /** Its folder says that it is a regular file, and no link to one: it is not asked again before it is opened. */
  readonly isRegular?: boolean;
  /** To read into where it is large enough: what is given back is a part of it, and good until it is used again. */
  readonly scratch?: Buffer | undefined;
}

const NOTHING_KNOWN: KnownOfFile = {};
/** Without waiting: a pipe that took the place of a regular file meanwhile would wait for somebody to write. */
const OPEN_FLAGS = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK;

function unreadable(stat: fs.Stats, maxBytes: number, path: string): FileProblem | undefined {
  if (stat.isDirectory()) return { kind: 'not-a-file', path, code: 'EISDIR', message: 'it is a folder, not a file' };
  if (!stat.isFile()) return { kind: 'not-a-file', path, code: '', message: 'it is no regular file' };
  if (stat.size > maxBytes) return tooLarge(path, `it has ${stat.size} bytes, and the limit is ${maxBytes}`);
  if (stat.size > MOST_BYTES) return tooLarge(path, `it has ${stat.size} bytes, more than one text can hold`);
  return undefined;
}

/** Longest file whose text fits in one JavaScript string, with room for messages. */
const MOST_BYTES = 0x1fff_0000;

/** Reads to the end of the file: a size of 0 is what special files (in /proc, say) have, whatever is in them. */
function readBounded(
  handle: number,
  size: number,
  maxBytes: number,
  path: string,
  scratch: Buffer | undefined,
): Uint8Array | FileProblem {
  let buffer = scratch && size < scratch.length ? scratch : Buffer.allocUnsafe(Math.min(size, maxBytes) + 1);
  for (let used = 0; ; ) {
    if (used === buffer.length) buffer = Buffer.concat([buffer], Math.min(used * 2 + 65_536, maxBytes + 1));
    const count = fs.readSync(handle, buffer, used, buffer.length - used, null);
    used += count;
    if (count === 0 || (used === size && size > 0)) return buffer.subarray(0, used);
    if (used > maxBytes) return tooLarge(path, `it has more than ${maxBytes} bytes`);
  }
}

function tooLarge(path: string, message: string): FileProblem {
  return { kind: 'too-large', path, code: '', message };
}

/** Text of a UTF-8 file, read as {@link readBytes} does; undefined when there is none. */
export function readTextIfThere(path: string, maxBytes: number): string | undefined | FileProblem {
  const bytes = readBytes(path, maxBytes);
  if (isProblem(bytes)) return bytes.code === 'ENOENT' || bytes.code === 'ENOTDIR' ? undefined : bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

/** The last bytes of a file as text, and its size; empty and 0 when it can not be read. */
export function readTail(path: string, maxBytes: number): { readonly text: string; readonly size: number } {
  let handle: number | undefined;
  try {
    handle = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    const { size } = fs.fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(maxBytes, size));
    const count = fs.readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    return { text: buffer.subarray(0, count).toString('utf8'), size };
  } catch {
    return { text: '', size: 0 };
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}

/** Names in a folder, sorted by code unit; empty when there is no such folder. */
export function listFolder(path: string): readonly string[] | FileProblem {
  try {
    return fs.readdirSync(path).sort();
  } catch (error) {
    const problem = problemOf(error, path);
    return problem.code === 'ENOENT' ? [] : problem;
  }
}

export interface FolderAccess {
  /** Exactly, whatever the umask; left out: 0755 as far as the umask lets. */
  readonly mode?: number;
  /** Whom they belong to, when not to the one who makes them. */
  readonly owner?: Owner;
}

/** Makes a folder and those above it that are missing; what is there keeps its mode and owner. */
export function makeFolder(path: string, access: FolderAccess = {}): FileProblem | undefined {
  // One level at a time: mkdir with `recursive` never ends where the system answers ENOENT below a folder that exists.
  const missing: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    const kind = kindOfPath(at);
    if (kind === 'folder') break;
    if (kind === 'file') {
      const what = at === path ? 'it is' : 'a part of the path is';
      return { kind: 'refused', path, code: 'ENOTDIR', message: `${what} a file, not a folder` };
    }
    if (kind.kind !== 'missing') return kind;
    missing.push(at);
    if (dirname(at) === at) break;
  }
  try {
    for (const folder of missing.reverse()) makeOneFolder(folder, access);
    return undefined;
  } catch (error) {
    return problemOf(error, path);
  }
}

function makeOneFolder(path: string, { mode, owner }: FolderAccess): void {
  fs.mkdirSync(path, { mode: mode ?? 0o755 });
  if (mode === undefined && owner === undefined) return;
  // Through a handle: whoever may write the folder above could have put a link in its place.
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = fs.constants;
  const handle = fs.openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    if (owner) keepOwner(handle, owner);
    if (mode !== undefined) fs.fchmodSync(handle, mode);
  } finally {
    fs.closeSync(handle);
  }
}

/** A file that is written whole beside its place: only that it takes the place can still fail. */
export interface Draft {
  /** Puts it in its place at once, whatever is there. */
  put(): FileProblem | undefined;
  /** Removes it, if it was not put. */
  drop(): void;
}

/**
 * Writes a file beside its place, synced, with its mode and owner. Nothing of what is there changes.
 * @param mode permissions of the result, whatever the umask
 * @param owner whom the result belongs to, when not to the one who writes it
 */
export function draftFile(path: string, text: string | Uint8Array, mode = 0o644, owner?: Owner): Draft | FileProblem {
  const temporary = temporaryFor(path);
  let handle: number | undefined;
  try {
    handle = fs.openSync(temporary, 'wx', mode);
    fs.writeFileSync(handle, text);
    if (owner) keepOwner(handle, owner);
    fs.fchmodSync(handle, mode);
    fs.fsyncSync(handle);
    fs.closeSync(handle);
    handle = undefined;
  } catch (error) {
    if (handle !== undefined) fs.closeSync(handle);
    discard(temporary);
    return problemOf(error, path);
  }
  return { put: () => takePlace(temporary, path), drop: () => discard(temporary) };
}

/** Puts what was made beside `path` there at once, in place of what is there; where that fails, removes it. */
function takePlace(temporary: string, path: string): FileProblem | undefined {
  try {
    fs.renameSync(temporary, path);
    syncFolder(dirname(path));
    return undefined;
  } catch (error) {
    discard(temporary);
    return problemOf(error, path);
  }
}

/** Writes a file so that at every moment either the old one or the new one is whole: {@link draftFile}, then rename. */
export function writeFileAtomic(
  path: string,
  text: string | Uint8Array,
  mode?: number,
  owner?: Owner,
): FileProblem | undefined {
  const draft = draftFile(path, text, mode, owner);
  return isProblem(draft) ? draft : draft.put();
}

/**
 * Writes a file that must not be there yet; it appears whole or not at all.
 * @returns a problem with code EEXIST where there is something of that name
 */
export function writeNewFile(path: string, bytes: string | Uint8Array, mode = 0o644): FileProblem | undefined {
  const temporary = temporaryFor(path);
  try {
    const handle = fs.openSync(temporary, 'wx', mode);
    try {
      fs.writeFileSync(handle, bytes);
      fs.fchmodSync(handle, mode);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    // A rename would replace what is there; a link never does.
    fs.linkSync(temporary, path);
    syncFolder(dirname(path));
    return undefined;
  } catch (error) {
    return problemOf(error, path);
  } finally {
    discard(temporary);
  }
}

/**
 * Makes an empty file in a folder that is no link. A file that is there stays as it is, and so does a link.
 * @param mode permissions, whatever the umask
 */
export function makeEmptyFile(path: string, mode: number, owner: Owner): FileProblem | undefined {
  let handle: number | undefined;
  try {
    if (!fs.lstatSync(dirname(path)).isDirectory()) return problemOf({ code: 'ENOTDIR' }, path);
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = fs.constants;
    handle = fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    keepOwner(handle, owner);
    fs.fchmodSync(handle, mode);
    return undefined;
  } catch (error) {
    const problem = problemOf(error, path);
    return problem.code === 'EEXIST' ? undefined : problem;
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}

/** Where the link at `path` itself leads, as it says; undefined: there is no link. */
export function readLink(path: string): string | undefined {
  try {
    return fs.readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Puts a link at `path`, in place of what is there, at once. */
export function replaceWithLink(path: string, to: string): FileProblem | undefined {
  const temporary = temporaryFor(path);
  try {
    fs.symlinkSync(to, temporary);
  } catch (error) {
    return problemOf(error, path);
  }
  return takePlace(temporary, path);
}

/** Removes a file or link, durably; one that is gone already is no problem. */
export function removeFile(path: string): FileProblem | undefined {
  try {
    fs.unlinkSync(path);
    syncFolder(dirname(path));
    return undefined;
  } catch (error) {
    const problem = problemOf(error, path);
    return problem.code === 'ENOENT' ? undefined : problem;
  }
}

/** Where a path ends once its links are followed; undefined where it ends nowhere. */
export function realPathOf(path: string): string | undefined {
  try {
    return fs.realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Whom a file belongs to. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Gives a new file to an owner; launchd refuses jobs of the wrong one. */
function keepOwner(handle: number, { uid, gid }: Owner): void {
  const now = fs.fstatSync(handle);
  if (now.uid !== uid || now.gid !== gid) fs.fchownSync(handle, uid, gid);
}

/**
 * Puts new bytes in a file that is there, atomically, with its mode and owner. A link stays: the file it leads to is
 * written. Refused when the file has changed meanwhile.
 * @param before what was read from it
 */
export function replaceFile(path: string, before: Uint8Array, after: Uint8Array): FileProblem | undefined {
  try {
    const real = fs.realpathSync(path);
    const { mode, uid, gid } = fs.statSync(real);
    if (!fs.readFileSync(real).equals(before))
      return { kind: 'refused', path, code: '', message: 'it changed while it was being checked' };
    // A rename asks nothing of the file itself: without this a file that forbids writing would be written.
    fs.accessSync(real, fs.constants.W_OK);
    const problem = writeFileAtomic(real, after, mode & 0o7777, { uid, gid });
    return problem && { ...problem, path };
  } catch (error) {
    return problemOf(error, path);
  }
}

/** Makes a rename last through a power cut; not every file system lets a folder be synced. */
function syncFolder(folder: string): void {
  try {
    const handle = fs.openSync(folder, 'r');
    fs.fsyncSync(handle);
    fs.closeSync(handle);
  } catch {
    // The file itself is synced; its name is then as durable as the file system makes it.
  }
}

/** The nearest file of this name in `folder` or above it. */
export function findUpwards(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, name);
    if (fs.existsSync(path)) return path;
    if (dirname(at) === at) return undefined;
  }
}

/** What there is at a path: a folder, something else, or why that can not be told. */
export function kindOfPath(path: string): 'folder' | 'file' | FileProblem {
  try {
    return fs.statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    return problemOf(error, path);
  }
}

/** Reads standard input to its end, or until it has more than `maxBytes` bytes. */
export async function readStdin(maxBytes: number): Promise<Uint8Array | FileProblem> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    if (fs.fstatSync(0).isDirectory())
      return { kind: 'not-a-file', path: '-', code: 'EISDIR', message: 'it is a folder, not a file' };
    // By the stream: it waits where a pipe that does not block has nothing yet.
    for await (const chunk of process.stdin) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > maxBytes) return tooLarge('-', `it has more than ${maxBytes} bytes`);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    return problemOf(error, '-');
  }
}
