/** What the registry knows of one key, and the way a table of keys becomes rows. */
import type { SourceId } from '../sources.ts';
import type { TypeName } from './type-names.ts';

/** agent: does something in a user's job only · daemon: in a job of the system domain only. */
export type KeyScope = 'agent' | 'daemon' | 'both';

/**
 * current: works, for anyone · deprecated: works or may work, to be left out · no-op: read, does nothing ·
 * removed: known to OS X 10.9, unknown now · internal: for Apple's own jobs, undocumented · read-only: output of
 * `launchctl list`, not a key of a file · unknown-to-launchd: seen in files, ignored.
 */
export type KeyStatus =
  | 'current'
  | 'deprecated'
  | 'no-op'
  | 'removed'
  | 'internal'
  | 'read-only'
  | 'unknown-to-launchd';

/** The parts of a property list, in the order in which a rendered one holds them. */
export type KeyGroup =
  | 'identity'
  | 'program'
  | 'environment'
  | 'life-cycle'
  | 'schedule'
  | 'triggers'
  | 'resources'
  | 'logs'
  | 'other';

/** How a field of services.yaml is written; `name` is a label's characters, `string` any text. */
export type FieldForm =
  | 'boolean'
  | 'integer'
  | 'string'
  | 'path'
  | 'paths'
  | 'strings'
  | 'duration'
  | 'command'
  | 'environment'
  | 'keep-alive'
  | 'schedule'
  | 'process-type'
  | 'umask'
  | 'limits'
  | 'sockets'
  | 'mach-services'
  | 'launch-events'
  | 'sessions'
  | 'hardware'
  | 'log-path'
  | 'nice'
  | 'name';

/** One key of launchd.plist(5), nested ones and those of Apple's own jobs included. */
export interface KeyRow {
  /** Dotted, for people: `KeepAlive.SuccessfulExit`; `*` stands for any name. */
  readonly key: string;
  /** The same as a list, safe for names that hold dots themselves. Array indexes are no part of it. */
  readonly path: readonly string[];
  /** Any one of these is taken; launchd converts nothing from one kind to another. */
  readonly types: readonly TypeName[];
  /** One sentence: what it does, as surely as `confidence` allows. */
  readonly about: string;
  readonly scope: KeyScope;
  readonly status: KeyStatus;
  readonly group: KeyGroup;
  /** Bounds of an integer, both inclusive. */
  readonly min?: number;
  readonly max?: number;
  /** What an integer counts. */
  readonly unit?: 's' | 'bytes' | 'count';
  /** The strings it takes; with `array<string>`, the strings each element may be. */
  readonly values?: readonly string[];
  /** Further strings, for Apple's own jobs. */
  readonly appleValues?: readonly string[];
  /** The strings above match in any letter case. */
  readonly enumAnyCase?: boolean;
  /** What counts when the key is absent; `wildcard` in a calendar entry: every value. */
  readonly default?: string | number | boolean;
  /** First macOS with the key, and the first without it; plain text. */
  readonly since?: string;
  readonly until?: string;
  /** Keys (dotted) without which this one does nothing, and keys it does not go together with. */
  readonly requires?: readonly string[];
  readonly conflicts?: readonly string[];
  /** The key (dotted) to write in place of this one. */
  readonly insteadUse?: string;
  /** Modern launchd is known to look this name up by its exact letters. False: any case probably matches. */
  readonly exactCase: boolean;
  /** The name matches in any letter case, in every launchd that is known. */
  readonly anyCase?: boolean;
  /** A dict that takes other names than the rows below it. (A dict without rows below it takes any name.) */
  readonly open?: boolean;
  /** A level that has no text of its own in the documentation; its types follow from those of the level above. */
  readonly container?: boolean;
  /** What launchd does with a wrong type where it is not "drops the key": a clause without a full stop. */
  readonly wrongType?: string;
  /** The field of services.yaml that becomes this key; only for keys that users set. */
  readonly field?: { readonly name: string; readonly form: FieldForm };
  /** high: the man page, or two independent sources · medium: one good source · low: unverified. */
  readonly confidence: 'high' | 'medium' | 'low';
  /** Where all this comes from; the texts are in `sources.ts`. */
  readonly sources: readonly SourceId[];
}

/** What a row need not say. `path` is made from `key` unless a name in it holds a dot. */
type Defaulted = 'path' | 'scope' | 'status' | 'exactCase' | 'confidence';

/** A row as its table writes it: what neither the table as a whole nor {@link Defaulted} says. */
export type RowInput<Common> = Partial<KeyRow> & Omit<KeyRow, keyof Common | Defaulted>;

/**
 * Makes rows of a table. A row not told otherwise is for agents and daemons, current, sure, and of a name that
 * probably matches in any letter case.
 * @param common what the rows of this table share; a row may still say otherwise
 */
export function keyTable<Common extends Partial<KeyRow>>(
  common: Common & { readonly [Unknown in Exclude<keyof Common, keyof KeyRow>]: never },
  rows: readonly RowInput<Common>[],
): readonly KeyRow[] {
  return rows.map((row) => ({ ...usualRow(row.key!), ...common, ...row }) as KeyRow);
}

/** What a row of this key has unless it says otherwise. */
export function usualRow(key: string): Pick<KeyRow, Defaulted> {
  return { path: key.split('.'), scope: 'both', status: 'current', exactCase: false, confidence: 'high' };
}
