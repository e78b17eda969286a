/** What `svc init` has to know: from options, from questions on a terminal, from defaults. */
import { INIT_TEMPLATES, type InitChoice, type ServiceTemplate, TEMPLATE_WORDS } from '../guide/init.ts';
import { usualPath } from '../guide/runtimes.ts';
import { baseName } from '../launchd/commands.ts';
import { readShellText } from '../launchd/shell-text.ts';
import { listed } from '../launchd/word-list.ts';
import { NAME_PATTERN } from '../manifest/schema.ts';

export interface InitOptions {
  readonly namespace?: string;
  readonly template?: string;
  readonly command?: string;
  readonly name?: string;
  readonly schedule?: string;
  readonly runtime?: string;
}

/** What the machine knows. */
export interface InitMachine {
  /** Name of the account, where the password database has one. */
  readonly account?: string;
  /** A path of an interpreter that outlives upgrades. */
  runtime(program: string): string | undefined;
  /** The path that a word of a command line means: absolute, or from `~`; undefined where no such program is known. */
  program(word: string): string | undefined;
  /** An argument; the name of a file that is there becomes its path. */
  argument(word: string): string;
}

/**
 * Puts a question; undefined: there is nobody to answer. `check` says what is wrong with an answer, or undefined.
 * An empty answer is the default.
 */
export type Ask = (
  question: string,
  normal: string,
  check: (answer: string) => string | undefined,
) => string | undefined;

/** Options by which each question is answered without asking. */
const FLAGS = { namespace: '--namespace', command: '--command' } as const;

/**
 * The choice, or why there is none.
 * @param ask undefined: nothing is asked, and what has no option is missing unless `takesDefaults`
 */
export function chooseInit(
  options: InitOptions,
  machine: InitMachine,
  ask: Ask | undefined,
  takesDefaults: boolean,
): InitChoice | { readonly problem: string } {
  const bad = problemOf(options, machine);
  if (bad !== undefined) return { problem: bad };
  const template = options.template ?? answered(ask, TEMPLATE_QUESTION, 'daemon', templateProblem) ?? 'daemon';
  const isOpenclaw = template === 'openclaw';
  if (!ask && !takesDefaults) {
    const wanted = isOpenclaw ? [] : (['namespace', 'command'] as const);
    const missing = wanted.filter((name) => options[name] === undefined).map((name) => FLAGS[name]);
    if (missing.length > 0) {
      return {
        problem: `nothing is asked where stdin is no terminal, and ${listed(missing)} ${missing.length === 1 ? 'is' : 'are'} missing; --yes takes defaults.`,
      };
    }
  }
  const usual = isOpenclaw ? 'ai.openclaw' : `local.${accountPart(machine.account)}`;
  const namespace =
    options.namespace ?? answered(ask, 'Namespace, the first part of every label', usual, nameProblem) ?? usual;
  if (isOpenclaw) {
    return { template, namespace, node: options.runtime ?? machine.runtime('node') ?? usualPath('node') };
  }
  return serviceChoice(template as ServiceTemplate, namespace, options, machine, ask);
}

function serviceChoice(
  template: ServiceTemplate,
  namespace: string,
  options: InitOptions,
  machine: InitMachine,
  ask: Ask | undefined,
): InitChoice {
  const example = exampleOf(template, options, machine);
  const check = (line: string) => commandProblem(line, machine);
  const line = options.command ?? answered(ask, 'Command, as in a terminal', example.join(' '), check);
  const isExample = line === undefined || line === example.join(' ');
  const command = isExample ? example : commandOf(line, machine);
  const name = options.name ?? (isExample ? EXAMPLES[template].name : nameFrom(command));
  if (template !== 'heartbeat') return { template, namespace, name, command, isExample };
  const schedule =
    options.schedule ?? answered(ask, 'When, for example daily 03:00 or sunday 03:00', DAILY, () => undefined) ?? DAILY;
  return { template, namespace, name, command, isExample, schedule };
}

function answered(ask: Ask | undefined, ...[question, normal, check]: Parameters<Ask>): string | undefined {
  return ask?.(question, normal, check);
}

