/** How a job ends, and what launchd does after each end, in plain sentences. */

import { topLevelKey } from '../launchd/keys.ts';
import type { ScheduleKey } from '../launchd/starting-keys.ts';
import { DEFAULT_THROTTLE, durationName, startsADay } from '../launchd/throttle.ts';
import { listed } from '../launchd/word-list.ts';
import { type DictNode, entryOf } from '../plist/node.ts';
import type { LifeSentence } from './job-life.ts';
import { CRASH_SIGNALS, type Ending, type KeepAliveReading, readKeepAlive } from './keep-alive.ts';
import { isBoolean } from './starters.ts';

const ENDINGS: Readonly<Record<Ending, string>> = {
  'clean-exit': 'an exit with 0',
  failure: 'an exit with another code than 0',
  crash: 'a crash',
  kill: 'a signal that is no crash',
};

/** @param turnsBy the keys of its schedule, which starts it whatever the last end was */
export function restartSentences(dict: DictNode, turnsBy: readonly ScheduleKey[]): LifeSentence[] {
  const keep = readKeepAlive(dict);
  const again = (Object.keys(ENDINGS) as Ending[]).filter((ending) => keep.restarts[ending] !== undefined);
  const keys = [...new Set(again.map((ending) => keep.restarts[ending]!))];
  const isOnce = isTrue(dict, 'LaunchOnlyOnce');
  const said: LifeSentence[] = [];
  if (isOnce) said.push({ text: 'Never before the next boot.', keys: ['LaunchOnlyOnce'] });
  else if (again.length === 4) said.push({ text: 'After every end, whatever it was, for ever.', keys });
  else if (again.length > 0) {
    said.push({ text: `After ${listed(again.map((ending) => ENDINGS[ending]))}, for ever; after nothing else.`, keys });
  } else if (keep.paths.length === 0) {
    const text =
      turnsBy.length > 0
        ? 'Only the next turn of its schedule starts it again.'
        : 'No end of it is answered by a start.';
    said.push({ text, keys: turnsBy });
  }
  if (!isOnce) said.push(...pathSentences(keep));
  if (said.length > 0 && !isOnce) said.push(...throttleSentences(dict, again.length > 0));
  return said;
}

function pathSentences({ paths }: KeepAliveReading): LifeSentence[] {
  return paths.map(({ path, present }) => ({
    text: `After every end while ${path} is ${present ? 'there' : 'absent'}.`,
    keys: ['KeepAlive.PathState'],
  }));
}

function throttleSentences(dict: DictNode, restarts: boolean): LifeSentence[] {
  const seconds = throttleOf(dict);
  const isSaid = integerOf(dict, 'ThrottleInterval') !== undefined;
  const length = durationName(Math.max(seconds, 1));
  const whose = isSaid ? '' : ' (the default, as the file does not say)';
  const said: LifeSentence[] = [
    {
      text: `From one start to the next there are at least ${length}${whose}; after a run that was longer it is started at once.`,
      keys: ['ThrottleInterval'],
    },
  ];
  if (restarts) {
    const starts = startsADay(seconds).toLocaleString('en-US');
    said.push({
      text: `Launchd never gives up: a program that fails at once is started up to ${starts} times a day.`,
      keys: ['ThrottleInterval'],
    });
  }
  return said;
}

