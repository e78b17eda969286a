/** What a rule is: its words beside its check, so that its page, its help and its findings come from one file. */
import type { Severity } from '../diagnostics/diagnostic.ts';
import type { Intent } from './fix.ts';
import type { Job, Spot } from './job.ts';
import type { KeyQuery } from './key-walk.ts';
import type { Sign } from './signs.ts';

/** The sections of the rule list, in its order. */
export const RULE_GROUPS = [
  'form',
  'identity',
  'program',
  'keys',
  'life cycle',
  'calendar',
  'logs and environment',
  'security',
  'this machine',
  'project',
] as const;
export type RuleGroup = (typeof RULE_GROUPS)[number];

export interface RuleDocs {
  /** Why it matters: what launchd does, with the source of that fact. */
  readonly why: string;
  /** XML of a job's dict that has the problem, as few lines as show it. */
  readonly bad: string;
  /** The same, mended. */
  readonly good: string;
  /** How to mend it, and what changes then. */
  readonly fix: string;
  /** When silencing it is right. */
  readonly silence: string;
}

/**
 * What a job has, all of it, wherever the check of a rule can find anything: other jobs are not checked by it. What is too
 * wide costs time, and what is too narrow hides findings: `test/lint/quick-looks.test.ts` lints with `keys`, `sign` and
 * `host`, and without.
 */
export interface Needs {
  /** One of these top-level keys, or a key that the query gives. */
  readonly keys?: readonly string[] | KeyQuery;
  /** None of these top-level keys. */
  readonly without?: readonly string[];
  /** A string that shows this sign. */
  readonly sign?: Sign;
  /** The machine to ask (`--host`). */
  readonly host?: true;
}

export interface Rule {
  /** Kebab-case; a contract. */
  readonly id: string;
  readonly group: RuleGroup;
  /** Level of its findings unless a finding says otherwise. */
  readonly level: Severity;
  /** Its findings are one step more severe in preset `strict`. */
  readonly strict?: true;
  /** All its findings leave a file that can not be used: no silencer hides them, nor does the level `off`. */
  readonly fatal?: true;
  /** What it finds, one line. */
  readonly summary: string;
  readonly docs: RuleDocs;
  readonly needs?: Needs;
  /** Looks at one job and reports. Absent where the readers or the engine raise the finding. It has no `this`. */
  check?(this: void, job: Job, report: Report): void;
}

export interface RuleFinding {
  /** What is wrong and what launchd will do: one or two sentences. */
  readonly message: string;
  /** What to write instead. */
  readonly help: string;
  /** Only where it differs from the level of the rule. */
  readonly severity?: Severity;
  /** Where svc itself can mend it, surely and without loss. */
  readonly fix?: Intent | undefined;
}

/** Reports a finding at a spot of the job. */
export type Report = (spot: Spot, finding: RuleFinding) => void;
