/** The steps of one service's change, timed and kept for the report. */
import type { FileProblem } from '../system/files.ts';
import type { StepResult } from './loading.ts';
import type { DoneAction } from './outcome.ts';
import type { Machine } from './types.ts';

export class StepLog {
  readonly done: DoneAction[] = [];
  readonly #machine: Machine;
  readonly #onStep: (name: DoneAction['do']) => void;

  /** @param onStep told of each step before it is made */
  constructor(machine: Machine, onStep: (name: DoneAction['do']) => void = () => {}) {
    this.#machine = machine;
    this.#onStep = onStep;
  }

  /** Makes a step and notes what it came to. */
  async make(
    name: DoneAction['do'],
    target: string,
    step: () => Promise<StepResult> | StepResult,
  ): Promise<StepResult> {
    this.#onStep(name);
    const start = this.#machine.waiting.now();
    let result: StepResult | undefined;
    try {
      result = await step();
      return result;
    } finally {
      // One that threw may have been made halfway.
      const ms = Math.round(this.#machine.waiting.now() - start);
      this.done.push({ do: name, target, ...(result?.code !== undefined && { code: result.code }), ms });
    }
  }
}

/** What a file operation came to, as a step. @param what the clause before the reason: "it could not be written" */
export function fileStep(problem: FileProblem | undefined, what: string): StepResult {
  return problem ? { ok: false, cause: `${what}: ${problem.path}: ${problem.message}` } : { ok: true };
}
