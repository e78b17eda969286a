/** Where the socket and the `launchctl` executable lie: a short folder of our own, since socket paths end near 104 bytes. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemOf } from '../system/file-problem.ts';
import { namesIn } from '../system/names-in.ts';
import { isOwnerAlive, ownerIn, ownOwner } from './owner.ts';

/** sun_path has 104 bytes on macOS and 108 on Linux, its end included. */
const MAX_SOCKET_PATH = 100;
const PREFIX = 'svc-li-';
const OWNER = 'owner';

export interface SocketFolder {
  readonly path: string;
  readonly socket: string;
  /** The executable to call in place of /bin/launchctl. */
  readonly launchctl: string;
  remove(): void;
}

/**
 * Makes the folder (mode 0700) with the executable in it, and clears away those that dead engines left.
 * @throws Error in words where no folder can be made there
 */
export function makeSocketFolder(): SocketFolder {
  const base = [tmpdir(), '/tmp'].find(
    (folder) => Buffer.byteLength(join(folder, `${PREFIX}123456/s`)) < MAX_SOCKET_PATH,
  )!;
  sweep(base);
  const path = madeIn(base);
  // Nobody else may reach the socket, and we may, whatever the umask is.
  fs.chmodSync(path, 0o700);
  writeWithMode(join(path, OWNER), JSON.stringify(ownOwner()), 0o600);
  const socket = join(path, 's');
  const launchctl = join(path, 'launchctl');
  writeWithMode(launchctl, script([process.execPath, clientProgram(), socket]), 0o700);
  return { path, socket, launchctl, remove: () => fs.rmSync(path, { recursive: true, force: true }) };
}

function madeIn(base: string): string {
  try {
    return fs.mkdtempSync(join(base, PREFIX));
  } catch (error) {
    const { message } = problemOf(error, base);
    throw new Error(`no folder can be made in ${base} (TMPDIR names it, else it is the system's own): ${message}.`);
  }
}

/** Of a mode that the umask does not cut. */
function writeWithMode(path: string, text: string, mode: number): void {
  fs.writeFileSync(path, text, { mode });
  fs.chmodSync(path, mode);
}

/** A shell script that becomes the client: `exec` keeps the pid, so that whoever kills launchctl kills it. */
function script(command: readonly string[]): string {
  const words = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return [
    '#!/bin/sh',
    "# launchd semantics, not launchd: launchctl of launchd-svc's stand-in, for tests only.",
    '# What is meant for the Node of the caller is not meant for this one.',
    'unset NODE_OPTIONS NODE_EXTRA_CA_CERTS NODE_V8_COVERAGE',
    `exec ${words} "$@"`,
    '',
  ].join('\n');
}

/** The built client: beside the entries in the package, in dist/ of a checkout. */
function clientProgram(): string {
  for (const up of ['.', '..', '../..', '../../dist']) {
    const file = fileURLToPath(new URL(`${up}/standin-launchctl.js`, import.meta.url));
    if (fs.existsSync(file)) return file;
  }
  throw new Error('standin-launchctl.js is missing: build the package first (npm run build).');
}

/** Removes folders of ours whose engine died without cleaning up. One without an owner is being made at this moment. */
function sweep(base: string): void {
  for (const name of namesIn(base).filter((each) => each.startsWith(PREFIX))) {
    const folder = join(base, name);
    try {
      if (fs.lstatSync(folder).uid !== process.getuid?.()) continue;
      const owner = ownerIn(fs.readFileSync(join(folder, OWNER), 'utf8'));
      if (owner && !isOwnerAlive(owner)) fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // Somebody else's, or cleared away by another engine: not ours to mend.
    }
  }
}
