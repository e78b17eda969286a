/** The variables of a job, and where each is written. */
import type { DictEntry } from '../plist/node.ts';
import { countingEntries, perJob, type Spot, spotOfKey, spotOfValue } from './job.ts';

/** What EnvironmentVariables holds, of a repeated name the last; nothing when it is no dict. */
export const variablesOf = perJob((job): readonly DictEntry[] => {
  const dict = job.ofKind('EnvironmentVariables', 'dict');
  return dict ? countingEntries(dict) : [];
});

/** The value of a variable. */
export function atVariable(variable: DictEntry): Spot {
  return spotOfValue(variable, ['EnvironmentVariables', variable.key]);
}

/** The name of a variable. */
export function atVariableName(variable: DictEntry): Spot {
  return spotOfKey(variable, ['EnvironmentVariables', variable.key]);
}
