/**
 * `npm run fuzz`: random bytes for everything that reads, for FUZZ_SECONDS (30). The seed is printed, and FUZZ_SEED gives
 * it again. The smallest input that breaks something becomes a fixture, which `npm test` tries from then on.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { setting } from './setting.ts';
import { FIXTURES, type FuzzTarget, TARGETS, tryInput } from './targets.ts';

const seconds = setting('FUZZ_SECONDS', 30);
const seed = setting('FUZZ_SEED', Date.now() % 2 ** 31);
const say = (line: string) => process.stdout.write(`fuzz: ${line}\n`);

/** Fuzzes one target for its share of the time. @returns did everything hold? */
function fuzz(target: FuzzTarget): boolean {
  const { numRuns, failed, counterexample, errorInstance } = fc.check(
    fc.property(target.input, (bytes) => tryInput(target, bytes)),
    { seed, numRuns: Number.POSITIVE_INFINITY, interruptAfterTimeLimit: (seconds * 1000) / TARGETS.length },
  );
  if (!failed || !counterexample) {
    say(`${target.name}: ${numRuns} inputs, all well`);
    return true;
  }
  const folder = join(FIXTURES, target.name);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${seed}.bin`);
  writeFileSync(path, counterexample[0]);
  say(`${target.name}: FAILED after ${numRuns} inputs: ${errorInstance instanceof Error ? errorInstance.stack : ''}`);
  say(`${target.name}: the input is kept in ${path}; npx vitest run test/fuzz tries it again`);
  return false;
}

say(`seed ${seed}, ${seconds} s (FUZZ_SEED=${seed} FUZZ_SECONDS=${seconds} npm run fuzz gives the same inputs)`);
const results = TARGETS.map(fuzz);
process.exitCode = results.every(Boolean) ? 0 : 1;
