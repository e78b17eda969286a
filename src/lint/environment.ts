/** The variables of a job, and where each is written. */

import type { PlistNode } from '../plist/node.ts';
import { countingEntries, perJob, type Spot, spotOfKey, spotOfValue } from './job.ts';

export interface Variable {
  readonly name: string;
  readonly value: PlistNode;
  /** Its value. */
  readonly at: Spot;
  readonly atName: Spot;
}

/** What EnvironmentVariables holds, of a repeated name the last; nothing when it is no dict. */
export const variablesOf = perJob((job): readonly Variable[] => {
  const dict = job.ofKind('EnvironmentVariables', 'dict');
  return (dict ? countingEntries(dict) : []).map((entry) => {
    const path = ['EnvironmentVariables', entry.key];
    return { name: entry.key, value: entry.value, at: spotOfValue(entry, path), atName: spotOfKey(entry, path) };
  });
});
