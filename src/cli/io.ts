/** The two streams and what the user wants of them. */

export interface GlobalOptions {
  readonly file?: string;
  readonly json?: boolean;
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export interface Io {
  /** Data: stdout. */
  out(text: string): void;
  /** Everything else: stderr. Errors are always shown. */
  err(text: string): void;
  /** A remark that -q silences: stderr. */
  note(text: string): void;
  /** Should output to this stream be coloured? */
  readonly color: { readonly out: boolean; readonly err: boolean };
}

export function openIo(options: GlobalOptions): Io {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    note: (text) => {
      if (!options.quiet) process.stderr.write(text);
    },
    color: { out: wantsColor(options, process.stdout), err: wantsColor(options, process.stderr) },
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

/** A reader that went away (`svc … | head`) is no error of ours. */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
