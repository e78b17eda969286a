/** A launchctl that does not answer is not asked for ever: each call lasts until its time limit. */
import type { Launchctl } from '../launchd/port.ts';
import type { Machine } from './types.ts';

/** In a row without an answer, of one verb; then that verb is not called again. */
const MOST_OF_A_VERB = 2;
/** And of all verbs; then nothing is called. */
const MOST_IN_ALL = 4;

const GIVEN_UP = {
  code: undefined,
  stdout: '',
  stderr: '',
  failure: 'it gave no answer before and was not asked again',
};

/** A machine whose launchctl is given up once it was silent for too long. */
export class Patience {
  readonly machine: Machine;
  readonly #silentVerbs = new Map<string, number>();
  #silent = 0;

  constructor({ launchctl, waiting }: Machine) {
    this.machine = { launchctl: this.#guarded(launchctl), waiting };
  }

  /** Has launchctl been given up altogether? */
  get #isOver(): boolean {
    return this.#silent >= MOST_IN_ALL;
  }

  /** Does it no longer tell what is loaded? Then nothing may be stopped: whether it went and came back would not show. */
  get isBlind(): boolean {
    return this.#isOver || (this.#silentVerbs.get('print') ?? 0) >= MOST_OF_A_VERB;
  }

  /** Something else is begun: it may answer now. */
  renew(): void {
    this.#silent = 0;
    this.#silentVerbs.clear();
  }

  #guarded(launchctl: Launchctl): Launchctl {
    return async (argv) => {
      const verb = argv[0] ?? '';
      const silent = this.#silentVerbs.get(verb) ?? 0;
      if (this.#isOver || silent >= MOST_OF_A_VERB) return GIVEN_UP;
      const answer = await launchctl(argv);
      const isSilent = answer.code === undefined;
      this.#silent = isSilent ? this.#silent + 1 : 0;
      this.#silentVerbs.set(verb, isSilent ? silent + 1 : 0);
      return answer;
    };
  }
}
