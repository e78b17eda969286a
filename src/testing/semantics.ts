/** Where the evidence about launchd is thin or the releases differ: what the stand-in does, and the switch for it. */

/** Every row of docs/launchd-semantics.md with a switch. */
export interface Semantics {
  /** What `kickstart -k` sends first. Reports conflict: SIGTERM in captured output, status 9 in others. */
  readonly kickstartKill: 'SIGTERM' | 'SIGKILL';
  /** A WorkingDirectory that is not there: the job fails with 78, or runs in `/` as OS X 10.9 had it. */
  readonly missingWorkingDirectory: 'fails' | 'root';
  /** The folder of a log file that is not there: the job fails with 78, or launchd makes it. Reports differ. */
  readonly missingLogFolder: 'fails' | 'made';
  /** A property list that only its owner may read (0600): refused on macOS 26.5.2, unknown before. */
  readonly ownerOnlyPlist: 'refused' | 'accepted';
  /** A property list that is a symbolic link: documented to be a regular file. */
  readonly symlinkedPlist: 'refused' | 'accepted';
  /** Do gui/<uid> and user/<uid> have one table of overrides? Believed, not shown. */
  readonly sharedOverrides: boolean;
  /** `"label" => true` (to about macOS 12) or `"label" => disabled`. */
  readonly printDisabled: 'true-false' | 'words';
  /** What `bootout` answers while the process is still there: 0, or 36 on 10.15 to 11. */
  readonly bootoutWhileRunning: 0 | 36;
  /** What `list <label>` answers for a label that is not loaded. */
  readonly listAbsent: 113 | 3;
  /** Does `bootout --wait` exist? macOS 26 and newer; 64 and nothing done before. */
  readonly bootoutWait: boolean;
}

/**
 * What a release of macOS does, as far as it is known; no release: today's without `--wait`.
 * @param macos major version, 10.15 as 10
 */
export function semanticsOf(macos: number | undefined): Semantics {
  const version = macos ?? 15;
  return {
    kickstartKill: 'SIGKILL',
    missingWorkingDirectory: 'fails',
    missingLogFolder: 'fails',
    ownerOnlyPlist: version >= 26 ? 'refused' : 'accepted',
    symlinkedPlist: 'refused',
    sharedOverrides: true,
    printDisabled: version <= 12 ? 'true-false' : 'words',
    bootoutWhileRunning: version <= 11 ? 36 : 0,
    listAbsent: 113,
    bootoutWait: version >= 26,
  };
}

const CHOICES: { readonly [Name in keyof Semantics]: readonly Semantics[Name][] } = {
  kickstartKill: ['SIGTERM', 'SIGKILL'],
  missingWorkingDirectory: ['fails', 'root'],
  missingLogFolder: ['fails', 'made'],
  ownerOnlyPlist: ['refused', 'accepted'],
  symlinkedPlist: ['refused', 'accepted'],
  sharedOverrides: [true, false],
  printDisabled: ['true-false', 'words'],
  bootoutWhileRunning: [0, 36],
  listAbsent: [113, 3],
  bootoutWait: [true, false],
};

/** What is wrong with switches that somebody gives; undefined: nothing. */
export function semanticsProblem(given: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(CHOICES, name)) return `${name} is no switch; there are ${Object.keys(CHOICES).join(', ')}`;
    const choices: readonly unknown[] = CHOICES[name as keyof Semantics];
    if (!choices.includes(value)) return `${name} can not be ${JSON.stringify(value)}; it is ${choices.join(' or ')}`;
  }
  return undefined;
}
