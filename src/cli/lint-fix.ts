/** `svc lint --fix` and `--fix-dry-run`: what becomes of a mended file. */
import { printable } from '../launchd/printable.ts';
import { type FixedFile, fixPlist } from '../lint/fix-file.ts';
import type { LintSettings } from '../lint/settings.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import { withoutSecrets } from '../report/without-secrets.ts';
import { type FileProblem, replaceFile } from '../system/files.ts';
import type { Io } from './io.ts';

/** Where bytes came from: standard input, or a file under the name that opens it. */
export type Origin = { readonly stdin: true } | { readonly open: string | Buffer };

/** A file after mending: its bytes as they are now, or would be. */
interface Mended {
  readonly bytes: Uint8Array;
  readonly fixed: number;
  /** It could not be written, and is as it was. */
  readonly problem?: FileProblem;
}

/** Mends files one by one, and writes or shows them. */
export class Fixer {
  readonly #isDryRun: boolean;
  readonly #settings: LintSettings;
  readonly #io: Io;

  constructor(isDryRun: boolean, settings: LintSettings, io: Io) {
    this.#isDryRun = isDryRun;
    this.#settings = settings;
    this.#io = io;
  }

  /** Mends one file and says what is to be known of that; `isManifest` where it is a services.yaml. */
  async fix(path: string, bytes: Uint8Array, origin: Origin, isManifest: boolean): Promise<Mended> {
    const result = isManifest ? await this.#manifest(path, bytes) : fixPlist(path, bytes, this.#settings);
    const problem = this.#put(path, bytes, result, origin);
    for (const sentence of result.withheld) this.#io.err(`svc: ${printable(`${path}: ${sentence}`)}\n`);
    if (problem) return { bytes, fixed: 0, problem };
    const when = this.#isDryRun ? 'would count then' : 'counts from now on';
    for (const key of result.counting)
      this.#io.err(
        `svc: ${printable(`${path}: ${key} ${when}, so the job behaves otherwise: look at its value again.`)}\n`,
      );
    return { bytes: result.bytes, fixed: result.fixed };
  }

  async #manifest(path: string, bytes: Uint8Array): Promise<FixedFile> {
    const [{ fixManifest }, { loadManifestBytes }] = await Promise.all([
      import('../lint/fix-manifest.ts'),
      import('../project/load-manifest.ts'),
    ]);
    return fixManifest(path, bytes, this.#settings, (each) => loadManifestBytes(path, each));
  }

  #put(path: string, bytes: Uint8Array, result: FixedFile, origin: Origin): FileProblem | undefined {
    if (this.#isDryRun) {
      const { before, after } = result;
      // No context: a line that is not changed is nobody's to show. Secrets on a changed one are dots.
      const options = { after: 'fixed', context: 0 };
      if (before !== after) {
        const [masked, fixed] = [withoutSecrets(before), withoutSecrets(after)];
        this.#io.out(unifiedDiff(path, masked, fixed, this.#io.color.out, options));
      }
      return undefined;
    }
    if ('stdin' in origin) {
      this.#io.out(result.bytes);
      return undefined;
    }
    if (result.fixed === 0) return undefined;
    if (typeof origin.open !== 'string') {
      const message = 'its name is not UTF-8, so it is not written; mend it by hand';
      return { kind: 'refused', path, code: '', message };
    }
    return replaceFile(origin.open, bytes, result.bytes);
  }
}
