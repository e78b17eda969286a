import { type KeyRow, matchesType, type TypeName } from '../../launchd/keys.ts';
import { fitsShape, shapeOfRow, type ValueShape } from '../../launchd/value-shape.ts';
import type { DictEntry, PlistNode } from '../../plist/node.ts';
import { retypeString } from '../fix.ts';
import { type Spot, spotOf, spotOfValue } from '../job.ts';
import { keysWhere } from '../key-walk.ts';
import { kindWords, typeWords, written } from '../kind-words.ts';
import type { Rule } from '../rule.ts';

/** Rules of their own: label-missing, program-arguments-invalid. */
const LEFT_TO_OTHERS = new Set(['Label', 'ProgramArguments']);

/** Keys whose contents have rules of their own: env-value-not-string, calendar-value. */
const CONTENTS_LEFT_TO_OTHERS = new Set(['EnvironmentVariables', 'StartCalendarInterval']);

/** What a value must be as far as this rule speaks of it. */
function shapeFor(row: KeyRow): ValueShape {
  const shape = shapeOfRow(row);
  if (!CONTENTS_LEFT_TO_OTHERS.has(row.key)) return shape;
  const items = shape.items && { ...shape.items, items: undefined, values: undefined };
  return { ...shape, items, values: undefined };
}

const misfits = keysWhere((row) => {
  if (row.status !== 'current' || LEFT_TO_OTHERS.has(row.key)) return false;
  const shape = shapeFor(row);
  return (value) => !fitsShape(value, shape);
});

export const wrongType: Rule = {
  id: 'wrong-type',
  group: 'keys',
  level: 'error',
  summary: 'A value of another kind than the key takes.',
  docs: {
    why: 'launchd converts nothing: it looks a key up among those of the kind its value has, so a quoted number, an integer for a boolean or a real for an integer is a key it does not know, dropped in silence. Source: launchd-842 core.c (job_import_*); launchd.plist(5).',
    bad: '<key>ThrottleInterval</key>\n<string>30</string>',
    good: '<key>ThrottleInterval</key>\n<integer>30</integer>',
    fix: 'Write the value in the kind the key takes. The job behaves otherwise from then on, since the key counts now.',
    silence: 'Never: the key has no effect.',
  },
  needs: { keys: misfits },
  check(job, report) {
    for (const use of misfits(job)) {
      const { row, entry } = use;
      for (const { node, types, spot } of misfitsIn(entry, row, use.path)) {
        const isWhole = node === entry.value;
        const subject = isWhole ? subjectOf(row) : `What ${row.path.filter((name) => name !== '*').join('.')} holds`;
        const kinds = typeWords(types);
        report(spot, {
          message: `${subject} must be ${kinds}, and this is ${kindWords(node.kind)}: ${isWhole ? effectOn(row) : effectWithin(row)}.`,
          help: helpFor(node, types, job.file.origin, isWhole ? row : undefined) ?? `Write ${kinds}.`,
          fix: NOT_FIXED.has(row.key) ? undefined : retypeString(node, (kind) => types.includes(kind)),
        });
      }
    }
  },
};

/** A string of digits is an octal mask to its author, most often. */
const NOT_FIXED = new Set(['Umask']);

interface Misfit {
  readonly node: PlistNode;
  readonly types: readonly TypeName[];
  readonly spot: Spot;
}

/** The value of a key when it is of a wrong kind, else what it holds of a wrong kind. */
function misfitsIn(entry: DictEntry, row: KeyRow, path: readonly string[]): readonly Misfit[] {
  const found: Misfit[] = [];
  fitsShape(entry.value, shapeFor(row), (node, types, steps) => {
    const way = [...path, ...steps.map((step) => (typeof step === 'number' ? String(step) : step.key))];
    const last = steps.length === 0 ? entry : steps.at(-1)!;
    // What comes back is of the tree that was handed in.
    const spot = typeof last === 'number' ? spotOf(node as PlistNode, way) : spotOfValue(last as DictEntry, way);
    found.push({ node: node as PlistNode, types, spot });
  });
  return found;
}

function subjectOf(row: KeyRow): string {
  const last = row.path.at(-1)!;
  if (last === '*') return `What stands under a name in ${row.path[0]}`;
  return row.path[0] === 'KeepAlive' ? row.key : last;
}

const NOTHING = 'launchd does not convert it';

