/** Programs that do one thing and end, by their name: under a KeepAlive that restarts them they run in a loop. */
import { baseName, programIndex, programTextIndex } from './commands.ts';

/** Commands of macOS that end by themselves, whatever their arguments (but for {@link STAYS}). */
const ONE_SHOT = new Set([
  ...['chflags', 'chmod', 'chown', 'cp', 'date', 'defaults', 'ditto', 'echo', 'false', 'find', 'hdiutil', 'hidutil'],
  ...['ifconfig', 'kextload', 'kextunload', 'kill', 'killall', 'launchctl', 'ln', 'mkdir', 'mount', 'mv'],
  ...['networksetup', 'newsyslog', 'nvram', 'open', 'periodic', 'pkill', 'pmset', 'printf', 'purge', 'rm', 'rsync'],
  ...['say', 'softwareupdate', 'ssh-add', 'sync', 'sysctl', 'systemsetup', 'tar', 'tmutil', 'touch', 'true', 'umount'],
]);

/** Arguments with which one of them stays: `open -W`, `rsync --daemon`, `pmset -g pslog`, `launchctl attach`. */
const STAYS = /^(?:-[A-VX-Za-z]*W[A-Za-z]*|--wait-apps|--daemon|-g|attach|debug|submit)$/;

/** What shows that a shell goes on: loops, waiting, jobs in the background, following a file. */
const GOES_ON = /\b(?:while|until|for|sleep|wait|tail)\b|&\s*$|[^&]&[^&>]/;

/**
 * The name of the program, when `args` surely starts one that ends by itself: a known command of macOS, or a shell
 * text whose last command is one. Undefined when nobody can tell.
 */
export function oneShotProgram(args: readonly string[]): string | undefined {
  const textAt = programTextIndex(args);
  const text = textAt === undefined ? undefined : args[textAt];
  if (text === undefined) return knownOneShot(args.slice(programIndex(args)));
  if (text.length > 2000 || GOES_ON.test(text)) return undefined;
  const last = text.split(/&&|\|\||[;\n|]/).findLast((command) => command.trim() !== '');
  return knownOneShot(
    (last ?? '')
      .trim()
      .split(/\s+/)
      .filter((word) => word !== 'exec'),
  );
}

/** Does this command (a program of macOS and its arguments) surely end by itself? */
export function isOneShot(words: readonly string[]): boolean {
  return knownOneShot(words) !== undefined;
}

function knownOneShot([program = '', ...args]: readonly string[]): string | undefined {
  if (program.includes('/') && !/^\/(?:usr\/)?s?bin\//.test(program)) return undefined;
  const name = baseName(program);
  return ONE_SHOT.has(name) && !args.some((arg) => STAYS.test(arg)) ? name : undefined;
}
