import { type Check, commandLine, found, ruledOut, unknown } from './check.ts';
import { jobMay, textAt } from './job-values.ts';

/** A WorkingDirectory that can not be entered: 78, or / on OS X 10.9 (SRC842). */
export const workingDirectory: Check = (facts) => {
  const path = textAt(facts, 'WorkingDirectory');
  if (path === undefined) return ruledOut('The job asks for no working directory.');
  if (!path.startsWith('/')) return found(`WorkingDirectory ${JSON.stringify(path)} is no absolute path.`);
  if (facts.dict.RootDirectory !== undefined) return unknown('The job has a RootDirectory of its own.');
  const stat = facts.host.stat(path);
  if (stat === 'missing') {
    return found(`The working directory ${path} does not exist.`, [commandLine(facts, 'mkdir', '-p', path)]);
  }
  const look = [commandLine(facts, 'ls', '-ld', path)];
  if (stat === undefined) return unknown(`Whether ${path} is there can not be looked at.`, look);
  if (stat.kind !== 'folder') return found(`The working directory ${path} is no folder.`, look);
  const may = jobMay(facts, path, 'search');
  if (may === false) return found(`The job may not enter its working directory ${path}.`, look);
  return may
    ? ruledOut(`The working directory ${path} is there.`)
    : unknown(`${path} is there; whether the job may enter it is not known.`, look);
};
