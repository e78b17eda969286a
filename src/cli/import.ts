/** `svc import`: existing property lists to a services.yaml that renders them again. */
import { resolve } from 'node:path';
import { type AdoptedFile, type Adoption, adopt } from '../adopt/adopt.ts';
import { type AdoptedDomain, type Refused, readJob, type SourceJob } from '../adopt/source-job.ts';
import { svcLine } from '../deploy/svc-line.ts';
import { printable } from '../launchd/printable.ts';
import { DEFAULT_MAX_SIZE, importSetting } from '../project/load-manifest.ts';
import { type ImportOutput, importJson, importLines } from '../report/import.ts';
import { formatJson } from '../report/json.ts';
import { type FileProblem, isProblem, kindOfPath, readBytes, writeNewFile } from '../system/files.ts';
import { type FoundFile, walk } from '../system/walk.ts';
import type { Run } from './command.ts';
import { ExitCode, worstOf } from './exit-code.ts';
import { firstTaken, removeSecrets, secretFolders, tellOfSecrets, writeSecrets } from './import-secrets.ts';
import type { GlobalOptions, Io } from './io.ts';
import { namedManifest } from './nearest-manifest.ts';
import { LARGEST_PLIST, sizeProblem } from './size-option.ts';

interface ImportOptions extends GlobalOptions {
  readonly output?: string;
  readonly stdout?: boolean;
  readonly domain?: string;
  readonly maxSize?: string;
  readonly extractSecrets?: boolean;
}

export const run: Run<ImportOptions> = (paths, options, io) => {
  const slip = slipIn(options);
  if (slip !== undefined) {
    io.err(`svc: ${printable(slip)}\n`);
    return ExitCode.usage;
  }
  const printed = options.stdout === true || options.output === '-';
  const target = options.output ?? 'services.yaml';
  const inTheWay = printed ? undefined : firstTaken([target, systemName(target)]);
  if (inTheWay !== undefined) return refuseTaken(inTheWay, 'name another file with -o', io);
  const reader = new JobReader(options, io);
  for (const path of new Set(paths)) reader.read(path);
  const { templates, userHome, warnings } = importSetting();
  for (const warning of warnings) io.err(`svc: ${warning}\n`);
  const adoption = adopt(reader.sources, {
    templates,
    ...(userHome !== undefined && { userHome }),
    maxBytes: DEFAULT_MAX_SIZE,
    ...(options.extractSecrets && { secretFolders: secretFolders(target) }),
  });
  const taken = firstTaken(adoption.manifests.flatMap(({ secretFiles }) => secretFiles.map(({ path }) => path)));
  if (taken !== undefined) return refuseTaken(taken, 'move it away, or name a services.yaml elsewhere with -o', io);
  const outputs = outputsFor(adoption, target, printed);
  const written = printed || outputs.length === 0 ? outputs : writeAll(outputs, io);
  tell(adoption.files, written, { ...options, printed }, io);
  if (written.some(({ result }) => result === 'failed')) reader.codes.add(ExitCode.refused);
  return worstOf([...reader.codes, ...adoption.files.map(codeOf)]);
};

function slipIn({ output, stdout, domain, maxSize, extractSecrets }: ImportOptions): string | undefined {
  if (output === '') return '--output names no file.';
  if (stdout && output !== undefined && output !== '-') return '--stdout and --output do not go together.';
  if (extractSecrets && (stdout || output === '-'))
    return '--extract-secrets writes files beside services.yaml, so it can not be printed.';
  if (domain !== undefined && domain !== 'gui' && domain !== 'system')
    return `--domain must be gui or system, not ${JSON.stringify(domain)}.`;
  return sizeProblem(maxSize);
}

/** What is there already is never overwritten, and nothing is written then. */
function refuseTaken(path: string, advice: string, io: Io): number {
  io.err(`svc: ${printable(path)} is there already and is not overwritten; ${advice}.\n`);
  return ExitCode.usage;
}

/** `services.yaml` → `services.system.yaml` */
function systemName(target: string): string {
  return /\.ya?ml$/i.test(target) ? target.replace(/(\.ya?ml)$/i, '.system$1') : `${target}.system.yaml`;
}

/** Gathers jobs; what can not be opened is told, and the rest goes on. */
class JobReader {
  readonly codes = new Set<number>();
  readonly sources: (SourceJob | Refused)[] = [];
  readonly #domain: AdoptedDomain | undefined;
  readonly #maxSize: number;
  readonly #io: Io;

  constructor({ domain, maxSize }: ImportOptions, io: Io) {
    this.#domain = domain as AdoptedDomain | undefined;
    this.#maxSize = Number(maxSize ?? LARGEST_PLIST);
    this.#io = io;
  }

