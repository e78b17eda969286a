/** The list of commands. */
import type { CommandSpec, OptionSpec } from './command.ts';

/** The verbs that change no file. */
const LIFECYCLE = [
  ['start', 'start services now, loading them if need be'],
  ['stop', 'unload services until the next login or start of the Mac'],
  ['restart', 'end services gracefully and start them again'],
  ['enable', 'let disabled services be loaded again'],
  ['disable', 'keep services from being loaded, across reboots'],
] as const;

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'init',
    summary: 'write a first services.yaml; asks what it has to know, on a terminal',
    options: [
      ['--template <template>', 'daemon, heartbeat, watcher, python-server or openclaw (six services)'],
      ['--namespace <namespace>', 'the first part of every label (with --yes: local.<account>)'],
      ['--command <line>', 'the program and its arguments, as in a terminal'],
      ['--name <name>', 'name of the service (default: that of its program)'],
      ['--schedule <when>', 'when a heartbeat runs (default: daily 03:00)'],
      ['--runtime <path>', 'interpreter to write in place of the one that is found'],
      ['-o, --output <file>', 'file to write, which must not be there (default: services.yaml)'],
      ['--yes', 'ask nothing, take defaults'],
    ],
    load: () => import('./init.ts'),
  },
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
    name: 'status',
    summary: 'say what becomes of each service, and why',
    args: [['[service...]', 'services to look at (default: all, and what is left of others)']],
    options: [['--watch', 'look again every two seconds; q or Ctrl-C ends']],
    load: () => import('./status.ts'),
  },
  {
    name: 'logs',
    summary: 'show the last lines of log files, and follow them',
    args: [['[service...]', 'services to look at (default: all)']],
    options: [
      ['-F, --follow', 'go on as the files grow, through rotation, truncation and deletion, until Ctrl-C'],
      ['-n, --lines <n>', 'lines of each file to begin with (default: 10)'],
      ['--stdout', 'only what services write to stdout'],
      ['--stderr', 'only what services write to stderr'],
    ],
    plain: 'the lines of the logs as they are',
    load: () => import('./logs.ts'),
  },
  {
    name: 'run',
    summary: 'run the command of a service in the foreground, as launchd would',
    args: [['<service>', 'the service to run']],
    plain: 'what the program prints',
    load: () => import('./run.ts'),
  },
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
    name: 'doctor',
    summary: 'look for the causes of trouble, and propose what to do',
    args: [['[service...]', 'services to look at (default: all, and the machine)']],
    load: () => import('./doctor.ts'),
  },
  {
    name: 'why',
    summary: 'explain an exit code or message of launchctl or of a job, and look for its cause',
    args: [
      ['<code>', 'a number (5, 78, -9), a name (EX_CONFIG, SIGKILL), or what launchctl printed, in quotes'],
      ['[service]', 'look which of the causes it has'],
    ],
    takesNegative: true,
    load: () => import('./why.ts'),
  },
  {
    name: 'import',
    summary: 'turn existing property lists into a services.yaml',
    args: [['<path...>', 'property lists, and folders of them']],
    options: [
      ['-o, --output <file>', 'file to write, which must not be there; - prints (default: services.yaml)'],
      ['--stdout', 'print it instead of writing it'],
      ['--domain <domain>', 'gui or system for all of them (default: by folder, UserName and GroupName)'],
      ['--extract-secrets', 'move secret variables into a file of mode 0600 for each service'],
      ['--max-size <bytes>', 'largest file to read (default: 16777216)'],
    ],
    load: () => import('./import.ts'),
  },
  {
    name: 'explain',
    summary: 'explain a rule, a key of launchd, or when a service or property list runs',
    args: [
      [
        '<name>',
        'rule, key of launchd.plist (KeepAlive.SuccessfulExit), field of services.yaml, service, label, or path of a property list',
      ],
    ],
    load: () => import('./explain.ts'),
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of services.yaml',
    load: () => import('./schema.ts'),
  },
  {
    name: 'completion',
    summary: 'print the script by which a shell completes svc',
    args: [['[shell]', 'zsh, bash or fish']],
    options: [['--services', 'print the names of the services instead, as the scripts ask for them']],
    plain: 'lines for a shell',
    load: () => import('./completion.ts'),
  },
];

/** Options of every command; they may stand before it as well. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  ['--version', 'print the version'],
  ['-f, --file <services.yaml>', 'the file to use (default: the nearest one upwards)'],
  ['--json', 'answer with JSON (logs, run and completion have none)'],
  ['--no-color', 'no colours (also: NO_COLOR)'],
  ['-q, --quiet', 'only data and problems'],
  ['-v, --verbose', 'more about what is done'],
  ['-h, --help', 'print help'],
];
