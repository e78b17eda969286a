/** Facts of this machine for `svc lint --host`: files, folders, accounts. Nothing is changed. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { resolve } from 'node:path';
import { environmentFileProblem } from './environment-file.ts';
import { realPathOf } from './files.ts';
import { accountNamed } from './job-account.ts';

const PERMISSIONS = 0o7777;

/** Opens this machine to questions. Each is put to the system once: folders hold many jobs with the same paths. */
export function readHost() {
  const isMac = process.platform === 'darwin';
  return {
    uid: process.getuid?.() ?? -1,
    file: fileAt,
    stat: remembered(statOf),
    realPath: remembered(realPathOf),
    environmentFile: (path: string, user: string | undefined) => {
      const uid = user === undefined ? process.getuid?.() : accountNamed(user)?.uid;
      return uid === undefined ? undefined : environmentFileProblem(path, uid);
    },
    hasUser: remembered((name) => (isMac ? hasMacUser(name) : isListed('/etc/passwd', name))),
    hasGroup: remembered((name) => (isMac ? hasMacGroup(name) : isListed('/etc/group', name))),
  };
}

function remembered<T>(ask: (name: string) => T): (name: string) => T {
  const answers = new Map<string, T>();
  return (name) => {
    if (!answers.has(name)) answers.set(name, ask(name));
    return answers.get(name) as T;
  };
}

function fileAt(path: string) {
  try {
    const stat = fs.lstatSync(path);
    return { path: resolve(path), mode: stat.mode & PERMISSIONS, uid: stat.uid, isSymlink: stat.isSymbolicLink() };
  } catch {
    return undefined;
  }
}

function statOf(path: string) {
  // No file has such a name, and Node throws where it is asked.
  if (path.includes('\0')) return 'missing';
  try {
    const stat = fs.statSync(path);
    const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
    return { kind, mode: stat.mode & PERMISSIONS, uid: stat.uid, gid: stat.gid } as const;
  } catch (error) {
    // Where looking is not allowed, whether there is anything stays open.
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' ? 'missing' : undefined;
  }
}

/** Is `name` the first field of a line of /etc/passwd or /etc/group? */
function isListed(file: string, name: string): boolean | undefined {
  try {
    return fs
      .readFileSync(file, 'utf8')
      .split('\n')
      .some((line) => line.startsWith(`${name}:`));
  } catch {
    return undefined;
  }
}

/** Names that mean something else to the programs asked: options, paths, numbers (taken for ids). */
const ASKABLE = /^[A-Za-z_][\w.-]*$/;

function hasMacUser(name: string): boolean | undefined {
  return isKnownTo('/usr/bin/id', ['-u', name], name, /no such user/i);
}

function hasMacGroup(name: string): boolean | undefined {
  return isKnownTo('/usr/bin/dscl', ['/Search', '-read', `/Groups/${name}`, 'RecordName'], name, /eDSRecordNotFound/);
}

/** Asks a program of macOS. Only its own words for "there is none" are a no: a directory server may be out of reach. */
function isKnownTo(program: string, args: readonly string[], name: string, none: RegExp): boolean | undefined {
  if (!ASKABLE.test(name)) return undefined;
  try {
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', timeout: 5000 });
    return true;
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    return none.test(stderr ?? '') ? false : undefined;
  }
}
