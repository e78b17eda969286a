/** What launchd sets up before it starts a job, read from the job's property list as launchd would read it. */
import type { CompiledService } from '../compile/compile-service.ts';
import { DEFAULT_OPEN_FILES, DEFAULT_UMASK } from '../launchd/job-setup.ts';
import { MAX_MASK, maskOfText } from '../launchd/masks.ts';
import { isDict, type PlistValue } from '../plist/value.ts';

/** The members of Soft- and HardResourceLimits. */
export const LIMITS = [
  'Core',
  'CPU',
  'Data',
  'FileSize',
  'MemoryLock',
  'NumberOfFiles',
  'NumberOfProcesses',
  'ResidentSetSize',
  'Stack',
] as const;
export type LimitName = (typeof LIMITS)[number];

/** Limits of setrlimit(2): bytes, seconds (CPU) or counts (NumberOf…). Undefined stays as it is. */
export interface LimitWish {
  readonly soft?: number | bigint;
  readonly hard?: number | bigint;
}

export interface JobLaunch {
  readonly label: string;
  /** As written: an absolute path, or the first argument. */
  readonly program: string;
  /** argv, its first item included. */
  readonly argv: readonly string[];
  readonly variables: ReadonlyMap<string, string>;
  readonly workingDirectory: string;
  readonly umask: number;
  readonly limits: ReadonlyMap<LimitName, LimitWish>;
  readonly nice?: number;
  readonly standardInPath?: string;
  readonly userName?: string;
  readonly groupName?: string;
  readonly rootDirectory?: string;
  readonly abandonsProcessGroup: boolean;
  /** Keys of the job that only launchd can fulfil, and without which the program may behave otherwise. */
  readonly onlyByLaunchd: readonly string[];
}

const ONLY_BY_LAUNCHD = ['Sockets', 'MachServices', 'LaunchEvents', 'SessionCreate', 'inetdCompatibility'];

/**
 * Reads the launch of a job. As launchd does, it passes over values of a wrong type, which `plist:` may hold.
 * @returns undefined for a job without a program, which launchd refuses
 */
export function jobLaunch({ label, dict, service }: CompiledService): JobLaunch | undefined {
  const text = (key: string) => (typeof dict[key] === 'string' ? dict[key] : undefined);
  const given = dict.ProgramArguments;
  const argv = Array.isArray(given) ? given.filter((item): item is string => typeof item === 'string') : [];
  const program = text('Program') ?? argv[0];
  if (program === undefined || program === '' || (Array.isArray(given) && argv.length < given.length)) return undefined;
  const isDaemon = service.domain === 'system';
  const optional = {
    nice: integerIn(dict.Nice, -20, 20),
    standardInPath: text('StandardInPath'),
    rootDirectory: text('RootDirectory'),
    // launchd drops both outside the system domain (HINT).
    userName: isDaemon ? text('UserName') : undefined,
    groupName: isDaemon ? text('GroupName') : undefined,
  };
  return {
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as object),
    label: text('Label') ?? label,
    program,
    argv: argv.length > 0 ? argv : [program],
    variables: variablesOf(dict.EnvironmentVariables),
    workingDirectory: text('WorkingDirectory') ?? '/',
    umask: umaskOf(dict.Umask) ?? DEFAULT_UMASK,
    limits: limitsOf(dict.SoftResourceLimits, dict.HardResourceLimits),
    abandonsProcessGroup: dict.AbandonProcessGroup === true,
    onlyByLaunchd: ONLY_BY_LAUNCHD.filter((key) => key in dict && dict[key] !== false),
  };
}

function integerIn(value: PlistValue | undefined, min: number, max: number): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  return value >= min && value <= max ? Number(value) : undefined;
}

/** umask(2) looks at nine bits. */
function umaskOf(value: PlistValue | undefined): number | undefined {
  const mask = typeof value === 'string' ? maskOfText(value) : integerIn(value, 0, 2 ** 32 - 1);
  return mask === undefined ? undefined : mask & MAX_MASK;
}

function variablesOf(value: PlistValue | undefined): ReadonlyMap<string, string> {
  const members = isDict(value) ? Object.entries(value) : [];
  return new Map(members.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function limitsOf(soft: PlistValue | undefined, hard: PlistValue | undefined): ReadonlyMap<LimitName, LimitWish> {
  const limits = new Map<LimitName, LimitWish>([['NumberOfFiles', { soft: DEFAULT_OPEN_FILES }]]);
  for (const [kind, dict] of [
    ['soft', soft],
    ['hard', hard],
  ] as const) {
    for (const [member, value] of isDict(dict) ? Object.entries(dict) : []) {
      // Members match in any letter case; unknown ones and values that are no integers are skipped (SRC842).
      const name = LIMITS.find((one) => one.toLowerCase() === member.toLowerCase());
      if (name === undefined || (typeof value !== 'number' && typeof value !== 'bigint') || value < 0) continue;
      limits.set(name, { ...limits.get(name), [kind]: value });
    }
  }
  return limits;
}
