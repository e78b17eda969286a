/** The way from arguments to an exit code. */
import { readArguments } from './arguments.ts';
import type { CommandSpec } from './command.ts';
import { COMMANDS, GLOBAL_OPTIONS } from './commands.ts';
import { ExitCode } from './exit-code.ts';
import { openIo, writeData, writeHeld, writeNote } from './io.ts';
import { VERSION } from './version.ts';

/** Runs svc with `argv` (without node and script) and sets the exit code of the process. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    process.exitCode = await answer(argv);
  } catch (error) {
    tellBug(error, argv);
    process.exitCode = ExitCode.bug;
  }
}

async function answer(argv: readonly string[]): Promise<number> {
  const parsed = readArguments(argv, COMMANDS, GLOBAL_OPTIONS);
  switch (parsed.kind) {
    case 'run': {
      const { run: work } = await parsed.command.load();
      const io = openIo(parsed.options);
      const { name, plain } = parsed.command;
      if (parsed.options.json && plain !== undefined)
        io.note(`svc: --json changes nothing here: ${name} prints ${plain}.\n`);
      const code = await work(parsed.args, parsed.options as never, io);
      writeHeld();
      return code;
    }
    case 'version':
      writeData(`${VERSION}\n`);
      return ExitCode.ok;
    case 'help':
      writeData(await helpText(parsed.command));
      return ExitCode.ok;
    case 'wrong':
      if (parsed.message === '') writeNote(await helpText(undefined));
      else writeNote(`svc: ${parsed.message}\n(\`svc --help\` lists commands and options)\n`);
      return ExitCode.usage;
  }
}

async function helpText(command: CommandSpec | undefined): Promise<string> {
  const { commandHelp, programHelp } = await import('./help.ts');
  return command ? commandHelp(command, GLOBAL_OPTIONS) : programHelp(COMMANDS, GLOBAL_OPTIONS);
}

function tellBug(error: unknown, argv: readonly string[]): void {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeNote(
    `svc: this is a bug in svc, not in your files. Please report these lines:\n` +
      `  svc ${VERSION}, node ${process.versions.node}, ${process.platform} ${process.arch}, command: ${argv[0] ?? '(none)'}\n` +
      `${trace.replace(/^/gm, '  ')}\n`,
  );
}
