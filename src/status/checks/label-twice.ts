import { strayRefusal } from '../../deploy/judge-label.ts';
import { type Check, commandLine, found, ruledOut } from './check.ts';

/** Another file in the five folders of launchd with this label: at login one of them is loaded, or both run. */
export const labelTwice: Check = (facts) => {
  const [stray] = facts.observed.strays;
  if (!stray) return ruledOut('No other property list in the folders of launchd has this label.');
  return found(strayRefusal(facts.desired, stray).cause, [commandLine(facts, 'ls', '-l', stray.path)], 'medium');
};
