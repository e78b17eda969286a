import { baseName } from '../../launchd/commands.ts';
import { type Command, commandOf } from '../command.ts';
import { FSWATCH_SIGN } from '../known-signs.ts';
import type { Rule } from '../rule.ts';

export const fswatchOneEvent: Rule = {
  id: 'fswatch-one-event',
  group: 'program',
  level: 'warning',
  summary: 'fswatch -1 in a job that is kept alive.',
  docs: {
    why: 'With -1 or --one-event fswatch ends after its first batch of events. launchd then starts it anew, at the earliest after the throttle interval, and what changes in between is missed; with SuccessfulExit false it is not even started again.',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/opt/homebrew/bin/fswatch</string>\n  <string>-1</string>\n  <string>/usr/local/etc</string>\n</array>\n<key>KeepAlive</key>\n<true/>',
    good: '<key>ProgramArguments</key>\n<array>\n  <string>/opt/homebrew/bin/fswatch</string>\n  <string>/usr/local/etc</string>\n</array>\n<key>KeepAlive</key>\n<true/>',
    fix: 'Remove -1 and let it run, or let launchd watch with WatchPaths and start the work itself.',
    silence: 'When one batch a start is what you want.',
  },
  needs: { keys: ['KeepAlive'], sign: FSWATCH_SIGN },
  check(job, report) {
    if (!job.isKeptAlive) return;
    const command = commandOf(job);
    const at = command && oneEventAt(command);
    if (!command || at === undefined) return;
    report(command.at(at), {
      message:
        'fswatch ends after the first batch of events (-1), and a kept-alive job must wait for its restart: changes in between are missed.',
      help: 'Remove -1 (--one-event), or use WatchPaths instead of fswatch.',
    });
  },
};

/** Index of the argument that asks for one batch, or of the shell text that ends with such a command. */
function oneEventAt(command: Command): number | undefined {
  const start = command.start;
  if (isFswatch(command.words[start])) {
    const at = oneEventOption(command.words.slice(start + 1));
    return at === undefined ? undefined : start + 1 + at;
  }
  const line = command.shellLine;
  // In a loop one batch at a time is right.
  if (!line || line.text.compound) return undefined;
  const { commands } = line.text;
  let first = commands.length - 1;
  while (first > 0 && commands[first - 1]!.then.startsWith('|') && commands[first - 1]!.then !== '||') first--;
  const words = commands[first]?.words ?? [];
  const rest = words[0] === 'exec' ? words.slice(1) : words;
  return isFswatch(rest[0]) && oneEventOption(rest.slice(1)) !== undefined ? line.index : undefined;
}

function isFswatch(word: string | undefined): boolean {
  return word !== undefined && baseName(word) === 'fswatch';
}

/** Short options that take a value end their cluster: `-l1` is a latency of one second. */
function oneEventOption(args: readonly string[]): number | undefined {
  const at = args.findIndex(
    (arg) => arg === '--one-event' || /^-[0aAdEILMnortuUvx]*1/.test(arg.replace(/[efilm].*/, '')),
  );
  return at < 0 ? undefined : at;
}
