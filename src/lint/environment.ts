/** The variables of a job, and where each is written. */

import type { PlistNode } from '../plist/node.ts';
import { type Job, type Spot, spotOfKey, spotOfValue } from './job.ts';

export interface Variable {
  readonly name: string;
  readonly value: PlistNode;
  /** Its value. */
  readonly at: Spot;
  readonly atName: Spot;
}

/** What EnvironmentVariables holds, of a repeated name the last; nothing when it is no dict. */
export function variablesOf(job: Job): readonly Variable[] {
  const entries = job.ofKind('EnvironmentVariables', 'dict')?.entries ?? [];
  const counting = new Map(entries.map((entry) => [entry.key, entry]));
  return [...counting.values()].map((entry) => {
    const path = ['EnvironmentVariables', entry.key];
    return { name: entry.key, value: entry.value, at: spotOfValue(entry, path), atName: spotOfKey(entry, path) };
  });
}
