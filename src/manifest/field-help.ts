/** What to write where a value of services.yaml has the wrong form: what was nearly written, or an example. */
import { type FieldForm, fieldRows } from '../launchd/keys.ts';
import { nearest } from '../launchd/nearest.ts';
import { shownWords } from '../launchd/secrets.ts';
import { readShellText } from '../launchd/shell-text.ts';
import type { PathStep, YamlNode } from './yaml-node.ts';

/** A value of each form of field, as services.yaml has it. A new form does not compile until it is here. */
const OF_FORM: Record<FieldForm, string> = {
  boolean: 'true',
  integer: '1',
  nice: '5',
  string: 'staff',
  name: 'com.example.server',
  path: '/usr/local/var/server',
  paths: '[~/inbox]',
  strings: '[com.example.app]',
  duration: '30s',
  command: '["/path/to/program", "argument"]',
  environment: '{NAME: "value"}',
  'keep-alive': 'on-failure',
  schedule: '"07:55"',
  'process-type': 'background',
  umask: '"077"',
  limits: '{numberOfFiles: 8192}',
  sockets: '{Web: {sockServiceName: 8080}}',
  'mach-services': '{com.example.server: true}',
  'launch-events': '{com.example.stream: {event: {key: value}}}',
  sessions: '[Aqua]',
  hardware: '{model: [Mac14]}',
  'log-path': '~/Library/Logs',
};

/** The same for fields that are svc's own, for those at the top of the file, and for members of maps. */
const OF_OTHERS: readonly (readonly [field: string, example: string])[] = [
  ['version', '1'],
  ['namespace', 'com.example'],
  ['domain', 'gui'],
  ['home', '/Users/name'],
  ['output', 'plists'],
  ['templates', 'my-templates'],
  ['lint', '{preset: strict}'],
  ['variables', '{root: /opt/example}'],
  ['defaults', '{throttleInterval: 10}'],
  ['services', '{server: {template: daemon, command: ["/path/to/program"]}}'],
  ['template', 'daemon'],
  ['description', '"Serves the web site."'],
  ['about', '"A task of the night."'],
  ['extends', 'daemon'],
  ['requires', '[schedule]'],
  ['environmentFile', '/usr/local/etc/server.env'],
  ['drain', '30s'],
  ['recycles', 'true'],
  ['plist', '{LowPriorityIO: true}'],
  ['keepAlive.pathState', '{/usr/local/etc/enabled: true}'],
  ['keepAlive.otherJobEnabled', '{com.example.other: true}'],
  ['lint.rules', '{log-in-tmp: info}'],
];

const EXAMPLES: ReadonlyMap<string, string> = new Map([
  ...fieldRows().map((row): [string, string] => [row.field!.name, OF_FORM[row.field!.form]]),
  ...OF_OTHERS,
]);

/** The path from the field on: without `services`, the name of the service, and `defaults`. */
function fieldPath(path: readonly PathStep[]): readonly PathStep[] {
  if (path[0] === 'services') return path.slice(path.length > 2 ? 2 : 0);
  return path[0] === 'defaults' && path.length > 1 ? path.slice(1) : path;
}

/** `name: value` as an example for the field that `path` leads into. */
function exampleAt(path: readonly PathStep[]): string | undefined {
  const [field, member] = fieldPath(path);
  for (const name of [`${field}.${member}`, String(field)]) {
    const example = EXAMPLES.get(name);
    if (example !== undefined) return `${name.split('.').at(-1)}: ${example}`;
  }
  return undefined;
}

/** What to write where a field that must be there is missing. */
export function helpForMissing(path: readonly PathStep[]): string {
  const example = exampleAt(path) ?? `${String(path.at(-1))}: …`;
  return path.at(-1) === 'version' ? `Write ${example}.` : `Write ${example}, for example.`;
}

const SOCKET_EXAMPLES: ReadonlyMap<string, string> = new Map([
  ['sockServiceName', 'sockServiceName: 8080, for example'],
  ['sockNodeName', 'sockNodeName: 127.0.0.1, for example'],
  ['sockPathName', 'sockPathName: /usr/local/var/server.sock, for example'],
  ['sockPathMode', 'sockPathMode: 0o600, for example'],
]);

