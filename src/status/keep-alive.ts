/** What KeepAlive says of a job, told from its property list: after which ends it is started again. */
import { type DictNode, entryOf, type PlistNode } from '../plist/node.ts';
import { isKeptAlive } from './starters.ts';

/** How a job may end. crash: a signal such as SIGSEGV · kill: any other signal, SIGKILL and SIGTERM above all. */
export type Ending = 'clean-exit' | 'failure' | 'crash' | 'kill';

/** Signals that count as a crash. Source: launchd-842 core.c, MAN26. */
export const CRASH_SIGNALS = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGFPE', 'SIGBUS', 'SIGSEGV', 'SIGSYS'] as const;

export interface PathCondition {
  readonly path: string;
  /** The job is kept alive while the path is there, or while it is absent. */
  readonly present: boolean;
}

export interface KeepAliveReading {
  /** True of KeepAlive, or false of OnDemand: after every end, whatever the rest says. */
  readonly always: boolean;
  /** A dict with a member of any kind: it stands for RunAtLoad as well. Source: MAN26, SRC842. */
  readonly hasConditions: boolean;
  readonly paths: readonly PathCondition[];
  /** The key by which it is started again after such an end; undefined: it is not, unless by {@link paths}. */
  readonly restarts: Readonly<Record<Ending, string | undefined>>;
  /** AfterInitialDemand: the rest counts only once the job was started on demand. */
  readonly afterDemand: boolean;
}

/** Reads KeepAlive. Values of a wrong kind do not count, as with launchd. Conditions are ORed (launchd.plist(5)). */
export function readKeepAlive(dict: DictNode): KeepAliveReading {
  const node = entryOf(dict, 'KeepAlive')?.value;
  if (isKeptAlive(dict)) {
    const key = node?.kind === 'boolean' && node.value ? 'KeepAlive' : 'OnDemand';
    const restarts = { 'clean-exit': key, failure: key, crash: key, kill: key };
    return { always: true, hasConditions: false, paths: [], restarts, afterDemand: false };
  }
  const members = node?.kind === 'dict' ? node : undefined;
  const flag = (key: string) => booleanOf(members && entryOf(members, key)?.value);
  const onSuccess = flag('SuccessfulExit');
  const onCrash = flag('Crashed');
  const bySuccess = (wanted: boolean) => (onSuccess === wanted ? 'KeepAlive.SuccessfulExit' : undefined);
  const byCrash = (wanted: boolean) => (onCrash === wanted ? 'KeepAlive.Crashed' : undefined);
  return {
    always: false,
    hasConditions: (members?.entries.length ?? 0) > 0,
    paths: pathsOf(members && entryOf(members, 'PathState')?.value),
    restarts: {
      'clean-exit': bySuccess(true) ?? byCrash(false),
      failure: bySuccess(false) ?? byCrash(false),
      crash: bySuccess(false) ?? byCrash(true),
      kill: bySuccess(false) ?? byCrash(false),
    },
    afterDemand: flag('AfterInitialDemand') === true,
  };
}

function booleanOf(node: PlistNode | undefined): boolean | undefined {
  return node?.kind === 'boolean' ? node.value : undefined;
}

function pathsOf(node: PlistNode | undefined): PathCondition[] {
  if (node?.kind !== 'dict') return [];
  return node.entries.flatMap(({ key, value }) =>
    value.kind === 'boolean' ? [{ path: key, present: value.value }] : [],
  );
}
