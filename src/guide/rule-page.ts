/** From a rule to its page. */
import type { Rule } from '../lint/rule.ts';
import { ruleUrl } from '../lint/rule-url.ts';
import { levelOf } from '../lint/settings.ts';
import type { RulePage, Silencer } from './page.ts';

/** The page of a rule. */
export function rulePage(rule: Rule): RulePage {
  const { id, level, strict, group, summary, docs } = rule;
  const { why, bad, good, fix, silence } = docs;
  const language = bad.startsWith('<') ? 'xml' : 'yaml';
  return {
    kind: 'rule',
    id,
    level,
    strict: strict === true,
    strictLevel: levelOf(rule, undefined, { preset: 'strict', levels: new Map() })!,
    group,
    summary,
    why,
    language,
    bad,
    good,
    fix,
    silence,
    silencers: silencersOf(rule, language),
    url: ruleUrl(id),
  };
}

/** A rule shown in YAML speaks of services.yaml alone; the others look at the jobs compiled from one as well. */
function silencersOf({ id, fatal }: Rule, language: 'xml' | 'yaml'): readonly Silencer[] {
  if (fatal) return [];
  const directive = `svc-disable-next-line ${id}: reason`;
  const inYaml: Silencer = { language: 'yaml', text: `# ${directive}` };
  return language === 'yaml' ? [inYaml] : [{ language: 'xml', text: `<!-- ${directive} -->` }, inYaml];
}
