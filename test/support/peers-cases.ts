/** The cases of test/cases/peers.yaml: read, and unfolded to one value each. */
import { isScalar, parseDocument, visit } from 'yaml';

/** What a case says, in the neutral vocabulary of the file. */
export type Given = Readonly<Record<string, unknown>>;

export interface Expectation {
  readonly plist?: Readonly<Record<string, unknown>>;
  readonly absent?: readonly string[];
  readonly absent_or_false?: readonly string[];
  readonly count?: number;
  readonly rejects?: string;
  readonly finding?: readonly string[];
  readonly severity?: 'error' | 'warning' | 'info';
  readonly result?: string;
  readonly [more: string]: unknown;
}

export interface PeerCase {
  readonly id: string;
  readonly area: string;
  readonly agree: 'same' | 'stricter' | 'differs';
  readonly intent: string;
  readonly source: string;
  readonly given: Given;
  readonly expect: Expectation;
  readonly why?: string;
}

/** A case with one value where it lists several. */
export interface Variant {
  readonly given: Given;
  /** The value that sets it apart from its siblings; undefined for a case of one value. */
  readonly value?: string;
}

/** Reads the cases. An octal integer stays the text it was written as: YAML would make the mask 0o027 the number 23. */
export function readCases(text: string): PeerCase[] {
  const document = parseDocument(text);
  if (document.errors[0]) throw document.errors[0];
  visit(document, {
    Scalar(_key, node) {
      if (isScalar(node) && node.format === 'OCT') node.value = node.source;
    },
  });
  return (document.toJS() as { cases: PeerCase[] }).cases;
}

/** Words that hold one value: a list there is one case for each item. */
const SINGLE = new Set([
  ...['name', 'kind', 'domain', 'home', 'label', 'label_prefix', 'cwd', 'root', 'stdin', 'stdout', 'stderr'],
  ...['run_at_load', 'process_type', 'nice', 'umask', 'user', 'group', 'init_groups', 'start_on_mount'],
  ...['throttle_seconds', 'restart_delay_seconds', 'exit_timeout_seconds', 'drain_seconds'],
]);

/** The cases that `given` stands for: one for each value of `<word>_each` and of a list where one value is due. */
export function variantsOf(given: Given): Variant[] {
  const listed = Object.entries(given).find(
    ([word, value]) => word.endsWith('_each') || (SINGLE.has(word) && Array.isArray(value)),
  );
  if (!listed) return [{ given }];
  const [word, values] = listed;
  const { [word]: _, ...rest } = given;
  return (values as unknown[]).flatMap((one) =>
    variantsOf({ ...rest, [word.replace(/_each$/, '')]: one }).map((variant) => ({
      given: variant.given,
      value: [JSON.stringify(one), variant.value].filter((shown) => shown !== undefined).join(', '),
    })),
  );
}
