/** The pages of `svc explain` as data. Layout belongs to `report/`; as JSON they are printed as they stand here. */
import type { Severity } from '../diagnostics/diagnostic.ts';
import type { KeyRow } from '../launchd/keys.ts';
import type { SourceId } from '../launchd/sources.ts';
import type { RuleGroup } from '../lint/rule.ts';

/** A rule, told so that somebody who meets its finding knows what to do. */
export interface RulePage {
  readonly kind: 'rule';
  readonly id: string;
  readonly level: Severity;
  /** Is it one step more severe in preset `strict`? */
  readonly strict: boolean;
  /** Its level there. */
  readonly strictLevel: Severity;
  readonly group: RuleGroup;
  /** What it finds, one line. */
  readonly summary: string;
  /** Why it matters, with the source of each fact. */
  readonly why: string;
  /** What `bad` and `good` are written in. */
  readonly language: 'xml' | 'yaml';
  readonly bad: string;
  readonly good: string;
  readonly fix: string;
  /** When silencing it is right. */
  readonly silence: string;
  /** The comments that silence it on the line below them; none where it can not be silenced. */
  readonly silencers: readonly Silencer[];
  readonly url: string;
}

export interface Silencer {
  readonly language: 'xml' | 'yaml';
  readonly text: string;
}

/** A key of launchd.plist: its row in the registry without what is for programs alone, ids of sources spelt out. */
export type KeyPage = Omit<KeyRow, 'path' | 'field' | 'sources' | 'group' | 'open' | 'container'> & {
  readonly kind: 'key';
  /** What to know of the name that led here, where it is not the key's own. */
  readonly note?: string;
  /** The field of services.yaml that becomes `key` (this one or, of a member, the one above), and how it is written. */
  readonly field?: { readonly name: string; readonly form: string; readonly key: string };
  /** The keys (dotted) right below it. */
  readonly members: readonly string[];
  readonly sources: readonly { readonly id: SourceId; readonly text: string }[];
};

export type Page = RulePage | KeyPage;
