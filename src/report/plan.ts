/** `svc diff` and what install is about to do: for a person, and as data. */
import kleur from 'kleur';
import {
  AS_ON_DISK,
  type DeployState,
  type DiskFile,
  type JobPlan,
  type KeyChange,
  type Plan,
  type Price,
} from '../deploy/types.ts';
import { printable } from '../launchd/printable.ts';
import { sentenceOf } from '../launchd/word-list.ts';
import { columnsOf } from './columns.ts';
import { wrapped } from './wrap.ts';

export interface PlanOptions {
  readonly color: boolean;
  /** Columns to fit in. */
  readonly width: number;
  /** Leaves out remarks. */
  readonly quiet: boolean;
  /** Every key of services that are new. */
  readonly verbose?: boolean;
  /** What is refused otherwise is going to be done. */
  readonly force?: boolean;
}

/** The sign before a service: what would be done with it, readable without colour. */
type Sign = '+' | '~' | '-' | '!' | '?';

const PAINT: Record<Sign, (text: string) => string> = {
  '+': (text) => kleur.green(text),
  '~': (text) => kleur.yellow(text),
  '-': (text) => kleur.red(text),
  '!': (text) => kleur.red().bold(text),
  '?': (text) => kleur.magenta(text),
};

const STATE_WORDS: Record<DeployState, string> = {
  absent: 'not installed',
  same: 'unchanged',
  differs: 'differs',
  outdated: 'outdated',
  edited: 'edited by hand',
  foreign: 'not of svc',
  'not-loaded': 'not loaded',
  orphan: 'orphan: services.yaml does not declare it any more',
};

/** The plan as text: services without a difference are left out, the counts come last. */
export function formatPlan(plan: Plan, options: PlanOptions): string {
  kleur.enabled = options.color;
  const shown = plan.jobs.filter(
    (job) => signOf(job, options) !== undefined || (!options.quiet && job.notes.length > 0),
  );
  const blocks = shown.map((job) => jobBlock(job, options));
  const remarks = options.quiet ? [] : remarksOf(plan, options);
  return [...blocks, ...remarks, `${countsLine(plan, options)}\n`].join('\n');
}

function signOf(job: JobPlan, { force }: PlanOptions): Sign | undefined {
  const { state, refusal, unknown, actions } = job;
  if (unknown !== undefined) return '?';
  if (refusal && !(force && actions.length > 0)) return '!';
  if (state === 'orphan') return '-';
  if (state === 'absent') return '+';
  return state === 'same' && actions.length === 0 ? undefined : '~';
}

function jobBlock(job: JobPlan, options: PlanOptions): string {
  const sign = signOf(job, options);
  const { service, label, state, actions, refusal, unknown, notes } = job;
  const words = unknown !== undefined && state === 'same' ? 'not known' : STATE_WORDS[state];
  const paint = sign ? PAINT[sign] : (text: string) => text;
  // Without actions there is nothing that --force would do.
  const way =
    actions.length === 0 ? ', refused' : sign === '!' ? ', refused without --force' : ', taken over by --force';
  const refused = refusal ? way : '';
  const lines = [
    `${paint(`${sign ?? ' '} ${kleur.bold(printable(service))}`)} (${printable(label)}): ${words}${refused}`,
    ...keyLines(job, options),
  ];
  const said = refusal
    ? [refusal.cause, refusal.remedy]
    : unknown === undefined
      ? []
      : [`${sentenceOf(unknown)} Nothing is done with it.`];
  const remarks = [...said, ...(options.quiet ? [] : [...notes, ...priceSentences(job.price)])];
  for (const remark of remarks) lines.push(...paragraph(remark, '    ', options.width));
  return lines.map((line) => `${line}\n`).join('');
}

/** What a new service starts and when; -v shows its other keys. */
const TELLING = /^(?:Program|ProgramArguments|KeepAlive|StartInterval|StartCalendarInterval|WatchPaths)(?:\.|$)/;

function keyLines({ state, changes }: JobPlan, options: PlanOptions): readonly string[] {
  const isBrief = state === 'absent' && !options.verbose;
  const shown = isBrief ? changes.filter(({ key }) => TELLING.test(key)) : changes;
  const left = changes.length - shown.length;
  const rest = left > 0 ? [`    ${kleur.dim(`and ${left} more ${left === 1 ? 'key' : 'keys'} (-v shows them)`)}`] : [];
  return [...shown.flatMap((change) => changeLines(change, options)), ...rest];
}

function paragraph(text: string, indent: string, width: number): string[] {
  return wrapped(printable(text), Math.max(20, width - indent.length)).map((line) => `${indent}${line}`);
}

