/** What a command is to the program: how it is called, and its work. */
import type { GlobalOptions, Io } from './io.ts';

/** The work of a command: its arguments and options (global ones included) in, an exit code out. */
export type Run<Options> = (
  args: readonly string[],
  options: GlobalOptions & Options,
  io: Io,
) => number | Promise<number>;

/** `-o, --output <dir>` and what it does; `repeat`: may be given several times, the values are gathered. */
export type OptionSpec = readonly [flags: string, about: string, repeat?: 'repeat'];

/** A command: how it is called, and where its work is (imported only when it is called). */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** `<name>` must be there, `[name]` may be; three dots: any number of them. */
  readonly args?: readonly (readonly [syntax: string, about: string])[];
  readonly options?: readonly OptionSpec[];
  /** A word like -9 is an argument, not an option. */
  readonly takesNegative?: true;
  /** What it answers with that is no data of svc, so that `--json` changes nothing in it. */
  readonly plain?: string;
  readonly load: () => Promise<{ run: Run<never> }>;
}
