/** Where the services of a manifest go, on this machine and for this caller; or why they go nowhere. */
import { type Domain, plistFolders } from '../launchd/domains.ts';
import type { Manifest } from '../manifest/types.ts';
import type { Account, Caller } from '../system/account.ts';
import type { Environment } from '../system/environment.ts';
import { realPathOf } from '../system/files.ts';
import { type StatePlace, stateFolderPath } from '../system/state-folder.ts';
import { untrustedPart } from '../system/trust.ts';
import type { Refusal, Target } from './types.ts';

/** What a command does with the machine. Everybody may look; changing has its rules. */
export type Use = 'look' | 'change';

/** Whose machine it is, as the system and not as the manifest says. */
export interface Situation {
  readonly environment: Environment;
  readonly caller: Caller;
  readonly platform: string;
}

export interface TargetQuestion extends Situation {
  readonly manifest: Pick<Manifest, 'file' | 'namespace' | 'domain' | 'home'>;
  /** services.yaml and the user's templates, as `Loaded.files` has them. */
  readonly files: readonly string[];
  readonly use: Use;
  /** services.yaml as `-f` named it; absent where svc finds it by itself. */
  readonly named?: string;
  /** --force */
  readonly force: boolean;
}

export type TargetAnswer =
  | {
      readonly target: Target;
      /** Things to tell the user, a sentence each. */
      readonly warnings: readonly string[];
    }
  | { readonly refusals: readonly Refusal[] };

/** root's home on macOS, where the password database does not say. */
const ROOT_HOME = '/var/root';

/**
 * The account whose agents are meant: the caller; under sudo whoever called it, so that looking shows the agents that
 * are meant. SVC_ALLOW_ROOT says that root is the only user.
 */
function targetAccount({ environment, caller }: Situation): Account {
  return caller.isRoot && caller.sudo && !environment.allowsRoot ? caller.sudo : caller;
}

/**
 * Home of the user whose agents are meant: SVC_HOME, else that of the password database, never HOME; undefined where it
 * has none. It is what `~` means in a services.yaml without `home:` (`LoadOptions.userHome`).
 */
export function targetHome(situation: Situation): string | undefined {
  return situation.environment.svcHome ?? targetAccount(situation).home;
}

/** The target of a manifest, or every reason why there is none. Nothing is changed. */
export function targetOf(question: TargetQuestion): TargetAnswer {
  const { manifest, environment, caller, use } = question;
  const isSystem = manifest.domain === 'system';
  const account = isSystem ? caller : targetAccount(question);
  const home = isSystem ? (caller.home ?? ROOT_HOME) : targetHome(question);
  const warnings: string[] = [];
  const refusals: Refusal[] = [];
  if (use === 'change') refusals.push(...platformRefusals(question), ...rootRefusals(question));
  if (home === undefined) refusals.push(noHome(account.uid));
  else if (!isSystem) refusals.push(...homeRefusals(manifest.home, home));
  if (use === 'change' && isSystem) {
    const problem = unsafeSource(question);
    if (problem && question.force) warnings.push(`${problem.cause} Done all the same: --force.`);
    else if (problem) refusals.push(problem);
  }
  if (refusals.length > 0 || home === undefined) return { refusals };
  const domain: Domain = isSystem ? { kind: 'system' } : { kind: manifest.domain, uid: account.uid };
  const { root } = environment;
  const { namespace } = manifest;
  return {
    warnings,
    target: {
      domain,
      ...(domain.kind !== 'system' && {
        otherDomain: { kind: domain.kind === 'gui' ? 'user' : 'gui', uid: domain.uid },
      }),
      folder: plistFolders(domain, { home, root })[0]!.path,
      home,
      root,
      // Whoever looks at the system's services without being root still looks for files of root's.
      uid: isSystem && use === 'look' ? 0 : account.uid,
      gid: isSystem && use === 'look' ? 0 : account.gid,
      stateFolder: stateFolderPath(isSystem ? { kind: 'system', root, namespace } : { kind: 'home', home, namespace }),
      namespace,
      source: realPathOf(manifest.file) ?? manifest.file,
      ...(question.named !== undefined && { named: question.named }),
    },
  };
}

/** The state folder of a target, for `openStateFolder`. */
export function statePlaceOf({ domain, home, root, namespace }: Target): StatePlace {
  return domain.kind === 'system' ? { kind: 'system', root, namespace } : { kind: 'home', home, namespace };
}

function platformRefusals({ platform, environment }: TargetQuestion): readonly Refusal[] {
  if (platform === 'darwin' || environment.launchctl !== undefined) return [];
  const cause = `This machine runs ${platform}; launchd, and with it what svc changes, is only on macOS.`;
  const remedy =
    'Run the command on the Mac. To try it here, set SVC_LAUNCHCTL to a stand-in for launchctl; ' +
    'render and lint work everywhere.';
  return [{ exit: 2, cause, remedy }];
}

function rootRefusals({ manifest, caller, environment, platform }: TargetQuestion): readonly Refusal[] {
  if (manifest.domain === 'system') {
    if (caller.isRoot) return [];
    const cause = 'The services are for domain system, and only root may change that.';
    const remedy = 'Call svc with sudo, or write domain: gui (or user) for agents of your own account.';
    return [{ exit: 2, cause, remedy }];
  }
  if (!caller.isRoot || environment.allowsRoot) return [];
  const cause = `The services are agents (domain ${manifest.domain}), and svc runs as root: their files would belong to root, and launchd would refuse them.`;
  const who = caller.sudo?.name;
  const plain = `Call svc without sudo, as ${who === undefined ? 'the user whose agents they are' : who}`;
  const container = platform === 'darwin' ? '' : ' In a container whose only user is root, set SVC_ALLOW_ROOT=1.';
  return [{ exit: 2, cause, remedy: `${plain}; write domain: system for daemons.${container}` }];
}

function noHome(uid: number): Refusal {
  const cause = `The password database has no home folder for uid ${uid}.`;
  return { exit: 3, cause, remedy: 'Give the account a home folder, or set SVC_HOME to the one to use.' };
}

function homeRefusals(said: string | undefined, home: string): readonly Refusal[] {
  if (said === undefined || said === home) return [];
  const real = realPathOf(said);
  if (real !== undefined && real === realPathOf(home)) return [];
  const cause = `services.yaml is for the home ${said}; that of the user to install for is ${home}.`;
  const remedy = `Leave \`home:\` out (the user's own counts then), write home: ${home}, or call svc as the user it is for.`;
  return [{ exit: 2, cause, remedy }];
}

/** Domain system runs as root what these files say, so nobody else may write them. */
function unsafeSource({ files }: TargetQuestion): Refusal | undefined {
  for (const file of files) {
    const untrusted = untrustedPart(file, { sticky: true });
    if (untrusted === undefined) continue;
    const { path, why } = untrusted;
    const where = path === file ? '' : `${path}: `;
    const cause = `Others than root may change ${file} (${where}${why}), and root would run what it says.`;
    const remedy =
      'Move it to a folder that belongs to root, such as /usr/local/etc/svc, with chown root and chmod go-w for the ' +
      'file and every folder above it; or use --force.';
    return { exit: 2, cause, remedy };
  }
  return undefined;
}
