/** The two streams and what the user wants of them. */
import { ExitCode } from './exit-code.ts';

export interface GlobalOptions {
  readonly file?: string;
  readonly json?: boolean;
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export interface Io {
  /** Data: stdout. */
  out(text: string | Uint8Array): void;
  /** The same for much data: resolves when the stream has taken it, so that memory stays flat. */
  outWhole(data: Uint8Array): Promise<void>;
  /** Everything else: stderr. Errors are always shown. */
  err(text: string): void;
  /** A remark that -q silences: stderr. */
  note(text: string): void;
  /** What -v asks for: stderr. */
  detail(text: string): void;
  /** Should output to this stream be coloured? */
  readonly color: { readonly out: boolean; readonly err: boolean };
  /** Is stdout a terminal, to which not every byte may go? */
  readonly isTerminal: boolean;
  /** Columns of stdout; 80 where it is no terminal or does not tell. */
  readonly width: number;
}

export function openIo(options: GlobalOptions): Io {
  return {
    out: writeData,
    outWhole: (data) =>
      // What goes wrong comes as an event too, and that ends svc.
      new Promise((resolve) => {
        process.stdout.write(data, () => resolve());
      }),
    err: writeNote,
    note: (text) => {
      if (!options.quiet) writeNote(text);
    },
    detail: (text) => {
      if (options.verbose) writeNote(text);
    },
    color: { out: wantsColor(options, process.stdout), err: wantsColor(options, process.stderr) },
    isTerminal: process.stdout.isTTY === true,
    // Some terminals say that they have no columns at all.
    width: process.stdout.columns || 80,
  };
}

/** --no-color, then NO_COLOR, then FORCE_COLOR (no-color.org, force-color.org), then: is it a terminal? */
function wantsColor(options: GlobalOptions, stream: NodeJS.WriteStream): boolean {
  if (options.color === false) return false;
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb';
}

/** Writes to stdout. What can not be written there (a full disk) ends svc with exit code 3, in words. */
function writeData(text: string | Uint8Array): void {
  if (text.length === 0) return;
  try {
    process.stdout.write(text);
  } catch (error) {
    endFor(error as NodeJS.ErrnoException);
  }
}

/** Writes to stderr; if that fails there is nobody left to tell. */
export function writeNote(text: string): void {
  try {
    process.stderr.write(text);
  } catch {
    // see above
  }
}

/** Makes failing streams end svc quietly, or in words, whenever they fail. */
export function watchStreams(): void {
  process.stdout.on('error', endFor);
  process.stderr.on('error', () => {});
}

function endFor(error: NodeJS.ErrnoException): void {
  // A reader that went away (`svc … | head`) is no error of ours.
  if (error.code === 'EPIPE') process.exit();
  writeNote(
    `svc: stdout can not be written: ${error.code === 'ENOSPC' ? 'the disk is full' : (error.code ?? error.message)}.\n`,
  );
  process.exit(ExitCode.refused);
}
