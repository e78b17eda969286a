import { programTextIndex } from '../../launchd/commands.ts';
import { guardedPlace, guardedPlaceWithin } from '../../launchd/privacy.ts';
import { quoted } from '../../launchd/quoted.ts';
import { commandOf } from '../command.ts';
import { type Job, type Spot, spotOf } from '../job.ts';
import { GUARDED_SIGN } from '../known-signs.ts';
import type { Report, Rule } from '../rule.ts';

const PATH_KEYS = ['WorkingDirectory', 'StandardInPath', 'StandardOutPath', 'StandardErrorPath'];
const PATH_LISTS = ['WatchPaths', 'QueueDirectories'];

export const privacyProtectedPath: Rule = {
  id: 'privacy-protected-path',
  group: 'program',
  level: 'warning',
  strict: true,
  summary: 'A path in a folder that macOS guards.',
  docs: {
    why: 'Desktop, Documents, Downloads, iCloud Drive and other volumes are guarded: what a job starts there fails with "Operation not permitted" or waits for a question nobody sees, and the grant is tied to the interpreter. A log file there keeps the job from starting at all (exit code 78). Source: reports (gbrain issue 5014, nix-darwin issue 1334, cc-reaper issue 21).',
    bad: '<key>WorkingDirectory</key>\n<string>/Users/user/Documents/server</string>',
    good: '<key>WorkingDirectory</key>\n<string>/Users/user/server</string>',
    fix: 'Move it to a folder that is not guarded, such as ~/server, ~/Library/Application Support or ~/Library/Logs (written out in full). Full Disk Access for the program, given by hand, is the other way.',
    silence: 'When the program has been granted access, or the volume is a fixed disk of the machine.',
  },
  needs: { sign: GUARDED_SIGN },
  check(job, report) {
    checkCommand(job, report);
    for (const key of PATH_KEYS) {
      const path = job.text(key);
      if (path !== undefined) reportPath(path, job.at(key), report);
    }
    for (const key of PATH_LISTS) {
      for (const [i, item] of (job.ofKind(key, 'array')?.items ?? []).entries())
        if (item.kind === 'string') reportPath(item.value, spotOf(item, [key, String(i)]), report);
    }
  },
};

function checkCommand(job: Job, report: Report): void {
  const command = commandOf(job);
  if (!command) return;
  const text = programTextIndex(command.words);
  for (const [i, word] of command.words.entries()) {
    if (i !== text) {
      reportPath(word, command.at(i), report);
      continue;
    }
    const found = guardedPlaceWithin(word);
    if (found) reportPlace(quoted(found.path), found.place, command.at(i), report);
  }
}

function reportPath(path: string, spot: Spot, report: Report): void {
  const place = guardedPlace(path);
  if (place) reportPlace(quoted(path), place, spot, report);
}

function reportPlace(path: string, place: string, spot: Spot, report: Report): void {
  report(spot, {
    message: `${path} lies in ${place}, which macOS guards: a job without the grant was reported to fail with "Operation not permitted", or to hang.`,
    help: 'Move it to a folder that is not guarded, or grant the program Full Disk Access by hand.',
  });
}
