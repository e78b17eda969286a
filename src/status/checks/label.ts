import { type LabelProblem, labelProblem } from '../../launchd/labels.ts';
import { type Check, found, noFile, ruledOut, serviceLine, unknown } from './check.ts';

/** white-space passes launchd. */
const WORDS: Readonly<Record<LabelProblem, string | undefined>> = {
  empty: 'is empty',
  'control-character': 'holds a control character',
  slash: 'holds a slash, at which launchctl splits its targets',
  'white-space': undefined,
  'reserved-name': 'is reserved',
  'reserved-prefix': 'is one of those that launchd keeps for itself',
};

/** Label: launchd answers 110 without one, 140 for one that it reserves. */
export const label: Check = (facts) => {
  const { file, observed } = facts;
  if (file === undefined) return noFile(facts);
  if (file.dict === undefined) return unknown('The property list can not be read, so its Label is not known.');
  const { Label: said } = file.dict;
  const mend = [serviceLine(facts, 'install', '--force')];
  if (typeof said !== 'string') return found(`${file.path} has no Label that is a string.`, mend);
  const problem = labelProblem(said);
  const words = problem === undefined ? undefined : WORDS[problem];
  if (words !== undefined) return found(`The Label ${JSON.stringify(said)} of ${file.path} ${words}.`, mend);
  if (said !== observed.label) {
    return found(
      `The Label of ${file.path} is ${JSON.stringify(said)}, not ${observed.label}: launchd goes by it.`,
      mend,
    );
  }
  return ruledOut(`The Label is ${said}.`);
};
