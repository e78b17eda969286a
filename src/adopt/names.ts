/** The namespace that jobs have in common, and a name for each of them below it. */
import { NAME_PATTERN } from '../manifest/schema.ts';

export interface Named {
  readonly namespace: string;
  /** Names in the order of the labels that were given. */
  readonly names: readonly string[];
}

/** For jobs of which no label can be split. */
const FALLBACK_NAMESPACE = 'local';

/**
 * Names services by their labels. The namespace is the longest prefix of whole segments that leaves every label a name
 * of its own; where there is none that all share, the one that most have. A single segment (`com`) is no namespace,
 * unless labels of two segments leave no other.
 * @param labels one a job; undefined where the job has none that can be a label
 * @param hints what to call a job whose label gives no name (the name of its file)
 */
export function nameServices(labels: readonly (string | undefined)[], hints: readonly string[]): Named {
  const namespace = namespaceOf(labels.filter((label) => label !== undefined));
  // In lower case: the files of two labels that differ in letter case only are one on a Mac.
  const taken = new Set<string>();
  // Those that fit have the name that their label says; the others make do with what is left.
  const names = labels.map((label) => {
    const name = label === undefined ? undefined : nameBelow(namespace, label);
    if (name === undefined || taken.has(name.toLowerCase())) return undefined;
    taken.add(name.toLowerCase());
    return name;
  });
  // What has no label of its own gets the usual one, which must not be another's in another letter case.
  const prefix = `${namespace}.`.toLowerCase();
  for (const label of labels) {
    const lower = label?.toLowerCase();
    if (lower?.startsWith(prefix)) taken.add(lower.slice(prefix.length));
  }
  return { namespace, names: names.map((name, i) => name ?? otherName(labels[i] ?? hints[i]!, taken)) };
}

function nameBelow(namespace: string, label: string): string | undefined {
  const rest = label.startsWith(`${namespace}.`) ? label.slice(namespace.length + 1) : '';
  return NAME_PATTERN.test(rest) ? rest : undefined;
}

function namespaceOf(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) {
    const segments = label.split('.');
    const shortest = segments.length === 2 ? 1 : 2;
    for (let length = shortest; length < Math.min(segments.length, MOST_SEGMENTS); length++) {
      const prefix = segments.slice(0, length).join('.');
      if (NAME_PATTERN.test(prefix) && nameBelow(prefix, label) !== undefined)
        counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
    }
  }
  const best = [...counts].sort(
    ([one, count], [other, otherCount]) =>
      otherCount - count || other.split('.').length - one.split('.').length || (one < other ? -1 : 1),
  )[0];
  return best?.[0] ?? FALLBACK_NAMESPACE;
}

/** Labels have three to five; a hostile one must not cost the square of its length. */
const MOST_SEGMENTS = 12;
const LONGEST_NAME = 60;

/** A name of what is at hand: the last segment, else the whole, else with a number. */
function otherName(text: string, taken: Set<string>): string {
  const whole = cleaned(text) || 'service';
  const last = cleaned(text.slice(text.lastIndexOf('.') + 1)) || whole;
  let name = taken.has(last.toLowerCase()) ? whole : last;
  for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${whole}-${count}`;
  taken.add(name.toLowerCase());
  return name;
}

function cleaned(text: string): string {
  return text
    .slice(0, LONGEST_NAME)
    .replace(/[^A-Za-z0-9._@+-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|(?<![-.])[-.]+$/g, '');
}
