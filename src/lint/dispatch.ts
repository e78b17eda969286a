/** Which rules check a job: those that, by what they need, can find anything in it. */
import type { Job } from './job.ts';
import { bitOfNames, type KeyBits } from './key-walk.ts';
import type { Needs, Report, Rule } from './rule.ts';

/** A rule with its check, and what it needs in bits. */
export class Check {
  readonly rule: Rule;
  readonly run: (this: void, job: Job, report: Report) => void;
  readonly #queries: number;
  readonly #names: number;
  readonly #without: number;
  readonly #sign: number;
  readonly #host: boolean;

  constructor(rule: Rule, run: Check['run']) {
    const { keys, without, sign, host }: Needs = rule.needs ?? {};
    this.rule = rule;
    this.run = run;
    this.#queries = typeof keys === 'function' ? keys.bit : 0;
    this.#names = typeof keys === 'object' ? bitOfNames(keys) : 0;
    this.#without = without ? bitOfNames(without) : 0;
    this.#sign = sign ?? 0;
    this.#host = host === true;
  }

  isFor(job: Job, keys: KeyBits): boolean {
    return (keys.names & this.#without) === 0 && this.mayFind(job, keys);
  }

  /** Can the check find anything in a job with these keys? */
  mayFind(job: Job, { queries, names }: KeyBits): boolean {
    return (
      (this.#queries === 0 || (queries & this.#queries) !== 0) &&
      (this.#names === 0 || (names & this.#names) !== 0) &&
      (this.#sign === 0 || job.shows(this.#sign)) &&
      !(this.#host && job.host === undefined)
    );
  }
}
