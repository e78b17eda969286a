import { quoted } from '../../launchd/quoted.ts';
import { hostPathOf } from '../host-facts.ts';
import { type Job, spotOf } from '../job.ts';
import type { Report, Rule } from '../rule.ts';

const LOGS = ['StandardOutPath', 'StandardErrorPath'];

export const hostPathMissing: Rule = {
  id: 'host-path-missing',
  group: 'this machine',
  level: 'warning',
  summary: 'With `--host`: the working directory, the folder of a log file or a watched folder does not exist here.',
  docs: {
    why: 'A log file in a folder that does not exist is reported to keep the job from starting (last exit code 78). Without its working directory a job ran in / on 10.9, and is reported to end with 78 since. A watched folder that is not there sees no change. A watched file may appear later: only its folder is asked for. Source: 10.9 source, LrGeniusAI PR 298, openclaw PR 909.',
    bad: '<key>StandardErrorPath</key>\n<string>/usr/local/var/log/sever/server.log</string>',
    good: '<key>StandardErrorPath</key>\n<string>/usr/local/var/log/server/server.log</string>',
    fix: 'Make the folder, owned by the user the job runs as, before the job is loaded; or mend the path.',
    silence: 'When something else makes the folder before the job starts.',
  },
  needs: { host: true },
  check(job, report) {
    if (!job.host) return;
    const cwd = job.text('WorkingDirectory');
    if (cwd !== undefined) checkWorkingDirectory(job, cwd, report);
    for (const key of LOGS) checkLog(job, key, report);
    checkWatched(job, report);
  },
};

function checkWorkingDirectory(job: Job, path: string, report: Report): void {
  const problem = notAFolder(job, path);
  if (problem === undefined) return;
  const message = `The working directory ${quoted(path)} ${problem}: the job ran in / then on 10.9, and is reported not to start since (exit code 78).`;
  report(job.at('WorkingDirectory'), { message, help: 'Make the folder, or mend the path.' });
}

function checkLog(job: Job, key: string, report: Report): void {
  const path = job.text(key);
  if (path === undefined) return;
  const folder = folderOf(path);
  const problem = notAFolder(job, folder);
  if (problem === undefined) return;
  const message = `The folder of the log file, ${quoted(folder)}, ${problem}: the job was reported not to start then (exit code 78).`;
  report(job.at(key), {
    message,
    help: 'Make the folder, writable by the user the job runs as; svc install makes it for its services.',
  });
}

function checkWatched(job: Job, report: Report): void {
  for (const [key, folderOnly] of [
    ['WatchPaths', false],
    ['QueueDirectories', true],
  ] as const) {
    for (const [i, item] of (job.ofKind(key, 'array')?.items ?? []).entries()) {
      if (item.kind !== 'string') continue;
      const folder = folderOnly ? item.value : folderOf(item.value);
      const problem = notAFolder(job, folder);
      if (problem === undefined) continue;
      const what = folderOnly
        ? `The queue directory ${quoted(folder)}`
        : `The folder of the watched path, ${quoted(folder)},`;
      const message = `${what} ${problem}, so nothing in it starts the job.`;
      report(spotOf(item, [key, String(i)]), { message, help: 'Make the folder, or mend the path.' });
    }
  }
}

/** What is wrong where a folder should be; undefined when nothing is, or nothing is sure. */
function notAFolder(job: Job, path: string): string | undefined {
  const found = hostPathOf(job, path);
  if (found === 'missing') return 'does not exist on this machine';
  return found === undefined || found.kind === 'folder' ? undefined : 'is no folder on this machine';
}

function folderOf(path: string): string {
  const trimmed = path.length > 1 ? path.replace(/\/$/, '') : path;
  const slash = trimmed.lastIndexOf('/');
  return slash < 0 ? '' : trimmed.slice(0, slash) || '/';
}
