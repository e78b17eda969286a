import { noDomainRefusal } from '../../deploy/guards.ts';
import type { Observation, Target } from '../../deploy/types.ts';
import { domainTarget } from '../../launchd/domains.ts';
import { type Check, type CheckAnswer, found, ruledOut, unknown } from './check.ts';

/** Is the domain there? 112, 125, and 5 without a desktop login. */
export const domain: Check = ({ target, domain: state }) => domainAnswer(target, state);

export function domainAnswer(target: Target, state: Observation['domain']): CheckAnswer {
  const name = domainTarget(target.domain);
  switch (state) {
    case 'there':
      return ruledOut(`The domain ${name} is there.`);
    case 'unknown':
      return unknown(`launchctl does not tell whether the domain ${name} is there.`, [`launchctl print ${name}`]);
    case 'absent': {
      const { cause, remedy } = noDomainRefusal(target.domain, 112);
      return found(`${cause} ${remedy}`, ['launchctl managername']);
    }
  }
}
