/** Who runs svc, by the password database: the environment may say anything. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { userInfo } from 'node:os';

/** An account. Name and home are absent where the password database does not have them. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly name?: string;
  readonly home?: string;
}

export interface Caller extends Account {
  readonly isRoot: boolean;
  /** Who called sudo to become root; its home is that of the password database, whatever HOME says. */
  readonly sudo?: Account;
}

/** Who runs svc: the effective uid and gid. SUDO_UID counts for root only; anybody may set it. */
export function readCaller(env: NodeJS.ProcessEnv = process.env): Caller {
  const uid = process.geteuid?.() ?? -1;
  const gid = process.getegid?.() ?? -1;
  const sudo = uid === 0 ? sudoUid(env.SUDO_UID) : undefined;
  return {
    uid,
    gid,
    ...ownEntry(),
    isRoot: uid === 0,
    ...(sudo !== undefined && { sudo: accountOf(sudo) }),
  };
}

/** Root that was root before is nobody else. */
function sudoUid(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,9}$/.test(text) && Number(text) <= 0xffffffff ? Number(text) : undefined;
}

/** What the password database says of the effective uid. os.userInfo throws for one that is not there. */
export function ownEntry(): { readonly name?: string; readonly home?: string } {
  try {
    const { username, homedir } = userInfo();
    return { ...(username && { name: username }), ...(homedir.startsWith('/') && { home: homedir }) };
  } catch {
    return {};
  }
}

function accountOf(uid: number): Account {
  const isMac = process.platform === 'darwin';
  const entry = isMac ? parseMacEntry(uid, macEntry(uid)) : parsePasswd(uid, passwd());
  return entry ?? { uid, gid: -1 };
}

/** The account of a name, by the password database; undefined where there is none. */
export function accountNamed(name: string): Account | undefined {
  // What is no plain name would be an option or a number to id(1).
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) return undefined;
  const [text, homeAt] = process.platform === 'darwin' ? [macEntry(name), 8] : [passwd(), 5];
  return entryOf(text, (fields) => fields[0] === name, homeAt);
}

/** /etc/passwd has only a few accounts of macOS; id(1) asks the directory services. */
function macEntry(who: number | string): string {
  try {
    return execFileSync('/usr/bin/id', ['-P', String(who)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
  } catch {
    return '';
  }
}

function passwd(): string {
  try {
    return fs.readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

/** `name:password:uid:gid:gecos:home:shell` */
export function parsePasswd(uid: number, text: string): Account | undefined {
  return entryOf(text, (fields) => fields[2] === String(uid), 5);
}

/** `id -P` of macOS: `name:password:uid:gid:class:change:expire:gecos:home:shell`. Source: id(1). */
export function parseMacEntry(uid: number, text: string): Account | undefined {
  return entryOf(text, (fields) => fields[2] === String(uid), 8);
}

function entryOf(text: string, isMeant: (fields: readonly string[]) => boolean, homeAt: number): Account | undefined {
  for (const line of text.split('\n')) {
    const fields = line.split(':');
    if (!isMeant(fields) || !/^\d+$/.test(fields[2] ?? '') || !/^\d+$/.test(fields[3] ?? '')) continue;
    const name = fields[0];
    const home = fields[homeAt];
    return { uid: Number(fields[2]), gid: Number(fields[3]), ...(name && { name }), ...(home && { home }) };
  }
  return undefined;
}
