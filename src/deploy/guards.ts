/** What must not be tried: a job that changes itself, a domain that is not there, two svc at once. */
import { type Domain, domainTarget, isNoDomain, type NoDomainCode } from '../launchd/domains.ts';
import type { Launchctl } from '../launchd/port.ts';
import type { FileProblem } from '../system/files.ts';
import { ancestorsOf } from '../system/processes.ts';
import type { Objection, ObservedJob, Refusal } from './types.ts';

/** The process that svc is, as far as it tells who called it. */
export interface CallingProcess {
  /** XPC_SERVICE_NAME: launchd tells each job its label. In a terminal it is `0`, or the name of an app. */
  readonly serviceName?: string;
  /** Processes above svc, nearest first. */
  readonly ancestors: readonly { readonly pid: number; readonly command: string }[];
}

export function readCallingProcess(env: NodeJS.ProcessEnv = process.env): CallingProcess {
  const serviceName = env.XPC_SERVICE_NAME || undefined;
  return { ...(serviceName !== undefined && { serviceName }), ancestors: ancestorsOf() };
}

/**
 * Would svc, called by this job, stop the job and itself with it? Between bootout and bootstrap launchd kills the job
 * with all it started, and the job would stay down.
 * @param job with the pid it runs under, where it does
 */
export function selfCallRefusal(
  job: { readonly label: string; readonly pid?: number },
  { serviceName, ancestors }: CallingProcess,
): Refusal | undefined {
  const parent = job.pid === undefined ? undefined : ancestors.find(({ pid }) => pid === job.pid);
  if (serviceName !== job.label && parent === undefined) return undefined;
  const how = parent ? `its process ${parent.pid} (${parent.command}) started this svc` : 'XPC_SERVICE_NAME says so';
  return {
    exit: 2,
    cause: `svc was called by the service ${job.label} itself (${how}): it would be stopped with the service, halfway.`,
    remedy:
      'Call svc from a terminal, over ssh or from another service. A service that wants to be started anew exits; ' +
      'keepAlive brings it back.',
  };
}

/** The same for a job as it was observed, in whichever domain of the user it runs. */
export function selfCallObjection(
  { label, loaded, elsewhere }: ObservedJob,
  caller: CallingProcess,
): Objection | undefined {
  const pids = [loaded, elsewhere].flatMap((state) => (state?.is === 'loaded' ? (state.printed.pid ?? []) : []));
  for (const pid of pids.length > 0 ? pids : [undefined]) {
    const refusal = selfCallRefusal({ label, ...(pid !== undefined && { pid }) }, caller);
    if (refusal) return { cause: refusal.cause, remedy: refusal.remedy, isMisuse: true };
  }
  return undefined;
}

/**
 * Is the domain there? Refused where launchd says that it is not (112, 125).
 * @returns undefined where it is there, and where launchctl does not tell: what follows will show
 */
export async function checkDomain(launchctl: Launchctl, domain: Domain): Promise<Refusal | undefined> {
  const { code } = await launchctl(['print', domainTarget(domain)]);
  if (!isNoDomain(code)) return undefined;
  const name = await launchctl(['managername']);
  return noDomainRefusal(domain, code, name.code === 0 ? name.stdout.trim() : undefined);
}

/**
 * Explains a domain that is not there. Source: launchctl(1), HEADLESS.
 * @param managerName kind of session that svc runs in, as `launchctl managername` has it; undefined: not known
 */
export function noDomainRefusal(domain: Domain, code: NoDomainCode, managerName?: string): Refusal {
  const target = domainTarget(domain);
  switch (domain.kind) {
    case 'gui':
      return { exit: 3, cause: noDesktop(target, code, domain.uid, managerName), remedy: THREE_WAYS };
    case 'user': {
      const cause = `There is no domain ${target}: uid ${domain.uid} is not logged in (launchctl answers ${code}).`;
      const remedy = 'Log in as that user, ssh is enough, and call svc again; or write domain: system for a daemon.';
      return { exit: 3, cause, remedy };
    }
    case 'system': {
      const cause = `launchctl does not find the domain system (it answers ${code}), which every Mac has.`;
      return {
        exit: 3,
        cause,
        remedy: 'Try launchctl print system by hand; see the help of SVC_LAUNCHCTL if it is set.',
      };
    }
  }
}

function noDesktop(target: string, code: NoDomainCode, uid: number, managerName: string | undefined): string {
  const session = managerName === undefined || managerName === '' ? '' : `, this session is ${managerName}`;
  // In the first seconds after a login the domain is there and refuses.
  const soon = code === 125 && managerName === 'Aqua' ? '; right after a login it may take some seconds' : '';
  return `There is no domain ${target}: uid ${uid} is not logged in at the desktop (launchctl answers ${code}${session})${soon}.`;
}

const THREE_WAYS =
  'Log in at the desktop (automatic login does it after a restart) and call svc again; ' +
  'or write domain: user, whose agents run after any login, ssh included, without the desktop; ' +
  'or write domain: system with user: <name> for a daemon that starts with the machine, before anybody logs in.';

/** Another svc is at work on the same namespace. */
export function lockRefusal(pid: number, stateFolder: string): Refusal {
  return {
    exit: 3,
    cause: `Another svc (pid ${pid}) is at work on the same namespace and holds the lock in ${stateFolder}.`,
    remedy: `Call svc again when it is done; ps -p ${pid} shows it.`,
  };
}

/** The state folder can not be used. */
export function stateFolderRefusal({ path, message, code, wrong }: FileProblem): Refusal {
  const way = wrong === undefined ? (WAY_OF_CODE[code] ?? 'mend that') : WAY_OF_FAULT[wrong];
  const remedy = `svc keeps there what it wrote last: ${way}, and call svc again.`;
  return { exit: 3, cause: `The state folder can not be used: ${path}: ${message}.`, remedy };
}

/** What to do about a part of its path that svc does not trust. */
const WAY_OF_FAULT: Readonly<Record<NonNullable<FileProblem['wrong']>, string>> = {
  owner: 'give it back with chown to the user it is for',
  mode: 'take the right to write from the others with chmod go-w',
  kind: 'remove what is in its place, since it must be a real one',
};

const LET_IN = 'let the user it is for read, write and enter it (ls -ld shows its mode and owner)';
const MAKE_ROOM = 'make room on that disk';

/** What to do about an answer of the system. */
const WAY_OF_CODE: Readonly<Record<string, string>> = {
  EACCES: LET_IN,
  EPERM: LET_IN,
  ENOSPC: MAKE_ROOM,
  EDQUOT: MAKE_ROOM,
  EROFS: 'make that disk writable',
  EMFILE: 'end what keeps so many files open, or raise the limit with ulimit -n',
  ENFILE: 'end what keeps so many files open',
};
