/** The list of commands, and the way from arguments to an exit code. */
import { Command, CommanderError, Option } from 'commander';
import type { CommandSpec } from './command.ts';
import { ExitCode } from './exit-code.ts';
import { openIo, watchStreams, writeNote } from './io.ts';
import { VERSION } from './version.ts';

/** The verbs that change no file. */
const LIFECYCLE = [
  ['start', 'start services now, loading them if need be'],
  ['stop', 'stop and unload services until the next login'],
  ['restart', 'end services gracefully and start them again'],
  ['enable', 'let services be loaded again'],
  ['disable', 'keep services from being loaded, across reboots'],
] as const;

const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'render',
    summary: 'write a property list for each service',
    args: [['[service...]', 'services to render (default: all)']],
    options: [
      ['-o, --output <dir>', 'folder to write to (default: `output:` of services.yaml)'],
      ['--stdout', 'print the property lists instead of writing them'],
      ['--check', 'write nothing; exit 1 with a diff where the folder differs'],
      ['--home <path>', 'what ~ and ${home} mean, to render for another user'],
      ['--explain <service>', 'show where each value of a service comes from'],
      ['--max-size <bytes>', 'largest services.yaml to read (default: 2097152)'],
    ],
    load: () => import('./render.ts'),
  },
  {
    name: 'lint',
    summary: 'check property lists and services.yaml files',
    args: [['[path...]', 'files and folders; - is standard input (default: the nearest services.yaml)']],
    options: [
      ['--rules', 'list the rules with their levels instead of checking anything'],
      ['--format <format>', 'pretty, compact, json, github or sarif (default: pretty)'],
      ['--preset <preset>', 'recommended or strict (default: recommended)'],
      ['--rule <id=level>', 'set a rule to off, info, warning or error; may be repeated', 'repeat'],
      ['--fix', 'mend what can be mended surely; - as path: the mended text goes to stdout'],
      ['--fix-dry-run', 'print what --fix would change as a diff, and write nothing'],
      ['--max-warnings <n>', 'exit 1 when there are more warnings'],
      ['--max-size <bytes>', 'largest file to read (default: 16777216)'],
      ['--domain <domain>', 'gui, user or system, where the folder does not tell'],
      ['--host', 'check programs, folders, owners and modes on this machine too'],
      ['--stdin-filename <path>', 'name of what comes from standard input'],
    ],
    load: () => import('./lint.ts'),
  },
  {
    name: 'diff',
    summary: 'show how the machine differs from services.yaml, and what a change costs',
    args: [['[service...]', 'services to look at (default: all, and what is left of others)']],
    load: () => import('./diff.ts'),
  },
  {
    name: 'install',
    summary: 'make the machine match services.yaml',
    args: [['[service...]', 'services to install (default: all)']],
    options: [
      ['--dry-run', 'show what would be done, with the exact launchctl lines, and do nothing'],
      ['--prune', 'remove services that services.yaml no longer declares'],
      ['--no-verify', 'do not wait to see whether the services stay up'],
      ['--force', 'take over files that were edited or are not of svc, after keeping a copy'],
    ],
    load: () => import('./install.ts'),
  },
  {
    name: 'uninstall',
    summary: 'unload services and remove their property lists; logs stay',
    args: [['[service...]', 'services to remove']],
    options: [
      ['--all', 'remove every service of services.yaml, and what is left of earlier ones'],
      ['--force', 'remove files that were edited too; a copy is kept'],
    ],
    load: () => import('./uninstall.ts'),
  },
  ...LIFECYCLE.map(
    ([name, summary]): CommandSpec => ({
      name,
      summary,
      args: [['<service...>', `services to ${name}`]],
      load: async () => (await import('./lifecycle.ts')).commandFor(name),
    }),
  ),
  {
    name: 'next',
    summary: 'say when scheduled jobs will run',
    args: [['[name...]', 'services, property lists and folders of them (default: all services)']],
    options: [
      ['--count <n>', 'how many runs of each job (default: 3)'],
      ['--from <time>', 'runs after this time, ISO 8601 with or without an offset (default: now)'],
      ['--tz <zone>', 'time zone such as Europe/Berlin (default: that of this machine)'],
      ['--max-size <bytes>', 'largest file to read'],
    ],
    load: () => import('./next.ts'),
  },
  {
    name: 'import',
    summary: 'turn existing property lists into a services.yaml',
    args: [['<path...>', 'property lists, and folders of them']],
    options: [
      ['-o, --output <file>', 'file to write, which must not be there; - prints (default: services.yaml)'],
      ['--stdout', 'print it instead of writing it'],
      ['--domain <domain>', 'gui or system for all of them (default: by folder, UserName and GroupName)'],
      ['--max-size <bytes>', 'largest file to read (default: 16777216)'],
    ],
    load: () => import('./import.ts'),
  },
  {
    name: 'explain',
    summary: 'explain a lint rule or a key of launchd',
    args: [['<name>', 'id of a rule, key of launchd.plist (KeepAlive.SuccessfulExit), or field of services.yaml']],
    load: () => import('./explain.ts'),
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of services.yaml',
    load: () => import('./schema.ts'),
  },
];

/** Runs svc with `argv` (without node and script) and sets the exit code of the process. */
export async function run(argv: readonly string[]): Promise<void> {
  watchStreams();
  const outcome = { code: ExitCode.ok as number };
  try {
    await buildProgram(outcome).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    outcome.code = exitCodeOf(error, argv);
  }
  process.exitCode = outcome.code;
}

function buildProgram(outcome: { code: number }): Command {
  const program = new Command('svc')
    .description('One services.yaml, rendered into launchd property lists.')
    .version(VERSION, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .option('-f, --file <services.yaml>', 'the file to use (default: the nearest one upwards)')
    .option('--json', 'answer with JSON')
    .addOption(new Option('--no-color', 'no colours (also: NO_COLOR)'))
    .option('-q, --quiet', 'only data and problems')
    .option('-v, --verbose', 'more about what is done')
    .showHelpAfterError('(`svc --help` lists commands and options)')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeErr: writeNote, outputError: (text, write) => write(text.replace(/^error: /, 'svc: ')) });
  for (const spec of COMMANDS) addCommand(program, spec, outcome);
  return program;
}

function addCommand(program: Command, spec: CommandSpec, outcome: { code: number }): void {
  const command = program
    .command(spec.name)
    .summary(spec.summary)
    .description(`${spec.summary.charAt(0).toUpperCase()}${spec.summary.slice(1)}.`)
    .helpOption('-h, --help', 'print help');
  for (const [syntax, about] of spec.args ?? []) command.argument(syntax, about);
  for (const [flags, about, repeat] of spec.options ?? []) {
    if (repeat) command.option(flags, about, (value: string, before: string[] = []) => [...before, value]);
    else command.option(flags, about);
  }
  command.action(async (...received: unknown[]) => {
    const self = received.at(-1) as Command;
    const options = self.optsWithGlobals();
    const { run: work } = await spec.load();
    outcome.code = await work(self.args, options as never, openIo(options));
  });
}

function exitCodeOf(error: unknown, argv: readonly string[]): number {
  if (error instanceof CommanderError) {
    const asked = ['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(error.code);
    return asked && error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeNote(
    `svc: this is a bug in svc, not in your files. Please report these lines:\n` +
      `  svc ${VERSION}, node ${process.versions.node}, ${process.platform} ${process.arch}, command: ${argv[0] ?? '(none)'}\n` +
      `${trace.replace(/^/gm, '  ')}\n`,
  );
  return ExitCode.bug;
}
