/** Inputs that once broke something, and a few new ones, so that the targets of `npm run fuzz` do not rot. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIXTURES, TARGETS, tryInput } from './targets.ts';

describe.each(TARGETS)('$name', (target) => {
  it('holds for random inputs', () => {
    fc.assert(
      fc.property(target.input, (bytes) => tryInput(target, bytes)),
      { numRuns: 30 },
    );
  });

  const folder = join(FIXTURES, target.name);
  it.each(existsSync(folder) ? readdirSync(folder) : [])('holds for %s', (name) => {
    tryInput(target, new Uint8Array(readFileSync(join(folder, name))));
  });
});

it('every folder of fixtures is one of a target', () => {
  const names = TARGETS.map(({ name }) => name);
  expect((existsSync(FIXTURES) ? readdirSync(FIXTURES) : []).filter((name) => !names.includes(name))).toEqual([]);
});
