/** Which level a finding has: the rule's own, the preset's, the user's. */
import type { Severity } from '../diagnostics/diagnostic.ts';
import type { Domain, LintSettings as LintSection, RuleLevel } from '../manifest/types.ts';
import type { HostFacts } from './host-facts.ts';
import type { Rule } from './rule.ts';

export interface LintSettings {
  /** `recommended` unless somebody says otherwise. */
  readonly preset?: 'recommended' | 'strict';
  /** Levels set by the user, by rule id; they win over everything. */
  readonly levels: ReadonlyMap<string, RuleLevel>;
  readonly domain?: Domain;
  /** The machine, for rules that ask about it; without it they find nothing. */
  readonly host?: HostFacts;
}

export const DEFAULT_SETTINGS: LintSettings = { levels: new Map() };

/** The level a finding is shown at, or undefined when its rule is off. */
export function levelOf(
  rule: Pick<Rule, 'id' | 'level' | 'strict'>,
  said: Severity | undefined,
  settings: LintSettings,
): Severity | undefined {
  const set = settings.levels.get(rule.id);
  if (set !== undefined) return set === 'off' ? undefined : set;
  const level = said ?? rule.level;
  if (settings.preset !== 'strict' || !rule.strict) return level;
  return level === 'info' ? 'warning' : 'error';
}

/** Settings with the `lint:` section of a services.yaml under them: what `settings` says itself wins. */
export function withManifestLevels(settings: LintSettings, section: LintSection | undefined): LintSettings {
  if (!section) return settings;
  const levels = new Map([...Object.entries(section.rules ?? {}), ...settings.levels]);
  const preset = settings.preset ?? section.preset;
  return { ...settings, ...(preset && { preset }), levels };
}
