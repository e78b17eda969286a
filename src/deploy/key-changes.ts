/** Desired, disk and loaded of a job, key by key, as a person reads them. Pure. */
import { compareKeys } from '../launchd/keys.ts';
import type { PlistDict } from '../plist/value.ts';
import { differingKeys, valueAt } from './compare-dicts.ts';
import type { LoadedFact } from './loaded-facts.ts';
import { hasSecret, shownValue } from './shown-value.ts';
import type { KeyChange } from './types.ts';

/**
 * The keys whose value is not the same everywhere, in the order of the registry.
 * @param disk absent where there is no file, or no property list in it @param facts what launchd holds otherwise
 */
export function keyChanges(
  desired: PlistDict,
  disk: PlistDict | undefined,
  facts: readonly LoadedFact[],
): readonly KeyChange[] {
  const byKey = new Map(differingKeys(desired, disk ?? {}).map((path) => [path.join('.'), path]));
  for (const { key } of facts) if (!byKey.has(key.join('.'))) byKey.set(key.join('.'), key);
  const loaded = new Map(facts.map((fact) => [fact.key.join('.'), fact.loaded]));
  return [...byKey.values()]
    .sort(([a = ''], [b = '']) => compareKeys(a, b))
    .map((path) => keyChange(path, desired, disk ?? {}, loaded.get(path.join('.'))));
}

function keyChange(
  path: readonly string[],
  desired: PlistDict,
  disk: PlistDict,
  loaded: string | undefined,
): KeyChange {
  const values = { desired: valueAt(desired, path), disk: valueAt(disk, path) };
  const hidden = Object.values(values).some((value) => value !== undefined && hasSecret(path, value));
  return {
    key: path.join('.'),
    ...(values.desired !== undefined && { desired: shownValue(path, values.desired, hidden) }),
    ...(values.disk !== undefined && { disk: shownValue(path, values.disk, hidden) }),
    ...(loaded !== undefined && { loaded }),
  };
}
