import { spotOf } from '../job.ts';
import { kindWords } from '../kind-words.ts';
import type { Rule } from '../rule.ts';

export const programArgumentsInvalid: Rule = {
  id: 'program-arguments-invalid',
  group: 'program',
  level: 'error',
  summary: 'ProgramArguments is not an array of strings, or is empty.',
  docs: {
    why: 'launchd loses the whole job when ProgramArguments is no array or when one element is no string (error 111); a number is not turned into text. Source: launchd-842 core.c, launchd.plist(5).',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server</string>\n  <string>--port</string>\n  <integer>8080</integer>\n</array>',
    good: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server</string>\n  <string>--port</string>\n  <string>8080</string>\n</array>',
    fix: 'Write every argument as a string, numbers too, and the program as the first one.',
    silence: 'Never: the job does not load.',
  },
  needs: { keys: ['ProgramArguments'] },
  check(job, report) {
    const node = job.value('ProgramArguments');
    if (!node || job.args) return; // it has arguments when all is well
    const help = 'Write an array of strings, the absolute path of the program first.';
    if (node.kind !== 'array') {
      const words =
        node.kind === 'string'
          ? 'one string: launchd splits no words, and refuses'
          : `${kindWords(node.kind)}, not an array: launchd refuses`;
      report(job.at('ProgramArguments'), { message: `ProgramArguments is ${words} the whole job.`, help });
    } else if (
      node.items.length === 0 &&
      job.text('Program') === undefined &&
      job.text('BundleProgram') === undefined
    ) {
      const message = 'ProgramArguments is empty: launchd refuses the job, having nothing to start.';
      report(job.at('ProgramArguments'), { message, help });
    }
    if (node.kind !== 'array') return;
    for (const [i, item] of node.items.entries()) {
      if (item.kind === 'string') continue;
      report(spotOf(item, ['ProgramArguments', String(i)]), {
        message: `Argument ${i} must be a string, and this is ${kindWords(item.kind)}: launchd refuses the whole job.`,
        help: asString(item) ?? 'Write it as a string.',
      });
    }
  },
};

function asString(item: { readonly kind: string; readonly value?: unknown }): string | undefined {
  if (item.kind !== 'integer' && item.kind !== 'boolean' && item.kind !== 'real') return undefined;
  return `Write <string>${String(item.value)}</string>.`;
}
