/** Which rules check a job: those that, by what they need, can find anything in it. */
import type { Job } from './job.ts';
import { bitOfNames, keyBitsOf } from './key-walk.ts';
import type { Needs, Report, Rule } from './rule.ts';

/** What a job has of what rules need, in bits. */
interface Has {
  readonly queries: number;
  readonly names: number;
  readonly signs: number;
  readonly host: boolean;
}

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

  /** Has the job a key that the rule is about the absence of? */
  isSettled({ names }: Pick<Has, 'names'>): boolean {
    return (names & this.#without) !== 0;
  }

  /** Can the check find anything in a job that has this? */
  mayFind({ queries, names, signs, host }: Has): boolean {
    return (
      (this.#queries === 0 || (queries & this.#queries) !== 0) &&
      (this.#names === 0 || (names & this.#names) !== 0) &&
      (this.#sign === 0 || (signs & this.#sign) !== 0) &&
      (!this.#host || host)
    );
  }
}

/** Kinds of job whose checks are kept; a folder has some dozens. */
const MOST_KINDS = 256;

/** All checks, and those of each kind of job. */
export class Checks {
  readonly all: readonly Check[];
  readonly #ofKind = new Map<string, readonly Check[]>();

  constructor(rules: readonly Rule[]) {
    this.all = rules.flatMap((rule) => (rule.check ? [new Check(rule, rule.check)] : []));
  }

  /** Those that a job is to be checked by, in the order of the rules. */
  for(job: Job): readonly Check[] {
    const { queries, names } = keyBitsOf(job);
    const { signs } = job;
    const host = job.host !== undefined;
    const kind = `${queries} ${names} ${signs} ${host}`;
    let checks = this.#ofKind.get(kind);
    if (checks === undefined) {
      const has = { queries, names, signs, host };
      checks = this.all.filter((check) => !check.isSettled(has) && check.mayFind(has));
      if (this.#ofKind.size === MOST_KINDS) this.#ofKind.clear();
      this.#ofKind.set(kind, checks);
    }
    return checks;
  }
}
