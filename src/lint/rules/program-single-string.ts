import { isCommandLine } from '../../launchd/commands.ts';
import { quoted } from '../../launchd/quoted.ts';
import { shownWords } from '../../launchd/secrets.ts';
import { commandOf, PROGRAM_KEYS } from '../command.ts';
import type { Rule } from '../rule.ts';

const MAX_WORDS = 6;

export const programSingleString: Rule = {
  id: 'program-single-string',
  group: 'program',
  level: 'error',
  summary: 'A whole command line in one string.',
  docs: {
    why: 'launchd splits no words: it looks for a file whose name holds the spaces, and the job ends with last exit code 78. Source: launchd.plist(5).',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server --port 8080</string>\n</array>',
    good: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server</string>\n  <string>--port</string>\n  <string>8080</string>\n</array>',
    fix: 'Make each word a string of its own in ProgramArguments; words that belong together stay one string, without quotes around it.',
    silence: 'When the path of the program really holds a space followed by a hyphen or a slash.',
  },
  needs: { keys: PROGRAM_KEYS },
  check(job, report) {
    const command = commandOf(job);
    const program = command?.words[0];
    if (!command || program === undefined || !isCommandLine(program)) return;
    const words = shownWords(program);
    const shown = words.slice(0, MAX_WORDS).map(quoted).join(', ');
    report(command.at(0), {
      message: `${quoted(words.join(' '))} is a whole command line in one string: launchd splits no words and looks for a file of that name.`,
      help: `Write each word as a string of its own in ProgramArguments: ${shown}${words.length > MAX_WORDS ? ', …' : ''}.`,
    });
  },
};
