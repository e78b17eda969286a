/** Where the page of a rule is. */

/** What stands before `docs/`. Empty for as long as the repository has no public address; an absolute URI after that. */
const BASE = '';

/** The address of the page of a rule, a path from the root of the repository. @param id of a rule */
export function ruleUrl(id: string): string {
  return `${BASE}docs/rules/${id}.md`;
}
