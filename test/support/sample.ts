/**
 * Tables too large for an ordinary run: a random part of them, another one each time, in which nothing that the table
 * names is missing. `SVC_WHOLE=1` takes all of it, `SVC_SEED=<number>` the part of a run before.
 */
import fc from 'fast-check';

/** Are tables and random tries to be run whole? */
export const WHOLE = process.env.SVC_WHOLE === '1';

/** What the random parts of this run come of; global-setup.ts says it. */
export const SEED = Number(process.env.SVC_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** For the title of a test. */
export const sampled = WHOLE ? 'the whole' : 'a part';

/** A number of tries: `part` in an ordinary run, `all` with SVC_WHOLE=1. */
export function tries(part: number, all: number): number {
  return WHOLE ? all : part;
}

/** The same things in an order that {@link SEED} decides. */
export function shuffled<T>(things: readonly T[]): readonly T[] {
  if (things.length === 0) return things;
  const length = things.length;
  return fc.sample(fc.shuffledSubarray([...things], { minLength: length, maxLength: length }), {
    seed: SEED,
    numRuns: 1,
  })[0]!;
}

/**
 * A part of a table in the order of the table, or all of it with SVC_WHOLE=1.
 * @param namesOf what a cell stands for, its row and its column above all: each name of the table is met in the part
 * @param least so many cells at least
 */
export function sample<T>(cells: readonly T[], namesOf: (cell: T) => readonly string[], least = 0): readonly T[] {
  if (WHOLE) return cells;
  const order = shuffled(cells);
  const met = new Set<string>();
  const taken = new Set<T>();
  // Cells first in which all is new, then those in which something is: so fewer are needed.
  for (const isWanted of [
    (names: readonly string[]) => names.every((name) => !met.has(name)),
    (names: readonly string[]) => names.some((name) => !met.has(name)),
    () => taken.size < least,
  ]) {
    for (const cell of order) {
      const names = namesOf(cell);
      if (taken.has(cell) || !isWanted(names)) continue;
      taken.add(cell);
      for (const name of names) met.add(name);
    }
  }
  return cells.filter((cell) => taken.has(cell));
}
