/** The text of `--help`: of svc, or of one of its commands. */
import { wrapped } from '../report/wrap.ts';
import { flagsOf } from './arguments.ts';
import type { CommandSpec, OptionSpec } from './command.ts';

const WIDTH = 80;

/** Help of svc itself. */
export function programHelp(commands: readonly CommandSpec[], globals: readonly OptionSpec[]): string {
  const rows = commands.map((command) => [usageOf(command), command.summary] as const);
  const options = globals.map(([flags, about]) => [optionName(flags), about] as const);
  const width = Math.max(...[...rows, ...options].map(([left]) => left.length));
  return [
    'Usage: svc [options] [command]\n',
    'One services.yaml, rendered into launchd property lists, installed and looked after.\n',
    section('Options', options, width),
    section('Commands', rows, width),
    '`svc <command> --help` tells more of a command.\n',
  ].join('\n');
}

/** Help of a command. */
export function commandHelp(command: CommandSpec, globals: readonly OptionSpec[]): string {
  const { summary, args = [], options = [] } = command;
  const argumentRows = args.map(([syntax, about]) => [syntax.replace(/[<>[\].]/g, ''), about] as const);
  const own = [...options, ...globals.filter(([flags]) => flagsOf(flags).long === 'help')];
  const ownRows = own.map(([flags, about]) => [optionName(flags), about] as const);
  const globalRows = globals
    .filter(([flags]) => flagsOf(flags).long !== 'help')
    .map(([flags, about]) => [optionName(flags), about] as const);
  const width = Math.max(...[...argumentRows, ...ownRows, ...globalRows].map(([left]) => left.length));
  return [
    `Usage: svc ${usageOf(command)}\n`,
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.\n`,
    ...(argumentRows.length > 0 ? [section('Arguments', argumentRows, width)] : []),
    section('Options', ownRows, width),
    section('Global Options', globalRows, width),
  ].join('\n');
}

/** `render [options] [service...]` */
function usageOf({ name, args = [], options }: CommandSpec): string {
  return [name, ...(options ? ['[options]'] : []), ...args.map(([syntax]) => syntax)].join(' ');
}

/** Long names stand below one another, whether they have a short one or not. */
function optionName(flags: string): string {
  return flags.startsWith('--') ? `    ${flags}` : flags;
}

function section(title: string, rows: readonly (readonly [string, string])[], width: number): string {
  const lines = rows.flatMap(([left, about]) => {
    const [first = '', ...more] = wrapped(about, WIDTH - width - 4);
    return [`  ${left.padEnd(width)}  ${first}`, ...more.map((line) => `${' '.repeat(width + 4)}${line}`)];
  });
  return `${title}:\n${lines.join('\n')}\n`;
}
