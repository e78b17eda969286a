/** The rules, a line each. */
import { rules } from '../lint/rules/index.ts';
import type { RulePage } from './page.ts';
import { rulePage } from './rule-page.ts';

/** What a list of rules says of one. */
export type RuleListing = Pick<RulePage, 'id' | 'level' | 'strict' | 'group' | 'summary' | 'url'>;

/** Every rule, in the order of the docs. */
export function ruleListings(): readonly RuleListing[] {
  return rules.map(rulePage).map(({ id, level, strict, group, summary, url }) => {
    return { id, level, strict, group, summary, url };
  });
}
