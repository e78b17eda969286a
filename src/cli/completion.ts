/** `svc completion`: the script by which a shell completes svc, and the names that such a script asks for. */
import { printable } from '../launchd/printable.ts';
import type { Run } from './command.ts';
import { COMMANDS, GLOBAL_OPTIONS } from './commands.ts';
import { bashScript } from './completion-bash.ts';
import { fishScript } from './completion-fish.ts';
import { completedCommand, completedOption, SHELLS, type Shell } from './completion-words.ts';
import { zshScript } from './completion-zsh.ts';
import { ExitCode } from './exit-code.ts';
import type { GlobalOptions } from './io.ts';
import { nearestManifest } from './nearest-manifest.ts';

const SCRIPTS: Readonly<Record<Shell, typeof bashScript>> = { zsh: zshScript, bash: bashScript, fish: fishScript };

/** A name that a shell could take for something else is not offered. */
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._@+-]*$/;

export const run: Run<GlobalOptions & { readonly services?: boolean }> = async ([shell], options, io) => {
  if (options.services) {
    const { file = nearestManifest() } = options;
    if (file === undefined) return ExitCode.ok;
    const { serviceNames } = await import('../project/service-names.ts');
    const names = serviceNames(file).filter(({ name }) => SAFE_NAME.test(name));
    io.out(names.map(({ name }) => `${name}\n`).join(''));
    return ExitCode.ok;
  }
  if (!isShell(shell)) {
    const said = shell === undefined ? 'name a shell' : `there is no completion for ${JSON.stringify(shell)}`;
    io.err(`svc: ${printable(said)}: ${SHELLS.join(', ')}.\n`);
    return ExitCode.usage;
  }
  const globals = GLOBAL_OPTIONS.map((option) => completedOption('', option));
  io.out(SCRIPTS[shell](COMMANDS.map(completedCommand), globals));
  return ExitCode.ok;
};

function isShell(word: string | undefined): word is Shell {
  return (SHELLS as readonly (string | undefined)[]).includes(word);
}
