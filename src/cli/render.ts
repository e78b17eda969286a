/** `svc render`: services.yaml to property lists in a folder, on stdout, or held against the folder. */
import { dirname, join, resolve } from 'node:path';
import { compileService } from '../compile/compile-service.ts';
import { printable } from '../launchd/printable.ts';
import type { Manifest, Service } from '../manifest/types.ts';
import { explainService } from '../render/explain.ts';
import { type PlannedFile, planRender, type WantedFile } from '../render/plan-render.ts';
import { ownershipOf, renderPlist } from '../render/render-plist.ts';
import { formatExplanation } from '../report/explanation.ts';
import { formatJson } from '../report/json.ts';
import {
  type FileProblem,
  isProblem,
  listFolder,
  makeFolder,
  readTextIfThere,
  writeFileAtomic,
} from '../system/files.ts';
import type { Run } from './command.ts';
import { ExitCode, worstOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { type OpenOptions, openManifest } from './open-manifest.ts';
import { selectServices } from './select-services.ts';
import { LARGEST_PLIST } from './size-option.ts';

interface RenderOptions extends OpenOptions {
  readonly output?: string;
  readonly stdout?: boolean;
  readonly check?: boolean;
  readonly explain?: string;
}

/** One line of the answer. */
interface FileResult {
  readonly service: string;
  readonly label: string;
  readonly path: string;
  readonly result: 'written' | 'unchanged' | 'missing' | 'different' | 'stale';
  readonly error?: { readonly code: string; readonly message: string };
  /** The property list itself, with --stdout. */
  readonly text?: string;
}

export const run: Run<RenderOptions> = async (names, options, io) => {
  const modes = [
    options.stdout && '--stdout',
    options.check && '--check',
    options.explain !== undefined && '--explain',
  ].filter(Boolean);
  if (modes.length > 1) {
    io.err(`svc: ${modes.join(' and ')} do not go together.\n`);
    return ExitCode.usage;
  }
  const slip =
    options.explain !== undefined && names.length > 0
      ? '--explain takes one service'
      : options.output === ''
        ? '--output names no folder'
        : undefined;
  if (slip !== undefined) {
    io.err(`svc: ${slip}.\n`);
    return ExitCode.usage;
  }
  const manifest = openManifest(options, io);
  if (typeof manifest === 'number') return manifest;
  const services = selectServices(manifest, options.explain === undefined ? names : [options.explain], io);
  if (!services) return ExitCode.usage;
  if (options.explain !== undefined) {
    const explanation = explainService(compileService(services[0]!));
    io.out(options.json ? formatJson(explanation) : formatExplanation(explanation, io.color.out));
    return ExitCode.ok;
  }
  const wanted = services.map(render);
  if (options.stdout) {
    if (options.json)
      io.out(
        formatJson({ files: wanted.map(({ service, label, name, text }) => ({ service, label, path: name, text })) }),
      );
    else for (const { text } of wanted) io.out(text);
    return ExitCode.ok;
  }
  const folder = outputFolder(manifest, options);
  return await renderInto(folder, wanted, names.length === 0 ? manifest : undefined, options, io);
};

function render(service: Service): WantedFile {
  return {
    service: service.name,
    label: service.label,
    name: `${service.label}.plist`,
    text: renderPlist(compileService(service)),
  };
}

/** The folder as it is opened, and as it is shown. */
function outputFolder(manifest: Manifest, options: RenderOptions): string {
  if (options.output !== undefined) return options.output;
  const beside = dirname(manifest.file);
  return beside === '.' || manifest.output.startsWith('/') ? manifest.output : join(beside, manifest.output);
}

/** What the machine refused: the folder as a whole, or files in it by name. */
interface Refusals {
  folder: FileProblem | undefined;
  readonly files: Map<string, FileProblem>;
}

async function renderInto(
  folder: string,
  wanted: readonly WantedFile[],
  whole: Manifest | undefined,
  options: RenderOptions,
  io: Io,
): Promise<number> {
  const refusals: Refusals = { folder: undefined, files: new Map() };
  const planned = planRender(wanted, ({ name, text: own }) => {
    const text = readTextIfThere(join(resolve(folder), name), Math.max(LARGEST_PLIST, Buffer.byteLength(own)));
    if (!isProblem(text)) return text;
    refusals.files.set(name, text);
    return undefined;
  });
  const results: FileResult[] = planned.map(({ service, label, name, state }) => ({
    service,
    label,
    path: join(folder, name),
    result: state,
  }));
  if (!options.check) writeAll(folder, planned, results, refusals);
  const stale = whole && !refusals.folder ? staleFiles(folder, whole.namespace, wanted) : [];
  if (isProblem(stale)) refusals.folder = stale;
  else results.push(...stale);
  const answer = results.map((result, i) =>
    withProblem(result, planned[i] && (refusals.files.get(planned[i].name) ?? refusals.folder)),
  );
  if (options.json) io.out(formatJson({ files: answer }));
  else await tell(answer, planned, options, io);
  tellRefusals(folder, refusals, planned, io);
  if (!options.check && !options.json) adviseOnStale(answer, io);
  const differs = answer.some(({ result }) => result === 'missing' || result === 'different' || result === 'stale');
  const refused = refusals.folder !== undefined || refusals.files.size > 0;
  return worstOf([options.check && differs ? ExitCode.found : ExitCode.ok, refused ? ExitCode.refused : ExitCode.ok]);
}

function tellRefusals(folder: string, refusals: Refusals, planned: readonly PlannedFile[], io: Io): void {
  if (refusals.folder) io.err(`svc: ${printable(folder)}: ${refusals.folder.message}.\n`);
  for (const [name, { message }] of refusals.files) {
    const keeps = planned.find((file) => file.name === name)?.current !== undefined;
    io.err(`svc: ${printable(join(folder, name))}: ${message}.${keeps ? ' The old file is as it was.' : ''}\n`);
  }
}

function withProblem(result: FileResult, problem: FileProblem | undefined): FileResult {
  return problem ? { ...result, error: { code: problem.code, message: problem.message } } : result;
}

function writeAll(folder: string, planned: readonly PlannedFile[], results: FileResult[], refusals: Refusals): void {
  if (planned.every(({ state }) => state === 'unchanged')) return;
  refusals.folder = makeFolder(resolve(folder));
  if (refusals.folder) return;
  for (const [i, { name, text, state }] of planned.entries()) {
    if (state === 'unchanged' || refusals.files.has(name)) continue;
    const problem = writeFileAtomic(join(resolve(folder), name), text);
    if (problem) refusals.files.set(name, problem);
    else results[i] = { ...results[i]!, result: 'written' };
  }
}

/** Files in the folder that bear the mark of this namespace and that no service accounts for. */
function staleFiles(folder: string, namespace: string, wanted: readonly WantedFile[]): FileResult[] | FileProblem {
  const names = listFolder(resolve(folder));
  if (isProblem(names)) return names;
  const expected = new Set(wanted.map(({ name }) => name));
  const stale: FileResult[] = [];
  for (const name of names) {
    if (!name.endsWith('.plist') || expected.has(name)) continue;
    const text = readTextIfThere(join(resolve(folder), name), LARGEST_PLIST);
    const owner = typeof text === 'string' ? ownershipOf(text) : undefined;
    if (owner?.namespace !== namespace) continue;
    stale.push({
      service: owner.service,
      label: name.slice(0, -'.plist'.length),
      path: join(folder, name),
      result: 'stale',
    });
  }
  return stale;
}

async function tell(
  answer: readonly FileResult[],
  planned: readonly PlannedFile[],
  options: RenderOptions,
  io: Io,
): Promise<void> {
  for (const [i, { result, path, error }] of answer.entries()) {
    if (options.quiet && (result === 'written' || result === 'unchanged')) continue;
    if (error !== undefined) continue; // a file that could not be read is not known to be missing
    io.out(`${result.padEnd(9)} ${printable(path)}\n`);
    const plan = planned[i];
    if (!options.check || !plan || plan.state === 'unchanged') continue;
    const { unifiedDiff } = await import('../report/unified-diff.ts');
    io.out(unifiedDiff(path, plan.current, plan.text, io.color.out));
  }
}

function adviseOnStale(answer: readonly FileResult[], io: Io): void {
  const count = answer.filter(({ result }) => result === 'stale').length;
  if (count > 0)
    io.note(
      `svc: ${count} stale file${count === 1 ? '' : 's'}: the service is gone from services.yaml. Delete what you no longer need.\n`,
    );
}