  read(path: string): void {
    const kind = kindOfPath(path);
    if (isProblem(kind)) this.#refuse(kind);
    else if (kind === 'file') this.#job({ path, open: path });
    else this.#folder(path);
  }

  #folder(path: string): void {
    let count = 0;
    for (const file of walk(path, (name) => /\.plist$/i.test(name))) {
      count++;
      if (isProblem(file)) this.#refuse(file, ExitCode.refused);
      else this.#job(file, ExitCode.refused);
    }
    if (count === 0) this.#io.note(`svc: ${printable(path)}: there is no property list in it.\n`);
  }

  /** @param code of what can not be read: a file that nobody named, below a folder, is no slip of the caller */
  #job({ path, open }: Pick<FoundFile, 'path' | 'open'>, code?: number): void {
    const bytes = readBytes(open, this.#maxSize, path);
    if (isProblem(bytes)) {
      this.#refuse(bytes, code);
      return;
    }
    this.#io.detail(`svc: reading ${printable(path)}\n`);
    const domain = this.#domain;
    this.sources.push(readJob(path, bytes, { location: resolve(path), ...(domain && { domain }) }));
  }

  #refuse({ kind, path, message }: FileProblem, code?: number): void {
    const byMachine = kind === 'refused' || kind === 'too-large';
    this.codes.add(code ?? (byMachine ? ExitCode.refused : ExitCode.usage));
    this.sources.push({ source: path, refusal: `It can not be read: ${message}.`, findings: [] });
  }
}

function outputsFor({ manifests }: Adoption, target: string, printed: boolean): ImportOutput[] {
  return manifests.map((manifest, i) => ({
    ...manifest,
    path: i === 0 ? target : systemName(target),
    result: printed ? 'printed' : 'written',
  }));
}

/** Secrets were readable in the property lists; in services.yaml they are at least the owner's alone. */
const MODE_WITH_SECRETS = 0o600;

function writeAll(outputs: readonly ImportOutput[], io: Io): ImportOutput[] {
  return outputs.map((output) => {
    const mode = output.hasSecret ? MODE_WITH_SECRETS : 0o644;
    // First the secrets: services.yaml never names a file that is not there.
    const inSecrets = writeSecrets(output.secretFiles);
    const problem = inSecrets ?? writeNewFile(resolve(output.path), output.text, mode);
    if (!problem) return output;
    if (!inSecrets) removeSecrets(output.secretFiles);
    io.err(`svc: ${printable(inSecrets?.path ?? output.path)}: ${problem.message}.\n`);
    return { ...output, result: 'failed' };
  });
}

function codeOf({ result, unreadable }: AdoptedFile): number {
  if (unreadable) return ExitCode.refused;
  return result === 'refused' || result === 'differs' ? ExitCode.found : ExitCode.ok;
}

function tell(
  files: readonly AdoptedFile[],
  outputs: readonly ImportOutput[],
  { json, quiet, printed }: ImportOptions & { readonly printed: boolean },
  io: Io,
): void {
  if (json) {
    io.out(formatJson(importJson(files, outputs)));
    return;
  }
  const troubled = files.filter(({ result }) => result === 'refused' || result === 'differs');
  const rest = files.filter((file) => !troubled.includes(file));
  if (!quiet) (printed ? io.err : io.out)(importLines(rest, printed ? io.color.err : io.color.out));
  io.err(importLines(troubled, io.color.err));
  for (const { source, note } of files) if (note !== undefined) io.note(`svc: ${printable(source)}: ${note}\n`);
  for (const [i, { path, text, result, domain, namespace, services, hasSecret }] of outputs.entries()) {
    if (printed) io.out(i === 0 ? text : `---\n${text}`);
    else if (result === 'written') {
      const what = `${services} service${services === 1 ? '' : 's'} of namespace ${namespace}, domain ${domain}`;
      if (!quiet) io.out(`written  ${printable(path)}: ${what}\n`);
      tellOfSecrets(outputs[i]!, io);
      if (hasSecret) io.note(`svc: ${printable(path)} holds secrets, as the property lists did; its mode is 0600.\n`);
    }
  }
  if (outputs.length === 0) io.err('svc: nothing was imported, and no file was written.\n');
  const written = outputs.find(({ result }) => result === 'written');
  if (written) io.note(adviceFor(written));
}

function adviceFor({ path, domain }: ImportOutput): string {
  const named = namedManifest({ file: path });
  const place = domain === 'system' ? { domain: { kind: domain } } : {};
  const lint = printable(svcLine({}, 'lint', ...(named === undefined ? [] : [named])));
  const [diff, install] = ['diff', 'install'].map((verb) => printable(svcLine({ named, ...place }, verb)));
  return `svc: read it, then \`${lint}\` and \`${diff}\`; \`${install}\` takes the jobs over.\n`;
}
