/** What an unknown name of a key may mean: the linter and `svc explain` say the same. */
import { nearest } from './nearest.ts';

/** Units that other service managers put into names; launchd never does. */
const UNIT = /(?:In)?(?:Seconds|Secs?|Minutes|Ms)$/;

/**
 * The name of `known` that is probably meant; undefined where none is near.
 * @param isOfJob it stands in the job itself, not in a dict of it
 */
export function nearKey(name: string, known: Iterable<string>, isOfJob: boolean): string | undefined {
  const bare = name.replace(UNIT, '');
  // TimeOut itself does nothing; who writes of a time-out means the one at exit.
  if (isOfJob && bare.toLowerCase() === 'timeout') return 'ExitTimeOut';
  return nearest(bare || name, known);
}

/** Where a name belongs that is none of launchd's but of another property list; undefined for others. A clause. */
export function otherHome(name: string): string | undefined {
  return /^(?:CFBundle|LS|NS)[A-Z]/.test(name) ? 'such keys belong in the Info.plist of an app' : undefined;
}
