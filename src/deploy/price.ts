/** What a change costs, told before it is made. Pure. */

import { isSameValue } from '../plist/same-value.ts';
import { isDict, type PlistDict, type PlistValue } from '../plist/value.ts';
import { isResting } from './moment.ts';
import type { DesiredJob, LoadState, ObservedJob, Price } from './types.ts';

/** What is going to be done, as far as it costs. */
export interface Doing {
  readonly write: boolean;
  readonly bootoutHere: boolean;
  readonly bootoutThere: boolean;
  readonly bootstrap: boolean;
}

/** The price of what is done with a job. */
export function priceOf(desired: DesiredJob, { file, loaded, elsewhere }: ObservedJob, doing: Doing): Price {
  const stopped = [doing.bootoutHere ? loaded : undefined, doing.bootoutThere ? elsewhere : undefined];
  const isReload = doing.bootstrap && (doing.bootoutHere || doing.bootoutThere);
  const downtime = isReload ? downtimeOf(stopped) : undefined;
  const hasNewProgram = doing.write && !startsSameProgram(desired.dict, file?.dict);
  return {
    ...(isReload && { reload: true }),
    ...(downtime !== undefined && { downtimeSeconds: downtime }),
    ...(isReload && desired.dict.StartInterval !== undefined && { restartsInterval: true }),
    ...(hasNewProgram && { backgroundItem: true }),
  };
}

/** Until when launchd waits before it kills: the loaded job's exit timeout; 0 is without end. */
function downtimeOf(stopped: readonly (LoadState | undefined)[]): number | undefined {
  const timeouts = stopped.flatMap((state) => {
    if (state?.is !== 'loaded' || isResting(state.printed)) return [];
    return state.printed.exitTimeout ?? [];
  });
  if (timeouts.length === 0) return undefined;
  return timeouts.includes(0) ? 0 : Math.max(...timeouts);
}

/** macOS names a background item by what it starts; a file that starts the same was announced before. */
function startsSameProgram(desired: PlistDict, disk: PlistDict | undefined): boolean {
  const [one, other] = [programOf(desired), disk && programOf(disk)];
  return one !== undefined && other !== undefined && isSameValue(one, other);
}

function programOf(dict: PlistDict): PlistValue | undefined {
  const args = dict.ProgramArguments;
  if (dict.Program !== undefined || args === undefined || isDict(args)) return dict.Program;
  return Array.isArray(args) ? (args as readonly PlistValue[])[0] : args;
}
