/** Accounts as a job sees them: by the password database, never by the caller's environment. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { userInfo } from 'node:os';
import type { JobAccount } from '../launchd/job-setup.ts';

export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  readonly account: JobAccount;
}

/** Where temporary files go off macOS, which has no folder an account. */
const TEMPORARY = '/tmp';
const DEFAULT_SHELL = '/bin/sh';

/**
 * The account that svc runs as. Undefined where the password database does not have it.
 * @param home home of the target user, where SVC_HOME says another
 */
export function callerAccount(home?: string): JobAccount | undefined {
  try {
    const { username, homedir, shell } = userInfo();
    return { name: username, home: home ?? homedir, shell: shell || DEFAULT_SHELL, temporary: temporaryFolder() };
  } catch {
    return undefined;
  }
}

/** confstr(3) of the account that asks. Source: SRC842 (_CS_DARWIN_USER_TEMP_DIR). */
function temporaryFolder(): string {
  if (process.platform !== 'darwin') return TEMPORARY;
  return answerOf('/usr/bin/getconf', ['DARWIN_USER_TEMP_DIR']) ?? TEMPORARY;
}

/** The account of a daemon's UserName; undefined when there is none of that name. */
export function accountNamed(name: string): RunAs | undefined {
  const isMac = process.platform === 'darwin';
  const entry = isMac ? answerOf('/usr/bin/id', ['-P', name]) : lineOf('/etc/passwd', name);
  const fields = entry?.split(':') ?? [];
  if (fields[0] !== name) return undefined;
  // id -P has class, change and expire between gid and gecos. Source: id(1).
  const [home, shell] = fields.slice(isMac ? 8 : 5);
  const account = { name, home: home || '/', shell: shell || DEFAULT_SHELL, temporary: TEMPORARY };
  return { uid: Number(fields[2]), gid: Number(fields[3]), account };
}

/** The number of a group; undefined when there is none of that name. */
export function groupNamed(name: string): number | undefined {
  const isMac = process.platform === 'darwin';
  const number = isMac
    ? /(?<!\d)(\d+)\s*$/.exec(
        answerOf('/usr/bin/dscl', ['/Search', '-read', `/Groups/${name}`, 'PrimaryGroupID']) ?? '',
      )?.[1]
    : lineOf('/etc/group', name)?.split(':')[2];
  return number === undefined ? undefined : Number(number);
}

function lineOf(file: string, name: string): string | undefined {
  try {
    return fs
      .readFileSync(file, 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${name}:`));
  } catch {
    return undefined;
  }
}

function answerOf(program: string, args: readonly string[]): string | undefined {
  try {
    const answer = execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
    return answer.trim() || undefined;
  } catch {
    return undefined;
  }
}