/** Sources: launchd.plist(5), EA593, MAN10, SRC842. */
export function stopSentences(dict: DictNode): LifeSentence[] {
  const given = integerOf(dict, 'ExitTimeOut');
  const normal = topLevelKey('ExitTimeOut')!.default as number;
  const transactions = transactionsKey(dict);
  const term = transactions
    ? 'Launchd sends SIGTERM, or SIGKILL at once while the program has no transaction open'
    : 'Launchd sends SIGTERM';
  const after =
    given === undefined
      ? `${term}, and SIGKILL after ${durationName(normal)} (the default of recent macOS; 20 s up to OS X 10.9).`
      : given === 0
        ? `${term}, and then waits for ever: no SIGKILL follows.`
        : `${term}, and SIGKILL after ${durationName(given)}.`;
  const keys = ['ExitTimeOut', ...(transactions ? [transactions] : [])];
  const group = isTrue(dict, 'AbandonProcessGroup')
    ? { text: 'Processes that it started may stay.', keys: ['AbandonProcessGroup'] }
    : { text: 'What is left of its process group then is ended too.', keys: [] };
  const stop =
    '`svc stop` and `svc uninstall` unload it, so nothing starts it again; a plain kill is an end like any other.';
  return [{ text: after, keys }, group, { text: stop, keys: [] }];
}

/** The key by which the program works in transactions: EnablePressuredExit implies it, unless KeepAlive is true (MAN26). */
function transactionsKey(dict: DictNode): string | undefined {
  if (isTrue(dict, 'EnableTransactions')) return 'EnableTransactions';
  return isTrue(dict, 'EnablePressuredExit') && !isTrue(dict, 'KeepAlive') ? 'EnablePressuredExit' : undefined;
}

const WORDS: Readonly<Record<Ending, string>> = {
  'clean-exit': 'Exit code 0',
  failure: 'An exit code other than 0',
  crash: `A crash (${CRASH_SIGNALS.slice(0, -1).join(', ')} or ${CRASH_SIGNALS.at(-1)})`,
  kill: 'SIGKILL, SIGTERM or another signal that is no crash',
};

/** @param hasOther can its schedule or an event start it later */
export function endingSentences(dict: DictNode, hasOther: boolean): Record<Ending, LifeSentence[]> {
  const keep = readKeepAlive(dict);
  const isOnce = isTrue(dict, 'LaunchOnlyOnce');
  const sentence = (ending: Ending): LifeSentence[] => [endingSentence(ending, { keep, isOnce, hasOther, dict })];
  return {
    'clean-exit': sentence('clean-exit'),
    failure: sentence('failure'),
    crash: sentence('crash'),
    kill: sentence('kill'),
  };
}

interface EndingFacts {
  readonly keep: KeepAliveReading;
  readonly isOnce: boolean;
  readonly hasOther: boolean;
  readonly dict: DictNode;
}

function endingSentence(ending: Ending, { keep, isOnce, hasOther, dict }: EndingFacts): LifeSentence {
  const key = keep.restarts[ending];
  const what = WORDS[ending];
  if (isOnce) return { text: `${what}: it stays down until the next boot.`, keys: ['LaunchOnlyOnce'] };
  if (key !== undefined) {
    const wait = durationName(Math.max(throttleOf(dict), 1));
    return { text: `${what}: it is started again, at the earliest ${wait} after its last start.`, keys: [key] };
  }
  if (keep.paths.length > 0) {
    return {
      text: `${what}: it is started again while the paths are as KeepAlive wants them.`,
      keys: ['KeepAlive.PathState'],
    };
  }
  const until = hasOther
    ? 'until its schedule or an event starts it'
    : 'until it is loaded again or `svc start` starts it';
  return { text: `${what}: it stays down ${until}.`, keys: keep.hasConditions ? ['KeepAlive'] : [] };
}

function isTrue(dict: DictNode, key: string): boolean {
  return isBoolean(entryOf(dict, key)?.value, true);
}

/** An integer of a top-level key within the range of the key registry; anything else does not count for launchd. */
function integerOf(dict: DictNode, key: 'ThrottleInterval' | 'ExitTimeOut'): number | undefined {
  const node = entryOf(dict, key)?.value;
  if (node?.kind !== 'integer' || node.value < 0 || node.value > topLevelKey(key)!.max!) return undefined;
  return Number(node.value);
}

/** Seconds; 0 is about one. */
function throttleOf(dict: DictNode): number {
  return integerOf(dict, 'ThrottleInterval') ?? DEFAULT_THROTTLE;
}
