/** What the page of a key says in its table, in words. */
import type { KeyPage } from '../guide/page.ts';
import type { KeyScope, KeyStatus } from '../launchd/keys.ts';

const SCOPES: Record<KeyScope, string> = {
  both: 'agents and daemons',
  agent: 'agents only',
  daemon: 'daemons only',
};

const STATUSES: Record<KeyStatus, string> = {
  current: 'current',
  deprecated: 'deprecated: works or may work, to be left out',
  'no-op': 'no-op: read, and does nothing',
  removed: 'removed: known to OS X 10.9, unknown now',
  internal: 'internal: for Apple’s own jobs, undocumented',
  'read-only': 'read-only: output of launchctl list, not a key of a file',
  'unknown-to-launchd': 'unknown to launchd: seen in files, ignored',
};

const CONFIDENCES: Record<KeyPage['confidence'], string> = {
  high: 'high: the man page, or two independent sources',
  medium: 'medium: one good source',
  low: 'low: unverified',
};

const UNITS = { s: 'seconds', bytes: 'bytes', count: 'a count' };

/** Pairs of a name and what is to be said; what is unknown of the key is left out. */
export function keyFacts(page: KeyPage): readonly (readonly [string, string])[] {
  const { types, values, appleValues, unit, since, until, requires, conflicts, insteadUse, members } = page;
  const facts: (readonly [string, string | undefined])[] = [
    ['Type', types.join(' or ')],
    ['services.yaml', fieldText(page)],
    ['Values', values && `${values.join(', ')}${page.enumAnyCase ? ' (in any letter case)' : ''}`],
    ['Apple’s values', appleValues?.join(', ')],
    ['Range', rangeText(page)],
    ['Unit', unit && UNITS[unit]],
    ['Default', defaultText(page)],
    ['In', SCOPES[page.scope]],
    ['Status', STATUSES[page.status]],
    ['Since', since && `macOS ${since}`],
    ['Until', until && `gone in macOS ${until}`],
    ['Use instead', insteadUse],
    ['Requires', requires?.join(', ')],
    ['Conflicts with', conflicts?.join(', ')],
    ['Wrong type', page.wrongType ?? 'launchd drops the key'],
    ['Letter case', caseText(page)],
    ['Members', members.length > 0 ? members.join(', ') : undefined],
    ['Confidence', CONFIDENCES[page.confidence]],
  ];
  return facts.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
}

function fieldText({ key, field }: KeyPage): string {
  if (!field) return 'no field; plist: takes any key as written';
  const said = `${field.name}: ${field.form}`;
  return field.key === key ? said : `all of ${field.key} is the field ${said}`;
}

function rangeText({ min, max }: KeyPage): string | undefined {
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  if (min !== undefined) return `${min} or more`;
  return max === undefined ? undefined : `${max} or less`;
}

function defaultText(page: KeyPage): string | undefined {
  if (page.default === undefined) return undefined;
  return page.default === 'wildcard' ? 'every value' : String(page.default);
}

function caseText({ anyCase, exactCase }: KeyPage): string {
  if (anyCase) return 'any';
  return exactCase ? 'exactly these letters' : 'other cases probably match; only this one is dependable';
}
