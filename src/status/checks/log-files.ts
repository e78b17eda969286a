import { dirname } from 'node:path';
import { type Check, type CheckAnswer, commandLine, found, type JobFacts, ruledOut, unknown } from './check.ts';
import { jobMay, LOG_KEYS, textAt } from './job-values.ts';

/** Logs that can not be opened: 78, and nothing is written. Sources: LRG298, BEACON, OC909. */
export const logFiles: Check = (facts) => {
  const named = LOG_KEYS.flatMap((key) => textAt(facts, key) ?? []);
  if (named.length === 0) return ruledOut('The job writes no log files.');
  if (facts.dict.RootDirectory !== undefined) return unknown('The job has a RootDirectory of its own.');
  const answers = named.map((path) => atPath(facts, path));
  const worst = answers.find(({ state }) => state === 'found') ?? answers.find(({ state }) => state === 'unknown');
  return worst ?? ruledOut('The log files can be written.');
};

function atPath(facts: JobFacts, path: string): CheckAnswer {
  if (!path.startsWith('/')) return found(`The log ${JSON.stringify(path)} is no absolute path.`, [], 'medium');
  const { host } = facts;
  const folder = dirname(path);
  const look = [commandLine(facts, 'ls', '-ld', folder, path)];
  const above = host.stat(folder);
  if (above === undefined) return unknown(`The folder ${folder} of the log can not be looked at.`, look);
  if (above === 'missing') {
    // Whether launchd makes the folder is reported both ways.
    return found(
      `The folder ${folder} of the log does not exist.`,
      [commandLine(facts, 'mkdir', '-p', folder)],
      'medium',
    );
  }
  if (above.kind !== 'folder') return found(`${folder}, which is to hold the log, is no folder.`, look);
  const stat = host.stat(path);
  if (stat === undefined) return unknown(`The log ${path} can not be looked at.`, look);
  if (stat !== 'missing' && stat.kind === 'folder') return found(`The log ${path} is a folder.`, look);
  const asked = stat === 'missing' ? folder : path;
  const may = jobMay(facts, asked, 'write');
  if (may === true) return ruledOut(`${path} can be written.`);
  const owner = stat === 'missing' ? above.uid : stat.uid;
  const what = stat === 'missing' ? `the folder ${folder} of its log` : `its log ${path}`;
  if (may === undefined) return unknown(`Whether the job may write ${what} is not known.`, look);
  return found(`The job may not write ${what}, which belongs to uid ${owner}.`, look);
}
