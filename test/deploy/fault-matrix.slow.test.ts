/** Every fault of the stand-in at every step: what the change came to, and what it said of itself. */
import { afterAll, describe, expect, it } from 'vitest';
import { whyNoMount } from '../support/mount.ts';
import { sample, sampled } from '../support/sample.ts';
import { type Cell, type CellResult, LABEL, runCell, SLOW_SCALE } from './fault-cell.ts';
import { faultsAt, SCENARIOS, type Scenario, STEPS_OF } from './fault-faults.ts';
import { matrixTable } from './fault-table.ts';

/** So many cells at once: most of their time they wait. */
const AT_ONCE = 10;
/** Seconds of svc's own clock for one service, whatever launchctl does. */
const MOST_SECONDS = 300;

const results: [Cell, CellResult][] = [];
/** Cells that were run again, and why. */
const retried: string[] = [];

function allCellsOf(scenario: Scenario): Cell[] {
  return STEPS_OF[scenario].flatMap((step) =>
    faultsAt(step, { label: LABEL })
      .filter(({ mounts }) => !mounts || whyNoMount === '')
      // A file that went with its folder is removed indeed.
      .filter(({ name }) => scenario !== 'uninstall' || !name.startsWith('LaunchAgents gone'))
      .map((row) => ({ scenario, step, row })),
  );
}

/** Each step of each scenario and each fault, whichever scenario it meets. */
const CELLS = sample(SCENARIOS.flatMap(allCellsOf), ({ scenario, step, row }) => [`${scenario}: ${step}`, row.name]);

async function runAll(cells: readonly Cell[]): Promise<(readonly [Cell, CellResult])[]> {
  const left = [...cells];
  const done: [Cell, CellResult][] = [];
  const worker = async () => {
    for (let cell = left.shift(); cell; cell = left.shift()) {
      try {
        done.push([cell, await runCell(cell)]);
      } catch (error) {
        console.log(cell.scenario, cell.step, cell.row.name, error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  results.push(...done);
  return done;
}

/** What a cell must not come to; empty when all is well. */
function wrong({ row, scenario, step }: Cell, { outcome, state, seconds, next, left }: CellResult): string[] {
  const problems: string[] = [];
  const { result, error } = outcome ?? {};
  const said = `${error?.cause} ${error?.remedy}`;
  const isGood = result === 'installed' || result === 'updated' || result === 'removed';
  if (outcome === undefined) problems.push('no outcome');
  if (isGood && state !== 'new') problems.push(`says ${result}, and it is ${state}`);
  if (!isGood && !error) problems.push(`${result} without a cause`);
  if (error && (error.cause.length < 10 || error.remedy.length < 10)) problems.push('no cause or no remedy');
  // Where the way back is barred the new version stays, and svc says so.
  if (state === 'new' && !isGood && !(row.lasts && said.includes('could be put back')))
    problems.push(`new, and says ${result}`);
  if (result === 'rolled-back' && state !== 'old') problems.push(`says rolled-back, and it is ${state}`);
  if (state === 'down' || state === 'mixed') {
    // A fault that is over must not keep svc from getting somewhere.
    if (!row.lasts) problems.push(`${state} after a fault that is over`);
    if (state === 'down' && !/DOWN now|whether it runs now is not known|old one is not loaded/.test(said))
      problems.push('down unsaid');
    if (state === 'mixed' && /as it was|runs on/.test(said)) problems.push('says that all is as it was');
  }
  // Whom launchctl lies to for good can not know better.
  const isLiedTo = row.lasts && (step === 'wait' || step === 'confirm' || step === 'verify');
  if (state === 'old' && /DOWN now/.test(said) && !isLiedTo) problems.push('says DOWN, and it runs');
  // Where a disk turned read-only, or its folder went, under what was prepared, only the next run can tidy.
  const isBarred = row.lasts && row.files !== undefined;
  if (scenario !== 'uninstall' && state === 'old' && left.temporary.length > 0 && !isBarred)
    problems.push('temporary files');
  if (seconds > MOST_SECONDS) problems.push(`took ${Math.round(seconds)} s`);
  if (next !== '') problems.push(next);
  return problems;
}

describe(`every fault at every step (${sampled})${whyNoMount}`, () => {
  afterAll(() => {
    console.log(`${matrixTable(results)}\nRun again, alone: ${retried.length}\n${retried.join('\n')}`);
  });

  it.each(SCENARIOS)('%s', { timeout: 300_000 }, async (scenario) => {
    const cells = CELLS.filter((cell) => cell.scenario === scenario);
    const done = await runAll(cells);
    const bad: string[] = [];
    for (const [cell, result] of done) {
      if (wrong(cell, result).length === 0 && result.isMet) continue;
      // Real time counts many times over here: on a busy machine a stall outlasts a deadline. Alone and slowly it does not.
      const alone = await runCell(cell, SLOW_SCALE);
      const problems = [...wrong(cell, alone), ...(alone.isMet ? [] : ['the fault was not met'])];
      retried.push(`${scenario}: ${cell.step}, ${cell.row.name}: ${wrong(cell, result).join('; ')}`);
      if (problems.length === 0) continue;
      const { error, result: word } = alone.outcome ?? {};
      const said = `${word}: ${error?.cause} ${error?.remedy}`;
      bad.push(`${cell.step}, ${cell.row.name}: ${problems.join('; ')} [${said}] ${JSON.stringify(alone.left)}`);
    }
    expect(bad.join('\n')).toBe('');
    expect(done).toHaveLength(cells.length);
  });
});
