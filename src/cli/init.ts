/** `svc init`: a first services.yaml, with comments, that lints clean. */
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { svcLine } from '../deploy/svc-line.ts';
import { targetHome } from '../deploy/target.ts';
import { countBySeverity } from '../diagnostics/diagnostic.ts';
import { initText } from '../guide/init.ts';
import { stablePath } from '../guide/runtimes.ts';
import { printable } from '../launchd/printable.ts';
import { lintManifest } from '../lint/lint-manifest.ts';
import { loadManifestBytes } from '../project/load-manifest.ts';
import { formatJson } from '../report/json.ts';
import { countsText, formatPretty } from '../report/pretty.ts';
import { readCaller } from '../system/account.ts';
import { readEnvironment } from '../system/environment.ts';
import { isProblem, kindOfPath, writeNewFile } from '../system/files.ts';
import { locateProgram } from '../system/program.ts';
import { isTerminal, proseColumns, readLine, STDERR, STDIN } from '../system/streams.ts';
import { packageFile } from '../system/template-folder.ts';
import type { Run } from './command.ts';
import { ExitCode } from './exit-code.ts';
import { type Ask, chooseInit, type InitMachine, type InitOptions } from './init-answers.ts';
import type { GlobalOptions, Io } from './io.ts';
import { namedManifest } from './nearest-manifest.ts';

interface Options extends InitOptions {
  readonly output?: string;
  readonly yes?: boolean;
}

export const run: Run<Options> = (_args, options, io) => {
  const file = options.output ?? options.file ?? 'services.yaml';
  const refuse = (message: string, code: number = ExitCode.usage) => {
    io.err(`svc: ${printable(message)}\n`);
    return code;
  };
  if (file === '') return refuse('--output names no file.');
  const there = kindOfPath(file);
  if (!isProblem(there))
    return refuse(`${file} is there already, and svc init never overwrites; name another file with -o.`);
  const isAsked = options.yes !== true && isTerminal(STDIN);
  const choice = chooseInit(options, machine(), isAsked ? asker(io) : undefined, options.yes === true);
  if ('problem' in choice) return refuse(choice.problem);
  const text = initText(choice, schemaFor(file));
  const services = checked(file, text, options, io);
  if (typeof services === 'number') return services;
  const problem = writeNewFile(file, text);
  if (problem) {
    const isCallers = problem.code === 'EEXIST' || problem.kind === 'missing';
    return refuse(`${file} can not be written: ${problem.message}.`, isCallers ? ExitCode.usage : ExitCode.refused);
  }
  const { namespace, template } = choice;
  if (options.json) io.out(formatJson({ file, namespace, template, services }));
  else io.out(`written ${printable(file)}\n`);
  const named = namedManifest({ file });
  const lint = printable(svcLine({}, 'lint', ...(named === undefined ? [] : [named])));
  const install = printable(svcLine({ named }, 'install'));
  const example = 'isExample' in choice && choice.isExample ? 'its command is an example, so edit it first; then ' : '';
  io.note(`svc: ${example}\`${lint}\` checks it, \`${install}\` installs it.\n`);
  return ExitCode.ok;
};

/** The names of the services, or the exit code where the text could not be used: it would not be written then. */
function checked(file: string, text: string, options: GlobalOptions, io: Io): readonly string[] | number {
  const reading = loadManifestBytes(file, new TextEncoder().encode(text), {});
  const { diagnostics, sources } = lintManifest(reading, file, { levels: new Map() });
  const shown = diagnostics.filter(
    ({ severity }) => severity === 'error' || (severity === 'warning' && !options.quiet),
  );
  io.err(formatPretty(shown, { color: io.color.err, sources, width: proseColumns(STDERR) }));
  if (reading.manifest && !shown.some(({ severity }) => severity === 'error')) {
    return reading.manifest.services.map(({ name }) => name);
  }
  io.err(`svc: ${countsText(countBySeverity(shown))} in what would be written; nothing was written.\n`);
  return ExitCode.usage;
}

/** Questions go to stderr, so that stdout has data alone. Wrong answers are asked for again, and at last given up. */
function asker(io: Io): Ask {
  return (question, normal, check) => {
    for (;;) {
      io.err(`${printable(question).replaceAll('\\n', '\n')} [${printable(normal)}]: `);
      const line = readLine();
      if (line === undefined) {
        io.err('\nsvc: no answer; nothing was written.\n');
        process.exit(ExitCode.usage);
      }
      const answer = line.trim() === '' ? normal : line.trim();
      const wrong = check(answer);
      if (wrong === undefined) return answer;
      io.err(`${printable(wrong)}\n`);
    }
  };
}

function machine(): InitMachine {
  const caller = readCaller();
  const { name: account } = caller;
  // The home of the user whose services they will be, as `svc install` has it.
  const home = targetHome({ environment: readEnvironment(), caller, platform: process.platform });
  const isProgram = (path: string) => 'path' in locateProgram(path);
  const runtime = (program: string) => stablePath(program, process.env.PATH ?? '', isProgram);
  const short = (path: string) =>
    home !== undefined && home !== '/' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
  const pathOf = (word: string) => (word.startsWith('~') ? word : short(resolve(word)));
  return {
    ...(account !== undefined && { account }),
    runtime,
    program: (word) => (word.includes('/') || word.startsWith('~') ? pathOf(word) : runtime(word)),
    argument: (word) =>
      !word.startsWith('-') && !isAbsolute(word) && kindOfPath(word) === 'file' ? pathOf(word) : short(word),
  };
}

/** How the file names the JSON Schema to editors: relative where both stand together, else whole. */
function schemaFor(file: string): string {
  const schema = packageFile('schema/services.schema.json');
  const near = relative(dirname(resolve(file)), schema);
  const path = near.startsWith('..') ? schema : `./${near}`;
  // The editors' server takes it up to the next space.
  return /^[\w./@+~-]+$/.test(path) ? path : pathToFileURL(schema).href;
}
