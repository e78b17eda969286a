import { SourceText } from '../../diagnostics/source-text.ts';
import { readPlist } from '../../plist/read.ts';
import { type Check, commandLine, found, noFile, ruledOut, serviceLine, unknown } from './check.ts';

/** A property list that can not be read: 109. `<true></true>` too is refused by launchd (RADAR). */
export const plistInvalid: Check = (facts) => {
  const { file } = facts;
  if (file === undefined) return noFile(facts);
  if (file.bytes === undefined) return unknown(`${file.path} can not be read: ${file.problem ?? 'no permission'}.`);
  const { root, errors, notes, text } = readPlist(file.bytes);
  const problem = errors[0] ?? notes.find(({ code }) => code === 'bool-not-self-closed');
  const mend = [commandLine(facts, 'svc', 'lint', file.path), serviceLine(facts, 'install', '--force')];
  if (problem) {
    const place = text === undefined ? undefined : new SourceText(file.path, text).positionAt(problem.start);
    return found(`${file.path}${place ? `:${place.line}:${place.column}` : ''}: ${problem.message}`, mend);
  }
  if (root?.kind !== 'dict') return found(`${file.path} holds no dict at its top, so it is no job.`, mend);
  return ruledOut('The property list can be read, and holds a dict.');
};
