/** Checks of the machine as a whole, for `svc doctor`. */
import { dirname } from 'node:path';
import { svcLine } from '../../deploy/svc-line.ts';
import type { DesiredJob, Refusal } from '../../deploy/types.ts';
import { listed } from '../../launchd/word-list.ts';
import { isProblem, listFolder } from '../../system/files.ts';
import { launchctlLine } from '../../system/launchctl.ts';
import { type Examined, isSilent } from '../examine.ts';
import { type CheckAnswer, type CheckResult, commandLine, found, ruledOut, unknown } from './check.ts';
import { domainAnswer } from './domain.ts';

export interface MachineFacts extends Examined {
  /** All that services.yaml declares. */
  readonly declared: readonly DesiredJob[];
  /** Why the state folder can not be used. */
  readonly stateProblem?: Refusal;
  /** Services were named: what belongs to none of them was not looked for. */
  readonly isPartial: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A writing svc has its temporary file for moments. */
const STALE_MS = 60_000;
/** How svc names a file that is not whole yet; see writeFileAtomic. */
const TEMPORARY = /^\..{1,200}\.[0-9a-f]{12}\.tmp$/;
/** Paths told of one kind; more are counted. */
const MOST_SHOWN = 5;

const CHECKS = {
  launchctl: ({ observation, target }) => {
    if (!isSilent(observation)) return ruledOut('launchctl answers.');
    const first = [...observation.jobs.values()].map(({ loaded }) => loaded).find(({ is }) => is === 'unknown');
    const why = first?.is === 'unknown' ? first.why : 'it does not tell whether the domain is there';
    return found(`launchctl does not answer as it should: ${why}.`, [commandLine({ target }, 'launchctl', 'list')]);
  },
  domain: ({ target, observation }) => domainAnswer(target, observation.domain),
  'install-folder': installFolder,
  'state-folder': ({ stateProblem, target }) =>
    stateProblem
      ? found(`${stateProblem.cause} ${stateProblem.remedy}`, [
          commandLine({ target }, 'ls', '-ld', target.stateFolder),
        ])
      : ruledOut('The state folder can be used, or is not there yet.'),
  'unread-files': ({ observation: { unread }, target }) => {
    if (unread.length === 0) return ruledOut('All property lists in the folders of launchd can be read.');
    const shown = unread.map(({ path, problem }) => `${path} (${problem})`);
    const cause = `Whether one of your labels stands there is not known: ${shortened(shown)} can not be read.`;
    return unknown(cause, [commandLine({ target }, 'ls', '-l', unread[0]!.path)]);
  },
  'temporary-files': temporaryFiles,
  'marked-files': (facts) => {
    const { observation, isPartial, target } = facts;
    if (isPartial) return notLooked();
    if (observation.marked.length === 0) return ruledOut('Every file with the mark of svc belongs to a service.');
    const paths = observation.marked.map(({ path }) => path);
    const cause = `${shortened(paths)}: marked as written by svc, and of no service that services.yaml declares.`;
    return found(cause, [commandLine({ target }, 'ls', '-l', ...paths.slice(0, MOST_SHOWN))], 'medium');
  },
  orphans: ({ observation, declared, isPartial, target }) => {
    if (isPartial) return notLooked();
    const known = new Set(declared.map(({ label }) => label));
    const orphans = [...observation.jobs.keys()].filter((label) => !known.has(label));
    if (orphans.length === 0) return ruledOut('Nothing is left of services that are gone.');
    const cause = `svc installed ${shortened(orphans)}, which services.yaml does not declare any more.`;
    return found(cause, [svcLine(target, 'diff'), svcLine(target, 'install', '--prune')]);
  },
} as const satisfies Record<string, (facts: MachineFacts) => CheckAnswer>;

export type MachineCheckId = keyof typeof CHECKS;

/** Makes all of them. */
export function runMachineChecks(facts: MachineFacts): readonly CheckResult<MachineCheckId>[] {
  return (Object.keys(CHECKS) as MachineCheckId[]).map((id) => ({ id, ...CHECKS[id](facts) }));
}

function notLooked(): CheckAnswer {
  return unknown('Not looked at: services were named.');
}

function shortened(words: readonly string[]): string {
  const more = words.length - MOST_SHOWN;
  return listed(more > 0 ? [...words.slice(0, MOST_SHOWN), `${more} more`] : words);
}

/** ~/Library/LaunchAgents or /Library/LaunchDaemons: there, a folder, of the right owner, not for everybody to write. */
function installFolder({ target, host }: MachineFacts): CheckAnswer {
  const { folder, uid } = target;
  const stat = host.stat(folder);
  const look = [commandLine({ target }, 'ls', '-ld', folder)];
  if (stat === undefined) return unknown(`${folder} can not be looked at.`, look);
  if (stat === 'missing') {
    const isHome = host.stat(dirname(folder)) !== 'missing';
    const cause = `${folder} does not exist${isHome ? '' : ', nor the folder above it'}; svc install makes it.`;
    return found(cause, [svcLine(target, 'install')], 'low');
  }
  if (stat.kind !== 'folder') return found(`${folder} is no folder.`, look);
  if (stat.uid !== uid) {
    const give = `sudo ${launchctlLine([`${uid}`, folder], 'chown')}`;
    return found(`${folder} belongs to uid ${stat.uid} and not to uid ${uid}.`, [give]);
  }
  if ((stat.mode & 0o002) !== 0) {
    const cause = `Everybody may write ${folder}, and so decide what runs as uid ${uid}.`;
    return found(cause, [commandLine({ target }, 'chmod', 'go-w', folder)]);
  }
  return ruledOut(`${folder} is there and in order.`);
}

/** Left by an svc that was killed while it wrote. launchd does not load them. */
function temporaryFiles({ target, host, now }: MachineFacts): CheckAnswer {
  const names = listFolder(target.folder);
  if (isProblem(names)) return unknown(`${target.folder} can not be listed: ${names.message}.`);
  const stale = names
    .filter((name) => TEMPORARY.test(name))
    .map((name) => `${target.folder}/${name}`)
    .filter((path) => now - (host.modifiedAt(path) ?? now) > STALE_MS);
  if (stale.length === 0) return ruledOut('No half-written files of svc are left.');
  const remove = commandLine({ target }, 'rm', ...stale.slice(0, MOST_SHOWN));
  return found(`${shortened(stale)}: left by an svc that was stopped while it wrote; launchd passes over it.`, [
    remove,
  ]);
}
