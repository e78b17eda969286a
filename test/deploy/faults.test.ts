/** Some cells of the fault matrix, one of each kind of end; fault-matrix.slow.test.ts has all of them. */
import { expect, it } from 'vitest';
import { type Cell, type CellResult, LABEL, runCell } from './fault-cell.ts';
import { faultsAt, type Scenario, type Step } from './fault-faults.ts';

/** Where it ends: state, result, and what the cause must say. */
type End = readonly [state: string, result: string, cause?: string];

const ENDS: readonly (readonly [Scenario, Step, string, End])[] = [
  ['first install', 'enable', 'crashes', ['old', 'failed', 'ended by SIGKILL']],
  ['first install', 'bootstrap', 'answers 5', ['new', 'installed']],
  ['first install', 'confirm', 'answers 5, always', ['new', 'installed', 'not known whether it came up']],
  ['first install', 'verify', 'answers 113, always', ['old', 'failed', 'no longer loaded']],
  ['upgrade', 'bootout', 'no domain (112)', ['old', 'failed', 'launchctl answered 112']],
  ['upgrade', 'bootout', 'hangs, always', ['old', 'rolled-back', 'could not be stopped']],
  ['upgrade', 'wait', 'starts held back', ['old', 'rolled-back', 'holds its start back']],
  ['upgrade', 'bootstrap', 'label stays 300 s', ['new', 'updated']],
  ['upgrade', 'confirm', 'no domain (112)', ['down', 'failed', 'could not be loaded']],
  ['upgrade to a bad version', 'bootout', 'answers 1', ['old', 'rolled-back', 'exit 3']],
  ['upgrade to a bad version', 'wait', 'no domain (125)', ['down', 'failed', 'exit 3']],
  ['upgrade to a bad version', 'bootstrap', 'answers 1, always', ['down', 'failed', 'exit 3']],
  ['uninstall', 'bootout', 'garbage, code 1, always', ['old', 'rolled-back', 'could not be stopped']],
  ['uninstall', 'enable', 'answers 1, always', ['down', 'failed', 'could not be enabled']],
  ['uninstall', 'wait', 'answers 5', ['new', 'removed']],
];

function cellOf(scenario: Scenario, step: Step, name: string): Cell {
  const row = faultsAt(step, { label: LABEL }).find((fault) => fault.name === name);
  if (!row) throw new Error(`there is no fault ${name} at ${step}`);
  return { scenario, step, row };
}

/** How it ended, in the words of the table. */
function endOf({ state, outcome }: CellResult, [, , cause]: End): readonly (string | undefined)[] {
  const said = outcome?.error?.cause ?? '';
  const { result = 'no outcome' } = outcome ?? {};
  return [state, result, ...(cause === undefined ? [] : [said.includes(cause) ? cause : said])];
}

it('a change meets a fault: what it comes to, what it says, and that the next run gets there', {
  timeout: 120_000,
}, async () => {
  const left = [...ENDS];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [scenario, step, name, end] = next;
      const cell = cellOf(scenario, step, name);
      const isRight = (result: CellResult) => endOf(result, end).join() === end.join() && result.next === '';
      const first = await runCell(cell);
      // Real time counts many times over here: on a busy machine a stall outlasts a deadline.
      const result = isRight(first) ? first : await runCell(cell);
      expect([...endOf(result, end), result.next], `${scenario}, ${step}, ${name}`).toEqual([...end, '']);
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
});
