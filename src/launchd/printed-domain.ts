/** `launchctl print <domain>` and `launchctl print-disabled <domain>` as data. Forms: PRINT. */
import { SESSION_TYPES, type SessionType } from './domains.ts';
import { arrowPair, blockName, bounded, count, linesOf, readPrinted } from './printed-text.ts';
import { decodeListStatus, type LastExit } from './wait-status.ts';

/** A row of the services of a domain. */
export interface DomainService {
  readonly label: string;
  /** Missing while the job does not run. */
  readonly pid?: number;
  /** Unknown where launchd prints a dash. */
  readonly lastExit: LastExit;
}

/** What launchd says of a domain. */
export interface PrintedDomain {
  /** `gui/501` */
  readonly target?: string;
  /** login for a gui domain, user, system. */
  readonly type?: string;
  readonly session?: SessionType;
  /** Those that were read; a label missing here is not loaded only if `isComplete`. */
  readonly services?: readonly DomainService[];
  /** The override table, where this release prints it here. */
  readonly disabled?: DisabledServices;
  readonly properties: readonly string[];
  /** The text has its end, and every row was read. Large domains do not fit into the 1 MiB of launchd's buffer (PROC). */
  readonly isComplete: boolean;
}

/** Reads the output of `launchctl print` for a domain. Never throws. */
export function parsePrintedDomain(text: string): PrintedDomain {
  const { target, fields, blocks, isComplete } = readPrinted(text);
  const type = fields.get('type');
  const session = sessionType(fields.get('session'));
  const rows = blocks.get('services')?.filter((line) => line.trim() !== '');
  const services = rows?.flatMap((line) => serviceRow(line) ?? []);
  const disabled = blocks.get('disabled services');
  return {
    ...(target !== undefined && { target }),
    ...(type !== undefined && { type }),
    ...(session && { session }),
    ...(services && { services }),
    ...(disabled && { disabled: overridesOf(disabled, isComplete) }),
    properties: (fields.get('properties') ?? '').split('|').flatMap((word) => word.trim() || []),
    // A row that can not be read may be that of any label: this table is not API.
    isComplete: isComplete && services?.length === rows?.length,
  };
}

/** Three columns, padded with spaces: pid (0 when not running), status or a dash, and after a tab the label. */
function serviceRow(line: string): DomainService | undefined {
  const text = line.trim();
  const [, pid, status, label] = /^(\d{1,10}) {1,32}(\S{1,32})[ \t]{1,32}(\S.*)$/.exec(text) ?? [];
  if (label === undefined) return undefined;
  const number = count(pid);
  return { label: bounded(label), ...(number && { pid: number }), lastExit: decodeListStatus(status ?? '') };
}

/** The override that `launchctl enable` or `disable` left for a label; it survives reboots and the plist. */
export type Override = 'enabled' | 'disabled';

/** The override table of a domain. */
export interface DisabledServices {
  readonly overrides: ReadonlyMap<string, Override>;
  /** The table was read whole: a label without a row has no override. */
  readonly isComplete: boolean;
}

/** Is a label switched off by an override? Undefined: the table was not read whole, and the label not in it. */
export function isDisabled({ overrides, isComplete }: DisabledServices, label: string): boolean | undefined {
  const override = overrides.get(label);
  if (override !== undefined) return override === 'disabled';
  return isComplete ? false : undefined;
}

/**
 * Reads `launchctl print-disabled`: the block `disabled services` only, however deep it is indented. What follows it
 * (`login item associations`) speaks of other things in the same words. Never throws.
 */
export function parseDisabledServices(text: string): DisabledServices {
  const { lines } = linesOf(text);
  const start = lines.findIndex((line) => blockName(line) === 'disabled services');
  if (start < 0) return { overrides: new Map(), isComplete: false };
  const end = lines.findIndex((line, index) => index > start && line.trim() === '}');
  return overridesOf(lines.slice(start + 1, end < 0 ? undefined : end), end >= 0);
}

/** Older releases print true and false (is it disabled?), newer ones disabled and enabled. */
const OVERRIDES: ReadonlyMap<string, Override> = new Map([
  ['true', 'disabled'],
  ['disabled', 'disabled'],
  ['false', 'enabled'],
  ['enabled', 'enabled'],
]);

/** Rows `"label" => disabled`. `_dirty` is a mark of launchd's own, no label. */
function overridesOf(lines: readonly string[], isEnded: boolean): DisabledServices {
  const overrides = new Map<string, Override>();
  let isComplete = isEnded;
  for (const line of lines) {
    const [label, word = ''] = arrowPair(line) ?? [];
    const override = OVERRIDES.get(word);
    if (label === '_dirty' || line.trim() === '') continue;
    if (label === undefined || override === undefined) isComplete = false;
    else if (!overrides.has(label)) overrides.set(bounded(label), override);
  }
  return { overrides, isComplete };
}

/** The kind of session that `launchctl managername` names; undefined for other words. */
export function sessionType(text: string | undefined): SessionType | undefined {
  const word = text?.trim();
  return SESSION_TYPES.find((type) => type === word);
}
