/** What launchd gives a job that its property list does not speak of. */

/** The PATH of a job that has none of its own, and where a program without a path is looked for. Source: PRINT. */
export const DEFAULT_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/** The umask of a job without the key Umask. */
export const DEFAULT_UMASK = 0o022;

/** Files that a job may have open, softly, unless it says more (`launchctl limit maxfiles`: 256 unlimited). */
export const DEFAULT_OPEN_FILES = 256;

/** What the password database says of an account, as far as it becomes environment. */
export interface JobAccount {
  readonly name: string;
  readonly home: string;
  readonly shell: string;
  /** The folder for temporary files that macOS keeps for the account. */
  readonly temporary: string;
}

/**
 * The environment of a job, whole. The variables of the job win over all others but are no names where they are empty
 * or hold `=`: setenv(3) refuses those. Variables of the domain (`launchctl setenv`, SSH_AUTH_SOCK) are not known here.
 * Sources: SRC842 (the five of an account), PRINT (PATH, XPC_SERVICE_NAME).
 * @param account whose job it is; undefined for a daemon without UserName, which has none of the five
 */
export function jobEnvironment(
  label: string,
  variables: Iterable<readonly [string, string]>,
  account?: JobAccount,
): ReadonlyMap<string, string> {
  const ofAccount: [string, string][] = account
    ? [
        ['HOME', account.home],
        ['LOGNAME', account.name],
        ['SHELL', account.shell],
        ['TMPDIR', account.temporary],
        ['USER', account.name],
      ]
    : [];
  const environment = new Map([['PATH', DEFAULT_PATH], ...ofAccount, ['XPC_SERVICE_NAME', label], ...variables]);
  return new Map([...environment].filter(([name]) => name !== '' && !name.includes('=')));
}