/** What follows from the loss of a key, where that says more than its default. */
const LOSS: Record<string, string> = {
  Program: 'what ProgramArguments says is executed, if anything',
  ExitTimeOut: 'the default of the system is in force (5 seconds measured on recent macOS, 20 up to OS X 10.9)',
  RunAtLoad: 'it does not start the job at load',
  KeepAlive: 'the job is not kept alive',
  StartInterval: 'it never starts the job',
  StartCalendarInterval: 'it never starts the job',
  WatchPaths: 'it never starts the job',
  QueueDirectories: 'it never starts the job',
  StartOnMount: 'it never starts the job',
  EnvironmentVariables: 'none of the variables is set',
  StandardInPath: 'standard input is /dev/null',
  StandardOutPath: 'standard output goes to /dev/null',
  StandardErrorPath: 'standard error goes to /dev/null',
  UserName: 'the job runs as root, or as the user who is logged in',
};

/** What launchd does with the key instead: a clause without a full stop. */
function effectOn(row: KeyRow): string {
  if (row.wrongType !== undefined) return row.wrongType;
  const [top] = row.path;
  if (row.path.length > 1) {
    if (top === 'KeepAlive') return 'launchd skips the condition';
    if (top === 'SoftResourceLimits' || top === 'HardResourceLimits') return 'launchd skips the limit';
    if (top === 'Sockets') return `${NOTHING}; the launchctl of OS X 10.9 reads it unchecked and can crash`;
    return NOTHING;
  }
  return `launchd drops the key, so ${LOSS[row.key] ?? defaultOf(row)}`;
}

/** What launchd does with something of a wrong kind that a key holds. */
function effectWithin({ key }: KeyRow): string {
  return key === 'StartCalendarInterval' ? 'launchd drops it, and it never starts the job (10.9 source)' : NOTHING;
}

function defaultOf({ default: value, unit }: KeyRow): string {
  if (value === undefined) return 'the job runs as if it were not there';
  return `its default of ${value}${unit === 's' ? ' seconds' : ''} is in force`;
}

/** How the value that was meant is written, where it can be told; undefined where it cannot. */
function helpFor(node: PlistNode, types: readonly TypeName[], origin: string, row?: KeyRow): string | undefined {
  const key = row?.key;
  if (key === 'Program') return 'Write the path as a string; arguments belong in ProgramArguments.';
  if (key === 'UserName' || key === 'GroupName') return 'Write the name as a string.';
  if (key === 'Umask') return 'Write the mask as a decimal integer: octal 022 is 18, 077 is 63.';
  if (row?.values) return `Write one of ${row.values.join(', ')}, as a string.`;
  const takes = (kind: 'integer' | 'boolean' | 'string') => types.includes(kind);
  const text = node.kind === 'string' ? node.value.trim() : scalarText(node);
  if (text !== undefined) {
    if (takes('boolean') && text in BOOLEANS) return `Write ${written('boolean', BOOLEANS[text]!, origin)}.`;
    if (takes('integer') && /^-?\d{1,18}$/.test(text)) return `Write ${written('integer', text, origin)}.`;
    if (takes('string') && node.kind === 'integer') return `Write ${written('string', text, origin)}.`;
  }
  if (takes('boolean') && types.length === 1) {
    return `Write ${written('boolean', 'true', origin)} or ${written('boolean', 'false', origin)}.`;
  }
  if (types.includes('array<string>') && node.kind === 'string') return 'Write an array, even for one string.';
  if (node.kind === 'array' && !types.some((type) => matchesType(type, 'array'))) {
    return `Write ${typeWords(types)}, without the array around it.`;
  }
  return undefined;
}

const BOOLEANS: Record<string, string> = Object.assign(Object.create(null), {
  true: 'true',
  True: 'true',
  TRUE: 'true',
  yes: 'true',
  Yes: 'true',
  YES: 'true',
  on: 'true',
  1: 'true',
  false: 'false',
  False: 'false',
  FALSE: 'false',
  no: 'false',
  No: 'false',
  NO: 'false',
  off: 'false',
  0: 'false',
});

/** Digits of a number that has no fraction; nothing for other values. */
function scalarText(node: PlistNode): string | undefined {
  if (node.kind === 'integer') return String(node.value);
  return node.kind === 'real' && Number.isSafeInteger(node.value) ? String(node.value) : undefined;
}
