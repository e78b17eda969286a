/** `svc next`: when services and any property lists will be started by their schedules. */

import { compileService } from '../compile/compile-service.ts';
import { SourceText } from '../diagnostics/source-text.ts';
import { baseName } from '../launchd/commands.ts';
import { nearest } from '../launchd/nearest.ts';
import { printable } from '../launchd/printable.ts';
import { openTimeZone, type TimeZone } from '../launchd/time-zone.ts';
import { listed } from '../launchd/word-list.ts';
import { zonesLike } from '../launchd/zone-names.ts';
import { nodeOf } from '../lint/node-of.ts';
import type { Manifest, Service } from '../manifest/types.ts';
import { readPlist } from '../plist/read.ts';
import { formatJson } from '../report/json.ts';
import { formatNext, nextJson } from '../report/next.ts';
import { readInstant } from '../status/clock-words.ts';
import { type AskedJob, nextRuns } from '../status/next-runs.ts';
import type { ScheduleQuestion } from '../status/schedule.ts';
import { type FileProblem, isProblem, kindOfPath, readBytes } from '../system/files.ts';
import { type FoundFile, walk } from '../system/walk.ts';
import { machineTimeZone, now } from '../system/wall-clock.ts';
import type { Run } from './command.ts';
import { ExitCode, worstOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { isPath } from './is-path.ts';
import type { OpenOptions } from './open-manifest.ts';
import { LARGEST_PLIST, sizeProblem } from './size-option.ts';

interface NextOptions extends OpenOptions {
  readonly count?: string;
  readonly from?: string;
  readonly tz?: string;
}

const DEFAULT_COUNT = 3;
const MOST_RUNS = 1000;

export const run: Run<NextOptions> = async (args, options, io) => {
  const question = questionOf(options, io);
  if (typeof question === 'string') {
    io.err(`svc: ${printable(question)}\n`);
    return ExitCode.usage;
  }
  const collector = new JobCollector(options, io);
  const asked = await collector.collect(args);
  if (asked === undefined) return worstOf(collector.codes);
  const jobs = nextRuns(asked, question);
  const { zone, from } = question;
  if (options.json) io.out(formatJson(nextJson(jobs, zone)));
  else if (jobs.length > 0) {
    const setting = { color: io.color.out, width: io.width, brief: args.length === 0 };
    io.out(formatNext(jobs, { from, zone }, setting));
  }
  return worstOf(collector.codes);
};

/** What is asked, or what is wrong with the options. */
function questionOf({ count, from, tz, maxSize }: NextOptions, io: Io): ScheduleQuestion | string {
  const badSize = sizeProblem(maxSize);
  if (badSize !== undefined) return badSize;
  const wanted = Number(count ?? DEFAULT_COUNT);
  if (count !== undefined && !(/^\d{1,4}$/.test(count) && wanted >= 1 && wanted <= MOST_RUNS)) {
    return `--count must be a whole number from 1 to ${MOST_RUNS}, not ${JSON.stringify(count)}.`;
  }
  const zone = zoneOf(tz, io);
  if (typeof zone === 'string') return zone;
  if (from === undefined) return { from: now(), zone, count: wanted };
  const instant = readInstant(from, zone);
  if ('problem' in instant) return `--from ${JSON.stringify(from)} is ${instant.problem}.`;
  if (instant.note !== undefined) io.note(`svc: --from ${printable(from)} ${instant.note}.\n`);
  return { from: instant.at, zone, count: wanted };
}

function zoneOf(tz: string | undefined, io: Io): TimeZone | string {
  const { name, machine } = tz === undefined ? machineTimeZone() : { name: tz };
  const reading = openTimeZone(name);
  if ('zone' in reading) {
    if (machine !== undefined) {
      io.note(
        `svc: times are in ${name}, as TZ says; launchd goes by the zone of the machine: --tz ${printable(machine)}.\n`,
      );
    }
    return reading.zone;
  }
  if (machine !== undefined) {
    return `TZ is no time zone that is known here (${JSON.stringify(process.env.TZ)}); launchd goes by the zone of the machine: --tz ${machine}.`;
  }
  if (tz === undefined) return `the time zone of this machine is not known here (${name}); name it with --tz.`;
  const near = zonesLike(tz);
  const help = near.length > 0 ? `Did you mean ${listed(near)}?` : 'Write one like Europe/Berlin or UTC.';
  return `there is no time zone ${JSON.stringify(tz)}. ${help}`;
}

/** Gathers the jobs that arguments name; what can not be used is told, and the rest goes on. */
class JobCollector {
  readonly codes = new Set<number>();
  readonly #options: NextOptions;
  readonly #io: Io;
  readonly #maxSize: number;
  #manifest: Manifest | number | undefined;

  constructor(options: NextOptions, io: Io) {
    this.#options = options;
    this.#io = io;
    this.#maxSize = Number(options.maxSize ?? LARGEST_PLIST);
  }

  /** The jobs in the order of the arguments; undefined when stdout has an answer already. */
  async collect(args: readonly string[]): Promise<AskedJob[] | undefined> {
    const names = new Set(args);
    const needsManifest = names.size === 0 || [...names].some((name) => !isPath(name));
    if (needsManifest) {
      // YAML and its schema are loaded only for those who ask for services.
      const { openManifest } = await import('./open-manifest.ts');
      this.#manifest = openManifest(this.#options, this.#io);
      if (typeof this.#manifest === 'number') {
        this.codes.add(this.#manifest);
        // With --json the findings in it were the answer.
        if (this.#options.json || names.size === 0) return undefined;
      }
    }
    if (names.size === 0) return (this.#manifest as Manifest).services.map((service) => this.#askedService(service));
    return [...names].flatMap((name) => (isPath(name) ? this.#jobsAt(name) : this.#service(name)));
  }

  #askedService(service: Service): AskedJob {
    const { label, dict } = compileService(service);
    return { dict: nodeOf(dict), source: (this.#manifest as Manifest).file, name: label };
  }

  #service(name: string): AskedJob[] {
    const manifest = this.#manifest;
    if (manifest === undefined || typeof manifest === 'number') return [];
    const service = manifest.services.find((one) => one.name === name);
    if (service) return [this.#askedService(service)];
    const known = manifest.services.map((one) => one.name);
    const near = nearest(name, known);
    const help = isProblem(kindOfPath(name))
      ? near !== undefined
        ? `Did you mean ${near}?`
        : `Services: ${known.join(', ')}.`
      : `For the file or folder of that name write ./${name}`;
    this.#tell(`there is no service ${JSON.stringify(name)}. ${help}`, ExitCode.usage);
    return [];
  }

  #jobsAt(path: string): AskedJob[] {
    const kind = kindOfPath(path);
    if (isProblem(kind)) return this.#refuse(kind);
    if (kind === 'file') return this.#plist({ path, open: path });
    const found = [...walk(path, (name) => /\.plist$/i.test(name))];
    if (found.length === 0) this.#io.note(`svc: ${printable(path)}: there is no property list in it.\n`);
    return found.flatMap((file) =>
      isProblem(file) ? this.#refuse(file, ExitCode.refused) : this.#plist(file, ExitCode.refused),
    );
  }

  /** @param code of what can not be read: a file that nobody named, below a folder, is no slip of the caller */
  #plist({ path, open }: Pick<FoundFile, 'path' | 'open'>, code?: number): AskedJob[] {
    const bytes = readBytes(open, this.#maxSize, path);
    if (isProblem(bytes)) return this.#refuse(bytes, code);
    this.#io.detail(`svc: reading ${printable(path)}\n`);
    const { root, errors, text } = readPlist(bytes);
    const [error] = errors;
    if (error) {
      const place = text === undefined ? undefined : new SourceText(path, text).positionAt(error.start);
      const where = place ? `${path}:${place.line}:${place.column}` : path;
      const help = /\.ya?ml$/i.test(path) ? 'Name a services.yaml with -f.' : error.help;
      this.#tell(`${where}: ${error.message} ${help}`, ExitCode.refused);
      return [];
    }
    if (root?.kind !== 'dict') {
      this.#tell(`${path}: this is no job: the property list holds no dict at its top.`, ExitCode.refused);
      return [];
    }
    return [{ dict: root, source: path, name: baseName(path).replace(/\.plist$/i, '') }];
  }

  #refuse(problem: FileProblem, code?: number): AskedJob[] {
    const machine = problem.kind === 'refused' || problem.kind === 'too-large';
    this.#tell(`${problem.path}: ${problem.message}.`, code ?? (machine ? ExitCode.refused : ExitCode.usage));
    return [];
  }

  #tell(message: string, code: number): void {
    this.codes.add(code);
    this.#io.err(`svc: ${printable(message)}\n`);
  }
}
