/** From what somebody typed to the key they mean. */
import { childKeys, type KeyRow, keyByAnyCase, kindOfType, rowAt } from '../launchd/keys.ts';

/** A key, and the spelling of the name that was looked up (free names in it as typed, array indexes left out). */
export interface FoundKey {
  readonly row: KeyRow;
  readonly spelling: string;
}

/**
 * The key of a dotted path in any letter case. Free names and array indexes may stand in it
 * (`Sockets.Listeners.0.SockType`), so may the keys whose own names hold dots, and the path as the registry writes it.
 */
export function keyByName(name: string): FoundKey | undefined {
  const found: string[] = [];
  let row: KeyRow | undefined;
  let rest = name.split('.');
  while (rest.length > 0) {
    if (row && isIndex(row, rest[0]!)) {
      rest = rest.slice(1);
      continue;
    }
    const step = nextStep(found, rest);
    if (!step) return undefined;
    row = step.row;
    found.push(step.name);
    rest = rest.slice(step.taken);
  }
  return row && { row, spelling: found.join('.') };
}

interface Step {
  readonly row: KeyRow;
  readonly name: string;
  /** How many of the pieces between dots it takes up. */
  readonly taken: number;
}

/** The member below `path` that the first of `rest` name: the longest name that fits, a free one if none does. */
function nextStep(path: readonly string[], rest: readonly string[]): Step | undefined {
  const longest = Math.max(0, ...childKeys(path).map((row) => row.path.at(-1)!.split('.').length));
  for (let taken = Math.min(longest, rest.length); taken > 0; taken--) {
    const typed = rest.slice(0, taken).join('.');
    const row = exactKey([...path, typed]) ?? keyByAnyCase(typed, path);
    if (row) return { row, name: row.path.at(-1)!, taken };
  }
  const name = rest[0]!;
  const free = name === '' ? undefined : rowAt([...path, name]);
  return free && { row: free, name, taken: 1 };
}

/** The row of this path if its last name is the key's own, letter for letter. */
function exactKey(path: readonly string[]): KeyRow | undefined {
  const row = rowAt(path);
  return row?.path.at(-1) === path.at(-1) ? row : undefined;
}

function isIndex(row: KeyRow, name: string): boolean {
  return /^\d+$/.test(name) && row.types.some((type) => kindOfType(type) === 'array');
}
