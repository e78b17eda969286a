/** The two streams and what the user wants of them. */
import { isTerminal, STDERR, STDOUT, type Stream, terminalColumns, writeAll } from '../system/streams.ts';
import { ExitCode, worstOf } from './exit-code.ts';

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
  /** Data that more comes after: on a terminal at once, elsewhere much at a time, and before whatever else is written. */
  outSoon(text: string): void;
  /** Everything else: stderr. Errors are always shown. */
  err(text: string): void;
  /** A remark that -q silences: stderr. */
  note(text: string): void;
  /** What -v asks for: stderr. */
  detail(text: string): void;
  /** Is `detail` heard? For texts that cost something to make. */
  readonly isVerbose: boolean;
  /** Should output to this stream be coloured? */
  readonly color: { readonly out: boolean; readonly err: boolean };
  /** Is stdout a terminal, to which not every byte may go? */
  readonly isTerminal: boolean;
  /** Columns of stdout; 80 where it is no terminal or does not tell. */
  readonly width: number;
}

export function openIo(options: GlobalOptions): Io {
  const isSeen = isTerminal(STDOUT);
  return {
    out: writeData,
    outSoon: isSeen ? writeData : writeSoon,
    err: writeNote,
    note: (text) => {
      if (!options.quiet) writeNote(text);
    },
    detail: (text) => {
      if (options.verbose) writeNote(text);
    },
    isVerbose: options.verbose === true,
    color: { out: wantsColor(options, STDOUT), err: wantsColor(options, STDERR) },
    isTerminal: isSeen,
    width: terminalColumns(STDOUT),
  };
}

/** --no-color, then NO_COLOR, then FORCE_COLOR (no-color.org, force-color.org), then: is it a terminal? */
function wantsColor(options: GlobalOptions, stream: Stream): boolean {
  if (options.color === false) return false;
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return TERM !== 'dumb' && isTerminal(stream);
}

/** Characters that are written together. */
const MUCH = 8192;
/** Milliseconds in which data that is there waits for more. */
const SOON = 50;

let held = '';
let lastWritten = Number.NEGATIVE_INFINITY;
let isDue = false;

function writeSoon(text: string): void {
  if (text === '') return;
  held += text;
  const now = process.uptime() * 1000; // `performance` would take milliseconds to load
  if (held.length >= MUCH || now - lastWritten >= SOON) {
    lastWritten = now;
    writeHeld();
  } else if (!isDue) {
    // The loop turns when svc has to wait for something: what is known is told before.
    isDue = true;
    setImmediate(() => {
      isDue = false;
      writeHeld();
    });
  }
}

/** Writes to stdout what waits for more. A command that used `outSoon` does so at its end. */
export function writeHeld(): void {
  const text = held;
  held = '';
  if (text !== '') writeData(text);
}

/** Writes to stdout. What can not be written there (a full disk) ends svc with exit code 3, in words. */
export function writeData(text: string | Uint8Array): void {
  writeHeld();
  if (text.length === 0) return;
  try {
    writeAll(STDOUT, text);
  } catch (error) {
    endFor(error as NodeJS.ErrnoException);
  }
}

/** Writes to stderr; if that fails there is nobody left to tell. */
export function writeNote(text: string): void {
  writeHeld();
  try {
    writeAll(STDERR, text);
  } catch {
    // see above
  }
}

/** Ends svc for what stdout answered. */
function endFor(error: NodeJS.ErrnoException): void {
  // A reader that went away (`svc … | head`) is no error of ours.
  if (isReaderGone(error)) process.exit();
  writeNote(refusalOf(error));
  process.exit(ExitCode.refused);
}

function isReaderGone({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE';
}

function refusalOf({ code, message }: NodeJS.ErrnoException): string {
  return `svc: stdout can not be written: ${code === 'ENOSPC' ? 'the disk is full' : (code ?? message)}.\n`;
}

/**
 * `io` for as long as a machine is changed: that nobody reads what is told any more is no reason to stop halfway.
 * @returns it, and the exit code to leave with in place of the one that the work came to; what is wrong is said then
 */
export function outlasting(io: Io): { readonly io: Io; exitCode(code: number): number } {
  let failure: NodeJS.ErrnoException | undefined;
  const out: Io['out'] = (text) => {
    if (failure || text.length === 0) return;
    try {
      writeAll(STDOUT, text);
    } catch (error) {
      failure = error as NodeJS.ErrnoException;
    }
  };
  const exitCode = (code: number) => {
    if (!failure || isReaderGone(failure)) return code;
    writeNote(refusalOf(failure));
    return worstOf([code, ExitCode.refused]);
  };
  return { io: { ...io, out, outSoon: out }, exitCode };
}
