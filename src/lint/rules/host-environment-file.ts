import { quoted } from '../../launchd/quoted.ts';
import type { Rule } from '../rule.ts';

export const hostEnvironmentFile: Rule = {
  id: 'host-environment-file',
  group: 'this machine',
  level: 'error',
  summary: 'With `--host`: the `environmentFile` of a service can not be used here.',
  docs: {
    why: "The launcher of a service with an `environmentFile` reads that file at each start, and ends with 78 where it may not: the file must belong to the user of the job, with mode 0600 or 0400, no folder above it may be written by others, and each line must be NAME=VALUE. The message names the line, never what stands in it. Source: svc's own launcher.",
    bad: '<!-- ls -l: -rw-r--r-- server.env -->\n<key>ProgramArguments</key>\n<array>\n  <string>/Users/user/.local/state/svc/org.example/bin/server</string>\n  <string>/Users/user/.config/server.env</string>\n  <string>/usr/local/bin/server</string>\n</array>',
    good: '<!-- ls -l: -rw------- server.env -->\n<key>ProgramArguments</key>\n<array>\n  <string>/Users/user/.local/state/svc/org.example/bin/server</string>\n  <string>/Users/user/.config/server.env</string>\n  <string>/usr/local/bin/server</string>\n</array>',
    fix: 'chmod 0600 the file, give it to the user of the job, chmod go-w the folders above it, and mend the lines.',
    silence: 'When the file is made before the job is loaded.',
  },
  needs: { host: true },
  check(job, report) {
    const { environmentFile: file } = job;
    if (!job.host || !file) return;
    const problem = job.host.environmentFile(file.path, job.scope === 'agent' ? undefined : file.user);
    if (problem === undefined) return;
    report(file.at, {
      message: `The environment file ${quoted(file.path)} can not be used: ${problem}. The job ends with 78 at each start.`,
      help: 'Mend the file; it must belong to the user of the job, with mode 0600, in folders that only that user or root may write.',
    });
  },
};