/** Phrases of values in which `~` stands for the home folder. */
const TAKES_HOME = /^a (?:path|text|folder)/;

const YES = /^(?:yes|on|y|1|true)$/i;
const NO = /^(?:no|off|n|0|false)$/i;

/** The words of a command line where quotes hold some together; undefined where blanks part them, or a shell does more. */
function wordsInQuotes(line: string): readonly string[] | undefined {
  if (!/["'\\]/.test(line) || /^\s*\w+=/.test(line)) return undefined;
  const { commands, compound } = readShellText(line);
  const [only] = commands;
  const isPlain = commands.length === 1 && !compound && !only!.redirected && only!.then === '';
  return isPlain ? only!.words : undefined;
}

/**
 * What to write in place of `node`, which is not as its field must be.
 * @param path where it stands @param phrase what it must be, as the schema says it
 */
export function helpForValue(path: readonly PathStep[], phrase: string, node: YamlNode): string {
  const name = path.at(-1);
  const shown = String(name).slice(0, 60);
  const written = node.kind === 'scalar' && node.value !== null ? node.source : undefined;
  if (node.kind === 'scalar' && node.source === '~' && node.value === null && TAKES_HOME.test(phrase))
    return 'Write "~" in quotes.';
  if (isTooLarge(node) && /^a whole number(?! from)/.test(phrase))
    return `Write ${Number.MAX_SAFE_INTEGER} at most; under \`plist:\` launchd's own key takes all of 64 bits.`;
  if (phrase === 'true or false' && typeof name === 'string') {
    const meant =
      written === undefined ? undefined : YES.test(written) ? 'true' : NO.test(written) ? 'false' : undefined;
    return meant ? `Write ${shown}: ${meant}, without quotes.` : `Write ${shown}: true or ${shown}: false.`;
  }
  if (phrase.startsWith('one of ')) return helpForChoice(phrase.slice('one of '.length).split(', '), written);
  if (name === 'command' && typeof written === 'string') {
    const words = shownWords(written, wordsInQuotes(written)).filter(Boolean).slice(0, 6);
    return `launchd splits no words: write command: [${words.map((word) => JSON.stringify(word)).join(', ')}].`;
  }
  const digits = (written ?? '').replace(/^0o/, '').padStart(3, '0');
  if (name === 'umask' && node.kind === 'scalar' && typeof node.value === 'number' && /^[0-7]+$/.test(digits)) {
    return `YAML reads ${node.source} as a plain number: write umask: "${digits}" for the octal mask.`;
  }
  if (written !== undefined && isTextWithoutQuotes(node, phrase, name))
    return `Write "${written.slice(0, 60)}" in quotes.`;
  if (path[0] === 'services' && path.length === 2)
    return 'Write the fields of the service under its name, such as template: daemon and command: ["/path/to/program"].';
  if (fieldPath(path)[0] === 'sockets' && path.at(-1) !== 'sockets')
    return `Write ${SOCKET_EXAMPLES.get(shown) ?? phrase}.`;
  if (path[0] === 'version') return helpForMissing(path);
  const example = exampleAt(path);
  const rest = written === undefined && node.kind === 'scalar' ? ', or remove the line' : '';
  return example ? `Write ${example}, for example${rest}.` : `Write ${phrase}.`;
}

/** Was it meant as a text, and is it something else to YAML? An item of a list mostly was; `.inf` is of no other use. */
function isTextWithoutQuotes(node: YamlNode, phrase: string, name: PathStep | undefined): boolean {
  if (node.kind !== 'scalar' || typeof node.value === 'string') return false;
  return typeof name === 'number' || (phrase.startsWith('a text') && !Number.isFinite(Number(node.value)));
}

/** A whole number that JavaScript does not hold exactly. */
function isTooLarge(node: YamlNode): boolean {
  return node.kind === 'scalar' && Number.isInteger(node.value) && !Number.isSafeInteger(node.value);
}

function helpForChoice(words: readonly string[], written: string | undefined): string {
  const near = written === undefined ? undefined : nearest(written.slice(0, 60), words);
  return near ? `Did you mean \`${near}\`?` : `Write one of these, for example ${words[0]}.`;
}
