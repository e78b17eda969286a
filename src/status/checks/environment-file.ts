import { type Check, found, ruledOut, serviceLine } from './check.ts';

/** Would the launcher read the `environmentFile`, and is it there itself? Else each start ends with 78. */
export const environmentFile: Check = (facts) => {
  const { desired, observed } = facts;
  const { environmentFile: file } = desired;
  if (file === undefined) return ruledOut('The service has no environment file.');
  const { environmentProblem: problem, launcher } = observed;
  if (problem !== undefined) return found(`Its environment file ${file} can not be used: ${problem}.`, []);
  if (!launcher?.isRight) {
    const what = launcher ? 'is not as svc writes it' : 'is gone';
    return found(`The launcher that reads its environment file ${what}.`, [serviceLine(facts, 'install')]);
  }
  return ruledOut(`Its launcher is there, and nothing speaks against the environment file ${file}.`);
};