/** `~ ThrottleInterval: 10 → 30`; on lines of their own where that is too wide. */
function changeLines(change: KeyChange, { width }: PlanOptions): string[] {
  const { key, desired, disk } = change;
  const isSame = desired === disk;
  const sign = isSame ? '~' : disk === undefined ? '+' : desired === undefined ? '-' : '~';
  // What is on disk is what is loaded, unless something else is said.
  const loaded = change.loaded === disk || change.loaded === AS_ON_DISK ? undefined : change.loaded;
  const isHidden = isSame && disk !== undefined && loaded === undefined;
  const head = `    ${sign} ${printable(key)}:`;
  const from = isSame ? loaded && `loaded ${loaded}` : disk;
  const values = [from, desired].filter((value) => value !== undefined).map(printable);
  const beside = !isSame && loaded !== undefined ? `; loaded: ${printable(loaded)}` : '';
  const short = isHidden
    ? `${head} ${printable(disk)} (changed; it looks like a secret and is not shown)`
    : `${head} ${values.join(' → ')}${beside}`;
  const paint = PAINT[sign];
  if (columnsOf(short) <= width || isHidden) return [paint(short)];
  const sides: readonly (readonly [string, string | undefined])[] = [
    ['on disk', isSame ? undefined : disk],
    ['loaded', loaded],
    ['wanted', desired],
  ];
  const long = sides.flatMap(([side, value]) =>
    value === undefined ? [] : [`        ${`${side}:`.padEnd(8)} ${printable(value)}`],
  );
  return [head, ...long].map((line) => paint(line));
}

/** What a change of one service costs, a sentence each. */
export function priceSentences({ reload, downtimeSeconds, restartsInterval }: Price): readonly string[] {
  const down =
    downtimeSeconds === undefined
      ? ''
      : downtimeSeconds === 0
        ? ', and is down for as long as it takes to end (its exit timeout is 0)'
        : `, and may be down for up to ${downtimeSeconds} s while the old process ends`;
  return [
    ...(reload ? [`Costs a reload: it is stopped and started again${down}.`] : []),
    ...(restartsInterval ? ['Its interval counts from the reload on.'] : []),
  ];
}

function remarksOf({ jobs, unclaimed, notes, target }: Plan, { width }: PlanOptions): string[] {
  const said = [...unclaimed.map((file) => unclaimedNote(file, target.source)), ...backgroundNote(jobs), ...notes];
  return said.map((note) =>
    paragraph(note, '', width)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** Once for all of them, however many there are. */
function backgroundNote(jobs: readonly JobPlan[]): readonly string[] {
  const added = jobs.filter(({ price }) => price.backgroundItem).map(({ service }) => service);
  if (added.length === 0) return [];
  const what = added.length === 1 ? 'a background item was added' : `${added.length} background items were added`;
  return [`macOS may tell the user that ${what}: ${added.join(', ')}.`];
}

function unclaimedNote({ path, ownership }: DiskFile, source: string): string {
  const mark = ownership ? `${ownership.namespace}/${ownership.service}` : 'this namespace';
  return `${path} bears the mark of ${mark}, and nothing says that it was made from ${source}: it is left alone.`;
}

const COUNTED: readonly (readonly [Sign, string])[] = [
  ['+', 'to install'],
  ['~', 'to change'],
  ['-', 'to remove with --prune'],
  ['!', 'refused'],
  ['?', 'not known'],
];

function countsLine({ jobs }: Plan, options: PlanOptions): string {
  const unchanged = jobs.filter((job) => signOf(job, options) === undefined).length;
  if (unchanged === jobs.length) {
    return `No changes: ${jobs.length === 1 ? 'the service is' : `all ${jobs.length} services are`} as services.yaml says.`;
  }
  const counts = COUNTED.map(
    ([sign, words]) => [jobs.filter((job) => signOf(job, options) === sign).length, words] as const,
  );
  const parts = [...counts, [unchanged, 'unchanged'] as const].filter(([count]) => count > 0);
  return `${parts.map(([count, words]) => `${count} ${words}`).join(', ')}.`;
}

/** The plan as data: the shape of docs/cli.md. Every value is masked already. */
export function planDocument({ jobs, unclaimed, notes }: Plan): object {
  return {
    services: jobs.map((job) => ({
      service: job.service,
      label: job.label,
      state: job.state,
      changes: job.changes.map(({ key, desired, disk, loaded }) => ({
        key,
        desired: desired ?? null,
        disk: disk ?? null,
        loaded: loaded ?? null,
      })),
      actions: job.actions,
      price: job.price,
      ...(job.refusal && { refusal: job.refusal }),
      ...(job.unknown !== undefined && { unknown: job.unknown }),
      notes: job.notes,
    })),
    unclaimed: unclaimed.map(({ path }) => path),
    notes,
  };
}
