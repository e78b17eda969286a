/** `svc lint`: property lists, folders of them, and services.yaml files under the rules. */
import { type Diagnostic, diagnosticForFile } from '../diagnostics/diagnostic.ts';
import { printable } from '../launchd/printable.ts';
import { type LintedFile, lintPlist } from '../lint/engine.ts';
import { LabelIndex } from '../lint/label-index.ts';
import { ruleOf } from '../lint/rules/index.ts';
import { type LintSettings, levelOf } from '../lint/settings.ts';
import {
  LINT_FORMATS,
  LintCounter,
  type LintFormat,
  type LintReport,
  lintReport,
  summaryText,
} from '../report/lint-report.ts';
import { type FileProblem, isProblem, kindOfPath, readBytes, readStdin } from '../system/files.ts';
import { proseColumns, STDERR, STDOUT } from '../system/streams.ts';
import { type FoundFile, walk } from '../system/walk.ts';
import type { Run } from './command.ts';
import { ExitCode, worstOf } from './exit-code.ts';
import type { Io } from './io.ts';
import type { Fixer, Origin } from './lint-fix.ts';
import { type LintSettingsOptions, lintSettings } from './lint-settings.ts';
import { nearestManifest } from './nearest-manifest.ts';
import { LARGEST_PLIST, sizeProblem } from './size-option.ts';
import { VERSION } from './version.ts';

interface FixOptions {
  readonly fix?: boolean;
  readonly fixDryRun?: boolean;
}

interface LintOptions extends LintSettingsOptions, FixOptions {
  readonly rules?: boolean;
  readonly format?: string;
  readonly maxWarnings?: string;
  readonly maxSize?: string;
  readonly stdinFilename?: string;
}

export const run: Run<LintOptions> = async (paths, options, io) => {
  const format = options.format ?? (options.json ? 'json' : 'pretty');
  const problem = usageProblem(format, options);
  if (problem !== undefined) return usage(problem, io);
  if (options.rules) return (await import('./lint-rules.ts')).listRules(paths, format, io);
  const settings = await lintSettings(options, io);
  if (typeof settings === 'string') return usage(settings, io);
  const given = paths.length > 0 ? paths : [options.file ?? nearestManifest()].filter((path) => path !== undefined);
  if (given.length === 0)
    return usage('there is no services.yaml here or in a folder above; name files or folders to check.', io);
  if (given.filter((path) => path === '-').length > 1) return usage('standard input (-) can be read only once.', io);
  const maxSize = Number(options.maxSize ?? LARGEST_PLIST);
  const isAside = takesStdout(options, given);
  if (isAside && format !== 'pretty' && format !== 'compact')
    return usage(
      `--format ${format} needs stdout, which has the ${options.fixDryRun ? 'diff' : 'mended text'} here.`,
      io,
    );
  const color = isAside ? io.color.err : io.color.out;
  const width = proseColumns(isAside ? STDERR : STDOUT);
  const report = await lintReport(format as LintFormat, { color, width, folder: process.cwd(), version: VERSION });
  const fixer = await fixerFor(options, settings, io);
  const print = isAside ? io.err : io.outSoon;
  const linter = new Linter({ settings, maxSize, report, io, print, fixer });
  await linter.lintAll(given, options.stdinFilename);
  return linter.finish(options);
};

/** Does the report go to stderr, since stdout has a diff or a mended text? */
function takesStdout({ fix, fixDryRun }: FixOptions, paths: readonly string[]): boolean {
  return fixDryRun === true || (fix === true && paths.includes('-'));
}

/** Most runs mend nothing, and need nothing of what mends. */
async function fixerFor({ fix, fixDryRun }: FixOptions, settings: LintSettings, io: Io): Promise<Fixer | undefined> {
  if (!fix && !fixDryRun) return undefined;
  const { Fixer } = await import('./lint-fix.ts');
  return new Fixer(fixDryRun === true, settings, io);
}

function usage(message: string, io: Io): number {
  io.err(`svc: ${message}\n`);
  return ExitCode.usage;
}