const DAILY = 'daily 03:00';
const TEMPLATE_QUESTION = `What is it?\n${INIT_TEMPLATES.map((name) => `  ${name.padEnd(15)}${TEMPLATE_WORDS[name]}`).join('\n')}\nTemplate`;

function problemOf(options: InitOptions, machine: InitMachine): string | undefined {
  const { template, namespace, name, command, schedule, runtime } = options;
  const checks: readonly (readonly [
    flag: string,
    value: string | undefined,
    check: (value: string) => string | undefined,
  ])[] = [
    ['--template', template, templateProblem],
    ['--namespace', namespace, nameProblem],
    ['--name', name, nameProblem],
    ['--command', command, (line) => commandProblem(line, machine)],
    ['--runtime', runtime, (path) => (path.startsWith('/') ? undefined : 'It must be an absolute path.')],
  ];
  for (const [flag, value, check] of checks) {
    const wrong = value === undefined ? undefined : check(value);
    if (wrong !== undefined) return `${flag} ${JSON.stringify(value)} can not be used. ${wrong}`;
  }
  if (schedule !== undefined && template !== 'heartbeat') return '--schedule goes with --template heartbeat.';
  const single = command !== undefined || name !== undefined;
  return single && template === 'openclaw'
    ? '--template openclaw has six services: no --command, no --name.'
    : undefined;
}

function templateProblem(name: string): string | undefined {
  return (INIT_TEMPLATES as readonly string[]).includes(name) ? undefined : `Templates: ${listed(INIT_TEMPLATES)}.`;
}

function nameProblem(name: string): string | undefined {
  return NAME_PATTERN.test(name)
    ? undefined
    : 'It has letters, digits and . _ @ + - only, and begins with a letter or digit.';
}

function commandProblem(line: string, machine: InitMachine): string | undefined {
  const { commands, compound } = readShellText(line);
  const [command, ...more] = commands;
  const first = command?.words[0];
  if (command === undefined || first === undefined) return 'Write a program and its arguments.';
  if (compound || more.length > 0 || command.redirected || command.then !== '' || /^\s*\w+=/.test(line)) {
    return 'No shell reads it: one program and its arguments, without variables, pipes and redirections. Put more into a script.';
  }
  if (machine.program(first) !== undefined) return undefined;
  return `There is no program ${first} here, or only where an upgrade would take it away; write its absolute path.`;
}

function commandOf(line: string, machine: InitMachine): readonly string[] {
  const [first = '', ...rest] = readShellText(line).commands[0]!.words;
  return [machine.program(first)!, ...rest.map((word) => machine.argument(word))];
}

/** What somebody who has nothing yet gets. */
const EXAMPLES: Readonly<
  Record<ServiceTemplate, { readonly name: string; readonly script: string; readonly runtime?: string }>
> = {
  daemon: { name: 'app', script: '~/app/server.js', runtime: 'node' },
  heartbeat: { name: 'backup', script: '~/bin/backup.sh' },
  watcher: { name: 'watcher', script: '~/bin/watcher.sh' },
  'python-server': { name: 'server', script: '~/server/server.py', runtime: 'python3' },
};

function exampleOf(template: ServiceTemplate, options: InitOptions, machine: InitMachine): readonly string[] {
  const { script, runtime } = EXAMPLES[template];
  if (runtime === undefined) return [script];
  return [options.runtime ?? machine.runtime(runtime) ?? usualPath(runtime), script];
}

const INTERPRETER = /^(?:node|deno|bun|python[\d.]*|ruby|perl|php|java|env|(?:ba|z|da|k|fi)?sh)$/;

/** The name of the script or program, without its ending. */
function nameFrom(command: readonly string[]): string {
  const [program = '', ...args] = command;
  const script = INTERPRETER.test(baseName(program)) ? args.find((word) => !word.startsWith('-')) : undefined;
  const name = baseName(script ?? program).replace(/\.\w+$/, '');
  return safeName(name) || 'app';
}

function accountPart(account: string | undefined): string {
  return safeName((account ?? '').toLowerCase()) || 'user';
}

function safeName(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
}
