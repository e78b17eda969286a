/** The manifest as the other rooms see it: plain data and where it came from. No library shows through. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/findings.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import type { PlistDict, PlistValue } from '../plist/value.ts';
import type { CalendarEntry } from './schedule.ts';
import type { PathStep } from './yaml-node.ts';

export type Domain = 'gui' | 'user' | 'system';

/** Where a value was said. `policy` is svc's own rule, everything else stands in a file. */
export interface Origin {
  readonly layer: 'service' | 'defaults' | 'template' | 'policy';
  /** Name of the template, for the layer `template`. */
  readonly template?: string;
  readonly source: SourceText;
  /** Span in the text of `source`; for policy the key of the service. */
  readonly start: number;
  readonly end: number;
}

/** A value as it is written, for those who change the text. */
export interface Written {
  readonly source: SourceText;
  /** Name of the template, where it stands in one. */
  readonly template?: string;
  /** Absent for an item of a list. */
  readonly key?: Place;
  /** Of an alias that which it stands for, at its anchor. */
  readonly value: Place;
}

export interface KeepAliveConditions {
  readonly successfulExit?: boolean;
  readonly crashed?: boolean;
  readonly pathState?: Readonly<Record<string, boolean>>;
  readonly otherJobEnabled?: Readonly<Record<string, boolean>>;
  readonly afterInitialDemand?: boolean;
}

export interface Limit {
  readonly soft?: number;
  readonly hard?: number;
}

/** What a field holds after templates, defaults, variables and units are worked out. */
export type FieldValue =
  | boolean
  | number
  | string
  | readonly string[]
  | readonly CalendarEntry[]
  | KeepAliveConditions
  | Readonly<Record<string, string>>
  | Readonly<Record<string, Limit>>
  | PlistValue;

/**
 * The fields of services.yaml under their names there; those with a form of their own are spelt out.
 * Durations are seconds, paths absolute, a umask its integer value.
 */
export interface ServiceFields {
  readonly command?: readonly string[];
  readonly program?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly environmentFile?: string;
  readonly keepAlive?: boolean | KeepAliveConditions;
  readonly runAtLoad?: boolean;
  readonly throttleInterval?: number;
  readonly exitTimeout?: number;
  readonly drain?: number;
  readonly recycles?: boolean;
  readonly schedule?: readonly CalendarEntry[];
  readonly every?: number;
  readonly umask?: number;
  readonly limits?: Readonly<Record<string, Limit>>;
  readonly logs?: { readonly stdout?: string; readonly stderr?: string };
  readonly [field: string]: FieldValue | undefined;
}

/** One service, complete: nothing of templates, defaults or variables is left to do. */
export interface Service {
  readonly name: string;
  readonly label: string;
  readonly namespace: string;
  readonly domain: Domain;
  readonly description?: string;
  /** Name of the template it is made from, if any. */
  readonly template?: string;
  readonly fields: ServiceFields;
  /** The keys of `plist:`, exactly as written; they win over every field. */
  readonly plist: PlistDict;
  /** Base name of the file it is declared in, for the comment of the rendered plist. */
  readonly declaredIn: string;
  /** Path of what starts it, only of a service with an `environmentFile`: the same on every machine. */
  readonly launcher?: string;
  /** Where the value at a path of fields was said (`['command', 0]`, `['plist', 'Label']`). */
  origin(...path: readonly PathStep[]): Origin;
  /** How the value at a key path below `plist:` is written; undefined for what does not stand there. */
  written(keyPath: readonly string[]): Written | undefined;
}

export type RuleLevel = 'off' | 'info' | 'warning' | 'error';

export interface LintSettings {
  readonly preset?: 'recommended' | 'strict';
  readonly rules?: Readonly<Record<string, RuleLevel>>;
}

export interface Manifest {
  readonly file: string;
  readonly namespace: string;
  readonly domain: Domain;
  /** What `~` and `${home}` mean: --home, else `home:` of the file, else (agents only) that of the target user. */
  readonly home?: string;
  /** Folder that `svc render` writes to, as written (relative to the file) with `~` and variables worked out. */
  readonly output: string;
  readonly lint: LintSettings;
  /** In the order of the file. */
  readonly services: readonly Service[];
}

/** A folder of service templates, as text; the file system stays outside. */
export interface TemplateFolder {
  /** Names of the templates in it, without `.yaml`. */
  names(): readonly string[];
  /** The text of a template, why it can not be read, or undefined when there is none of that name. */
  read(name: string): { readonly source: SourceText } | { readonly diagnostic: Diagnostic } | undefined;
}