function usageProblem(format: string, options: LintOptions): string | undefined {
  const { maxSize, maxWarnings, fix, fixDryRun } = options;
  if (fix && fixDryRun) return '--fix and --fix-dry-run do not go together.';
  if (!(LINT_FORMATS as readonly string[]).includes(format)) {
    return `unknown format ${printable(JSON.stringify(format))}; known: ${LINT_FORMATS.join(', ')}.`;
  }
  if (options.json && format !== 'json') return `--json and --format ${format} do not go together.`;
  const badSize = sizeProblem(maxSize);
  if (badSize !== undefined) return badSize;
  if (maxWarnings !== undefined && !/^\d{1,9}$/.test(maxWarnings)) {
    return `--max-warnings must be a whole number, not ${printable(JSON.stringify(maxWarnings))}.`;
  }
  return undefined;
}

/** Files that are looked for in a folder. */
function isLintable(name: string): boolean {
  return /\.plist$/i.test(name) || name === 'services.yaml';
}

function isManifest(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

function notRead(path: string, diagnostics: readonly Diagnostic[]): LintedFile {
  return { path, sources: new Map(), diagnostics, fixes: new Map(), refusals: new Map() };
}

/** For standard input: what lies at the name it is given need not be what was read. */
function withoutFile(settings: LintSettings): LintSettings {
  return settings.host ? { ...settings, host: { ...settings.host, file: () => undefined } } : settings;
}

interface LinterSetting {
  readonly settings: LintSettings;
  readonly maxSize: number;
  readonly report: LintReport;
  readonly io: Io;
  /** Where the report goes. */
  readonly print: (text: string) => void;
  readonly fixer: Fixer | undefined;
}

/** Bytes; larger files get a buffer of their own. */
const SCRATCH = 65_536;

/** Takes one file after the other, prints what is found in it, and keeps only counts. */
class Linter {
  readonly #settings: LintSettings;
  readonly #maxSize: number;
  readonly #report: LintReport;
  readonly #io: Io;
  readonly #print: (text: string) => void;
  readonly #fixer: Fixer | undefined;
  readonly #labels = new LabelIndex();
  readonly #counter = new LintCounter();
  readonly #codes = new Set<number>();
  /** What the files of a folder are read into, one after the other. */
  #scratch: Buffer | undefined;
  #files = 0;
  #refused = 0;

  constructor({ settings, maxSize, report, io, print, fixer }: LinterSetting) {
    this.#settings = settings;
    this.#maxSize = maxSize;
    this.#report = report;
    this.#io = io;
    this.#print = print;
    this.#fixer = fixer;
    print(report.begin());
  }

  async lintAll(paths: readonly string[], stdinName: string | undefined): Promise<void> {
    for (const path of paths) {
      if (path === '-') {
        const name = stdinName ?? '-';
        await this.#lintBytes(name, await readStdin(this.#maxSize), { stdin: true });
        continue;
      }
      const kind = kindOfPath(path);
      if (isProblem(kind)) this.#tell(kind);
      else if (kind === 'file') await this.#lintBytes(path, readBytes(path, this.#maxSize), { open: path });
      else await this.#lintFolder(path);
    }
  }

  async #lintFolder(folder: string): Promise<void> {
    const before = this.#files + this.#refused;
    for (const found of walk(folder, isLintable)) {
      if (isProblem(found)) this.#tell(found, ExitCode.refused);
      else {
        const later = this.#lintFound(found);
        if (later) await later;
      }
    }
    if (this.#files + this.#refused > before) return;
    this.#io.note(`svc: ${printable(folder)}: there is no property list in it.\n`);
  }

  #lintFound({ path, open, isRegular }: FoundFile): Promise<void> | undefined {
    this.#scratch ??= Buffer.allocUnsafeSlow(SCRATCH);
    const bytes = readBytes(open, this.#maxSize, path, { isRegular, scratch: this.#scratch });
    // Below a folder nobody named this file: a link to nowhere is the machine's trouble, not a slip of the caller.
    if (isProblem(bytes) && bytes.kind !== 'too-large') this.#tell(bytes, ExitCode.refused);
    else return this.#lintBytes(path, bytes, { open });
    return undefined;
  }

  /** A property list is linted at once, without a promise for each of thousands; what else is to be loaded takes one. */
  #lintBytes(path: string, bytes: Uint8Array | FileProblem, origin: Origin): Promise<void> | undefined {
    if (isProblem(bytes) && bytes.kind !== 'too-large') {
      this.#tell(bytes);
      return undefined;
    }
    this.#files++;
    if (this.#io.isVerbose) this.#io.detail(`svc: checking ${printable(path)}\n`);
    const settings = 'stdin' in origin ? withoutFile(this.#settings) : this.#settings;
    if (isProblem(bytes)) this.#show(this.#tooLarge(path, bytes));
    else if (this.#fixer || isManifest(path)) return this.#lintLater(path, bytes, origin, settings);
    else this.#show(lintPlist(path, bytes, settings, this.#labels));
    return undefined;
  }

  async #lintLater(path: string, bytes: Uint8Array, origin: Origin, settings: LintSettings): Promise<void> {
    this.#show(await this.#lint(path, await this.#fix(path, bytes, origin), settings));
  }

  #show(linted: LintedFile): void {
    this.#counter.add(linted.diagnostics);
    if (linted.diagnostics.length > 0) this.#print(this.#report.file(linted));
  }

  /** The bytes to report on: mended, if that is wanted and possible. */
  async #fix(path: string, bytes: Uint8Array, origin: Origin): Promise<Uint8Array> {
    if (!this.#fixer) return bytes;
    const mended = await this.#fixer.fix(path, bytes, origin, isManifest(path));
    this.#counter.addFixed(mended.fixed);
    if (mended.problem) this.#tell(mended.problem, ExitCode.refused);
    return mended.bytes;
  }

  async #lint(path: string, bytes: Uint8Array, settings: LintSettings): Promise<LintedFile> {
    if (!isManifest(path)) return lintPlist(path, bytes, settings, this.#labels);
    // YAML and its schema are loaded only for those who lint a services.yaml.
    const [{ lintManifest }, { loadManifestBytes }] = await Promise.all([
      import('../lint/lint-manifest.ts'),
      import('../project/load-manifest.ts'),
    ]);
    const reading = loadManifestBytes(path, bytes);
    return lintManifest(reading, path, settings);
  }

  #tooLarge(path: string, { message }: FileProblem): LintedFile {
    const severity = levelOf(ruleOf('plist-limits'), undefined, this.#settings);
    if (severity === undefined) return notRead(path, []);
    const finding = {
      rule: 'plist-limits',
      severity,
      message: `The file is not read: ${message}.`,
      help: 'Raise the limit with --max-size.',
    };
    return notRead(path, [diagnosticForFile(path, finding)]);
  }

  #tell(problem: FileProblem, code?: number): void {
    this.#refused++;
    this.#codes.add(code ?? (problem.kind === 'refused' ? ExitCode.refused : ExitCode.usage));
    this.#io.err(`svc: ${printable(problem.path)}: ${problem.message}.\n`);
  }

  finish(options: LintOptions): number {
    const { summary } = this.#counter;
    this.#print(this.#report.end(this.#files, summary));
    this.#io.note(`svc: ${summaryText(this.#files, summary, options.fixDryRun ? 'would be fixed' : 'fixed')}\n`);
    const tooMany = options.maxWarnings !== undefined && summary.warnings > Number(options.maxWarnings);
    if (tooMany) {
      const count = `${summary.warnings} warning${summary.warnings === 1 ? ' is' : 's are'}`;
      this.#io.err(`svc: ${count} more than --max-warnings ${options.maxWarnings}.\n`);
    }
    if (summary.errors > 0 || tooMany) this.#codes.add(ExitCode.found);
    return worstOf(this.#codes);
  }
}
