import { commandOf } from '../command.ts';
import type { Rule } from '../rule.ts';

export const stderrDiscarded: Rule = {
  id: 'stderr-discarded',
  group: 'logs and environment',
  level: 'warning',
  summary: 'StandardErrorPath is /dev/null.',
  docs: {
    why: 'What a program says when it fails is thrown away: launchctl then shows an exit code and nothing more, and nobody can tell why. Source: launchd.plist(5), openclaw issues 90711 and 99209.',
    bad: '<key>StandardErrorPath</key>\n<string>/dev/null</string>',
    good: '<key>StandardErrorPath</key>\n<string>/Users/user/Library/Logs/server.err.log</string>',
    fix: 'Write a file. Where the program says too much, let it say less; StandardOutPath may stay /dev/null.',
    silence: 'When the program writes a log of its own.',
  },
  needs: { keys: ['StandardErrorPath'] },
  check(job, report) {
    if (job.text('StandardErrorPath') !== '/dev/null') return;
    const command = commandOf(job);
    // The shell sends the output elsewhere itself.
    if (command?.shellLine?.text.commands.some(({ redirected }) => redirected)) return;
    report(job.at('StandardErrorPath'), {
      message: 'Standard error goes to /dev/null: when the program fails, nothing says why.',
      help: 'Write a file, as in /Users/<name>/Library/Logs/<label>.err.log.',
    });
  },
};
