/** The services.yaml that `svc init` writes: choices in, commented text out. */
import { openclawText } from './init-openclaw.ts';
import { yamlText } from './yaml-text.ts';

export const INIT_TEMPLATES = ['daemon', 'heartbeat', 'watcher', 'python-server', 'openclaw'] as const;
export type InitTemplate = (typeof INIT_TEMPLATES)[number];
export type ServiceTemplate = Exclude<InitTemplate, 'openclaw'>;

/** What was chosen. Texts are taken as they are: a `$` is a dollar, no variable. */
export type InitChoice =
  | {
      readonly template: ServiceTemplate;
      readonly namespace: string;
      readonly name: string;
      /** The program and its arguments; `~` at the start of one is the home. */
      readonly command: readonly string[];
      /** The command is ours, to be replaced. */
      readonly isExample: boolean;
      /** Of a heartbeat. */
      readonly schedule?: string;
    }
  | { readonly template: 'openclaw'; readonly namespace: string; readonly node: string };

/** What each template is for, as it is said beside its name. */
export const TEMPLATE_WORDS: Readonly<Record<InitTemplate, string>> = {
  daemon: 'runs for ever; restarted after a failure, at most every 10 s; 30 s to shut down',
  heartbeat: 'runs on schedule and ends; not kept alive, not run at login',
  watcher: 'as daemon; it watches something, and exits with another code than 0 when that ends',
  'python-server': 'as daemon; a minute to shut down, output that reaches its log at once',
  openclaw: 'the six services of an openclaw installation',
};

/** Column at which comments stand. */
const COLUMN = 34;

/** @param schema what the editor finds the JSON Schema by: a path or a URI */
export function initText(choice: InitChoice, schema: string): string {
  const head = `# yaml-language-server: $schema=${schema}\n`;
  if (choice.template === 'openclaw') return head + openclawText(choice);
  const { template, namespace, name, command, isExample, schedule } = choice;
  const example = isExample
    ? 'an example: put your program here, by its absolute path'
    : 'the program, then its arguments';
  return `${head}#
# The services of one user on this machine. \`svc lint\` checks this file, \`svc run ${name}\` tries a service in the
# foreground, \`svc install\` makes the machine match it, \`svc diff\` shows by what they differ, \`svc uninstall\` takes
# services back. \`svc explain keepAlive\` explains a field, \`svc explain ${name}\` when the service starts and stops.
version: 1
${lineOf(`namespace: ${yamlText(namespace)}`, 'the label of a service is <namespace>.<service>')}
${lineOf('domain: gui', 'gui: while logged in at the desktop; user: over ssh too; system: daemons of root')}
${lineOf('# home: /Users/user', 'what ~ means. Left out: your home. Say it where others render this file (CI)')}
${lineOf('output: plists', 'where `svc render` writes, relative to this file')}

${lineOf('defaults:', 'fields of every service; what a service says itself wins')}
  environment:
    # launchd's own PATH is /usr/bin:/bin:/usr/sbin:/sbin, whatever your shell says.
    PATH: /opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin

services:
  ${yamlText(name)}:
    # ${TEMPLATE_WORDS[template]}
    template: ${template}
    # description: What it is for
    # ${example}; no shell reads this
    command:
${command.map((word) => `      - ${yamlText(word.replaceAll('$', '$$$$'))}`).join('\n')}
${scheduleLines(schedule)}    # workingDirectory: ~/${name}
${EXTRAS[template]}`;
}

function scheduleLines(schedule: string | undefined): string {
  return schedule === undefined
    ? ''
    : `    # also: "07:55", hourly :05, mon-fri 09:00, monthly 1 04:00, a cron line, or a list of these\n    schedule: ${yamlText(schedule)}\n`;
}

const ENVIRONMENT =
  '    # environment: { NAME: value }   # beside PATH above; secrets do not belong into a property list\n';
const DRAIN = lineOf('    # drain: 25s', 'how long it needs to shut down; must fit in exitTimeout');

/** Fields that are often wanted next. */
const EXTRAS: Readonly<Record<ServiceTemplate, string>> = {
  daemon: `${ENVIRONMENT}${DRAIN}\n`,
  watcher: `${ENVIRONMENT}${DRAIN}\n`,
  'python-server': `${ENVIRONMENT}${DRAIN}\n`,
  heartbeat: ENVIRONMENT,
};

function lineOf(text: string, comment: string): string {
  return `${text.padEnd(COLUMN - 1)} # ${comment}`;
}
