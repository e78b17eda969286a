/** `svc run`: a service in the foreground, set up as launchd would set it up. */
import { compileService } from '../compile/compile-service.ts';
import { jobEnvironment } from '../launchd/job-setup.ts';
import { launcherArguments } from '../launchd/launcher-place.ts';
import { printable } from '../launchd/printable.ts';
import { listed } from '../launchd/word-list.ts';
import type { Service } from '../manifest/types.ts';
import { LAUNCHER_TEXT } from '../render/launcher.ts';
import { type JobLaunch, jobLaunch, type LimitName, type LimitWish } from '../status/job-launch.ts';
import { isProblem, kindOfPath } from '../system/files.ts';
import { exitCodeOf, runInForeground, type ShellLimit } from '../system/foreground.ts';
import { accountNamed, callerAccount, groupNamed, type RunAs } from '../system/job-account.ts';
import { locateProgram } from '../system/program.ts';
import { untrustedPart } from '../system/trust.ts';
import type { Run } from './command.ts';
import { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { OpenOptions } from './open-manifest.ts';
import { openUserManifest } from './open-user-manifest.ts';
import { selectServices } from './select-services.ts';

const EX_CONFIG = 'Under launchd the job would show the last exit code 78 EX_CONFIG.';

export const run: Run<OpenOptions> = async (names, options, io) => {
  const opened = openUserManifest(options, io);
  if (typeof opened === 'number') return opened;
  const service = selectServices(opened.manifest, names, io)?.[0];
  if (!service) return ExitCode.usage;
  const risk = riskOfRoot(opened);
  if (risk !== undefined) {
    io.err(`svc: ${printable(risk)}\n`);
    return ExitCode.usage;
  }
  const refuse = (why: string) => {
    io.err(`svc: ${printable(service.name)} can not be run: ${printable(why)}\n`);
    return ExitCode.refused;
  };
  const set = jobLaunch(compileService(service));
  if (!set) return refuse('it has no program that launchd would take.');
  const { launch, launcher } = withoutLauncher(set);
  if (launch.rootDirectory !== undefined) return refuse('RootDirectory (chroot) is left to launchd.');
  const program = locateProgram(launch.program);
  if ('why' in program) return refuse(`${launch.program}: ${program.why}. ${EX_CONFIG}`);
  if (kindOfPath(launch.workingDirectory) !== 'folder')
    return refuse(`the working directory ${launch.workingDirectory} is not there. ${EX_CONFIG}`);
  const who = whoRuns(service, launch, opened.environment.svcHome);
  if ('why' in who) return refuse(who.why);
  for (const note of [...who.notes, ...launchNotes(launch)]) io.note(`svc: ${printable(note)}\n`);
  const environment = jobEnvironment(launch.label, launch.variables, who.account);
  tellSetUp(launch, program.path, environment, io);
  const ended = await runInForeground({
    ...(launcher ?? { program: program.path, argv: launch.argv }),
    environment,
    cwd: launch.workingDirectory,
    umask: launch.umask,
    limits: [...launch.limits].map(([name, wish]) => shellLimit(name, wish)),
    abandonsProcessGroup: launch.abandonsProcessGroup,
    ...(launch.nice !== undefined && { nice: launch.nice }),
    ...(launch.standardInPath !== undefined && { stdin: launch.standardInPath }),
    ...(who.user && { user: who.user }),
  });
  if (isProblem(ended)) return refuse(`${ended.path}: ${ended.message}.`);
  return await exitCodeOf(ended);
};

const SHELL = '/bin/sh';

/**
 * Of a service with an environment file its own command, and what starts it: the text of its launcher, which need not be
 * installed. svc itself never reads the file: what it hands on would stand in the arguments of env(1).
 */
function withoutLauncher(launch: JobLaunch): {
  readonly launch: JobLaunch;
  readonly launcher?: { readonly program: string; readonly argv: readonly string[] };
} {
  const count = launcherArguments(launch.argv);
  if (count === 0) return { launch };
  const argv = launch.argv.slice(count);
  const name = launch.argv[0]!;
  const launcher = { program: SHELL, argv: [SHELL, '-c', LAUNCHER_TEXT, name, ...launch.argv.slice(1)] };
  return { launch: { ...launch, program: argv[0]!, argv }, launcher };
}

const isRoot = () => process.geteuid?.() === 0;

/** Why root should not run this: what an agent writes would be root's, what others may write would be run by root. */
function riskOfRoot({ manifest, files, environment }: Exclude<ReturnType<typeof openUserManifest>, number>) {
  if (!isRoot()) return undefined;
  if (manifest.domain !== 'system') {
    if (environment.allowsRoot) return undefined;
    return 'the services are agents, and svc runs as root: call it as the user whose agents they are.';
  }
  for (const file of files) {
    const untrusted = untrustedPart(file, { sticky: true });
    if (untrusted) return `others than root may change ${file} (${untrusted.why}), and root would run what it says.`;
  }
  return undefined;
}

interface Who {
  readonly account?: RunAs['account'];
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly notes: readonly string[];
}

/** Whose environment it is, and as whom the program runs: an agent as the caller, a daemon as UserName if root asks. */
function whoRuns(
  { domain }: Service,
  { userName, groupName }: JobLaunch,
  svcHome: string | undefined,
): Who | { readonly why: string } {
  if (domain !== 'system') {
    const account = callerAccount(svcHome);
    if (!account) return { why: 'the password database does not have the account that svc runs as.' };
    return { account, notes: [] };
  }
  // Root is the account where only a group is given. Source: SRC842.
  const name = userName ?? (groupName === undefined ? undefined : 'root');
  const owner = name === undefined ? undefined : accountNamed(name);
  if (name !== undefined && !owner) return { why: `there is no account ${name} on this machine. ${EX_CONFIG}` };
  if (!isRoot()) {
    const note = `launchd runs this daemon as ${name ?? 'root'}; here it runs as you.`;
    return { ...(owner && { account: owner.account }), notes: [note] };
  }
  if (!owner) return { notes: [] };
  const gid = groupName === undefined ? owner.gid : groupNamed(groupName);
  if (gid === undefined) return { why: `there is no group ${groupName} on this machine. ${EX_CONFIG}` };
  const user = owner.uid === 0 && gid === 0 ? undefined : { uid: owner.uid, gid };
  return { account: owner.account, ...(user && { user }), notes: [] };
}

function launchNotes({ onlyByLaunchd }: JobLaunch): string[] {
  return onlyByLaunchd.length === 0
    ? []
    : [`${listed(onlyByLaunchd)}: only launchd gives this; the program goes without.`];
}

/** With -v: what the program is given. The values of the environment may be secrets and are not shown. */
function tellSetUp(launch: JobLaunch, program: string, environment: ReadonlyMap<string, string>, io: Io): void {
  io.detail(
    `svc: running ${printable(program)} in ${printable(launch.workingDirectory)}, umask ${launch.umask.toString(8).padStart(3, '0')}, ` +
      `with ${printable([...environment.keys()].sort().join(' '))}; output goes here, not to the log files\n`,
  );
}

const KIBIBYTE = 1024n;

/** bash counts bytes in KiB; a limit that is no whole number of them is rounded up. */
const SHELL_LIMITS: Readonly<Record<LimitName, { readonly letter: string; readonly unit: bigint }>> = {
  Core: { letter: 'c', unit: KIBIBYTE },
  CPU: { letter: 't', unit: 1n },
  Data: { letter: 'd', unit: KIBIBYTE },
  FileSize: { letter: 'f', unit: KIBIBYTE },
  MemoryLock: { letter: 'l', unit: KIBIBYTE },
  NumberOfFiles: { letter: 'n', unit: 1n },
  NumberOfProcesses: { letter: 'u', unit: 1n },
  ResidentSetSize: { letter: 'm', unit: KIBIBYTE },
  Stack: { letter: 's', unit: KIBIBYTE },
};

/** RLIM_INFINITY of macOS; what is as large or larger means no limit. */
const NO_LIMIT = 2n ** 63n - 1n;

function shellLimit(name: LimitName, { soft, hard }: LimitWish): ShellLimit {
  const { letter, unit } = SHELL_LIMITS[name];
  const text = (value: number | bigint) =>
    BigInt(value) >= NO_LIMIT ? 'unlimited' : String((BigInt(value) + unit - 1n) / unit);
  return {
    name,
    letter,
    ...(soft !== undefined && { soft: text(soft) }),
    ...(hard !== undefined && { hard: text(hard) }),
  };
}
